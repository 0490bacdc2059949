//! When to try again. Plans are data; the next time is a pure function of the tries so far.

use std::time::Duration;

use crate::Timestamp;

/// Waits between the tries of a job. After the last one the job is given up and a person looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPlan(&'static [Duration]);

/// Waits between questions about money; the last one repeats for as long as it takes.
pub const ASK_AGAIN: [Duration; 5] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_hours(1),
];

/// Between questions about money that the provider holds back for a check of its own: that takes
/// it days, and it tells us when it is done.
pub const ASK_WHILE_PENDING: Duration = Duration::from_hours(24);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Try(Timestamp),
    GiveUp,
}

impl RetryPlan {
    /// Spans a weekday's outage and the night after it.
    pub const DAY: Self = Self(&[
        Duration::from_secs(5),
        Duration::from_mins(5),
        Duration::from_mins(30),
        Duration::from_hours(2),
        Duration::from_hours(5),
        Duration::from_hours(10),
        Duration::from_hours(10),
    ]);

    /// What follows the failure of a job that was tried so often before. `chance` is 0 to 100 and
    /// spreads the wait by a tenth either way, so that what failed together does not come back
    /// together.
    pub fn next(self, now: Timestamp, tries_so_far: u32, chance: u32) -> Next {
        match wait(self.0, tries_so_far) {
            Some(wait) => Next::Try(now.plus(spread(wait, chance))),
            None => Next::GiveUp,
        }
    }

    /// The waits, without chance.
    pub const fn waits(self) -> &'static [Duration] {
        self.0
    }
}

/// When to ask a provider again. Money questions are never given up.
pub fn ask_again(now: Timestamp, tries_so_far: u32, chance: u32) -> Timestamp {
    let [.., longest] = ASK_AGAIN;
    now.plus(spread(
        wait(&ASK_AGAIN, tries_so_far).unwrap_or(longest),
        chance,
    ))
}

/// When to ask a provider again that holds the money back.
pub fn ask_while_pending(now: Timestamp, chance: u32) -> Timestamp {
    now.plus(spread(ASK_WHILE_PENDING, chance))
}

fn wait(plan: &[Duration], tries_so_far: u32) -> Option<Duration> {
    plan.get(usize::try_from(tries_so_far).ok()?).copied()
}

fn spread(wait: Duration, chance: u32) -> Duration {
    wait * 9 / 10 + wait / 500 * chance.min(100)
}
