//! Sessions end by themselves.

use std::time::Duration;

use domain::Timestamp;
use domain::access::sessions::SessionTimes;

const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

#[test]
fn a_session_stands_for_half_an_hour_unused_and_ten_hours_in_all() {
    let times = SessionTimes {
        created_at: at(0),
        seen_at: at(0),
        trusted_at: Some(at(0)),
    };
    assert!(times.stands(at(30 * 60 - 1)));
    assert!(!times.stands(at(30 * 60)));
    let used = SessionTimes {
        seen_at: at(10 * 3600 - 60),
        ..times
    };
    assert!(used.stands(at(10 * 3600 - 1)));
    assert!(!used.stands(at(10 * 3600)));
}

#[test]
fn a_proof_is_fresh_for_five_minutes_and_only_with_the_second_factor() {
    let times = SessionTimes {
        created_at: at(0),
        seen_at: at(0),
        trusted_at: Some(at(60)),
    };
    assert!(times.is_fresh(at(60 + 299)));
    assert!(!times.is_fresh(at(60 + 300)));
    let waiting = SessionTimes {
        trusted_at: None,
        ..times
    };
    assert!(!waiting.is_fresh(at(1)));
    assert!(waiting.stands(at(0).plus(Duration::from_secs(599))));
    assert!(
        !waiting.stands(at(600)),
        "ten minutes for the second factor"
    );
}
