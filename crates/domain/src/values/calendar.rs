//! The civil calendar: days as they are printed on a notice, without a time and without a time
//! zone, and the legal time of Germany, which says on which day an instant lies.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time, Weekday, date};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SpanRound, ToSpan, Unit};

use crate::Timestamp;
use crate::values::text;

/// The legal time as the rule of Directive 2000/84/EC: an hour ahead of UTC, two from the last
/// Sunday in March to the last Sunday in October. Written down as a rule, so that no machine needs
/// zone files; every payment is younger than the rule.
static BERLIN: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap_or(TimeZone::UTC));

/// From the year 1900 to the year 9999: what a notice or a birth can carry. Whatever lies outside
/// is a typing error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A text or three numbers that name no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a day such as 31.12.2026 or 2026-12-31")]
pub struct BadDay;

const YEARS: std::ops::RangeInclusive<i16> = 1_900..=9_999;

/// Date and time of day in Germany. `None` for an instant that no calendar holds.
pub fn in_berlin(at: Timestamp) -> Option<DateTime> {
    let at = jiff::Timestamp::from_microsecond(at.micros()).ok()?;
    Some(BERLIN.to_datetime(at))
}

/// The hour that comes twice when summer time ends, the first and the second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoubledHour {
    /// Still summer time.
    First,
    /// Winter time already.
    Second,
}

/// Whether the time of day in Germany comes twice on its day, and which one this instant is.
pub fn doubled_hour(at: Timestamp) -> Option<DoubledHour> {
    let at = jiff::Timestamp::from_microsecond(at.micros()).ok()?;
    let civil = BERLIN.to_datetime(at);
    match BERLIN.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Fold { before, .. } if BERLIN.to_offset(at) == before => {
            Some(DoubledHour::First)
        }
        AmbiguousOffset::Fold { .. } => Some(DoubledHour::Second),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => None,
    }
}

impl Timestamp {
    /// RFC 3339 in UTC with `Z`, to the millisecond; empty for an instant that no calendar holds.
    pub fn to_rfc3339(self) -> String {
        let at = jiff::Timestamp::from_millisecond(self.micros() / 1_000);
        at.map_or_else(|_| String::new(), |at| at.to_string())
    }
}

impl Day {
    /// 1970-01-01
    pub const EPOCH: Self = Self(date(1970, 1, 1));

    pub fn new(year: i64, month: i64, day: i64) -> Result<Self, BadDay> {
        let year = i16::try_from(year).map_err(|_| BadDay)?;
        let month = i8::try_from(month).map_err(|_| BadDay)?;
        let day = i8::try_from(day).map_err(|_| BadDay)?;
        Self::within(Date::new(year, month, day).map_err(|_| BadDay)?).ok_or(BadDay)
    }

    /// As typed or copied from paper: `1. 2. 2026`, also with other dashes than `-`.
    pub fn typed(text: &str) -> Result<Self, BadDay> {
        text::copied(text).replace(' ', "").parse()
    }

    /// The day in Germany on which an instant lies; [`Self::EPOCH`] outside the years a day may
    /// have, on which nothing is payable or due.
    pub fn in_berlin(at: Timestamp) -> Self {
        in_berlin(at)
            .and_then(|at| Self::within(at.date()))
            .unwrap_or(Self::EPOCH)
    }

    /// The instant at which the day begins in Germany.
    pub fn begins(self) -> Timestamp {
        self.at(Time::midnight())
    }

    /// The instant of a time of day in Germany: the first one if it comes twice; as much later as
    /// the clock is put forward if the day does not have it.
    pub(crate) fn at(self, time: Time) -> Timestamp {
        let Self(day) = self;
        let at = BERLIN.to_timestamp(day.to_datetime(time));
        at.map_or(Timestamp::from_micros(0), |at| {
            Timestamp::from_micros(at.as_microsecond())
        })
    }

    fn within(date: Date) -> Option<Self> {
        YEARS.contains(&date.year()).then_some(Self(date))
    }

    /// Days since 1970-01-01. `None` outside the years a day may have.
    pub fn from_days(days: i64) -> Option<Self> {
        Self::EPOCH.plus_days(days)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i64 {
        let since = SpanRound::new().largest(Unit::Day).days_are_24_hours();
        let span = self.0 - Self::EPOCH.0;
        span.round(since).map_or(0, |span| span.get_days().into())
    }

    /// `None` outside the years a day may have.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        let span = 0.days().try_days(days).ok()?;
        Self::within(self.0.checked_add(span).ok()?)
    }

    /// Year, month and day.
    pub fn parts(self) -> (i64, i64, i64) {
        let Self(date) = self;
        (date.year().into(), date.month().into(), date.day().into())
    }

    /// Whether banks settle transfers in euro: a day of the TARGET calendar, which knows no other
    /// holidays than these.
    pub fn is_banking_day(self) -> bool {
        let Self(day) = self;
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let fixed = matches!((day.month(), day.day()), (1 | 5, 1) | (12, 25 | 26));
        let easter = easter_sunday(day.year());
        // Good Friday and Easter Monday.
        let movable = [-2, 1]
            .map(|days| easter.plus_days(days))
            .contains(&Some(self));
        !weekend && !fixed && !movable
    }

    /// The banking day so many after this one; with zero the day itself or the next banking day.
    /// `None` outside the years a day may have.
    pub fn plus_banking_days(self, days: u16) -> Option<Self> {
        let mut left = days;
        let mut day = self;
        loop {
            if day.is_banking_day() {
                if left == 0 {
                    return Some(day);
                }
                left -= 1;
            }
            day = day.plus_days(1)?;
        }
    }
}

/// The Gregorian rule (Butcher's form), right for every year.
fn easter_sunday(year: i16) -> Day {
    let year = i64::from(year);
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let moon =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let months = moon + weekday - 7 * late + 114;
    Day::new(year, months / 31, months % 31 + 1).unwrap_or(Day::EPOCH)
}

/// `2026-12-31`: what interfaces carry and the log prints.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Reads `2026-12-31` and, as people write it, `31.12.2026` or `1.2.2026`.
impl FromStr for Day {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Self, BadDay> {
        let number = |part: &str| {
            let digits = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            if digits {
                part.parse::<i64>().map_err(|_| BadDay)
            } else {
                Err(BadDay)
            }
        };
        let three = |separator: char| {
            let (first, rest) = text.split_once(separator)?;
            let (second, third) = rest.split_once(separator)?;
            Some((first, second, third))
        };
        let (year, month, day) = match (three('-'), three('.')) {
            (Some(parts), None) => parts,
            (None, Some((day, month, year))) => (year, month, day),
            (Some(_), Some(_)) | (None, None) => return Err(BadDay),
        };
        Self::new(number(year)?, number(month)?, number(day)?)
    }
}
