//! The simulator's time: the wall clock plus what somebody advanced it by, or a clock that only
//! moves by hand. Time never goes back.

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

/// It stands still while somebody looks at the state: what happens then happens at one time.
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

/// Refunds carry Pacific time: `2026-11-25T02:02:11-08:00`. UTC where the zone is not known.
pub(crate) fn pacific(at: Timestamp) -> String {
    match at.in_tz("America/Los_Angeles") {
        Ok(zoned) => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        Err(_) => seconds(at),
    }
}

/// Reports carry an offset without colon: `2026-11-26T23:59:59+0000`.
pub(crate) fn reporting(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_by_hand_and_every_format_is_the_providers() {
        let start: Timestamp = "2026-11-25T10:02:11.12Z".parse().unwrap();
        let mut clock = Clock::new(SimClock::Manual(start));
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_hours(3));
        assert_eq!(seconds(clock.now()), "2026-11-25T13:02:11Z");
        assert_eq!(millis(start), "2026-11-25T10:02:11.120Z");
        assert_eq!(pacific(start), "2026-11-25T02:02:11-08:00");
        assert_eq!(reporting(start), "2026-11-25T10:02:11+0000");
    }
}
