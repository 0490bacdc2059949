//! The edge of the world: the only place that reads the clock and asks for chance.

use std::time::{SystemTime, UNIX_EPOCH};

use app::platform::TimeSource;
use domain::{Moment, Timestamp};
use providers::Clock;

#[derive(Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "the edge: all else takes a Moment"
        )]
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

impl TimeSource for SystemClock {
    fn moment(&self) -> Moment {
        #[expect(
            clippy::disallowed_methods,
            reason = "the edge: all else takes a Moment"
        )]
        let seed = rand::Rng::random(&mut rand::rng());
        Moment::new(self.now(), seed)
    }
}
