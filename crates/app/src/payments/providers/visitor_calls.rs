//! Look-ups of a provider that the visitor of a page causes.
//!
//! An address of a payment can be opened any number of times; the provider must not notice. Per
//! attempt one look-up is under way at once, and its answer is reused: for two seconds at first,
//! and for longer the more often the attempt was looked up without news. What is left draws on the
//! account's allowance ([`super::allowance`]).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::payments::AttemptState;
use domain::{AttemptId, TenantId, Timestamp};
use storage::Scope;
use storage::payments::attempts::Attempt;

use crate::App;
use crate::access::acting::Acting;
use crate::payments::providers::allowance::{Call, FIRST_CALLS};
use crate::payments::settle::AskedBy;
use crate::payments::{SettleError, Settled};

/// How long an answer is reused. Shorter than any real payer needs to approve and come back again.
const REUSED: Duration = Duration::from_secs(2);
/// The same of an attempt that is reloaded again and again.
const REUSED_AT_MOST: Duration = Duration::from_mins(1);
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
        let doublings = self.look_ups.saturating_sub(FIRST_CALLS).min(16);
        REUSED.saturating_mul(1 << doublings).min(REUSED_AT_MOST)
    }
}

/// In this process only.
#[derive(Clone, Default)]
pub(crate) struct VisitorCalls {
    look_ups: Arc<Mutex<HashMap<AttemptId, LookUp>>>,
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
}

impl App {
    /// Settles as the visitor of a page wants it. `Unknown` when the account is called too often;
    /// the sweeper asks later.
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
        let again = look_ups >= FIRST_CALLS || attempt.number > FIRST_CALLS;
        let call = Call::LookUp { again };
        let account = attempt.provider_account();
        if account.is_some_and(|account| !self.may_call(account, call)) {
            return Ok(Settled::Unknown);
        }
        let settled = self.settle_attempt(by, tenant, attempt, AskedBy::Visitor);
        let settled = settled.await?;
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
