//! Money and time as people read them.
//!
//! Amounts come as whole cents, instants as microseconds since 1970 (UTC); both are shown for a
//! reader in Germany, as the page's language writes them: euro, and the legal time of Berlin.
//! Nothing here can fail: an instant no calendar can hold becomes an empty text.

use std::fmt::Write as _;

use domain::payments::Method;
use domain::values::calendar::{self, DoubledHour};
use domain::{Day, Timestamp};
use jiff::civil::DateTime;

use crate::i18n::{Locale, left_to_right, t};

const DAY_MICROS: i64 = 86_400_000_000;

/// Before an amount below nothing: a minus sign, which no line breaks after.
const MINUS: &str = "\u{2212}";

/// `30,70 €` or `€30.70`, thousands grouped. Keeps its own order wherever it stands.
pub fn money(cents: i64, locale: Locale) -> String {
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let whole = grouped(whole, locale.thousands());
    let amount = format!("{whole}{}{rest:02}", locale.decimal());
    let sign = if cents < 0 { MINUS } else { "" };
    let parts = [("sign", sign), ("amount", amount.as_str())];
    left_to_right(locale, written(locale, "language-money", &parts))
}

/// `24. November 2026, 14:35 Uhr` or `24 November 2026, 14:35`.
pub fn date_time(micros: i64, locale: Locale) -> String {
    let Some(at) = in_berlin(micros) else {
        return String::new();
    };
    let (date, time) = (day(at, locale), clock(micros, at, locale));
    let parts = [("date", date.as_str()), ("time", time.as_str())];
    written(locale, "language-date-time", &parts)
}

/// When a payment's money was taken: with a bank transfer a day, for that is all a bank states.
pub fn paid_at(method: &Method, at: Timestamp, locale: Locale) -> String {
    if *method == Method::BANK_TRANSFER {
        date(at.micros(), locale)
    } else {
        date_time(at.micros(), locale)
    }
}

/// The time of day where `micros` lies on the same day as `now_micros`, day and time otherwise:
/// for "you can pay until …".
pub fn until(micros: i64, now_micros: i64, locale: Locale) -> String {
    match (in_berlin(micros), in_berlin(now_micros)) {
        (Some(at), Some(now)) if at.date() == now.date() => clock(micros, at, locale),
        _ => date_time(micros, locale),
    }
}

/// The day on which an instant lies: `24. November 2026`.
pub fn date(micros: i64, locale: Locale) -> String {
    in_berlin(micros).map_or_else(String::new, |at| day(at, locale))
}

/// A calendar day, taken at noon, which is the same day wherever its reader is in Germany.
pub fn of_day(day: Day, locale: Locale) -> String {
    date(day.days() * DAY_MICROS + DAY_MICROS / 2, locale)
}

fn in_berlin(micros: i64) -> Option<DateTime> {
    calendar::in_berlin(Timestamp::from_micros(micros))
}

/// A day of the calendar, given as year, month and day.
pub fn calendar_day((year, month, day): (i64, i64, i64), locale: Locale) -> String {
    let (day, year) = (day.to_string(), year.to_string());
    let parts = [
        ("day", day.as_str()),
        ("month", locale.month(i8::try_from(month).unwrap_or(0))),
        ("year", year.as_str()),
    ];
    written(locale, "language-date", &parts)
}

fn day(at: DateTime, locale: Locale) -> String {
    let (year, month, day) = (at.year(), at.month(), at.day());
    calendar_day((year.into(), month.into(), day.into()), locale)
}

/// The time of day; in the hour that comes twice with the name of its time.
fn clock(micros: i64, at: DateTime, locale: Locale) -> String {
    let (hour, minute) = (format!("{:02}", at.hour()), format!("{:02}", at.minute()));
    let parts = [("hour", hour.as_str()), ("minute", minute.as_str())];
    let time = written(locale, "language-time", &parts);
    let named = match calendar::doubled_hour(Timestamp::from_micros(micros)) {
        None => return time,
        Some(DoubledHour::First) => "language-time-summer",
        Some(DoubledHour::Second) => "language-time-winter",
    };
    written(locale, named, &[("time", time.as_str())])
}

/// As the language writes it. The result is one piece, which the template isolates as a whole, so
/// the marks around its parts go.
fn written(locale: Locale, key: &str, parts: &[(&'static str, &str)]) -> String {
    t(locale, key, parts).replace(['\u{2068}', '\u{2069}'], "")
}

fn grouped(number: u64, separator: &str) -> String {
    if number < 1000 {
        return number.to_string();
    }
    let mut text = grouped(number / 1000, separator);
    let _ = write!(text, "{separator}{:03}", number % 1000);
    text
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn german() -> Locale {
        Locale::default()
    }

    fn english() -> Locale {
        Locale::from_tag("en").unwrap()
    }

    fn micros(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        let both = |cents| (money(cents, german()), money(cents, english()));
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
        assert_eq!(both(-3070), ("−30,70\u{a0}€".into(), "−€30.70".into()));
        assert_eq!(both(i64::MIN).1, "−€92,233,720,368,547,758.08");
    }

    #[test]
    fn instants_are_shown_in_the_legal_time_of_germany() {
        let at = |text| date_time(micros(text), german());
        assert_eq!(
            at("2026-11-24T13:35:00Z"),
            "24.\u{a0}November 2026, 14:35\u{a0}Uhr"
        );
        assert_eq!(
            at("2026-07-01T22:05:00Z"),
            "2.\u{a0}Juli 2026, 00:05\u{a0}Uhr"
        );
        assert_eq!(
            at("2027-03-28T00:59:59Z"),
            "28.\u{a0}März 2027, 01:59\u{a0}Uhr"
        );
        assert_eq!(
            at("2027-03-28T01:00:00Z"),
            "28.\u{a0}März 2027, 03:00\u{a0}Uhr"
        );
        assert_eq!(
            at("2027-10-31T00:59:59Z"),
            "31.\u{a0}Oktober 2027, 02:59\u{a0}Uhr (Sommerzeit)"
        );
        assert_eq!(
            at("2027-10-31T01:00:00Z"),
            "31.\u{a0}Oktober 2027, 02:00\u{a0}Uhr (Winterzeit)"
        );
        assert_eq!(
            at("2027-10-31T02:00:00Z"),
            "31.\u{a0}Oktober 2027, 03:00\u{a0}Uhr"
        );
        let in_english = date_time(micros("2026-11-24T13:35:00Z"), english());
        assert_eq!(in_english, "24\u{a0}November 2026, 14:35");
        assert_eq!(date_time(i64::MAX, german()), "");
    }

    #[test]
    fn a_day_on_paper_is_that_day() {
        let due = Day::new(2026, 12, 15).unwrap();
        assert_eq!(of_day(due, german()), "15.\u{a0}Dezember 2026");
    }

    #[test]
    fn a_deadline_today_needs_no_date() {
        let now = micros("2026-11-24T22:45:00Z");
        let soon = micros("2026-11-24T22:55:00Z");
        let past_midnight = micros("2026-11-24T23:15:00Z");
        assert_eq!(until(soon, now, german()), "23:55\u{a0}Uhr");
        assert_eq!(
            until(past_midnight, now, english()),
            "25\u{a0}November 2026, 00:15"
        );
    }

    #[test]
    fn half_an_hour_from_now_is_later_also_when_the_clock_goes_back() {
        let now = micros("2026-10-25T00:50:00Z");
        let end = micros("2026-10-25T01:20:00Z");
        assert_eq!(until(now, now, german()), "02:50\u{a0}Uhr (Sommerzeit)");
        assert_eq!(until(end, now, german()), "02:20\u{a0}Uhr (Winterzeit)");
        for locale in Locale::all() {
            assert_ne!(
                until(end, now, locale),
                until(end - 3_600_000_000, now, locale)
            );
        }
    }

    #[test]
    fn every_language_writes_money_and_time_its_own_way() {
        let now = micros("2026-11-24T13:35:00Z");
        let all: Vec<String> = Locale::all()
            .map(|locale| {
                let (money, at) = (money(123_456_789, locale), date_time(now, locale));
                format!("{}: {money} | {at}", locale.tag()).replace('\u{a0}', " ")
            })
            .collect();
        assert_eq!(
            all,
            [
                "de: 1.234.567,89 € | 24. November 2026, 14:35 Uhr",
                "de-simple: 1.234.567,89 Euro | 24. November 2026 um 14:35 Uhr",
                "en: €1,234,567.89 | 24 November 2026, 14:35",
                "tr: 1.234.567,89 € | 24 Kasım 2026, saat 14:35",
                "uk: 1 234 567,89 € | 24 листопада 2026 року, 14:35",
                "ar: \u{2066}1.234.567,89 €\u{2069} | 24 نوفمبر 2026، الساعة 14:35",
            ]
        );
    }

    #[test]
    fn every_language_knows_twelve_months() {
        for locale in Locale::all() {
            for month in 1..=12 {
                assert!(!locale.month(month).is_empty(), "{locale:?} {month}");
            }
            assert_eq!(locale.month(13), "");
            assert_eq!(locale.month(0), "", "{locale:?}");
        }
    }
}
