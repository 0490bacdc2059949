//! The calendar: days as people write them, the day in Germany, and the days on which banks work.

use domain::values::calendar::in_berlin;
use domain::{BadDay, Day, Timestamp};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::from_micros(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
}

#[test]
fn a_day_is_read_as_people_and_machines_write_it() {
    assert_eq!(day("1970-01-01").days(), 0);
    assert_eq!(day("2000-03-01").days(), 11_017);
    assert_eq!(day("2026-11-27").days(), 20_784);
    assert_eq!(day("27.11.2026"), day("2026-11-27"));
    assert_eq!(day("1.2.2026"), day("2026-02-01"));
    assert_eq!(day("29.2.2028").to_string(), "2028-02-29");
    for wrong in [
        "",
        "29.2.2026",
        "2026-13-01",
        "2026-00-01",
        "31.11.2026",
        "2026-11",
        "27.11.26",
        "27.11.2026.",
        "+1.2.2026",
        "27-11.2026",
        "1899-12-31",
    ] {
        assert_eq!(wrong.parse::<Day>(), Err(BadDay), "{wrong:?}");
    }
}

#[test]
fn the_day_is_germanys_in_winter_and_in_summer() {
    for (instant, expected) in [
        ("2026-01-31T22:59:59Z", "2026-01-31"),
        ("2026-01-31T23:00:00Z", "2026-02-01"),
        ("2026-06-30T21:59:59Z", "2026-06-30"),
        ("2026-06-30T22:00:00Z", "2026-07-01"),
        ("2026-12-31T23:00:00Z", "2027-01-01"),
    ] {
        assert_eq!(Day::in_berlin(at(instant)), day(expected), "{instant}");
    }
    assert_eq!(Day::in_berlin(Timestamp::from_micros(i64::MAX)), Day::EPOCH);
    assert_eq!(Day::in_berlin(at("1899-12-31T00:00:00Z")), Day::EPOCH);
}

#[test]
fn the_clock_changes_on_the_last_sundays_of_march_and_october() {
    for (instant, hour) in [
        ("2026-03-29T00:59:59Z", 1),
        ("2026-03-29T01:00:00Z", 3),
        ("2026-10-25T00:59:59Z", 2),
        ("2026-10-25T01:00:00Z", 2),
        ("2026-10-25T02:00:00Z", 3),
    ] {
        let here = in_berlin(at(instant)).unwrap();
        assert_eq!(here.hour(), hour, "{instant}");
    }
}

#[test]
fn banks_rest_at_weekends_and_on_six_holidays() {
    for closed in [
        "2026-01-01",
        "2026-04-03",
        "2026-04-06",
        "2026-05-01",
        "2026-12-25",
        "2026-12-26",
        "2026-11-28",
        "2026-11-29",
        "2024-03-29",
        "2024-04-01",
        "2025-04-18",
        "2025-04-21",
        "2027-03-26",
        "2027-03-29",
        "2038-04-23",
        "2038-04-26",
    ] {
        assert!(!day(closed).is_banking_day(), "{closed}");
    }
    // Holidays in Germany on which transfers are settled all the same.
    for open in [
        "2026-05-14",
        "2026-05-25",
        "2026-10-03",
        "2025-10-03",
        "2026-12-24",
        "2026-12-31",
    ] {
        let weekend = open == "2026-10-03";
        assert_eq!(day(open).is_banking_day(), !weekend, "{open}");
    }
}

#[test]
fn easter_is_where_the_church_has_it() {
    // Good Friday of years with an early, a late and a common Easter.
    for friday in [
        "2000-04-21",
        "2008-03-21",
        "2011-04-22",
        "2035-03-23",
        "2049-04-16",
        "2076-04-17",
    ] {
        assert!(!day(friday).is_banking_day(), "{friday}");
    }
}

#[test]
fn a_term_in_banking_days_skips_what_is_closed() {
    for (from, days, to) in [
        ("2026-11-27", 0, "2026-11-27"),
        ("2026-11-28", 0, "2026-11-30"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-12-23", 2, "2026-12-28"),
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-12-30", 10, "2027-01-14"),
    ] {
        assert_eq!(
            day(from).plus_banking_days(days),
            Some(day(to)),
            "{from} + {days}"
        );
    }
    assert_eq!(day("9999-12-31").plus_banking_days(1), None);
}

proptest! {
    #[test]
    fn every_day_is_written_and_read_again(days in -25_000_i64..2_900_000) {
        let day = Day::from_days(days).expect("within the years");
        prop_assert_eq!(day.days(), days);
        prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        let (year, month, of_month) = day.parts();
        prop_assert_eq!(Day::new(year, month, of_month), Ok(day));
        let german = format!("{of_month}.{month}.{year}");
        prop_assert_eq!(german.parse::<Day>(), Ok(day));
    }

    #[test]
    fn a_banking_day_is_at_most_four_days_away(days in 0_i64..30_000) {
        let day = Day::from_days(days).unwrap();
        let next = day.plus_banking_days(0).unwrap();
        prop_assert!(next.is_banking_day());
        prop_assert!((0..=4).contains(&(next.days() - days)));
    }
}
