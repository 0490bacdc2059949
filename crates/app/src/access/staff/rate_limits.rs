//! Slows guessing at passwords and codes down without locking a person out.
//!
//! A try is counted before it is compared, in the database, so that all nodes count together and
//! none of many parallel tries slips through; a right one is taken off again. Tries are counted by
//! network and by network and name, never by name alone: the name of a person is no secret, and
//! strangers could otherwise keep it out. A browser that signed this name in before carries a token
//! that says so and keeps a counter of its own. A try beyond a limit is not compared, and moves no
//! end.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Moment, TenantId, Timestamp};
use storage::StorageError;

use super::{INSTALLATION, StaffError};
use crate::App;
use crate::access::Network;
use crate::platform::SecretError;

/// Wrong tries of one network within [`WINDOW`]: an office's typing errors on a Monday.
const NETWORK_TRIES: u32 = 20;
/// Wrong tries of one network for one name, and of one known browser, within [`WINDOW`].
const NAME_TRIES: u32 = 5;
const WINDOW: Duration = Duration::from_mins(10);
/// Wrong codes for one person within [`DAY`] from browsers that are not known: the password was
/// right each time. Of a million codes three count at a time.
const CODES_A_DAY: u32 = 100;
const DAY: Duration = Duration::from_hours(24);
/// What the keyed hashes are for.
const PURPOSE: &str = "staff_rate_limits";
const DEVICES: &str = "staff_devices";
const DEVICE_BYTES: usize = 16;

/// Where a person tries to sign in from.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    pub network: &'a Network,
    /// What the browser calls itself.
    pub browser: &'a str,
    /// The token of a browser that signed in before.
    pub device: Option<&'a str>,
}

/// What is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    Password,
    Code,
}

/// The counters of a try, each with its limit and its window.
pub(super) struct Counters(Vec<(Vec<u8>, u32, Duration)>);

impl App {
    /// `name` is the folded address.
    pub(super) async fn staff_counters(
        &self,
        visit: &Visit<'_>,
        (guess, name): (Guess, &str),
    ) -> Result<Counters, SecretError> {
        let hash = self.keyed(TenantId::INSTALLATION, PURPOSE).await?;
        let (name, network) = (name.as_bytes(), visit.network.as_bytes());
        let kind: &[u8] = match guess {
            Guess::Password => b"password",
            Guess::Code => b"code",
        };
        if let Some(device) = self.known_device(visit, name).await? {
            let key = hash.of(&[kind, b"device", &device]);
            return Ok(Counters(vec![(key, NAME_TRIES, WINDOW)]));
        }
        let mut counters = vec![
            (hash.of(&[kind, b"network", network]), NETWORK_TRIES, WINDOW),
            (hash.of(&[kind, b"name", network, name]), NAME_TRIES, WINDOW),
        ];
        if guess == Guess::Code {
            counters.push((hash.of(&[kind, b"day", name]), CODES_A_DAY, DAY));
        }
        // In a fixed order, so that two tries never wait for each other in a ring.
        counters.sort();
        Ok(Counters(counters))
    }

    /// Counts a try. Returns until when it may not be compared.
    pub(super) async fn count_try(
        &self,
        counters: &Counters,
    ) -> Result<Option<Timestamp>, StorageError> {
        let now = self.moment().now;
        let mut tx = self.db.write(INSTALLATION).await?;
        let mut wait = None;
        for (key, limit, window) in &counters.0 {
            let until = now.plus(*window);
            let attempts = tx.access().rate_limits().count(key, now, until).await?;
            if attempts.tries > *limit {
                wait = wait.max(Some(attempts.until));
            }
        }
        tx.commit().await?;
        Ok(wait)
    }

    /// The try was right.
    pub(super) async fn take_back_try(&self, counters: &Counters) -> Result<(), StorageError> {
        let mut tx = self.db.write(INSTALLATION).await?;
        for (key, _, _) in &counters.0 {
            tx.access().rate_limits().take_back(key).await?;
        }
        tx.commit().await
    }

    /// A token by which this browser is known when the name signs in again.
    pub(super) async fn new_device(
        &self,
        name: &str,
        moment: &mut Moment,
    ) -> Result<String, StaffError> {
        let device = moment.bytes::<DEVICE_BYTES>();
        let hash = self.keyed(TenantId::INSTALLATION, DEVICES).await?;
        let proof = hash.of(&[&device, name.as_bytes()]);
        Ok(URL_SAFE_NO_PAD.encode([device.as_slice(), &proof].concat()))
    }

    /// The browser's own number, when its token was made for this name.
    async fn known_device(
        &self,
        visit: &Visit<'_>,
        name: &[u8],
    ) -> Result<Option<[u8; DEVICE_BYTES]>, SecretError> {
        let Some(token) = visit
            .device
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        else {
            return Ok(None);
        };
        let Some((device, proof)) = token.split_first_chunk::<DEVICE_BYTES>() else {
            return Ok(None);
        };
        let hash = self.keyed(TenantId::INSTALLATION, DEVICES).await?;
        Ok(hash.fits(proof, &[device, name]).then_some(*device))
    }
}
