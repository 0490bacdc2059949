//! Maintenance windows: when they hold, and for which methods.

use domain::Timestamp;
use domain::payments::Method;
use domain::tenants::{BadWindow, MaintenanceWindow};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn window(from: Option<&str>, until: Option<&str>, methods: &[Method]) -> MaintenanceWindow {
    MaintenanceWindow {
        starts_at: from.map(at),
        ends_at: until.map(at),
        description: String::new(),
        methods: methods.to_vec(),
    }
}

#[test]
fn a_window_holds_from_its_start_to_before_its_end() {
    let night = window(
        Some("2026-12-01T22:00:00Z"),
        Some("2026-12-02T02:00:00+01:00"),
        &[],
    );
    for (now, stops) in [
        ("2026-12-01T21:59:59Z", false),
        ("2026-12-01T22:00:00Z", true),
        ("2026-12-02T00:59:59Z", true),
        ("2026-12-02T01:00:00Z", false),
    ] {
        assert_eq!(night.stops(&Method::PAYPAL, at(now)), stops, "{now}");
    }
    assert!(night.is_over(at("2026-12-02T01:00:00Z")));
    let open = window(None, None, &[]);
    assert!(open.stops(&Method::PAYPAL, at("2030-01-01T00:00:00Z")));
    assert!(!open.is_over(at("2030-01-01T00:00:00Z")));
}

#[test]
fn a_window_stops_the_methods_it_names_or_all() {
    let now = at("2026-12-01T00:00:00Z");
    let one = window(None, None, &[Method::PAYPAL]);
    assert!(one.stops(&Method::PAYPAL, now) && !one.stops(&Method::BANK_TRANSFER, now));
    assert!(window(None, None, &[]).stops(&Method::BANK_TRANSFER, now));
}

#[test]
fn a_window_that_cannot_be_told_is_refused() {
    let same = Some("2026-12-01T00:00:00Z");
    assert_eq!(window(same, same, &[]).checked(), Err(BadWindow::Backwards));
    let long = MaintenanceWindow {
        description: "ä".repeat(251),
        ..window(None, None, &[])
    };
    assert_eq!(long.checked(), Err(BadWindow::Description));
    assert!(window(None, same, &[]).checked().is_ok());
}

#[test]
fn times_have_a_zone() {
    assert!("2026-12-01T22:00:00".parse::<Timestamp>().is_err());
    assert_eq!(at("1970-01-01T01:00:00+01:00"), Timestamp::from_micros(0));
}
