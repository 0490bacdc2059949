//! The life of an attempt: the whole table on one page, and what holds on every way through it,
//! for each way of taking money.

use domain::payments::{
    AttemptCommand, AttemptState, Blocking, LapseGround, Taking, attempt::decide,
};
use proptest::prelude::*;
use strum::VariantArray;

fn commands() -> Vec<AttemptCommand> {
    let mut commands = vec![
        AttemptCommand::Offer,
        AttemptCommand::Approve,
        AttemptCommand::SendBack,
        AttemptCommand::Capture,
        AttemptCommand::Hold,
        AttemptCommand::Decline,
        AttemptCommand::LoseTrack,
    ];
    commands.extend(
        LapseGround::VARIANTS
            .iter()
            .copied()
            .map(AttemptCommand::Lapse),
    );
    commands
}

#[test]
fn every_attempt_answers_every_command_for_every_taking() {
    let mut table = Vec::new();
    for state in AttemptState::VARIANTS {
        for command in commands() {
            let answers =
                Taking::VARIANTS
                    .iter()
                    .map(|taking| match decide(*taking, *state, command) {
                        Ok(next) => next.to_string(),
                        Err(refused) => {
                            let asked = (refused.taking, refused.state, refused.command);
                            assert_eq!(asked, (*taking, *state, command));
                            "-".to_owned()
                        }
                    });
            let answers: Vec<String> = answers.map(|answer| format!("{answer:<9}")).collect();
            let line = format!(
                "{state:<9} {:<22} {}",
                format!("{command:?}"),
                answers.join(" ")
            );
            table.push(line.trim_end().to_owned());
        }
    }
    let takings: Vec<String> = Taking::VARIANTS
        .iter()
        .map(|taking| format!("{:<9}", taking.to_string()))
        .collect();
    table.insert(
        0,
        format!("{:<32} {}", "", takings.join(" "))
            .trim_end()
            .to_owned(),
    );
    insta::assert_snapshot!("attempt_commands", table.join("\n"));
}

#[test]
fn every_attempt_says_what_it_blocks() {
    let mut table = Vec::new();
    for taking in Taking::VARIANTS {
        for state in AttemptState::VARIANTS {
            table.push(format!(
                "{:<13} {:<8} {:?}",
                taking.to_string(),
                state.as_str(),
                state.blocking(*taking),
            ));
        }
    }
    insta::assert_snapshot!("attempt_blocking", table.join("\n"));
}

#[test]
fn attempt_states_and_takings_keep_their_names() {
    let names = |texts: Vec<String>| texts.join(" ");
    assert_eq!(
        names(
            AttemptState::VARIANTS
                .iter()
                .map(ToString::to_string)
                .collect()
        ),
        "intended offered approved captured pending declined unknown lapsed"
    );
    assert_eq!(
        names(Taking::VARIANTS.iter().map(ToString::to_string).collect()),
        "by_capture by_approval by_payer by_collection at_desk"
    );
    for state in AttemptState::VARIANTS {
        assert_eq!(state.as_str().parse(), Ok(*state));
    }
    assert!("Captured".parse::<AttemptState>().is_err());
    assert!("redirected".parse::<AttemptState>().is_err());
}

#[test]
fn only_the_payers_own_transfer_leaves_the_payment_open() {
    for taking in Taking::VARIANTS {
        assert_eq!(taking.blocks(), *taking != Taking::ByPayer);
    }
}

fn taking() -> impl Strategy<Value = Taking> {
    proptest::sample::select(Taking::VARIANTS)
}

fn state() -> impl Strategy<Value = AttemptState> {
    proptest::sample::select(AttemptState::VARIANTS)
}

fn way() -> impl Strategy<Value = Vec<AttemptCommand>> {
    proptest::collection::vec(proptest::sample::select(commands()), 0..40)
}

proptest! {
    #[test]
    fn what_is_over_only_ever_wakes_for_money(taking in taking(), way in way()) {
        let mut state = AttemptState::Intended;
        for command in way {
            let next = decide(taking, state, command).unwrap_or(state);
            if state.is_over() {
                // Left, and approved later at the provider: the money is asked for then.
                let late = taking == Taking::ByCapture
                    && state == AttemptState::Lapsed
                    && next == AttemptState::Approved;
                prop_assert!(next == state || next == AttemptState::Captured || late);
            }
            if state == AttemptState::Captured || command == AttemptCommand::Capture {
                prop_assert_eq!(next, AttemptState::Captured);
            }
            state = next;
        }
    }

    #[test]
    fn held_money_is_never_forgotten(taking in taking(), way in way()) {
        let mut state = AttemptState::Pending;
        for command in way {
            state = decide(taking, state, command).unwrap_or(state);
            prop_assert!(matches!(
                state,
                AttemptState::Pending | AttemptState::Captured | AttemptState::Declined
            ));
        }
    }

    #[test]
    fn money_that_may_be_moving_is_let_go_by_the_providers_word_only(
        taking in taking(),
        state in state(),
        ground in proptest::sample::select(LapseGround::VARIANTS),
    ) {
        prop_assume!(state.money_may_be_moving());
        let lapsed = decide(taking, state, AttemptCommand::Lapse(ground)).is_ok();
        let said = ground == LapseGround::GoneAtProvider
            || (taking == Taking::AtDesk && ground == LapseGround::ReceiptRepeated);
        prop_assert!(!lapsed || said, "{taking} {state} {ground:?}");
    }

    #[test]
    fn an_offer_that_the_payer_can_accept_without_us_never_lapses_by_being_left(
        taking in taking(),
        way in way(),
    ) {
        prop_assume!(taking != Taking::ByCapture);
        let mut state = AttemptState::Offered;
        for command in way {
            let left = command == AttemptCommand::Lapse(LapseGround::Abandoned);
            let next = decide(taking, state, command);
            prop_assert!(!left || next.is_err(), "{taking} {state}");
            state = next.unwrap_or(state);
        }
    }

    #[test]
    fn what_blocks_the_payer_does_not_end_by_being_left(
        taking in taking(),
        state in state(),
    ) {
        match state.blocking(taking) {
            Blocking::Blocked | Blocking::LookUpFirst => {
                let left = AttemptCommand::Lapse(LapseGround::Abandoned);
                prop_assert!(decide(taking, state, left).is_err());
            }
            // What may be replaced at once can be ended at once.
            Blocking::LapseFirst => {
                let left = AttemptCommand::Lapse(LapseGround::Abandoned);
                prop_assert_eq!(decide(taking, state, left), Ok(AttemptState::Lapsed));
            }
            Blocking::Free => {
                prop_assert!(taking == Taking::ByPayer || state.is_over());
            }
        }
    }
}
