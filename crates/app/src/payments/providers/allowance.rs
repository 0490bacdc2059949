//! Calls of a provider that visitors cause in any second, per account: how many, and of which kind.
//!
//! A provider that is called too often refuses everything for a while, and an authority's payers
//! with it. So visitors cause fewer in any second than it takes, and each kind of call has a share
//! that no other kind uses up. The first starts of a payment, and look-ups of an attempt, have room
//! that payments which are reloaded or begun anew for ever cannot take; money that was approved is
//! taken whatever else is asked for.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{ProviderAccountId, Timestamp};

use crate::App;

/// Calls that visitors cause in any second, of this node: three for each payment. Less than the
/// thirty at which providers begin to refuse; the rest is left to what no visitor causes: logins,
/// the sweeper, messages of the provider, reports.
pub const PROVIDER_CALLS_PER_SECOND: u32 = 24;
/// Starts of a payment, or look-ups of an attempt without news, that count as its first: more than
/// a real payer causes.
pub(crate) const FIRST_CALLS: u32 = 3;
const SECOND: Duration = Duration::from_secs(1);

/// A call of a provider, by what causes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// A payer chose the method; `again` after the first times for the same payment.
    Start { again: bool },
    /// A visitor opened a page; `again` after the first times for the same attempt.
    LookUp { again: bool },
    /// A payer approved.
    Capture,
}

impl Call {
    /// Calls of this kind in a second; and calls of all kinds after which it is not made: what is
    /// left of the whole is for kinds that matter more.
    const fn share(self, whole: u32) -> (u32, u32) {
        match self {
            Self::Capture => (whole, whole),
            Self::Start { again: false } | Self::LookUp { again: false } => {
                (whole / 3, whole / 3 * 2)
            }
            Self::Start { again: true } | Self::LookUp { again: true } => (whole / 6, whole / 2),
        }
    }
}

/// The calls of the last second, oldest first.
#[derive(Debug, Default)]
struct LastSecond(VecDeque<(Timestamp, Call)>);

impl LastSecond {
    /// Notes the call if it may be made. A clock that is put back forgets what it has not reached.
    fn take(&mut self, call: Call, whole: u32, now: Timestamp) -> bool {
        let recent = |at: Timestamp| at <= now && now.since(at) < SECOND;
        self.0.retain(|(at, _)| recent(*at));
        let many = |calls: usize| u32::try_from(calls).unwrap_or(u32::MAX);
        let alike = self.0.iter().filter(|(_, made)| *made == call).count();
        let (of_its_kind, of_all) = call.share(whole);
        let there_is_room = many(alike) < of_its_kind && many(self.0.len()) < of_all;
        if there_is_room {
            self.0.push_back((now, call));
        }
        there_is_room
    }
}

/// In this process only: each node has an allowance of its own.
#[derive(Clone, Default)]
pub(crate) struct Allowances(Arc<Mutex<HashMap<ProviderAccountId, LastSecond>>>);

impl App {
    /// Whether the account's provider may be called now; the call counts as made then.
    pub(crate) fn may_call(&self, account: ProviderAccountId, call: Call) -> bool {
        let (now, whole) = (self.moment().now, self.settings.provider_calls_per_second);
        let all = &self.provider_allowances.0;
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        let may = all.entry(account).or_default().take(call, whole, now);
        if !may {
            metrics::counter!("provider_calls_refused_total").increment(1);
            tracing::debug!(provider.account = %account, "this provider is called too often");
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: u32 = PROVIDER_CALLS_PER_SECOND;
    const START: Call = Call::Start { again: false };
    const START_AGAIN: Call = Call::Start { again: true };
    const LOOK_UP: Call = Call::LookUp { again: false };
    const LOOK_UP_AGAIN: Call = Call::LookUp { again: true };

    fn now() -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000)
    }

    /// How many of 100 calls may be made at this time.
    fn made(calls: &mut LastSecond, call: Call, at: Timestamp) -> usize {
        (0..100).filter(|_| calls.take(call, WHOLE, at)).count()
    }

    #[test]
    fn no_second_has_more_calls_than_the_whole() {
        let kinds = [LOOK_UP_AGAIN, START_AGAIN, LOOK_UP, START, Call::Capture];
        let mut calls = LastSecond::default();
        let mut made_at = Vec::new();
        for tenth in 0..100 {
            let at = now().plus(Duration::from_millis(100 * tenth));
            for call in kinds {
                made_at.extend(std::iter::repeat_n(tenth, made(&mut calls, call, at)));
            }
        }
        for from in 0..90 {
            let within = made_at.iter().filter(|at| (from..from + 10).contains(*at));
            assert_eq!(within.count(), WHOLE as usize, "from {from}");
        }
    }

    #[test]
    fn each_kind_has_a_share_that_the_others_do_not_use_up() {
        let mut calls = LastSecond::default();
        assert_eq!(made(&mut calls, LOOK_UP_AGAIN, now()), 4);
        assert_eq!(made(&mut calls, START_AGAIN, now()), 4);
        assert_eq!(made(&mut calls, START, now()), 8);
        assert_eq!(made(&mut calls, LOOK_UP, now()), 0);
        assert_eq!(made(&mut calls, Call::Capture, now()), 8);

        let mut calls = LastSecond::default();
        assert_eq!(made(&mut calls, LOOK_UP, now()), 8);
        assert_eq!(made(&mut calls, START, now()), 8);
        assert_eq!(made(&mut calls, LOOK_UP_AGAIN, now()), 0);
        assert_eq!(made(&mut calls, Call::Capture, now()), 8);
    }

    #[test]
    fn room_comes_back_a_second_after_each_call() {
        let mut calls = LastSecond::default();
        let half = now().plus(Duration::from_millis(500));
        assert!(calls.take(START, WHOLE, now()));
        assert_eq!(made(&mut calls, START, half), 7);
        let later = now().plus(SECOND);
        assert_eq!(made(&mut calls, START, later), 1);
        assert_eq!(made(&mut calls, START, half.plus(SECOND)), 7);
    }

    #[test]
    fn a_clock_that_is_put_back_holds_nothing_up() {
        let mut calls = LastSecond::default();
        let ahead = now().plus(Duration::from_hours(1));
        assert_eq!(made(&mut calls, START, ahead), 8);
        assert_eq!(made(&mut calls, START, now()), 8);
    }
}
