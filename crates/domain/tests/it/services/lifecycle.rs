//! The life of a service: the whole table on one page, and what holds on every way through it.

use domain::services::{Refusal, Role, ServiceState, Step, decide};
use proptest::prelude::*;
use strum::VariantArray;

#[test]
fn every_state_answers_every_step_of_every_role() {
    let mut table = Vec::new();
    for &state in ServiceState::VARIANTS {
        for &step in Step::VARIANTS {
            let answers =
                [Role::Office, Role::Treasury].map(|role| match decide(state, step, role) {
                    Ok(next) => next.to_string(),
                    Err(refused) => {
                        assert_eq!((refused.state, refused.step), (state, step));
                        match refused.why {
                            Refusal::State => "refused".to_owned(),
                            Refusal::Role => "not this role".to_owned(),
                        }
                    }
                });
            let [office, treasury] = answers;
            table.push(format!(
                "{:<9} + {:<8} office: {office:<14} treasury: {treasury}",
                state.as_str(),
                step.as_str()
            ));
        }
    }
    insta::assert_snapshot!("service_life", table.join("\n"));
}

#[test]
fn states_steps_and_roles_keep_their_names() {
    for &state in ServiceState::VARIANTS {
        assert_eq!(state.as_str().parse(), Ok(state));
    }
    for &step in Step::VARIANTS {
        assert_eq!(step.as_str().parse(), Ok(step));
    }
    for &role in Role::VARIANTS {
        assert_eq!(role.as_str().parse(), Ok(role));
    }
    assert!("Live".parse::<ServiceState>().is_err());
}

#[test]
fn a_document_without_a_life_decides_alone_and_with_one_only_brakes() {
    use ServiceState::{Live, Paused};
    assert_eq!(ServiceState::as_set_up(None, true), Live);
    assert_eq!(ServiceState::as_set_up(None, false), Paused);
    assert_eq!(ServiceState::as_set_up(Some(Live), false), Paused);
    for &state in ServiceState::VARIANTS {
        assert_eq!(ServiceState::as_set_up(Some(state), true), state);
        let braked = ServiceState::as_set_up(Some(state), false);
        assert!(!braked.is_live(), "{state} became {braked}");
    }
}

fn steps() -> impl Strategy<Value = Vec<(Step, Role)>> {
    let step = proptest::sample::select(Step::VARIANTS.to_vec());
    let role = proptest::sample::select(Role::VARIANTS.to_vec());
    proptest::collection::vec((step, role), 0..60)
}

proptest! {
    #[test]
    fn nothing_becomes_live_without_the_treasury_and_the_office(steps in steps()) {
        let mut state = ServiceState::Draft;
        let (mut approved, mut published) = (false, false);
        for (step, role) in steps {
            let Ok(next) = decide(state, step, role) else { continue };
            if next == ServiceState::Draft || next == ServiceState::Test {
                (approved, published) = (false, false);
            }
            approved |= step == Step::Approve && role == Role::Treasury;
            published |= step == Step::Publish && role == Role::Office;
            if next == ServiceState::Live {
                prop_assert!(approved && published, "{step} by the {role}");
            }
            state = next;
        }
    }

    #[test]
    fn who_is_retired_stays_so(steps in steps()) {
        let mut state = ServiceState::Retired;
        for (step, role) in steps {
            state = decide(state, step, role).unwrap_or(state);
            prop_assert_eq!(state, ServiceState::Retired);
        }
    }

    #[test]
    fn no_state_but_the_last_is_a_dead_end(steps in steps()) {
        let mut state = ServiceState::Draft;
        for (step, role) in steps {
            state = decide(state, step, role).unwrap_or(state);
        }
        let goes_on = Step::VARIANTS
            .iter()
            .any(|step| Role::VARIANTS.iter().any(|role| decide(state, *step, *role).is_ok()));
        prop_assert_eq!(goes_on, state != ServiceState::Retired);
    }
}
