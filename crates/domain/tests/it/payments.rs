//! The life of a payment: the whole table on one page, and what holds on every way through it.

mod attempts;
mod profile;
mod search;

use domain::payments::{Arrived, Command, Fact, PaymentState, decide, money_arrived};
use domain::{AttemptId, Moment, Money, Timestamp};
use proptest::prelude::*;

const DUE: Money = match Money::from_cents(3_070) {
    Some(money) => money,
    None => Money::ZERO,
};
const LESS: Money = match Money::from_cents(3_000) {
    Some(money) => money,
    None => Money::ZERO,
};

/// Attempts A and B, always the same.
fn attempts() -> [AttemptId; 2] {
    let mut moment = Moment::fixed(Timestamp::from_micros(0), 1);
    [(); 2].map(|()| AttemptId::new(&mut moment))
}

/// With attempts by their letter instead of their id.
fn told(what: impl std::fmt::Debug) -> String {
    let [a, b] = attempts();
    format!("{what:?}")
        .replace(&format!("{a:?}"), "A")
        .replace(&format!("{b:?}"), "B")
}

fn states() -> [PaymentState; 5] {
    let [a, _] = attempts();
    [
        PaymentState::Open,
        PaymentState::Paying(a),
        PaymentState::Paid,
        PaymentState::Expired,
        PaymentState::Cancelled,
    ]
}

fn commands() -> [Command; 6] {
    let [a, b] = attempts();
    [
        Command::Start(a),
        Command::Start(b),
        Command::EndAttempt(a),
        Command::EndAttempt(b),
        Command::Expire,
        Command::Cancel,
    ]
}

fn arrivals() -> [(&'static str, Arrived); 5] {
    let [a, b] = attempts();
    let due = Arrived {
        attempt: a,
        amount: DUE,
        due: DUE,
        foreign: false,
        settled: false,
    };
    [
        ("all of A", due),
        ("all of B", Arrived { attempt: b, ..due }),
        (
            "less of A",
            Arrived {
                amount: LESS,
                ..due
            },
        ),
        (
            "foreign of A",
            Arrived {
                foreign: true,
                ..due
            },
        ),
        (
            "unowed of A",
            Arrived {
                settled: true,
                ..due
            },
        ),
    ]
}

#[test]
fn every_state_answers_every_command() {
    let mut table = Vec::new();
    for state in states() {
        for command in commands() {
            let answer = match decide(state, command) {
                Ok(next) => told(next),
                Err(refused) => {
                    assert_eq!((refused.state, refused.command), (state, command));
                    "refused".to_owned()
                }
            };
            table.push(format!(
                "{:<11} + {:<13} = {answer}",
                told(state),
                told(command)
            ));
        }
    }
    insta::assert_snapshot!("payment_commands", table.join("\n"));
}

#[test]
fn every_state_takes_money_that_arrived() {
    let mut table = Vec::new();
    for state in states() {
        for (name, arrived) in arrivals() {
            let (next, fact) = money_arrived(state, arrived);
            table.push(format!(
                "{:<11} + {name:<13} = {:<11} {fact:?}",
                told(state),
                told(next)
            ));
        }
    }
    insta::assert_snapshot!("payment_money_arrived", table.join("\n"));
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Ask(Command),
    Arrive(Arrived),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let asked = proptest::sample::select(commands().to_vec()).prop_map(Step::Ask);
    let arrived = proptest::sample::select(arrivals().to_vec())
        .prop_map(|(_, arrived)| Step::Arrive(arrived));
    proptest::collection::vec(prop_oneof![3 => asked, 1 => arrived], 0..40)
}

const fn is_final(state: PaymentState) -> bool {
    match state {
        PaymentState::Open | PaymentState::Paying(_) => false,
        PaymentState::Paid | PaymentState::Expired | PaymentState::Cancelled => true,
    }
}

proptest! {
    #[test]
    fn what_the_outside_was_told_never_changes(steps in steps()) {
        let mut state = PaymentState::Open;
        let mut settled = 0;
        for step in steps {
            let next = match step {
                Step::Ask(command) => decide(state, command).unwrap_or(state),
                Step::Arrive(arrived) => {
                    let (next, fact) = money_arrived(state, arrived);
                    settled += u32::from(fact == Fact::Paid);
                    let became_paid = next != state && next == PaymentState::Paid;
                    prop_assert_eq!(fact == Fact::Paid, became_paid);
                    next
                }
            };
            prop_assert!(!is_final(state) || next == state, "{state:?} became {next:?}");
            state = next;
        }
        prop_assert_eq!(settled, u32::from(state == PaymentState::Paid));
    }

    #[test]
    fn an_attempt_under_way_is_never_replaced(steps in steps()) {
        let mut state = PaymentState::Open;
        for step in steps {
            let next = match step {
                Step::Ask(command) => decide(state, command).unwrap_or(state),
                Step::Arrive(arrived) => money_arrived(state, arrived).0,
            };
            if let (PaymentState::Paying(before), PaymentState::Paying(after)) = (state, next) {
                prop_assert_eq!(before, after);
            }
            state = next;
        }
    }
}
