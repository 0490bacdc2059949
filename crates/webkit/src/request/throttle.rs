//! Failed logins, counted per client name in this process: guessing is slowed down, and a honest
//! client with a typing error is not locked out for long.
//!
//! Secrets are random and long, so this keeps noise and cost down rather than attackers out; it
//! need not be exact over all nodes.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use domain::Timestamp;

/// Wrong secrets a name may send within [`WINDOW`].
const FAILURES_MAX: u32 = 20;
const WINDOW: Duration = Duration::from_mins(1);
/// Names remembered at once; beyond it the memory starts anew.
const NAMES_MAX: usize = 10_000;

#[derive(Default)]
pub struct FailedLogins {
    names: Mutex<HashMap<String, (u32, Timestamp)>>,
}

impl FailedLogins {
    pub fn is_blocked(&self, name: &str, now: Timestamp) -> bool {
        let Ok(names) = self.names.lock() else {
            return false;
        };
        names.get(name).is_some_and(|(failures, since)| {
            *failures >= FAILURES_MAX && now.since(*since) < WINDOW
        })
    }

    pub fn count(&self, name: &str, now: Timestamp) {
        let Ok(mut names) = self.names.lock() else {
            return;
        };
        if names.len() >= NAMES_MAX {
            names.clear();
        }
        let (failures, since) = names.entry(name.to_owned()).or_insert((0, now));
        if now.since(*since) >= WINDOW {
            (*failures, *since) = (0, now);
        }
        *failures += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_wrong_secrets_block_a_name_for_a_minute() {
        let logins = FailedLogins::default();
        let now = Timestamp::from_micros(0);
        (0..FAILURES_MAX).for_each(|_| logins.count("portal", now));
        assert!(logins.is_blocked("portal", now));
        assert!(!logins.is_blocked("other", now));
        assert!(!logins.is_blocked("portal", now.plus(WINDOW)));
    }
}
