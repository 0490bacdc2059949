//! Trying again: when a job does, and when a provider is asked.

use std::time::Duration;

use domain::Timestamp;
use domain::work::retry::{ASK_AGAIN, Next, RetryPlan, ask_again, ask_while_pending};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_micros(1_795_489_200_000_000);
/// The chance that leaves a wait as the plan says.
const EVEN: u32 = 50;

#[test]
fn a_job_is_tried_for_a_day_and_then_given_up() {
    let mut now = NOW;
    for (tries, wait) in (0..).zip(RetryPlan::DAY.waits()) {
        assert_eq!(
            RetryPlan::DAY.next(now, tries, EVEN),
            Next::Try(now.plus(*wait))
        );
        now = now.plus(*wait);
    }
    let hours = now.since(NOW).as_secs() / 3_600;
    assert_eq!(hours, 27, "a weekday's outage and the night after it");
    assert_eq!(RetryPlan::DAY.next(now, 7, EVEN), Next::GiveUp);
    assert_eq!(RetryPlan::DAY.next(now, u32::MAX, EVEN), Next::GiveUp);
}

#[test]
fn money_is_asked_about_until_there_is_an_answer() {
    for (tries, wait) in (0..).zip(ASK_AGAIN) {
        assert_eq!(ask_again(NOW, tries, EVEN), NOW.plus(wait));
    }
    for tries in [5, 1_000, u32::MAX] {
        assert_eq!(
            ask_again(NOW, tries, EVEN),
            NOW.plus(Duration::from_hours(1))
        );
    }
    assert_eq!(
        ask_while_pending(NOW, EVEN),
        NOW.plus(Duration::from_hours(24))
    );
}

proptest! {
    #[test]
    fn chance_spreads_a_wait_by_a_tenth(tries in 0_u32..7, chance in any::<u32>()) {
        let Next::Try(at) = RetryPlan::DAY.next(NOW, tries, chance) else {
            return Err(TestCaseError::fail("given up"));
        };
        let wait = RetryPlan::DAY.waits()[tries as usize];
        prop_assert!(at >= NOW.plus(wait * 9 / 10) && at <= NOW.plus(wait * 11 / 10));
    }
}
