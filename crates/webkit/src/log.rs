//! What goes into the log of an error, and how often.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

pub use app::platform::chain;
use app::platform::is_database_away;
use tokio::time::Instant;

use crate::request::RequestId;

/// While something lasts, it is told this often.
const AGAIN: Duration = Duration::from_secs(1);
/// Causes that are remembered; beyond them the memory starts anew.
const CAUSES_MAX: usize = 200;

/// What a failure of ours means for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request can be repeated in a moment.
    DatabaseAway,
    Ours,
}

/// Logs that a request failed through no fault of its sender. A database that is away is told once
/// a second and cause, with how many requests failed for it meanwhile.
pub fn failed(what: &'static str, request: RequestId, error: &(dyn Error + 'static)) -> Fault {
    if !is_database_away(error) {
        tracing::error!(request.id = %request, error = chain(error), "{what}");
        return Fault::Ours;
    }
    if let Some(untold) = TELLING.may_tell(&root(error)) {
        tracing::error!(
            request.id = %request,
            count = untold + 1,
            error = chain(error),
            "the database is away: {what}"
        );
    }
    metrics::counter!("database_away_total").increment(1);
    Fault::DatabaseAway
}

/// How many of these were left out since the last one was told; `None` when this one is, too.
pub fn may_tell(cause: &str) -> Option<u64> {
    TELLING.may_tell(cause)
}

fn root(error: &dyn Error) -> String {
    let mut last = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        last = cause.to_string();
        next = cause.source();
    }
    last
}

static TELLING: LazyLock<Telling> = LazyLock::new(Telling::default);

/// When each cause was last told, and how often it was left out since.
#[derive(Default)]
struct Telling(Mutex<HashMap<String, (Instant, u64)>>);

impl Telling {
    fn may_tell(&self, cause: &str) -> Option<u64> {
        let now = Instant::now();
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, untold)) = told.get_mut(cause) {
            if now.duration_since(*at) < AGAIN {
                *untold += 1;
                return None;
            }
            *at = now;
            return Some(std::mem::take(untold));
        }
        if told.len() >= CAUSES_MAX {
            told.clear();
        }
        told.insert(cause.to_owned(), (now, 0));
        Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_lasts_is_told_once_a_second_with_how_often_it_happened() {
        let telling = Telling::default();
        assert_eq!(telling.may_tell("away"), Some(0));
        for _ in 0..600 {
            assert_eq!(telling.may_tell("away"), None);
        }
        assert_eq!(telling.may_tell("another cause"), Some(0));
        tokio::time::advance(AGAIN).await;
        assert_eq!(telling.may_tell("away"), Some(600));
        assert_eq!(telling.may_tell("away"), None);
    }
}
