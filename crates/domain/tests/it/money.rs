//! Refunds: which state follows from which, and which persons they need.

use domain::ledger::postings::Place;
use domain::money::refunds::{
    Refund, RefundCommand, RefundOrigin, RefundRefusal, RefundRoute, RefundState, decide,
    releases_needed,
};
use domain::{
    Moment, Money, MoneyInId, PaymentId, PersonId, ProviderAccountId, RefundId, Timestamp,
};
use proptest::prelude::*;
use strum::VariantArray;

const NOW: Timestamp = Timestamp::from_micros(1_772_438_400_000_000);

fn euro(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

fn requested(needed: u32) -> (Refund, [PersonId; 4]) {
    let mut moment = Moment::fixed(NOW, 1);
    let persons = [(); 4].map(|()| PersonId::new(&mut moment));
    let refund = Refund {
        id: RefundId::new(&mut moment),
        origin: RefundOrigin::Staff,
        route: RefundRoute::Provider,
        state: RefundState::Requested,
        place: Place::Provider(ProviderAccountId::new(&mut moment)),
        money_ref: "CAP-1".to_owned(),
        money: Some(MoneyInId::new(&mut moment)),
        payment: Some(PaymentId::new(&mut moment)),
        service: None,
        amount: euro(1_000),
        reason: Some("ermäßigt".to_owned()),
        requested_by: Some(persons[0]),
        not_owed: false,
        releases_needed: needed,
        round: 1,
        released_by: Vec::new(),
        booked: None,
        invoice: Some("51-R1".to_owned()),
        reference: None,
        failure: None,
        created_at: NOW,
        ended_at: None,
    };
    (refund, persons)
}

#[test]
fn every_state_answers_every_command() {
    let mut table = Vec::new();
    for state in RefundState::VARIANTS {
        let mut led = Vec::new();
        for command in RefundCommand::VARIANTS {
            match decide(*state, *command) {
                Ok(next) => led.push(format!("{command:?} {next}")),
                Err(refused) => assert_eq!(refused, RefundRefusal::State),
            }
        }
        table.push(format!("{state}: {}\n", led.join(", ")));
    }
    let expected = "\
requested: Release released, Reject rejected, Withdraw withdrawn
released: Withdraw withdrawn, Send sent, Finish done
sent: Send sent, Hold pending, Finish done, Fail failed
pending: Hold pending, Finish done, Fail failed
done: 
failed: Release released, Withdraw withdrawn, Finish done
rejected: 
withdrawn: 
";
    assert_eq!(table.concat(), expected);
}

#[test]
fn an_amount_needs_one_person_or_two() {
    let limit = euro(50_000);
    assert_eq!(releases_needed(euro(50_000), limit), 1);
    assert_eq!(releases_needed(euro(50_001), limit), 2);
    assert_eq!(releases_needed(euro(1), Money::ZERO), 2);
}

#[test]
fn a_refund_that_failed_is_released_anew_and_by_another_way() {
    let (mut refund, [_, one, other, _]) = requested(2);
    assert_eq!(refund.release(one, RefundRoute::Provider, NOW), Ok(false));
    assert_eq!(refund.release(other, RefundRoute::Provider, NOW), Ok(true));
    refund.apply(RefundCommand::Send, NOW).unwrap();
    let before = refund.to_be_released(RefundRoute::Provider);
    refund.fail("NO_FUNDS", NOW).unwrap();
    assert_ne!(refund.to_be_released(RefundRoute::Provider), before);
    assert_eq!((refund.round, refund.released_by.len()), (2, 0));
    assert_eq!(refund.release(one, RefundRoute::ByHand, NOW), Ok(false));
    let mixed = refund.release(other, RefundRoute::Provider, NOW);
    assert_eq!(mixed, Err(RefundRefusal::State), "one way for both");
    assert_eq!(refund.release(other, RefundRoute::ByHand, NOW), Ok(true));
    assert_eq!(refund.failure, None);
}

#[test]
fn its_requester_withdraws_a_request_and_the_treasury_what_it_would_transfer() {
    let (refund, [requester, other, ..]) = requested(1);
    let withdrawn = |state, route, by| {
        let mut refund = Refund {
            state,
            route,
            ..refund.clone()
        };
        refund.withdraw(by, NOW).map(|()| refund.ended_at)
    };
    let (own, foreign, treasury) = ((requester, false), (other, false), (other, true));
    let (ok, not_own) = (Ok(Some(NOW)), Err(RefundRefusal::NotOwn));
    for (state, route, of_own, of_foreign, of_treasury) in [
        (
            RefundState::Requested,
            RefundRoute::ByHand,
            ok,
            not_own,
            not_own,
        ),
        (
            RefundState::Released,
            RefundRoute::Provider,
            ok,
            not_own,
            ok,
        ),
        (
            RefundState::Released,
            RefundRoute::ByHand,
            not_own,
            not_own,
            ok,
        ),
        (RefundState::Failed, RefundRoute::Provider, ok, ok, ok),
        (
            RefundState::Failed,
            RefundRoute::ByHand,
            not_own,
            not_own,
            ok,
        ),
    ] {
        assert_eq!(withdrawn(state, route, own), of_own, "{state} {route}");
        assert_eq!(
            withdrawn(state, route, foreign),
            of_foreign,
            "{state} {route}"
        );
        assert_eq!(
            withdrawn(state, route, treasury),
            of_treasury,
            "{state} {route}"
        );
    }
    let sent = withdrawn(RefundState::Sent, RefundRoute::Provider, own);
    assert_eq!(sent, Err(RefundRefusal::State));
}

#[test]
fn what_was_not_answered_is_withdrawn_by_the_treasury_alone() {
    let (mut refund, [requester, ..]) = requested(1);
    refund.state = RefundState::Sent;
    refund.fail(Refund::NO_ANSWER, NOW).unwrap();
    let own = refund.withdraw((requester, false), NOW);
    assert_eq!(own, Err(RefundRefusal::NotOwn), "the money may be gone");
    refund.withdraw((requester, true), NOW).unwrap();
}

#[test]
fn the_provider_goes_first_and_a_transfer_is_for_what_it_does_not_give_back() {
    let (mut refund, [_, one, ..]) = requested(2);
    let ways = |refund: &Refund, by_provider| {
        [RefundRoute::Provider, RefundRoute::ByHand]
            .map(|route| refund.may_go_by(route, by_provider))
    };
    assert_eq!(ways(&refund, true), [true, false]);
    assert_eq!(ways(&refund, false), [false, true]);
    refund.state = RefundState::Failed;
    assert_eq!(ways(&refund, true), [true, true]);
    refund.release(one, RefundRoute::ByHand, NOW).unwrap();
    assert_eq!(ways(&refund, true), [false, true], "one way for all");
}

#[test]
fn where_the_provider_gives_nothing_back_any_more_a_transfer_is_released_anew_by_all() {
    let (mut refund, [_, one, other, _]) = requested(2);
    refund.release(one, RefundRoute::Provider, NOW).unwrap();
    assert!(refund.may_go_by(RefundRoute::ByHand, false));
    assert!(!refund.may_go_by(RefundRoute::ByHand, true));
    assert_eq!(refund.release(one, RefundRoute::ByHand, NOW), Ok(false));
    assert_eq!(refund.release(other, RefundRoute::ByHand, NOW), Ok(true));
    assert_eq!(refund.released_by, [one, other]);
}

#[test]
fn what_was_transferred_is_done_though_its_money_left_otherwise_first() {
    let (mut refund, [_, one, ..]) = requested(1);
    refund.release(one, RefundRoute::ByHand, NOW).unwrap();
    refund.taken_meanwhile(NOW).unwrap();
    let failed = (RefundState::Failed, Some(Refund::TAKEN_MEANWHILE));
    assert_eq!((refund.state, refund.failure.as_deref()), failed);
    refund.transfer(NOW).unwrap();
    assert_eq!(
        (refund.state, refund.failure.as_deref()),
        (RefundState::Done, None)
    );
    assert_eq!(refund.transfer(NOW), Err(RefundRefusal::State), "once");
}

proptest! {
    /// Over any history of releases: it is released by as many persons as it needs, each another
    /// one, and none of them the one that requested it.
    #[test]
    fn a_released_refund_was_released_by_enough_other_persons(
        needed in 1_u32..=2,
        tries in prop::collection::vec(0_usize..4, 0..8),
    ) {
        let (mut refund, persons) = requested(needed);
        let mut released = Vec::new();
        for at in tries {
            if refund.release(persons[at], RefundRoute::Provider, NOW).is_ok() {
                released.push(persons[at]);
            }
        }
        prop_assert!(!released.contains(&persons[0]));
        let mut apart = released.clone();
        apart.sort();
        apart.dedup();
        prop_assert_eq!(apart.len(), released.len());
        let is_released = refund.state == RefundState::Released;
        prop_assert_eq!(is_released, released.len() == needed as usize);
    }
}
