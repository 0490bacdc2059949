//! The simulator's time: the wall clock plus what it was advanced by, or a clock that only
//! moves by hand. Time never goes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// Where a simulator's time comes from.
#[derive(Clone, Copy, Debug)]
pub enum SimClock {
    /// Real time passes; `advance` jumps ahead of it.
    RealTime,
    /// Time stands still at this instant until it is advanced: the same seed gives the same story.
    Manual(Timestamp),
}

/// A past that is played while real time passes beside it: it is the time that was set last.
/// Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct PlayedTime(Arc<AtomicI64>);

impl PlayedTime {
    /// In microseconds since 1970.
    pub fn set(&self, micros: i64) {
        self.0.store(micros, Ordering::Relaxed);
    }

    pub fn micros(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.micros()).unwrap_or(Timestamp::MIN)
    }
}

/// It stands still between two ticks: what happens then happens at one time.
#[derive(Debug)]
pub(crate) struct Clock {
    source: SimClock,
    /// What the source said when it was last looked at.
    base: Timestamp,
    ahead: Duration,
}

impl Clock {
    pub(crate) fn new(source: SimClock) -> Self {
        Self {
            source,
            base: source.time(),
            ahead: Duration::ZERO,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        later(self.base, self.ahead)
    }

    /// Looks at the source.
    pub(crate) fn tick(&mut self) {
        self.base = self.source.time();
    }

    /// It is this time until the source is looked at again.
    pub(crate) fn set(&mut self, now: Timestamp) {
        self.base = now.checked_sub(self.ahead).unwrap_or(now);
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
    }
}

impl SimClock {
    fn time(self) -> Timestamp {
        match self {
            Self::RealTime => wall_clock(),
            Self::Manual(start) => start,
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the simulator reads the time"
)]
pub(crate) fn wall_clock() -> Timestamp {
    Timestamp::now()
}

/// `at` plus `by`; the end of time where that does not exist.
pub(crate) fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// `2026-11-23T09:14:03Z`
pub(crate) fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-11-23T09:14:03.120Z`
pub(crate) fn millis(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_played_time_is_the_one_that_was_set_last() {
        let (played, seen) = (PlayedTime::default(), PlayedTime::default());
        let same = played.clone();
        played.set(1_795_510_800_000_000);
        assert_eq!(seconds(same.now()), "2026-11-24T09:00:00Z");
        assert_eq!(seen.micros(), 0, "others play their own");
    }

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let start: Timestamp = "2026-11-25T10:02:11.12Z".parse().unwrap();
        let mut clock = Clock::new(SimClock::Manual(start));
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_hours(3));
        assert_eq!(seconds(clock.now()), "2026-11-25T13:02:11Z");
        assert_eq!(millis(start), "2026-11-25T10:02:11.120Z");
    }
}
