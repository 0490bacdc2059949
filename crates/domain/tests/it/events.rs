//! What is told outside: each change of an outside fact once, by its own kind of event.

use std::collections::BTreeSet;

use domain::claims::Terms;
use domain::events::{
    EventKind, PublicStatus, payment_event, service_event, settled_event, terms_event,
};
use domain::payments::{
    Arrived, AttemptCommand, AttemptState, Command, EndReason, LapseGround, PaymentState, Taking,
    attempt, decide, money_arrived,
};
use domain::services::{Lifecycle, ServiceState, ServiceTransition, VersionState};
use domain::{AttemptId, Moment, Money, Timestamp};
use strum::VariantArray;

/// A way from one status of a payment to the next.
type Edge = (PublicStatus, PublicStatus);

const ATTEMPTS: [AttemptState; 8] = [
    AttemptState::Intended,
    AttemptState::Offered,
    AttemptState::Approved,
    AttemptState::Captured,
    AttemptState::Pending,
    AttemptState::Declined,
    AttemptState::Unknown,
    AttemptState::Lapsed,
];
const ATTEMPT_COMMANDS: [AttemptCommand; 10] = [
    AttemptCommand::Offer,
    AttemptCommand::Approve,
    AttemptCommand::Capture,
    AttemptCommand::Hold,
    AttemptCommand::Decline,
    AttemptCommand::LoseTrack,
    AttemptCommand::SendBack,
    AttemptCommand::Lapse(LapseGround::Abandoned),
    AttemptCommand::Lapse(LapseGround::GoneAtProvider),
    AttemptCommand::Lapse(LapseGround::PaymentEnded),
];

fn euro(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

/// Every way a payment's status can go, by its own graph, by its attempt's, and by money.
fn payment_edges() -> Vec<Edge> {
    let mut moment = Moment::fixed(Timestamp::from_micros(0), 1);
    let (own, other) = (AttemptId::new(&mut moment), AttemptId::new(&mut moment));
    let states = [
        PaymentState::Open,
        PaymentState::Paying(own),
        PaymentState::Paid,
        PaymentState::Expired,
        PaymentState::Cancelled,
    ];
    let mut edges = Vec::new();
    for state in states {
        for under_way in ATTEMPTS {
            let before = PublicStatus::of(state, Some(under_way), Some(EndReason::TimedOut));
            for command in [
                Command::Start(other),
                Command::EndAttempt(own),
                Command::Expire,
                Command::Cancel,
            ] {
                // Only the provider's word ends an attempt whose money may be moving.
                let Ok(next) = decide(state, command) else {
                    continue;
                };
                for end in [EndReason::TimedOut, EndReason::Declined] {
                    edges.push((before, PublicStatus::of(next, None, Some(end))));
                }
            }
            for command in ATTEMPT_COMMANDS {
                let moved = attempt::decide(Taking::ByCapture, under_way, command);
                if let (PaymentState::Paying(_), Ok(moved)) = (state, moved) {
                    edges.push((before, PublicStatus::of(state, Some(moved), None)));
                }
            }
            for (amount, settled) in [(10, false), (10, true), (5, false)] {
                let arrived = Arrived {
                    attempt: own,
                    amount: euro(amount),
                    due: euro(10),
                    foreign: false,
                    settled,
                };
                let (next, _) = money_arrived(state, arrived);
                let end = Some(EndReason::TimedOut);
                edges.push((before, PublicStatus::of(next, None, end)));
            }
        }
    }
    edges
}

#[test]
fn every_change_of_a_payments_status_is_told_once() {
    let mut told = BTreeSet::new();
    for (before, after) in payment_edges() {
        let kind = payment_event(before, after);
        assert_eq!(kind.is_some(), before != after, "{before} to {after}");
        told.extend(kind.map(|kind| (after.to_string(), kind)));
    }
    let kinds: BTreeSet<EventKind> = told.iter().map(|(_, kind)| *kind).collect();
    assert_eq!(kinds.len(), told.len(), "a kind tells one status: {told:?}");
    for status in PublicStatus::ALL {
        let reached = told.iter().any(|(after, _)| *after == status.to_string());
        assert!(reached, "nothing leads to {status}");
    }
}

#[test]
fn what_is_final_outside_is_never_contradicted() {
    for (before, after) in payment_edges() {
        let is_final = !matches!(before, PublicStatus::Open | PublicStatus::Processing);
        assert!(!is_final || after == before, "{before} to {after}");
    }
}

#[test]
fn every_change_of_a_claims_terms_is_told_once() {
    let terms = Terms::of(euro(1000));
    let mut all = vec![terms];
    for (cents, blocked, cancelled) in [
        (1000, true, false),
        (1000, false, true),
        (1000, true, true),
        (500, false, false),
        (500, true, false),
    ] {
        all.push(Terms {
            amount: euro(cents),
            blocked,
            cancelled,
            ..terms
        });
    }
    for before in &all {
        for after in &all {
            let kind = terms_event(before, after);
            assert_eq!(kind.is_some(), before != after);
            if after.cancelled && !before.cancelled {
                assert_eq!(kind, Some(EventKind::ClaimCancelled));
            }
        }
    }
    assert_eq!(settled_event(&terms, euro(1000)), EventKind::ClaimPaid);
    assert_eq!(settled_event(&terms, euro(1500)), EventKind::ClaimPaid);
    assert_eq!(settled_event(&terms, euro(1)), EventKind::ClaimPartlyPaid);
}

#[test]
fn a_service_tells_when_it_begins_and_ends_to_take_money() {
    for &service in ServiceState::VARIANTS {
        for open in VersionState::VARIANTS.iter().filter(|open| open.is_open()) {
            let open = Some(*open);
            for &transition in ServiceTransition::VARIANTS {
                let life = Lifecycle { service, open };
                let Ok(next) = domain::services::decide(life, transition) else {
                    continue;
                };
                let kind = service_event(service, next.service);
                let taking = service.is_live() != next.service.is_live();
                let ends = next.service == ServiceState::Retired;
                assert_eq!(kind.is_some(), taking || ends, "{life} to {next}");
            }
        }
        assert_eq!(service_event(service, service), None);
    }
}

#[test]
fn kinds_are_spelt_as_receivers_know_them() {
    for kind in EventKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(*kind));
        let (noun, _) = kind.as_str().split_once('.').unwrap();
        assert!(["claim", "payment", "refund", "service"].contains(&noun));
    }
}
