//! Calls of a provider that the visitor of a page causes: how many there may be.
//!
//! An address of a payment can be opened any number of times; the provider must not notice. Per
//! attempt one look-up is under way at once, and its answer is reused for some seconds. Per
//! account, look-ups and starts draw on an allowance each, far below what a provider takes in, so
//! that captures, the sweeper and the payers of other payments always get through.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{AttemptId, ProviderAccountId, TenantId, Timestamp};
use storage::Scope;

use crate::App;
use crate::access::acting::Acting;
use crate::payments::{SettleError, Settled};

/// Shorter than any real payer needs to approve and come back again.
const REUSED: Duration = Duration::from_secs(2);
/// Starts of an account in a second, and half as many look-ups: more than an authority of a million
/// inhabitants sees, and far below what a provider takes in.
pub const VISITOR_CALLS_PER_SECOND: u32 = 10;
/// Unused allowance is kept for this many seconds: enough for the queue that leaves a hall at once.
const KEPT_SECONDS: u32 = 12;
/// Answers remembered before old ones are dropped.
const REMEMBERED: usize = 1_000;

/// What a look-up answered, when, and about which try to take the money: a payer whose card was
/// refused chooses another one within a second. Held while one is under way.
type LookUp = Arc<tokio::sync::Mutex<Option<(Timestamp, u32, Settled)>>>;

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

    fn take(&self, key: (ProviderAccountId, Kind), whole: Allowance, now: Timestamp) -> bool {
        let mut all = self
            .allowances
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(key).or_insert(whole).take(now);
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

    fn take(&mut self, now: Timestamp) -> bool {
        let full_at = self.full_at.max(now).plus(self.one_back);
        let there_is_one = full_at.since(now) <= self.one_back * self.in_a_row;
        if there_is_one {
            self.full_at = full_at;
        }
        there_is_one
    }
}

impl App {
    pub(crate) fn may_start(&self, account: ProviderAccountId, now: Timestamp) -> bool {
        let whole = Allowance::per_second(self.settings.visitor_calls_per_second);
        self.visitor_calls.take((account, Kind::Start), whole, now)
    }

    fn may_look_up(&self, account: ProviderAccountId, now: Timestamp) -> bool {
        let whole = Allowance::per_second(self.settings.visitor_calls_per_second / 2);
        self.visitor_calls.take((account, Kind::LookUp), whole, now)
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
        let number = attempt.capture_number;
        if let Some((at, about, settled)) = *last
            && about == number
            && now.since(at) < REUSED
        {
            return Ok(settled);
        }
        let account = attempt.provider_account();
        if account.is_some_and(|account| !self.may_look_up(account, now)) {
            return Ok(Settled::Unknown);
        }
        let settled = self.settle_attempt(by, tenant, attempt).await?;
        *last = Some((self.moment().now, number, settled));
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
        assert!((0..3).all(|_| allowance.take(now)));
        assert!(!allowance.take(now));
        let later = now.plus(Duration::from_secs(1));
        assert!(allowance.take(later));
        assert!(!allowance.take(later));
        let much_later = now.plus(Duration::from_hours(1));
        assert!((0..3).all(|_| allowance.take(much_later)));
        assert!(!allowance.take(much_later));
    }

    #[test]
    fn answers_that_nobody_waits_for_are_forgotten() {
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
