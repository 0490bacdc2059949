//! Schedules: when periodic work is done next. A rule is a text of one of two forms,
//! `every 15 minutes` (or seconds) and `daily 03:30`, in the legal time of Germany.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::{Time, time};

use super::retry::{ASK_AGAIN, ask_again};
use crate::{Day, Timestamp};

/// When periodic work is done. Its text is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduleRule(Rule);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// So many seconds after the last run ended.
    Every(u32),
    /// Once a day at this time of day.
    Daily(Time),
}

/// A text that is no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a rule such as `every 15 minutes`, `every 30 seconds` or `daily 03:30`")]
pub struct BadRule;

/// What is rarer is daily.
const LONGEST: Duration = Duration::from_hours(24);
const SECONDS_MAX: u32 = 24 * 60 * 60;
const MINUTE: u32 = 60;

impl ScheduleRule {
    /// From one second to one day between two runs; what lies outside is brought to the nearer end.
    pub fn every(wait: Duration) -> Self {
        let seconds = u32::try_from(wait.min(LONGEST).as_secs()).unwrap_or(SECONDS_MAX);
        Self(Rule::Every(seconds.max(1)))
    }

    /// For times of day that stand in the program; one that does not exist does not compile in a
    /// constant.
    pub const fn daily(hour: i8, minute: i8) -> Self {
        Self(Rule::Daily(time(hour, minute, 0, 0)))
    }

    /// The first time after `now`. However long nothing was done, this is one time, so what was
    /// missed is made up for once.
    ///
    /// Of an hour that comes twice the first counts; a time of day that a day does not have is as
    /// much later as the clock is put forward. So there is one time on each day.
    pub fn next_after(self, now: Timestamp) -> Timestamp {
        match self.0 {
            Rule::Every(seconds) => now.plus(Duration::from_secs(seconds.into())),
            Rule::Daily(time) => {
                let today = Day::in_berlin(now);
                let times = [Some(today), today.plus_days(1)];
                let mut times = times.into_iter().flatten().map(|day| day.at(time));
                let next = times.find(|at| *at > now);
                next.unwrap_or_else(|| now.plus(LONGEST))
            }
        }
    }

    /// When work that failed so often in a row before is tried again: soon at first, then hourly,
    /// and no later than the rule says. `chance` is 0 to 100.
    pub fn retry_after(self, now: Timestamp, failures_so_far: u32, chance: u32) -> Timestamp {
        let [soonest, ..] = ASK_AGAIN;
        let again = ask_again(now, failures_so_far, chance);
        again
            .min(self.next_after(now))
            .max(now.plus(soonest * 9 / 10))
    }
}

impl fmt::Display for ScheduleRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Rule::Every(seconds) if seconds % MINUTE == 0 => {
                write!(f, "every {} minutes", seconds / MINUTE)
            }
            Rule::Every(seconds) => write!(f, "every {seconds} seconds"),
            Rule::Daily(time) => write!(f, "daily {:02}:{:02}", time.hour(), time.minute()),
        }
    }
}

impl FromStr for ScheduleRule {
    type Err = BadRule;

    fn from_str(text: &str) -> Result<Self, BadRule> {
        let words: Vec<_> = text.split_ascii_whitespace().collect();
        let rule = match words.as_slice() {
            ["every", many, "seconds"] => every(many, 1),
            ["every", many, "minutes"] => every(many, MINUTE),
            ["daily", at] => time_of_day(at).map(Rule::Daily),
            _ => None,
        };
        rule.map(Self).ok_or(BadRule)
    }
}

fn every(many: &str, unit: u32) -> Option<Rule> {
    let many: u32 = many.parse().ok()?;
    let seconds = many.checked_mul(unit)?;
    (1..=SECONDS_MAX)
        .contains(&seconds)
        .then_some(Rule::Every(seconds))
}

/// `03:30`, two digits each.
fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let number = |part: &str| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<i8>().ok()).flatten()
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}
