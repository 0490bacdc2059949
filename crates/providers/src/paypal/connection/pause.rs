//! How long to leave PayPal alone. Kept in memory only: a restart may ask once too often.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;

/// PayPal's own sample code waits this long when it is told nothing else.
const FIRST: Duration = Duration::from_secs(30);
/// Long enough not to hammer, short enough that repaired credentials work soon.
const LONGEST: Duration = Duration::from_mins(10);

/// Each pause without a success in between doubles: 30 s, 1 min, … 10 min.
#[derive(Debug)]
pub(in crate::paypal) struct Pause(Mutex<State>);

#[derive(Debug)]
struct State {
    until: Timestamp,
    next: Duration,
}

impl Default for Pause {
    fn default() -> Self {
        Self(Mutex::new(State {
            until: Timestamp::from_micros(0),
            next: FIRST,
        }))
    }
}

impl Pause {
    pub(in crate::paypal) fn holds(&self, now: Timestamp) -> bool {
        now < self.state().until
    }

    /// `asked_for` is what PayPal wants; it is believed up to the longest pause.
    pub(in crate::paypal) fn begin(&self, now: Timestamp, asked_for: Option<Duration>) {
        let mut state = self.state();
        let wait = asked_for.unwrap_or(state.next).min(LONGEST);
        state.until = now.plus(wait);
        state.next = (state.next * 2).min(LONGEST);
    }

    pub(in crate::paypal) fn end(&self) {
        *self.state() = State {
            until: Timestamp::from_micros(0),
            next: FIRST,
        };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_ten_minutes_and_a_success_ends_them() {
        let pause = Pause::default();
        let mut now = Timestamp::from_micros(1);
        for seconds in [30, 60, 120, 240, 480, 600, 600] {
            assert!(!pause.holds(now));
            pause.begin(now, None);
            assert!(pause.holds(now.plus(Duration::from_secs(seconds - 1))));
            now = now.plus(Duration::from_secs(seconds));
        }
        pause.begin(now, Some(Duration::from_secs(7)));
        assert!(!pause.holds(now.plus(Duration::from_secs(7))));
        pause.begin(now, Some(Duration::from_hours(24)));
        assert!(!pause.holds(now.plus(LONGEST)));
        pause.end();
        pause.begin(now, None);
        assert!(!pause.holds(now.plus(FIRST)));
    }
}
