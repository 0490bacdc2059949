//! The authority's clock and chance: both stand still until a test moves them, and the same seed
//! gives the same ids for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use app::platform::TimeSource;
use domain::{Moment, Timestamp};
use providers::Clock;

/// 2026-11-24T09:00:00Z: a Tuesday.
const START_MICROS: i64 = 1_795_510_800_000_000;

#[derive(Clone)]
pub struct TestClock {
    now: Arc<AtomicI64>,
    seed: u64,
    moments: Arc<AtomicU64>,
}

impl TestClock {
    pub fn new(seed: u64) -> Self {
        Self {
            now: Arc::new(AtomicI64::new(START_MICROS)),
            seed,
            moments: Arc::default(),
        }
    }

    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a test's hour is short");
        self.now.fetch_add(micros, Ordering::Relaxed);
    }

    /// As a machine's clock is put right that was ahead.
    pub fn is_put_back(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a test's hour is short");
        self.now.fetch_sub(micros, Ordering::Relaxed);
    }
}

impl TimeSource for TestClock {
    fn moment(&self) -> Moment {
        let number = self.moments.fetch_add(1, Ordering::Relaxed);
        Moment::fixed(
            self.now(),
            self.seed.wrapping_mul(1_000_003).wrapping_add(number),
        )
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.now.load(Ordering::Relaxed))
    }
}
