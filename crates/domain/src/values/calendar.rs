//! A calendar day, as it is printed on a notice: without a time and without a time zone. Which day
//! it is just now is for the edge to say.

use std::fmt;
use std::str::FromStr;

/// Days since 1970-01-01; from the year 1900 to the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

/// A text or three numbers that name no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a day such as 31.12.2026 or 2026-12-31")]
pub struct BadDay;

/// The years a notice or a birth can carry; whatever lies outside is a typing error.
const YEARS: std::ops::RangeInclusive<i64> = 1_900..=9_999;
/// Days from 0000-03-01, where the leap day ends the year, to 1970-01-01.
const TO_1970: i64 = 719_468;
/// Days in 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;

impl Day {
    /// 1970-01-01
    pub const EPOCH: Self = Self(0);

    pub fn new(year: i64, month: i64, day: i64) -> Result<Self, BadDay> {
        if !YEARS.contains(&year) || !(1..=12).contains(&month) {
            return Err(BadDay);
        }
        if !(1..=month_length(year, month)).contains(&day) {
            return Err(BadDay);
        }
        // The year begins in March, so that the leap day is its last.
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let in_year = (153 * month + 2) / 5 + day - 1;
        let (era, of_era) = (year / 400, year % 400);
        let in_era = of_era * 365 + of_era / 4 - of_era / 100 + in_year;
        Ok(Self(era * ERA + in_era - TO_1970))
    }

    /// `None` outside the years a day may have.
    pub fn from_days(days: i64) -> Option<Self> {
        let first = Self::new(*YEARS.start(), 1, 1).ok()?;
        let last = Self::new(*YEARS.end(), 12, 31).ok()?;
        (first.0..=last.0).contains(&days).then_some(Self(days))
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i64 {
        self.0
    }

    /// Year, month and day.
    pub const fn parts(self) -> (i64, i64, i64) {
        let days = self.0 + TO_1970;
        let (era, in_era) = (days / ERA, days % ERA);
        let of_era = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
        let in_year = in_era - (365 * of_era + of_era / 4 - of_era / 100);
        let month = (5 * in_year + 2) / 153;
        let day = in_year - (153 * month + 2) / 5 + 1;
        let year = era * 400 + of_era;
        if month < 10 {
            (year, month + 3, day)
        } else {
            (year + 1, month - 9, day)
        }
    }
}

const fn month_length(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
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
