//! The lifecycle of a service: the whole table on one page, and what holds on every way through it.

use domain::services::{Refusal, Role, ServiceState, ServiceTransition, decide};
use proptest::prelude::*;
use strum::VariantArray;

#[test]
fn every_state_answers_every_transition_of_every_role() {
    let mut table = Vec::new();
    for &state in ServiceState::VARIANTS {
        for &transition in ServiceTransition::VARIANTS {
            let answers = [Role::ServiceOwner, Role::Treasurer].map(|role| {
                match decide(state, transition, role) {
                    Ok(next) => next.to_string(),
                    Err(refused) => {
                        assert_eq!((refused.state, refused.transition), (state, transition));
                        match refused.why {
                            Refusal::State => "refused".to_owned(),
                            Refusal::Role => "not this role".to_owned(),
                        }
                    }
                }
            });
            let [owner, treasurer] = answers;
            table.push(format!(
                "{:<9} + {:<8} owner: {owner:<14} treasurer: {treasurer}",
                state.as_str(),
                transition.as_str()
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
    for &transition in ServiceTransition::VARIANTS {
        assert_eq!(transition.as_str().parse(), Ok(transition));
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

fn transitions() -> impl Strategy<Value = Vec<(ServiceTransition, Role)>> {
    let transition = proptest::sample::select(ServiceTransition::VARIANTS.to_vec());
    let role = proptest::sample::select(Role::VARIANTS.to_vec());
    proptest::collection::vec((transition, role), 0..60)
}

proptest! {
    #[test]
    fn nothing_becomes_live_without_the_treasury_and_the_office(transitions in transitions()) {
        let mut state = ServiceState::Draft;
        let (mut approved, mut published) = (false, false);
        for (transition, role) in transitions {
            let Ok(next) = decide(state, transition, role) else { continue };
            if next == ServiceState::Draft || next == ServiceState::Test {
                (approved, published) = (false, false);
            }
            approved |= transition == ServiceTransition::Approve && role == Role::Treasurer;
            published |= transition == ServiceTransition::Publish && role == Role::ServiceOwner;
            if next == ServiceState::Live {
                prop_assert!(approved && published, "{transition} by the {role}");
            }
            state = next;
        }
    }

    #[test]
    fn a_retired_service_stays_so(transitions in transitions()) {
        let mut state = ServiceState::Retired;
        for (transition, role) in transitions {
            state = decide(state, transition, role).unwrap_or(state);
            prop_assert_eq!(state, ServiceState::Retired);
        }
    }

    #[test]
    fn no_state_but_the_last_is_a_dead_end(transitions in transitions()) {
        let mut state = ServiceState::Draft;
        for (transition, role) in transitions {
            state = decide(state, transition, role).unwrap_or(state);
        }
        let goes_on = ServiceTransition::VARIANTS
            .iter()
            .any(|by| Role::VARIANTS.iter().any(|role| decide(state, *by, *role).is_ok()));
        prop_assert_eq!(goes_on, state != ServiceState::Retired);
    }
}
