//! Limits how often incoming requests may cause a request to PayPal. The address for events is
//! public; without a limit each forged event would cost a request in our name.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::Timestamp;

const SPAN: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(in crate::paypal) struct Allowance {
    per_minute: u32,
    used: Mutex<(Timestamp, u32)>,
}

impl Allowance {
    pub(in crate::paypal) const fn of(per_minute: u32) -> Self {
        Self {
            per_minute,
            used: Mutex::new((Timestamp::from_micros(0), 0)),
        }
    }

    /// Uses one up, if there is one left in this minute.
    pub(in crate::paypal) fn take(&self, now: Timestamp) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = *used;
        *used = if now.since(since) >= SPAN || now < since {
            (now, 1)
        } else if count < self.per_minute {
            (since, count + 1)
        } else {
            return false;
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_is_renewed_each_minute() {
        let allowance = Allowance::of(2);
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        assert!(allowance.take(now) && allowance.take(now));
        assert!(!allowance.take(now.plus(Duration::from_secs(59))));
        assert!(allowance.take(now.plus(SPAN)));
    }
}
