//! Slows guessing at passwords and codes down without locking a person out.
//!
//! Tries are counted by network, then by network and name, never by name alone: the name of a
//! person is no secret, and strangers could otherwise keep it out. A browser that signed this name
//! in within half a year carries a token that says so and keeps a counter of its own. A right try
//! is taken off again. One beyond a limit is not compared, and counted under nothing: it moves no
//! end, uses up nothing of another limit, and a network makes no more counters, for invented names
//! too, than it has tries.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Moment, TenantId, Timestamp};
use storage::StorageError;
use storage::access::rate_limits::Attempts;

use super::passwords::Asker;
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
/// Longer than a person is on leave. As long as the browser keeps the token.
const DEVICE_AGE: Duration = Duration::from_hours(180 * 24);

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

/// The counters of a try, in the order in which it is counted.
pub(super) struct Counters {
    each: Vec<Counter>,
    /// The browser signed this name in before.
    known_browser: bool,
}

struct Counter {
    key: Vec<u8>,
    limit: u32,
    window: Duration,
}

/// Whether a try is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// `first`: the first of its day for the name, as far as codes are counted by day.
    Compare {
        first: bool,
    },
    NotBefore(Timestamp),
}

impl Counters {
    /// The sender of a password that is compared.
    pub(super) const fn asker<'a>(&self, visit: &Visit<'a>) -> Asker<'a> {
        if self.known_browser {
            Asker::Known
        } else {
            Asker::From(visit.network)
        }
    }

    fn keys(&self) -> Vec<(&[u8], Duration)> {
        let each = self.each.iter();
        each.map(|counter| (counter.key.as_slice(), counter.window))
            .collect()
    }
}

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
            return Ok(Counters {
                each: vec![counter(key, NAME_TRIES, WINDOW)],
                known_browser: true,
            });
        }
        let mut each = vec![
            counter(hash.of(&[kind, b"network", network]), NETWORK_TRIES, WINDOW),
            counter(hash.of(&[kind, b"name", network, name]), NAME_TRIES, WINDOW),
        ];
        if guess == Guess::Code {
            each.push(counter(hash.of(&[kind, b"day", name]), CODES_A_DAY, DAY));
        }
        Ok(Counters {
            each,
            known_browser: false,
        })
    }

    /// Counts a try, unless it is beyond a limit.
    pub(super) async fn count_try(&self, counters: &Counters) -> Result<Verdict, StorageError> {
        let mut verdict = Verdict::Compare { first: false };
        let count = |place: usize, attempts: Attempts| {
            let limit = counters.each.get(place).map_or(0, |counter| counter.limit);
            if attempts.tries > limit {
                verdict = Verdict::NotBefore(attempts.until);
                return false;
            }
            let first = attempts.tries == 1 && !counters.known_browser;
            verdict = Verdict::Compare { first };
            true
        };
        self.count_attempt(INSTALLATION, &counters.keys(), count)
            .await?;
        Ok(verdict)
    }

    /// The try was right, or was not compared.
    pub(super) async fn take_back_try(&self, counters: &Counters) -> Result<(), StorageError> {
        self.take_attempt_back(INSTALLATION, &counters.keys()).await
    }

    /// A token by which this browser is known when the name signs in again.
    pub(super) async fn new_device(
        &self,
        name: &str,
        moment: &mut Moment,
    ) -> Result<String, StaffError> {
        let device = moment.bytes::<DEVICE_BYTES>();
        let made_at = moment.now.micros().to_be_bytes();
        let hash = self.keyed(TenantId::INSTALLATION, DEVICES).await?;
        let proof = hash.of(&[&device, &made_at, name.as_bytes()]);
        Ok(URL_SAFE_NO_PAD.encode([device.as_slice(), &made_at, &proof].concat()))
    }

    /// The browser's own number, when its token was made for this name and is not too old.
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
        let Some((device, (made_at, proof))) = split(&token) else {
            return Ok(None);
        };
        let age = self
            .moment()
            .now
            .since(Timestamp::from_micros(i64::from_be_bytes(*made_at)));
        let hash = self.keyed(TenantId::INSTALLATION, DEVICES).await?;
        let own = age < DEVICE_AGE && hash.fits(proof, &[device, made_at, name]);
        Ok(own.then_some(*device))
    }
}

const fn counter(key: Vec<u8>, limit: u32, window: Duration) -> Counter {
    Counter { key, limit, window }
}

type Parts<'t> = (&'t [u8; DEVICE_BYTES], (&'t [u8; 8], &'t [u8]));

/// Of a token: the browser's number, when it was made, and the proof of both.
fn split(token: &[u8]) -> Option<Parts<'_>> {
    let (device, rest) = token.split_first_chunk()?;
    Some((device, rest.split_first_chunk()?))
}
