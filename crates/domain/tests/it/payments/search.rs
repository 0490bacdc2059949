//! What is typed into the one field of the search, in every spelling it is copied in.

use domain::claims::kassenzeichen::Kassenzeichen;
use domain::payments::Sought;
use domain::{AttemptId, ClaimId, Day, Moment, Money, PaymentId, Timestamp};

fn today() -> Day {
    Day::new(2026, 11, 30).unwrap()
}

fn readings(typed: &str) -> Vec<Sought> {
    Sought::readings(typed, today())
}

fn kassenzeichen(stored: &str) -> Sought {
    Sought::Kassenzeichen(Kassenzeichen::supplied(stored).unwrap())
}

fn euro(cents: i64) -> Sought {
    Sought::Amount(Money::from_cents(cents).unwrap())
}

#[test]
fn an_id_of_ours_is_read_in_any_case_and_as_a_uuid() {
    let mut moment = Moment::fixed(Timestamp::from_micros(1_800_000_000_000_000), 7);
    let payment = PaymentId::new(&mut moment);
    let (attempt, claim) = (AttemptId::new(&mut moment), ClaimId::new(&mut moment));
    let uuid = payment.as_uuid();
    for typed in [
        payment.to_string(),
        payment.to_string().to_uppercase(),
        format!("  {payment} "),
        uuid.to_string(),
        uuid.simple().to_string(),
    ] {
        assert_eq!(readings(&typed), [Sought::Payment(payment)], "{typed}");
    }
    assert_eq!(readings(&attempt.to_string()), [Sought::Attempt(attempt)]);
    assert_eq!(readings(&claim.to_string()), [Sought::Claim(claim)]);
}

#[test]
fn a_kassenzeichen_is_read_with_any_separators_and_behind_its_label() {
    for typed in [
        "5158.000.123.4",
        "5158 000 123 4",
        "5158/000-123·4",
        "51580001234",
        "Kassenzeichen: 5158.000.123.4",
    ] {
        let expected = kassenzeichen("51580001234");
        assert!(readings(typed).contains(&expected), "{typed}");
    }
    assert!(readings("zv-1a").contains(&kassenzeichen("ZV1A")));
}

#[test]
fn an_amount_and_a_day_are_read_beside_what_else_they_may_be() {
    for typed in ["30,70", "30.70 €", "30,70 EUR"] {
        assert!(readings(typed).contains(&euro(3_070)), "{typed}");
    }
    let day = |year, month, day| Sought::Day(Day::new(year, month, day).unwrap());
    for (typed, expected) in [
        ("29.11.2026", day(2026, 11, 29)),
        ("2026-11-29", day(2026, 11, 29)),
        ("29.11.", day(2026, 11, 29)),
        ("1. 12.", day(2025, 12, 1)),
        ("heute", day(2026, 11, 30)),
        ("Gestern", day(2026, 11, 29)),
        ("yesterday", day(2026, 11, 29)),
    ] {
        assert!(readings(typed).contains(&expected), "{typed}");
    }
}

#[test]
fn an_id_of_another_system_keeps_its_spelling() {
    let expected = Sought::Reference("8MC585209K746392H".to_owned());
    assert!(readings(" 8MC585209K746392H ").contains(&expected));
    let expected = Sought::Reference("antrag-1/2026".to_owned());
    assert!(readings("antrag-1/2026").contains(&expected));
}

#[test]
fn nothing_is_read_from_nothing_and_from_what_is_too_long() {
    assert_eq!(readings("  "), []);
    assert_eq!(readings(&"7".repeat(301)), []);
}

#[test]
fn ids_of_a_day_lie_between_its_bounds() {
    let begins = today().begins();
    let before = Timestamp::from_micros(begins.micros() - 1_000);
    let id = |at| PaymentId::new(&mut Moment::fixed(at, 3));
    assert!(id(before) < PaymentId::first_at(begins));
    assert!(PaymentId::first_at(begins) <= id(begins));
    assert!(PaymentId::FIRST < id(before) && id(begins) < PaymentId::LAST);
}
