//! Money and time as people read them.
//!
//! Amounts come as whole cents, instants as microseconds since 1970 (UTC); both are shown for a
//! reader in Germany: euro, and the legal time of Berlin. Nothing here can fail: an instant no
//! calendar can hold becomes an empty text.

use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::i18n::Locale;

/// Keeps number and unit, day and month on one line.
const NO_BREAK: char = '\u{a0}';

/// The legal time of Germany as the rule of Directive 2000/84/EC: an hour ahead of UTC, two
/// from the last Sunday in March to the last Sunday in October. Written down as a rule, so that
/// no machine needs zone files; every payment shown here is younger than the rule.
static BERLIN: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap_or(TimeZone::UTC));

/// `30,70 €` or `€30.70`, thousands grouped.
pub fn money(cents: i64, locale: Locale) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    match locale {
        Locale::De => format!("{sign}{},{rest:02}{NO_BREAK}€", grouped(whole, '.')),
        Locale::En => format!("{sign}€{}.{rest:02}", grouped(whole, ',')),
    }
}

/// `24. November 2026, 14:35 Uhr` or `24 November 2026, 14:35`.
pub fn date_time(micros: i64, locale: Locale) -> String {
    let Some(at) = in_berlin(micros) else {
        return String::new();
    };
    format!("{}, {}", day(at, locale), clock(at, locale))
}

/// The time of day where `micros` lies on the same day as `now_micros`, day and time otherwise:
/// for "you can pay until …".
pub fn until(micros: i64, now_micros: i64, locale: Locale) -> String {
    match (in_berlin(micros), in_berlin(now_micros)) {
        (Some(at), Some(now)) if at.date() == now.date() => clock(at, locale),
        _ => date_time(micros, locale),
    }
}

fn in_berlin(micros: i64) -> Option<DateTime> {
    let at = Timestamp::from_microsecond(micros).ok()?;
    Some(BERLIN.to_datetime(at))
}

fn day(at: DateTime, locale: Locale) -> String {
    let month = month(at.month(), locale);
    match locale {
        Locale::De => format!("{}.{NO_BREAK}{month} {}", at.day(), at.year()),
        Locale::En => format!("{}{NO_BREAK}{month} {}", at.day(), at.year()),
    }
}

fn clock(at: DateTime, locale: Locale) -> String {
    match locale {
        Locale::De => format!("{:02}:{:02}{NO_BREAK}Uhr", at.hour(), at.minute()),
        Locale::En => format!("{:02}:{:02}", at.hour(), at.minute()),
    }
}

fn month(number: i8, locale: Locale) -> &'static str {
    const GERMAN: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = match locale {
        Locale::De => GERMAN,
        Locale::En => ENGLISH,
    };
    let index = usize::try_from(number - 1).unwrap_or_default();
    names.get(index).copied().unwrap_or_default()
}

fn grouped(number: u64, separator: char) -> String {
    if number < 1000 {
        return number.to_string();
    }
    let mut text = grouped(number / 1000, separator);
    let _ = write!(text, "{separator}{:03}", number % 1000);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        let both = |cents| (money(cents, Locale::De), money(cents, Locale::En));
        assert_eq!(both(3070), ("30,70\u{a0}€".into(), "€30.70".into()));
        assert_eq!(both(0), ("0,00\u{a0}€".into(), "€0.00".into()));
        assert_eq!(both(5), ("0,05\u{a0}€".into(), "€0.05".into()));
        assert_eq!(
            both(100_000),
            ("1.000,00\u{a0}€".into(), "€1,000.00".into())
        );
        assert_eq!(
            both(123_456_789),
            ("1.234.567,89\u{a0}€".into(), "€1,234,567.89".into())
        );
        assert_eq!(both(-3070), ("-30,70\u{a0}€".into(), "-€30.70".into()));
        assert_eq!(both(i64::MIN).1, "-€92,233,720,368,547,758.08");
    }

    #[test]
    fn instants_are_shown_in_the_legal_time_of_germany() {
        let german = |text| date_time(micros(text), Locale::De);
        assert_eq!(
            german("2026-11-24T13:35:00Z"),
            "24.\u{a0}November 2026, 14:35\u{a0}Uhr"
        );
        assert_eq!(
            german("2026-07-01T22:05:00Z"),
            "2.\u{a0}Juli 2026, 00:05\u{a0}Uhr"
        );
        assert_eq!(
            german("2027-03-28T00:59:59Z"),
            "28.\u{a0}März 2027, 01:59\u{a0}Uhr"
        );
        assert_eq!(
            german("2027-03-28T01:00:00Z"),
            "28.\u{a0}März 2027, 03:00\u{a0}Uhr"
        );
        assert_eq!(
            german("2027-10-31T00:59:59Z"),
            "31.\u{a0}Oktober 2027, 02:59\u{a0}Uhr"
        );
        assert_eq!(
            german("2027-10-31T01:00:00Z"),
            "31.\u{a0}Oktober 2027, 02:00\u{a0}Uhr"
        );
        let english = date_time(micros("2026-11-24T13:35:00Z"), Locale::En);
        assert_eq!(english, "24\u{a0}November 2026, 14:35");
        assert_eq!(date_time(i64::MAX, Locale::De), "");
    }

    #[test]
    fn a_deadline_today_needs_no_date() {
        let now = micros("2026-11-24T22:45:00Z");
        let soon = micros("2026-11-24T22:55:00Z");
        let past_midnight = micros("2026-11-24T23:15:00Z");
        assert_eq!(until(soon, now, Locale::De), "23:55\u{a0}Uhr");
        assert_eq!(
            until(past_midnight, now, Locale::En),
            "25\u{a0}November 2026, 00:15"
        );
    }
}
