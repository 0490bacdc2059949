//! A day of the calendar, as citizens write it.

use std::fmt;

/// A day that exists, between 1900 and 2199: no form asks for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u16, u8, u8);

impl Day {
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year < 1900 || year > 2199 || day == 0 || day > days_in(year, month) {
            return None;
        }
        Some(Self(year, month, day))
    }

    /// `31.12.2026`, `1.2.2026`, `2026-12-31`; years have four digits, so that none is guessed.
    pub fn as_typed(typed: &str) -> Option<Self> {
        let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let (mark, german) = if bare.contains('-') {
            ('-', false)
        } else {
            ('.', true)
        };
        let parts: Vec<&str> = bare.split(mark).collect();
        let [first, month, last] = parts.as_slice() else {
            return None;
        };
        let (year, day) = if german { (last, first) } else { (first, last) };
        let digits = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Year, month, day.
    pub const fn parts(self) -> (u16, u8, u8) {
        (self.0, self.1, self.2)
    }
}

/// `2026-12-31`: as it is stored and compared.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0, self.1, self.2)
    }
}

/// Zero for a month that does not exist, so that no day of it does.
const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}
