//! Time and chance, made once at the edge and handed inwards. Within a use case time stands still;
//! after waiting for the outside world a new moment is taken.

use std::str::FromStr;
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use uuid::Uuid;

/// Microseconds since 1970-01-01T00:00:00Z: the finest step both databases keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole milliseconds; zero before 1970.
    pub fn millis(self) -> u64 {
        u64::try_from(self.0 / 1_000).unwrap_or(0)
    }

    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(micros(duration)))
    }

    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(micros(duration)))
    }

    /// Zero when `earlier` is later: clocks jump.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// A text that names no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a time with its zone such as 2026-12-31T22:00:00+01:00")]
pub struct BadTimestamp;

/// RFC 3339: date, time and zone.
impl FromStr for Timestamp {
    type Err = BadTimestamp;

    fn from_str(text: &str) -> Result<Self, BadTimestamp> {
        let read: jiff::Timestamp = text.trim().parse().map_err(|_| BadTimestamp)?;
        Ok(Self(read.as_microsecond()))
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// The one instant and the one source of chance of a use case.
pub struct Moment {
    pub now: Timestamp,
    rng: ChaCha20Rng,
}

impl Moment {
    /// The edge: `seed` comes from the operating system.
    pub fn new(now: Timestamp, seed: [u8; 32]) -> Self {
        Self {
            now,
            rng: ChaCha20Rng::from_seed(seed),
        }
    }

    /// Tests and the simulated town: the same seed gives the same ids for ever.
    pub fn fixed(now: Timestamp, seed: u64) -> Self {
        Self {
            now,
            rng: ChaCha20Rng::seed_from_u64(seed),
        }
    }

    /// Version 7: sorts by time, 74 bits of chance.
    pub fn uuid(&mut self) -> Uuid {
        let random = self.bytes::<10>();
        uuid::Builder::from_unix_timestamp_millis(self.now.millis(), &random).into_uuid()
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// 0 to 100, to spread retries.
    pub fn chance(&mut self) -> u32 {
        self.rng.next_u32() % 101
    }
}
