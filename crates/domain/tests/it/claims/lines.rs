//! Lines of a claim, and the text that an act commits to.

use domain::claims::lines::fill;
use domain::claims::terms::person;
use domain::claims::{ClaimLine, ClaimOrigin, ClaimTerms};
use domain::{ClaimId, Money, ServiceId, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

fn euro(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

#[test]
fn money_fills_lines_in_their_order_and_leaves_them_from_the_last() {
    let lines = [euro(1_000), euro(500), euro(250)];
    let filled = |settled| {
        fill(&lines, euro(settled))
            .iter()
            .map(|part| part.cents())
            .collect::<Vec<_>>()
    };
    assert_eq!(filled(0), [0, 0, 0]);
    assert_eq!(filled(1_200), [1_000, 200, 0]);
    assert_eq!(filled(1_750), [1_000, 500, 250]);
    assert_eq!(filled(1_750 - 300), [1_000, 450, 0], "300 were given back");
    assert_eq!(
        filled(2_000),
        [1_000, 500, 250],
        "what is too much fills none"
    );
}

proptest! {
    #[test]
    fn what_is_filled_adds_up_to_what_was_settled_and_no_line_overflows(
        lines in proptest::collection::vec(0_i64..10_000, 0..8),
        settled in 0_i64..100_000,
    ) {
        let amounts: Vec<_> = lines.iter().copied().map(euro).collect();
        let filled = fill(&amounts, euro(settled));
        let sum: i64 = filled.iter().map(|part| part.cents()).sum();
        prop_assert_eq!(sum, settled.min(lines.iter().sum()));
        prop_assert!(filled.iter().zip(&amounts).all(|(part, line)| part <= line));
        let open = filled.iter().zip(&amounts).position(|(part, line)| part < line);
        let after = open.map_or(0, |open| filled[open + 1..].iter().map(|p| p.cents()).sum());
        prop_assert_eq!(after, 0_i64, "no line is filled before the one in front of it is full");
    }
}

fn terms() -> ClaimTerms {
    let salt = [1; 16];
    let line = |cents, reference: &str, booking: Option<&str>| {
        let words = (Some(reference.to_owned()), None);
        ClaimLine::new(&salt, euro(cents), words, booking.map(str::to_owned))
    };
    ClaimTerms {
        claim: ClaimId::from_uuid(Uuid::from_u128(1)),
        number: 2,
        service: ServiceId::from_uuid(Uuid::from_u128(2)),
        kassenzeichen: "7260000019".to_owned(),
        origin: ClaimOrigin::Import,
        amount: euro(1_234),
        due: domain::Day::from_days(20_000),
        payable_from: None,
        payable_until: None,
        blocked_at: None,
        cancelled_at: Some(Timestamp::from_micros(5)),
        text: Some("Bußgeld".to_owned()),
        person: person(&salt, Some("P-1"), Some(&[0xab])),
        lines: vec![line(1_000, "A", Some("{}")), line(234, "B", None)],
    }
}

#[test]
fn the_canonical_text_of_a_version_is_a_contract() {
    let terms = terms();
    let hex = |bytes: &[u8]| {
        let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.concat()
    };
    let [one, two] = terms.lines.as_slice() else {
        panic!("two lines");
    };
    let expected = format!(
        "v1|clm_00000000000000000000000000000001|2|srv_00000000000000000000000000000002|\
         7260000019|import|1234|20000||||5|8:Bußgeld|{}|1000|{}|2:{{}}|234|{}|",
        hex(&terms.person),
        hex(&one.words),
        hex(&two.words),
    );
    assert_eq!(terms.canonical(), expected);
}

#[test]
fn what_names_a_person_enters_as_a_digest_that_its_salt_hides() {
    let salts = [[1; 16], [2; 16]];
    let [one, two] = salts.map(|salt| person(&salt, Some("P-1"), None));
    assert_ne!(one, two);
    assert_ne!(one, person(&salts[0], None, Some(b"P-1")));
    let line = ClaimLine::new(&salts[0], euro(1), (None, Some("a".to_owned())), None);
    assert!(line.says_what_was_committed(&salts[0]));
    let moved = ClaimLine {
        reference: Some("a".to_owned()),
        text: None,
        ..line
    };
    assert!(!moved.says_what_was_committed(&salts[0]));
}

#[test]
fn what_is_given_back_lowers_the_next_terms_and_cancels_the_claim_when_nothing_is_left() {
    let (first, at) = (terms(), Timestamp::from_micros(7));
    let owed: i64 = first.amount.cents();
    let last = first.lines.last().unwrap().amount;
    let lowered = first.lowered(last, at);
    assert_eq!(
        (lowered.number, lowered.cancelled_at),
        (3, first.cancelled_at)
    );
    assert_eq!(lowered.amount.cents(), owed - last.cents());
    let lines: i64 = lowered.lines.iter().map(|line| line.amount.cents()).sum();
    assert_eq!(lines, owed - last.cents());
    assert!(
        lowered.lines.last().unwrap().amount.is_zero(),
        "from the last"
    );
    let all = first.lowered(first.amount, at);
    assert_eq!((all.amount, all.cancelled_at), (first.amount, Some(at)));
    let again = all.restored(&first);
    let expected = ClaimTerms { number: 4, ..first };
    assert_eq!(again, expected);
}
