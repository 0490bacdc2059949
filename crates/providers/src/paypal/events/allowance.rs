//! Limits how often incoming requests may cause a request to PayPal. The address for events is
//! public; without a limit each forged event would cost a request in our name.
//!
//! An address of a certificate that signed a genuine event has an allowance of its own; all other
//! addresses share one, since a forged event can name any number of them. So forged events shut
//! out genuine ones only until the first genuine one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use url::Url;

const SPAN: Duration = Duration::from_mins(1);
/// Certificates a minute that are fetched. The address comes from the event, so a stranger can name
/// what does not exist.
const FETCHES: u32 = 10;
/// How many events a minute PayPal may be asked about while its certificates cannot be judged. A
/// stranger can cause these questions, and too many of them would make PayPal refuse the payments'
/// own. An event that is not asked about comes again, and the sweeper asks without any.
const QUESTIONS: u32 = 60;
/// PayPal uses one certificate at a time; two overlap when it changes.
const PROVEN: usize = 4;

/// The allowances of an account's events.
#[derive(Default)]
pub(in crate::paypal) struct Allowances {
    /// Of addresses whose certificate signed a genuine event; the latest last.
    proven: Mutex<VecDeque<(Url, Arc<AddressAllowance>)>>,
    others: Arc<AddressAllowance>,
}

/// What events that name one address may cause.
pub(in crate::paypal) struct AddressAllowance {
    pub(in crate::paypal) fetches: Allowance,
    pub(in crate::paypal) questions: Allowance,
    /// Held while fetching: one fetch serves every event that waits for this certificate; events
    /// whose certificate is kept do not wait.
    pub(in crate::paypal) fetching: tokio::sync::Mutex<()>,
}

impl Default for AddressAllowance {
    fn default() -> Self {
        Self {
            fetches: Allowance::of(FETCHES),
            questions: Allowance::of(QUESTIONS),
            fetching: tokio::sync::Mutex::default(),
        }
    }
}

impl Allowances {
    /// What an event that names this address draws on.
    pub(in crate::paypal) fn of(&self, address: &Url) -> Arc<AddressAllowance> {
        let proven = self.proven();
        let found = proven.iter().find(|(known, _)| known == address);
        let allowance = found.map_or(&self.others, |(_, allowance)| allowance);
        Arc::clone(allowance)
    }

    /// Gives the address an allowance of its own: its certificate signed a genuine event.
    pub(in crate::paypal) fn prove(&self, address: &Url) {
        let mut proven = self.proven();
        if proven.iter().any(|(known, _)| known == address) {
            return;
        }
        if proven.len() >= PROVEN {
            proven.pop_front();
        }
        proven.push_back((address.clone(), Arc::default()));
    }

    pub(in crate::paypal) fn is_proven(&self, address: &Url) -> bool {
        self.proven().iter().any(|(known, _)| known == address)
    }

    fn proven(&self) -> MutexGuard<'_, VecDeque<(Url, Arc<AddressAllowance>)>> {
        self.proven.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

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

    #[test]
    fn what_other_addresses_use_up_leaves_a_proven_one_its_own() {
        let allowances = Allowances::default();
        let url = |name: &str| Url::parse(&format!("https://paypal.example/{name}")).unwrap();
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        allowances.prove(&url("known"));
        let foreign = (0..100).map(|number| url(&number.to_string()));
        let fetched = foreign.filter(|address| allowances.of(address).fetches.take(now));
        assert_eq!(fetched.count(), 10);
        assert!(allowances.of(&url("known")).fetches.take(now));
        for number in 0..PROVEN {
            allowances.prove(&url(&format!("renewed-{number}")));
        }
        assert!(!allowances.is_proven(&url("known")));
        assert!(!allowances.of(&url("known")).fetches.take(now));
    }
}
