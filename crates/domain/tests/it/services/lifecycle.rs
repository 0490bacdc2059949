//! The lifecycles of services and versions: the whole table on one page, and what holds on every
//! way.

use domain::services::{Lifecycle, Reached, ServiceState, ServiceTransition, VersionState, decide};
use proptest::prelude::*;
use strum::VariantArray;

const NEW: Lifecycle = Lifecycle {
    service: ServiceState::New,
    open: Some(VersionState::Draft),
};

fn lives() -> impl Iterator<Item = Lifecycle> {
    let opens = VersionState::VARIANTS
        .iter()
        .filter(|state| state.is_open());
    let opens: Vec<_> = opens.copied().map(Some).chain([None]).collect();
    ServiceState::VARIANTS.iter().flat_map(move |&service| {
        let opens = opens.clone().into_iter();
        opens.map(move |open| Lifecycle { service, open })
    })
}

#[test]
fn every_state_answers_every_transition() {
    let mut table = Vec::new();
    for life in lives() {
        for &transition in ServiceTransition::VARIANTS {
            let answer = match decide(life, transition) {
                Ok(next) => next.to_string(),
                Err(refused) => {
                    assert_eq!((refused.life, refused.transition), (life, transition));
                    "refused".to_owned()
                }
            };
            let life = life.to_string();
            table.push(format!("{life:<34} + {:<9} {answer}", transition.as_str()));
        }
    }
    insta::assert_snapshot!("service_life", table.join("\n"));
}

#[test]
fn states_and_transitions_keep_their_names() {
    for &state in ServiceState::VARIANTS {
        assert_eq!(state.as_str().parse(), Ok(state));
    }
    for &state in VersionState::VARIANTS {
        assert_eq!(state.as_str().parse(), Ok(state));
    }
    for &transition in ServiceTransition::VARIANTS {
        assert_eq!(transition.as_str().parse(), Ok(transition));
    }
    assert!("Live".parse::<ServiceState>().is_err());
    let live = ServiceTransition::Publish.reached("live");
    assert_eq!(live, Ok(Reached::Version(VersionState::Live)));
    let live = ServiceTransition::Resume.reached("live");
    assert_eq!(live, Ok(Reached::Service(ServiceState::Live)));
}

#[test]
fn a_document_only_brakes() {
    use ServiceState::{Live, Paused};
    assert_eq!(ServiceState::as_set_up(Live, false), Paused);
    for &state in ServiceState::VARIANTS {
        assert_eq!(ServiceState::as_set_up(state, true), state);
        let braked = ServiceState::as_set_up(state, false);
        assert!(!braked.is_live(), "{state} became {braked}");
    }
}

#[test]
fn a_live_service_goes_on_while_its_next_version_is_prepared() {
    let life = |open| Lifecycle {
        service: ServiceState::Live,
        open,
    };
    let mut open = Some(VersionState::Draft);
    for transition in [
        ServiceTransition::Submit,
        ServiceTransition::SendBack,
        ServiceTransition::Submit,
        ServiceTransition::Approve,
        ServiceTransition::Publish,
    ] {
        let next = decide(life(open), transition).unwrap();
        assert_eq!(next.service, ServiceState::Live, "{transition}");
        open = next.open;
    }
    assert_eq!(open, None);
}

fn transitions() -> impl Strategy<Value = Vec<ServiceTransition>> {
    let transition = proptest::sample::select(ServiceTransition::VARIANTS.to_vec());
    proptest::collection::vec(transition, 0..60)
}

proptest! {
    #[test]
    fn no_version_becomes_live_without_its_approval(transitions in transitions()) {
        let (mut life, mut approved) = (NEW, false);
        for transition in transitions {
            let Ok(next) = decide(life, transition) else { continue };
            prop_assert!(transition != ServiceTransition::Publish || approved);
            if transition == ServiceTransition::Approve {
                approved = true;
            }
            if next.open == Some(VersionState::Draft) {
                approved = false;
            }
            life = next;
        }
    }

    #[test]
    fn a_retired_service_stays_so(transitions in transitions()) {
        let mut life = Lifecycle { service: ServiceState::Retired, ..NEW };
        for transition in transitions {
            prop_assert!(decide(life, transition).is_err());
            life = decide(life, transition).unwrap_or(life);
        }
    }
}
