//! Calls of a provider that the visitor of a page causes.
//!
//! An address of a payment can be opened any number of times; the provider must not notice. Per
//! attempt one look-up is under way at once, and its answer is reused: for two seconds at first,
//! and for longer the more often the attempt was looked up without news. What is left, and each
//! start, draws on the account's allowance ([`super::allowance`]), for the network that the visitor
//! comes from. No visitor reaches a provider but through here.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::payments::AttemptState;
use domain::{AttemptId, PaymentId, ProviderAccountId, TenantId, Timestamp};
use storage::Scope;
use storage::payments::attempts::Attempt;

use crate::App;
use crate::access::Network;
use crate::access::acting::Acting;
use crate::payments::providers::allowance::{Call, FIRST_CALLS};
use crate::payments::settle::asked_at;
use crate::payments::{SettleError, Settled};

/// How long an answer is reused. Shorter than any real payer needs to approve and come back again.
const REUSED: Duration = Duration::from_secs(2);
/// The same of an attempt that is reloaded again and again.
const REUSED_AT_MOST: Duration = Duration::from_mins(1);
/// Look-ups of a payment, whatever became of its attempts, that count as its first.
const FIRST_LOOK_UPS: u32 = FIRST_CALLS * FIRST_CALLS;
/// What no visitor asked about for so long is forgotten. Twice the time that payments are usually
/// open.
const REMEMBERED: Duration = Duration::from_hours(1);
/// Attempts, and payments, remembered at most: some twenty megabytes. As many are not started at
/// one account in the time after which they are forgotten anyway.
const REMEMBERED_AT_MOST: usize = 100_000;
/// Entries before those are looked for whose time is over.
const TIDIED_AT_LEAST: usize = 1_000;

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

/// Whether it was so short a time ago. What a clock that was put back has not reached yet was not:
/// it would count for as long as the clock was ahead.
fn is_within(time: Duration, at: Timestamp, now: Timestamp) -> bool {
    at <= now && now.since(at) < time
}

/// What visitors asked about, until they did not for long. One that is asked about all the time is
/// remembered for ever, however many others there are: if there are too many, those make room that
/// were not asked about for longest.
struct Remembered<K, V> {
    known: HashMap<K, (Timestamp, V)>,
    tidied_at: usize,
    /// Whether an entry is in use, so that it has to stay.
    is_held: fn(&V) -> bool,
}

impl<K: Copy + Eq + Hash, V: Default> Remembered<K, V> {
    fn new(is_held: fn(&V) -> bool) -> Self {
        Self {
            known: HashMap::new(),
            tidied_at: TIDIED_AT_LEAST,
            is_held,
        }
    }

    /// What is known of it, or a new entry.
    fn of(&mut self, key: K, now: Timestamp) -> &mut V {
        if self.known.len() >= self.tidied_at && !self.known.contains_key(&key) {
            self.tidy(now);
        }
        let (asked_at, value) = self.known.entry(key).or_insert_with(|| (now, V::default()));
        *asked_at = now;
        value
    }

    fn tidy(&mut self, now: Timestamp) {
        let is_held = self.is_held;
        self.known
            .retain(|_, (asked_at, value)| is_held(value) || is_within(REMEMBERED, *asked_at, now));
        // A tenth at once, so that looking for them costs little for each.
        let room = REMEMBERED_AT_MOST / 10;
        let too_many = (self.known.len() + room).saturating_sub(REMEMBERED_AT_MOST);
        if too_many > 0 {
            let mut asked: Vec<_> = self.known.values().map(|(at, _)| *at).collect();
            let (earlier, stays, _) = asked.select_nth_unstable(too_many);
            let stays = *stays;
            let earlier = earlier.iter().filter(|at| **at < stays).count();
            let mut alike = too_many - earlier;
            self.known.retain(|_, (asked_at, value)| {
                let goes = *asked_at < stays || (*asked_at == stays && alike > 0);
                alike -= usize::from(goes && *asked_at == stays);
                !goes || is_held(value)
            });
        }
        self.tidied_at = (2 * self.known.len()).clamp(TIDIED_AT_LEAST, REMEMBERED_AT_MOST);
    }
}

/// Calls about a payment that its visitors caused.
#[derive(Clone, Copy, Debug, Default)]
struct Caused {
    starts: u32,
    look_ups: u32,
}

/// In this process only.
#[derive(Clone)]
pub(crate) struct VisitorCalls {
    look_ups: Arc<Mutex<Remembered<AttemptId, LookUp>>>,
    caused: Arc<Mutex<Remembered<PaymentId, Caused>>>,
}

impl Default for VisitorCalls {
    fn default() -> Self {
        // A look-up with a waiting request has a second owner.
        let look_ups = Remembered::new(|look_up: &LookUp| Arc::strong_count(look_up) > 1);
        Self {
            look_ups: Arc::new(Mutex::new(look_ups)),
            caused: Arc::new(Mutex::new(Remembered::new(|_| false))),
        }
    }
}

impl VisitorCalls {
    fn look_up(&self, attempt: AttemptId, now: Timestamp) -> LookUp {
        let mut look_ups = self.look_ups.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(look_ups.of(attempt, now))
    }

    /// Reads and counts the calls about a payment.
    fn caused<T>(&self, payment: PaymentId, now: Timestamp, f: impl FnOnce(&mut Caused) -> T) -> T {
        let mut caused = self.caused.lock().unwrap_or_else(PoisonError::into_inner);
        f(caused.of(payment, now))
    }
}

impl App {
    /// Whether the provider may be asked for an order now, as a visitor of this network wants it.
    /// What counts are calls that were made: a payer that was told to try again and does so is
    /// there for the first time, and one that asks for the same order again is not.
    pub(crate) fn may_start(
        &self,
        account: ProviderAccountId,
        payment: PaymentId,
        by: &Network,
    ) -> bool {
        self.visitor_calls
            .caused(payment, self.moment().now, |caused| {
                let again = caused.starts >= FIRST_CALLS;
                let may = self.may_call(account, Call::Start { by, again });
                caused.starts = caused.starts.saturating_add(u32::from(may));
                may
            })
    }

    /// The same for a question about an attempt. `in_vain`: whether it was asked often already.
    fn may_look_up(&self, attempt: &Attempt, in_vain: bool, by: &Network) -> bool {
        let Some(account) = asked_at(attempt) else {
            return true;
        };
        let now = self.moment().now;
        self.visitor_calls.caused(attempt.payment, now, |caused| {
            let again = in_vain || caused.look_ups >= FIRST_LOOK_UPS;
            let may = self.may_call(account, Call::LookUp { by, again });
            caused.look_ups = caused.look_ups.saturating_add(u32::from(may));
            may
        })
    }

    /// Settles an attempt, read just now, as the visitor of a page wants it. Where there was no
    /// place for it, the sweeper asks later.
    pub(crate) async fn settle_for_visitor(
        &self,
        by: &Acting,
        tenant: TenantId,
        attempt: Attempt,
        network: &Network,
    ) -> Result<Settled, SettleError> {
        let id = attempt.id;
        let look_up = self.visitor_calls.look_up(id, self.moment().now);
        let (mut last, attempt) = match look_up.try_lock() {
            Ok(last) => (last, attempt),
            Err(_under_way) => {
                let last = look_up.lock().await;
                let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
                let attempt = tx.payments().attempts().find(id).await?;
                (last, attempt.ok_or(SettleError::NotFound)?)
            }
        };
        let now = self.moment().now;
        let about = Matter::of(&attempt);
        let known = last.filter(|answered| answered.about == about);
        if let Some(answered) = known
            && is_within(answered.reused(), answered.at, now)
        {
            return Ok(answered.settled);
        }
        let look_ups = known.map_or(0, |answered| answered.look_ups);
        if !self.may_look_up(&attempt, look_ups >= FIRST_CALLS, network) {
            return Ok(Settled::NoPlace);
        }
        let settled = self.settle_attempt(by, tenant, attempt).await?;
        if settled == Settled::NoPlace {
            // It was no question in vain, and with a place there is more to learn.
            return Ok(settled);
        }
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

    fn ids(count: usize) -> Vec<AttemptId> {
        let mut moment = domain::Moment::fixed(Timestamp::from_micros(0), 1);
        (0..count).map(|_| AttemptId::new(&mut moment)).collect()
    }

    const fn seconds(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_000_000 * seconds)
    }

    fn known(calls: &VisitorCalls) -> usize {
        calls.look_ups.lock().unwrap().known.len()
    }

    #[test]
    fn eleven_hundred_attempts_reloaded_in_turn_are_each_remembered() {
        let calls = VisitorCalls::default();
        let attempts = ids(1_100);
        for turn in 0..4 {
            for attempt in &attempts {
                let look_up = calls.look_up(*attempt, seconds(60 * turn));
                let mut last = look_up.try_lock().unwrap();
                let look_ups = last.map_or(0, |answered: Answered| answered.look_ups);
                assert_eq!(look_ups, u32::try_from(turn).unwrap());
                *last = Some(Answered {
                    at: seconds(60 * turn),
                    settled: Settled::Waiting,
                    about: Matter {
                        state: AttemptState::Offered,
                        capture_number: 1,
                    },
                    look_ups: look_ups + 1,
                });
            }
        }
    }

    #[test]
    fn answers_that_no_visitor_asked_for_in_an_hour_are_forgotten() {
        let calls = VisitorCalls::default();
        let attempts = ids(2 * TIDIED_AT_LEAST);
        let (old, new) = attempts.split_at(TIDIED_AT_LEAST);
        let waiting = calls.look_up(old[0], seconds(0));
        for attempt in old {
            calls.look_up(*attempt, seconds(0));
        }
        calls.look_up(old[1], seconds(1_800));
        for attempt in new {
            calls.look_up(*attempt, seconds(3_600));
        }
        let both = old[..2].iter().chain(new);
        let all = calls.look_ups.lock().unwrap();
        assert_eq!(all.known.len(), TIDIED_AT_LEAST + 2);
        assert!(
            both.into_iter()
                .all(|attempt| all.known.contains_key(attempt))
        );
        drop(all);
        assert!(Arc::ptr_eq(
            &waiting,
            &calls.look_up(old[0], seconds(3_600))
        ));
    }

    #[test]
    fn what_was_asked_for_before_a_clock_was_put_back_is_forgotten() {
        let calls = VisitorCalls::default();
        let attempts = ids(2 * TIDIED_AT_LEAST);
        let (ahead, now) = attempts.split_at(TIDIED_AT_LEAST);
        let waiting = calls.look_up(ahead[0], seconds(36_000));
        for attempt in ahead {
            calls.look_up(*attempt, seconds(36_000));
        }
        for attempt in now {
            calls.look_up(*attempt, seconds(0));
        }
        assert_eq!(known(&calls), TIDIED_AT_LEAST + 1);
        assert!(Arc::ptr_eq(&waiting, &calls.look_up(ahead[0], seconds(0))));
    }

    #[test]
    fn beyond_a_hundred_thousand_those_make_room_that_were_not_asked_for_longest() {
        let calls = VisitorCalls::default();
        let attempts = ids(REMEMBERED_AT_MOST + 1);
        let (asked, others) = attempts.split_first().unwrap();
        let first = calls.look_up(*asked, seconds(0));
        let first = Arc::downgrade(&first);
        for (number, attempt) in others.iter().enumerate() {
            let now = seconds(i64::try_from(number / 100).unwrap());
            calls.look_up(*attempt, now);
            calls.look_up(*asked, now);
        }
        assert!(known(&calls) <= REMEMBERED_AT_MOST);
        assert!(known(&calls) >= REMEMBERED_AT_MOST / 10 * 9);
        let now = seconds(1_000);
        let same = Arc::downgrade(&calls.look_up(*asked, now));
        assert!(first.ptr_eq(&same));
        let all = calls.look_ups.lock().unwrap();
        assert!(!all.known.contains_key(&others[0]));
        assert!(all.known.contains_key(&others[REMEMBERED_AT_MOST / 2]));
    }
}
