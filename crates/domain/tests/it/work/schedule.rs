//! When periodic work is done: rules as text, and the next time of each.

use std::time::Duration;

use domain::work::ScheduleRule;
use domain::{Timestamp, work::schedule::BadRule};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn rule(text: &str) -> ScheduleRule {
    text.parse().unwrap()
}

/// The times at which work of this rule is done, told in UTC.
fn times(text: &str, from: &str, many: usize) -> Vec<String> {
    let (rule, mut now) = (rule(text), at(from));
    let next = || {
        now = rule.next_after(now);
        now.to_rfc3339()
    };
    std::iter::repeat_with(next).take(many).collect()
}

#[test]
fn a_rule_is_read_as_it_is_written() {
    for text in [
        "every 1 seconds",
        "every 90 seconds",
        "every 15 minutes",
        "daily 03:30",
    ] {
        assert_eq!(rule(text).to_string(), text);
    }
    assert_eq!(rule("every 60 seconds").to_string(), "every 1 minutes");
    assert_eq!(rule("daily 00:00"), ScheduleRule::daily(0, 0));
    assert_eq!(
        rule("every 5 seconds"),
        ScheduleRule::every(Duration::from_secs(5))
    );
}

#[test]
fn what_is_no_rule_is_refused() {
    for text in [
        "",
        "every",
        "every minutes",
        "every 0 seconds",
        "every -1 minutes",
        "every 1441 minutes",
        "every 5 hours",
        "every 4294967295 minutes",
        "daily",
        "daily 24:00",
        "daily 3:30",
        "daily 03:60",
        "daily 03:30:00",
        "daily +3:30",
        "weekly 03:30",
        "every 5 minutes please",
    ] {
        assert_eq!(text.parse::<ScheduleRule>(), Err(BadRule), "{text}");
    }
}

#[test]
fn a_wait_in_the_program_is_brought_to_what_a_rule_can_say() {
    let text = |wait| ScheduleRule::every(wait).to_string();
    assert_eq!(text(Duration::ZERO), "every 1 seconds");
    assert_eq!(text(Duration::MAX), "every 1440 minutes");
}

#[test]
fn a_daily_time_comes_once_on_each_day_of_the_year() {
    let day = times("daily 03:30", "2026-01-01T00:00:00Z", 365);
    assert_eq!(day[0], "2026-01-01T02:30:00Z");
    assert_eq!(day[364], "2026-12-31T02:30:00Z");
    assert_eq!(day[181], "2026-07-01T01:30:00Z");
}

#[test]
fn on_the_day_that_lacks_the_hour_work_is_done_an_hour_later() {
    // 29 March 2026: from 02:00 the clock goes on at 03:00.
    let told = times("daily 02:30", "2026-03-28T00:00:00Z", 4);
    assert_eq!(
        told,
        [
            "2026-03-28T01:30:00Z",
            "2026-03-29T01:30:00Z",
            "2026-03-30T00:30:00Z",
            "2026-03-31T00:30:00Z",
        ]
    );
}

#[test]
fn on_the_day_that_has_the_hour_twice_work_is_done_the_first_time() {
    // 25 October 2026: after 02:59 it is 02:00 again.
    let told = times("daily 02:30", "2026-10-24T00:00:00Z", 4);
    assert_eq!(
        told,
        [
            "2026-10-24T00:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-26T01:30:00Z",
            "2026-10-27T01:30:00Z",
        ]
    );
    // From within the second 02:15 of that day.
    let told = times("daily 02:30", "2026-10-25T01:15:00Z", 1);
    assert_eq!(told, ["2026-10-26T01:30:00Z"]);
}

#[test]
fn what_was_missed_is_made_up_for_once() {
    let week_later = at("2026-06-08T12:00:00Z");
    for (text, next) in [
        ("every 5 minutes", "2026-06-08T12:05:00Z"),
        ("daily 03:30", "2026-06-09T01:30:00Z"),
    ] {
        assert_eq!(rule(text).next_after(week_later), at(next));
    }
}

#[test]
fn what_failed_is_tried_again_soon_and_no_later_than_its_rule_says() {
    let now = at("2026-06-08T12:00:00Z");
    let waits = |text: &str, failures| rule(text).retry_after(now, failures, 50).since(now);
    let daily = [0, 1, 2, 3, 4, 99].map(|failures| waits("daily 03:30", failures).as_secs());
    assert_eq!(daily, [5, 30, 120, 600, 3_600, 3_600]);
    assert_eq!(waits("every 1 minutes", 9).as_secs(), 60);
    assert_eq!(
        waits("every 1 seconds", 0).as_millis(),
        4_500,
        "not in a rush"
    );
    let soon = at("2026-06-09T01:29:00Z");
    let again = rule("daily 03:30").retry_after(soon, 9, 50);
    assert_eq!(again, at("2026-06-09T01:30:00Z"));
}

proptest! {
    #[test]
    fn the_next_time_is_later_and_within_26_hours(
        minutes in 0_i64..60_000_000, hour in 0_i8..24, minute in 0_i8..60,
    ) {
        let now = Timestamp::from_micros(minutes * 60_000_000);
        let next = ScheduleRule::daily(hour, minute).next_after(now);
        prop_assert!(next > now);
        prop_assert!(next.since(now) <= Duration::from_hours(26));
    }
}
