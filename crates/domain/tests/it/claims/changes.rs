//! What a person says about a claim, and when another person has to say it, too.

use domain::claims::{
    ClaimCommand, ClaimLine, ClaimOrigin, ClaimRefusal, ClaimTerms, Deciding, SaidBefore,
};
use domain::{ClaimId, Day, Moment, Money, PersonId, ServiceId, Timestamp};

const ALONE: i64 = 100_000;
const NOW: Timestamp = Timestamp::from_micros(1_000_000);

fn euro(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

fn claim(cents: i64) -> ClaimTerms {
    let mut moment = Moment::fixed(NOW, 1);
    let lines = [cents / 4, cents - cents / 4];
    ClaimTerms {
        claim: ClaimId::new(&mut moment),
        number: 1,
        service: ServiceId::new(&mut moment),
        kassenzeichen: "7260000018".to_owned(),
        origin: ClaimOrigin::Staff,
        amount: euro(cents),
        due: None,
        payable_from: None,
        payable_until: None,
        blocked_at: None,
        cancelled_at: None,
        text: None,
        person: [0; 32],
        lines: lines
            .map(|cents| ClaimLine::whole(&[1; 16], euro(cents)))
            .to_vec(),
    }
}

fn change(cents: i64) -> ClaimCommand {
    ClaimCommand::Change {
        amount: euro(cents),
        due: Day::from_days(20_000),
        text: Some("Bescheid".to_owned()),
    }
}

/// A claim with all that was said about it, the newest first.
struct Story {
    terms: ClaimTerms,
    said: Vec<SaidBefore>,
}

impl Story {
    fn of(cents: i64, blocked: bool, by: Option<PersonId>) -> Self {
        let mut terms = claim(cents);
        terms.blocked_at = blocked.then_some(NOW);
        let said = vec![SaidBefore {
            amount: terms.amount,
            blocked,
            by,
        }];
        Self { terms, said }
    }

    fn says(&mut self, person: PersonId, command: &ClaimCommand) -> Result<(), ClaimRefusal> {
        let deciding = Deciding::of(person, euro(ALONE), &self.said);
        self.terms = self.terms.said(command, &deciding, NOW)?;
        let said = SaidBefore {
            amount: self.terms.amount,
            blocked: self.terms.blocked_at.is_some(),
            by: Some(person),
        };
        self.said.insert(0, said);
        Ok(())
    }
}

fn persons() -> [PersonId; 2] {
    let mut moment = Moment::fixed(NOW, 2);
    [PersonId::new(&mut moment), PersonId::new(&mut moment)]
}

#[test]
fn below_the_limit_one_person_changes_blocks_unblocks_and_cancels() {
    let [ada, _] = persons();
    let mut story = Story::of(5_500, false, None);
    story.says(ada, &change(6_000)).unwrap();
    assert_eq!(story.terms.number, 2);
    assert_eq!(story.terms.blocked_at, None);
    story.says(ada, &ClaimCommand::Block).unwrap();
    let again = story.says(ada, &ClaimCommand::Block);
    assert_eq!(again, Err(ClaimRefusal::Blocked));
    story.says(ada, &ClaimCommand::Unblock).unwrap();
    let again = story.says(ada, &ClaimCommand::Unblock);
    assert_eq!(again, Err(ClaimRefusal::NotBlocked));
    story.says(ada, &ClaimCommand::Cancel).unwrap();
    assert_eq!(story.terms.cancelled_at, Some(NOW));
    for command in [change(1), ClaimCommand::Cancel, ClaimCommand::Unblock] {
        let after = story.says(ada, &command);
        assert_eq!(after, Err(ClaimRefusal::Cancelled), "{command:?}");
    }
}

#[test]
fn above_the_limit_what_one_says_blocks_and_another_goes_on() {
    let [ada, kurt] = persons();
    let mut story = Story::of(ALONE, false, None);
    story.says(ada, &change(ALONE + 1)).unwrap();
    assert!(story.terms.blocked_at.is_some());
    for command in [ClaimCommand::Unblock, ClaimCommand::Cancel] {
        let own = story.says(ada, &command);
        assert_eq!(own, Err(ClaimRefusal::OwnWord), "{command:?}");
    }
    story.says(kurt, &ClaimCommand::Unblock).unwrap();
    assert_eq!(story.terms.blocked_at, None);
    let alone = story.says(kurt, &ClaimCommand::Cancel);
    assert_eq!(alone, Err(ClaimRefusal::BlockFirst));
    story.says(kurt, &ClaimCommand::Block).unwrap();
    let own = story.says(kurt, &ClaimCommand::Cancel);
    assert_eq!(own, Err(ClaimRefusal::OwnWord));
    story.says(ada, &ClaimCommand::Cancel).unwrap();
}

#[test]
fn an_amount_that_is_lowered_first_is_no_smaller_decision() {
    let [ada, kurt] = persons();
    let mut story = Story::of(5 * ALONE, false, None);
    story.says(ada, &change(100)).unwrap();
    for command in [ClaimCommand::Unblock, ClaimCommand::Cancel] {
        let own = story.says(ada, &command);
        assert_eq!(own, Err(ClaimRefusal::OwnWord), "{command:?}");
    }
    story.says(ada, &change(99)).unwrap();
    let own = story.says(ada, &ClaimCommand::Unblock);
    assert_eq!(own, Err(ClaimRefusal::OwnWord));
    story.says(kurt, &ClaimCommand::Unblock).unwrap();
    // Two persons made it small.
    story.says(ada, &ClaimCommand::Cancel).unwrap();
}

#[test]
fn what_a_file_blocked_one_person_unblocks_and_two_cancel() {
    let [ada, kurt] = persons();
    let mut story = Story::of(2 * ALONE, true, None);
    let alone = story.says(ada, &ClaimCommand::Cancel);
    assert_eq!(alone, Err(ClaimRefusal::BlockFirst));
    story.says(ada, &ClaimCommand::Unblock).unwrap();
    story.says(ada, &ClaimCommand::Block).unwrap();
    story.says(kurt, &ClaimCommand::Cancel).unwrap();
}

#[test]
fn what_is_owed_is_always_the_sum_of_its_lines() {
    let [ada, _] = persons();
    for cents in [1, 999, 4_000, 4_001, 9_000] {
        let mut story = Story::of(4_000, false, None);
        story.says(ada, &change(cents)).unwrap();
        let lines = story.terms.lines.iter().map(|line| line.amount.cents());
        assert_eq!(lines.sum::<i64>(), cents);
        assert_eq!(story.terms.amount, euro(cents));
    }
}

#[test]
fn a_claim_of_a_payment_is_changed_by_nobody_and_nothing_is_said_twice() {
    let [ada, _] = persons();
    for origin in [
        ClaimOrigin::Channel,
        ClaimOrigin::Api,
        ClaimOrigin::Catalogue,
    ] {
        let mut story = Story::of(4_000, false, None);
        story.terms.origin = origin;
        for command in [change(1), ClaimCommand::Block, ClaimCommand::Cancel] {
            let refused = story.says(ada, &command);
            assert_eq!(refused, Err(ClaimRefusal::WithItsPayment), "{origin}");
        }
    }
    let mut story = Story::of(4_000, false, None);
    story.says(ada, &change(4_000)).unwrap();
    let again = story.says(ada, &change(4_000));
    assert_eq!(again, Err(ClaimRefusal::Same));
    let nothing = story.says(ada, &change(0));
    assert_eq!(nothing, Err(ClaimRefusal::Nothing));
}
