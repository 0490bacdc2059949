//! What is owed: states that follow from facts, and amounts that are divided to the cent.

use domain::claims::{ClaimState, NotDivisible, NotPayable, Payable, Terms, divide};
use domain::{ClaimId, Day, Moment, Money, Timestamp};
use proptest::prelude::*;

fn cents(cents: i64) -> Money {
    Money::from_cents(cents).unwrap_or(Money::ZERO)
}

fn day(text: &str) -> Day {
    text.parse().unwrap_or(Day::EPOCH)
}

fn terms() -> Terms {
    Terms {
        amount: cents(5_000),
        due: Some(day("2026-12-15")),
        payable_from: None,
        payable_until: None,
        blocked: false,
        cancelled: false,
    }
}

#[test]
fn the_state_follows_from_the_facts() {
    let blocked = Terms {
        blocked: true,
        ..terms()
    };
    let cancelled = Terms {
        cancelled: true,
        ..terms()
    };
    for (terms, settled, state) in [
        (terms(), 0, ClaimState::Open),
        (terms(), 1, ClaimState::PartlyPaid),
        (terms(), 4_999, ClaimState::PartlyPaid),
        (terms(), 5_000, ClaimState::Paid),
        (terms(), 5_001, ClaimState::Overpaid),
        (blocked, 0, ClaimState::Blocked),
        (blocked, 100, ClaimState::Blocked),
        (blocked, 5_000, ClaimState::Paid),
        (cancelled, 0, ClaimState::Cancelled),
        (cancelled, 1, ClaimState::Overpaid),
    ] {
        assert_eq!(terms.state(cents(settled)), state, "{terms:?} {settled}");
    }
}

#[test]
fn a_claim_is_payable_within_its_days_and_what_is_open_of_it() {
    let limited = Terms {
        payable_from: Some(day("2026-12-01")),
        payable_until: Some(day("2026-12-31")),
        ..terms()
    };
    let (none, some) = (Money::ZERO, cents(1_000));
    let on = |text, settled| limited.payable(settled, day(text));
    assert_eq!(
        on("2026-11-30", none),
        Err(NotPayable::NotYet(day("2026-12-01")))
    );
    assert_eq!(on("2026-12-01", none), Ok(cents(5_000)));
    assert_eq!(on("2026-12-31", some), Ok(cents(4_000)));
    assert_eq!(
        on("2027-01-01", some),
        Err(NotPayable::NoLonger(day("2026-12-31")))
    );
    assert_eq!(on("2027-01-01", cents(5_000)), Err(NotPayable::Paid));
    let blocked = Terms {
        blocked: true,
        ..limited
    };
    let today = day("2026-12-02");
    assert_eq!(blocked.payable(some, today), Err(NotPayable::Blocked));
    let cancelled = Terms {
        cancelled: true,
        ..blocked
    };
    assert_eq!(cancelled.payable(none, today), Err(NotPayable::Cancelled));
}

#[test]
fn the_oldest_debt_is_paid_first() {
    let mut moment = Moment::fixed(Timestamp::from_micros(0), 1);
    let mut claim = |due: Option<&str>, open| Payable {
        claim: ClaimId::new(&mut moment),
        due: due.map(day),
        open: cents(open),
    };
    let [undated, late, early] = [
        claim(None, 100),
        claim(Some("2026-12-01"), 200),
        claim(Some("2026-11-01"), 300),
    ];
    let shares = divide(cents(450), &[undated, late, early]).expect("a division");
    let told: Vec<_> = shares
        .iter()
        .map(|share| (share.claim, share.amount.cents()))
        .collect();
    assert_eq!(told, [(early.claim, 300), (late.claim, 150)]);
    assert_eq!(
        divide(cents(601), &[undated, late, early]),
        Err(NotDivisible::MoreThanOpen)
    );
    assert_eq!(divide(Money::ZERO, &[early]), Err(NotDivisible::Nothing));
}

proptest! {
    #[test]
    fn a_division_explains_every_cent(
        open in proptest::collection::vec((0_i64..100_000, proptest::option::of(0_i64..40)), 1..12),
        part in 1_i64..1_200_000,
    ) {
        let mut moment = Moment::fixed(Timestamp::from_micros(0), 2);
        let among: Vec<_> = open
            .iter()
            .map(|(open, due)| Payable {
                claim: ClaimId::new(&mut moment),
                due: due.and_then(Day::from_days),
                open: cents(*open),
            })
            .collect();
        let owed: i64 = open.iter().map(|(open, _)| open).sum();
        match divide(cents(part), &among) {
            Ok(shares) => {
                prop_assert!(part <= owed);
                let sum: i64 = shares.iter().map(|share| share.amount.cents()).sum();
                prop_assert_eq!(sum, part);
                for share in &shares {
                    let claim = among.iter().find(|claim| claim.claim == share.claim);
                    let claim = claim.expect("one of them");
                    prop_assert!(!share.amount.is_zero() && share.amount <= claim.open);
                    // Only the youngest of the paid claims is paid in part.
                    let whole = share.amount == claim.open;
                    prop_assert!(whole || share.claim == shares[shares.len() - 1].claim);
                }
                let mut claims: Vec<_> = shares.iter().map(|share| share.claim).collect();
                claims.sort();
                claims.dedup();
                prop_assert_eq!(claims.len(), shares.len());
            }
            Err(error) => {
                prop_assert_eq!(error, NotDivisible::MoreThanOpen);
                prop_assert!(part > owed);
            }
        }
    }

    #[test]
    fn open_paid_and_excess_add_up_to_what_arrived(
        amount in 1_i64..1_000_000,
        settled in 0_i64..2_000_000,
        cancelled: bool,
    ) {
        let terms = Terms { amount: cents(amount), cancelled, ..terms() };
        let (open, excess) = (terms.open(cents(settled)), terms.excess(cents(settled)));
        prop_assert_eq!(open.cents() + settled, terms.owed().cents() + excess.cents());
        prop_assert!(open.is_zero() || excess.is_zero());
        let overpaid = terms.state(cents(settled)) == ClaimState::Overpaid;
        prop_assert_eq!(overpaid, !excess.is_zero());
    }
}
