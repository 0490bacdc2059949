//! Asking again: when we do, and what it means when others do.

use std::time::Duration;

use domain::Timestamp;
use domain::idempotency::{Replay, Stored, fingerprint, replay};
use domain::ledger::Seal;
use domain::retry::{ASK_AGAIN, Next, WAITS, ask_again, ask_while_pending, next_try};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_micros(1_795_489_200_000_000);
/// The chance that leaves a wait as the plan says.
const EVEN: u32 = 50;

#[test]
fn a_job_is_tried_for_a_day_and_then_given_up() {
    let mut now = NOW;
    for (tries, wait) in (0..).zip(WAITS) {
        assert_eq!(next_try(now, tries, EVEN), Next::Try(now.plus(wait)));
        now = now.plus(wait);
    }
    let hours = now.since(NOW).as_secs() / 3_600;
    assert_eq!(hours, 27, "a weekday's outage and the night after it");
    assert_eq!(next_try(now, 7, EVEN), Next::GiveUp);
    assert_eq!(next_try(now, u32::MAX, EVEN), Next::GiveUp);
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
        let Next::Try(at) = next_try(NOW, tries, chance) else {
            return Err(TestCaseError::fail("given up"));
        };
        let wait = WAITS[tries as usize];
        prop_assert!(at >= NOW.plus(wait * 9 / 10) && at <= NOW.plus(wait * 11 / 10));
    }
}

#[test]
fn the_first_request_with_a_key_runs() {
    assert_eq!(replay::<&str>(None, fingerprint(b"30.70")), Replay::First);
}

#[test]
fn the_same_request_gets_the_same_answer() {
    let stored = Stored {
        fingerprint: fingerprint(b"30.70"),
        answer: Some("created"),
    };
    assert_eq!(
        replay(Some(stored), fingerprint(b"30.70")),
        Replay::Same("created")
    );
}

#[test]
fn a_request_under_way_is_never_started_twice() {
    let stored = Stored::<&str> {
        fingerprint: fingerprint(b"30.70"),
        answer: None,
    };
    assert_eq!(
        replay(Some(stored), fingerprint(b"30.70")),
        Replay::StillRunning
    );
}

#[test]
fn a_key_is_good_for_one_request_only() {
    for answer in [None, Some("created")] {
        let stored = Stored {
            fingerprint: fingerprint(b"30.70"),
            answer,
        };
        assert_eq!(
            replay(Some(stored), fingerprint(b"30.71")),
            Replay::DifferentRequest
        );
    }
}

#[test]
fn a_fingerprint_is_sha_256() {
    let hash = Seal(fingerprint(b"abc")).to_string();
    assert_eq!(
        hash,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
