//! Calls of a provider that the visitor of a page causes: how many there may be.
//!
//! An address of a payment can be opened any number of times; the provider must not notice. Per
//! attempt one look-up is under way at once, and its answer is reused: for two seconds at first,
//! and for longer the more often the attempt was looked up without news. Per account, look-ups and
//! starts draw on an allowance each, far below what a provider takes in, so that captures, the
//! sweeper and the payers of other payments always get through. Half of the allowance for look-ups
//! is left to attempts that were hardly looked up yet: payments that are reloaded for ever never
//! take the place of one whose payer comes back for the first time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::payments::AttemptState;
use domain::{AttemptId, ProviderAccountId, TenantId, Timestamp};
use storage::Scope;
use storage::payments::attempts::Attempt;

use crate::App;
use crate::access::acting::Acting;
use crate::payments::{SettleError, Settled};

/// How long an answer is reused. Shorter than any real payer needs to approve and come back again.
const REUSED: Duration = Duration::from_secs(2);
/// The same of an attempt that is reloaded again and again.
const REUSED_AT_MOST: Duration = Duration::from_mins(1);
/// Look-ups of an attempt, since anything happened to it, before answers are reused for longer:
/// more than a real payer causes.
const FIRST_LOOK_UPS: u32 = 3;
/// Starts of an account in a second, and half as many look-ups: more than an authority of a million
/// inhabitants sees, and far below what a provider takes in.
pub const VISITOR_CALLS_PER_SECOND: u32 = 10;
/// Unused allowance is kept for this many seconds: enough for the queue that leaves a hall at once.
const KEPT_SECONDS: u32 = 12;
/// Answers remembered before old ones are dropped.
const REMEMBERED: usize = 1_000;

/// What look-ups of an attempt answered. Held while one is under way.
type LookUp = Arc<tokio::sync::Mutex<Option<Answered>>>;

/// The last answer about an attempt, and how often it was looked up.
#[derive(Clone, Copy, Debug)]
struct Answered {
    at: Timestamp,
    settled: Settled,
    about: Matter,
    /// While `about` stayed the same.
    look_ups: u32,
}

/// What an answer is about: it is of no use after the attempt went on, or when the payer of a
/// refused card chose another one within a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Matter {
    state: AttemptState,
    capture_number: u32,
}

impl Matter {
    const fn of(attempt: &Attempt) -> Self {
        Self {
            state: attempt.state,
            capture_number: attempt.capture_number,
        }
    }
}

impl Answered {
    /// Doubles with each look-up after the first ones.
    fn reused(&self) -> Duration {
        let doublings = self.look_ups.saturating_sub(FIRST_LOOK_UPS).min(16);
        REUSED.saturating_mul(1 << doublings).min(REUSED_AT_MOST)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    LookUp,
    Start,
}

/// In this process only: each node has an allowance of its own.
#[derive(Clone, Default)]
pub(crate) struct VisitorCalls {
    look_ups: Arc<Mutex<HashMap<AttemptId, LookUp>>>,
    allowances: Arc<Mutex<HashMap<(ProviderAccountId, Kind), Allowance>>>,
}

impl VisitorCalls {
    fn look_up(&self, attempt: AttemptId) -> LookUp {
        let mut look_ups = self.look_ups.lock().unwrap_or_else(PoisonError::into_inner);
        if look_ups.len() >= REMEMBERED {
            // A look-up with a waiting request has a second owner.
            look_ups.retain(|_, look_up| Arc::strong_count(look_up) > 1);
        }
        Arc::clone(look_ups.entry(attempt).or_default())
    }

    fn take(
        &self,
        key: (ProviderAccountId, Kind),
        (whole, left): (Allowance, u32),
        now: Timestamp,
    ) -> bool {
        let mut all = self
            .allowances
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(key).or_insert(whole).take_leaving(left, now);
        if !taken {
            metrics::counter!("provider_calls_refused_total").increment(1);
            tracing::debug!(provider.account = %key.0, "visitors ask this provider too often");
        }
        taken
    }
}

/// A token bucket, kept as the time at which it is full again.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    in_a_row: u32,
    one_back: Duration,
    full_at: Timestamp,
}

impl Allowance {
    fn per_second(calls: u32) -> Self {
        let one_back = Duration::from_secs(1) / calls.max(1);
        Self::of(calls.max(1) * KEPT_SECONDS, one_back)
    }

    const fn of(in_a_row: u32, one_back: Duration) -> Self {
        Self {
            in_a_row,
            one_back,
            full_at: Timestamp::from_micros(0),
        }
    }

    /// Takes one, unless fewer than `left` would remain.
    fn take_leaving(&mut self, left: u32, now: Timestamp) -> bool {
        let full_at = self.full_at.max(now).plus(self.one_back);
        let usable = self.in_a_row.saturating_sub(left);
        let there_is_one = full_at.since(now) <= self.one_back * usable;
        if there_is_one {
            self.full_at = full_at;
        }
        there_is_one
    }
}

impl App {
    pub(crate) fn may_start(&self, account: ProviderAccountId, now: Timestamp) -> bool {
        let whole = Allowance::per_second(self.settings.visitor_calls_per_second);
        let key = (account, Kind::Start);
        self.visitor_calls.take(key, (whole, 0), now)
    }

    fn may_look_up(&self, account: ProviderAccountId, look_ups: u32, now: Timestamp) -> bool {
        let whole = Allowance::per_second(self.settings.visitor_calls_per_second / 2);
        let left = if look_ups < FIRST_LOOK_UPS {
            0
        } else {
            whole.in_a_row / 2
        };
        let key = (account, Kind::LookUp);
        self.visitor_calls.take(key, (whole, left), now)
    }

    /// Settles as the visitor of a page wants it. `Unknown` when the account is asked about too
    /// often; the sweeper asks later.
    pub(crate) async fn settle_for_visitor(
        &self,
        by: &Acting,
        tenant: TenantId,
        id: AttemptId,
    ) -> Result<Settled, SettleError> {
        let look_up = self.visitor_calls.look_up(id);
        let mut last = look_up.lock().await;
        let now = self.moment().now;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let attempt = tx.payments().attempts().find(id).await?;
        let attempt = attempt.ok_or(SettleError::NotFound)?;
        drop(tx);
        let about = Matter::of(&attempt);
        let known = last.filter(|answered| answered.about == about);
        if let Some(answered) = known
            && now.since(answered.at) < answered.reused()
        {
            return Ok(answered.settled);
        }
        let look_ups = known.map_or(0, |answered| answered.look_ups);
        let account = attempt.provider_account();
        if account.is_some_and(|account| !self.may_look_up(account, look_ups, now)) {
            return Ok(Settled::Unknown);
        }
        let settled = self.settle_attempt(by, tenant, attempt).await?;
        *last = Some(Answered {
            at: self.moment().now,
            settled,
            about,
            look_ups: look_ups.saturating_add(1),
        });
        Ok(settled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_comes_back_one_by_one() {
        let mut allowance = Allowance::of(3, Duration::from_secs(1));
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        assert!((0..3).all(|_| allowance.take_leaving(0, now)));
        assert!(!allowance.take_leaving(0, now));
        let later = now.plus(Duration::from_secs(1));
        assert!(allowance.take_leaving(0, later));
        assert!(!allowance.take_leaving(0, later));
        let much_later = now.plus(Duration::from_hours(1));
        assert!((0..3).all(|_| allowance.take_leaving(0, much_later)));
        assert!(!allowance.take_leaving(0, much_later));
    }

    #[test]
    fn a_part_of_an_allowance_can_be_left_to_others() {
        let mut allowance = Allowance::of(4, Duration::from_secs(1));
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        assert!((0..2).all(|_| allowance.take_leaving(2, now)));
        assert!(!allowance.take_leaving(2, now));
        assert!((0..2).all(|_| allowance.take_leaving(0, now)));
        assert!(!allowance.take_leaving(0, now));
    }

    #[test]
    fn an_answer_is_reused_for_longer_the_more_often_it_was_asked_for_in_vain() {
        let reused = |look_ups| {
            let answered = Answered {
                at: Timestamp::from_micros(0),
                settled: Settled::Waiting,
                about: Matter {
                    state: AttemptState::Offered,
                    capture_number: 1,
                },
                look_ups,
            };
            answered.reused().as_secs()
        };
        assert_eq!([1, 3, 4, 5, 6, 7, 8].map(reused), [2, 2, 4, 8, 16, 32, 60]);
        assert_eq!(reused(u32::MAX), 60);
    }

    #[test]
    fn answers_that_no_call_waits_for_are_forgotten() {
        let calls = VisitorCalls::default();
        let mut moment = domain::Moment::fixed(Timestamp::from_micros(0), 1);
        let held = AttemptId::new(&mut moment);
        let waiting = calls.look_up(held);
        for _ in 0..3 * REMEMBERED {
            calls.look_up(AttemptId::new(&mut moment));
        }
        assert!(calls.look_ups.lock().unwrap().len() <= REMEMBERED);
        assert!(Arc::ptr_eq(&waiting, &calls.look_up(held)));
    }
}
