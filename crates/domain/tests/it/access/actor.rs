//! Actors: each is read back from what is stored.

use domain::access::{Actor, ActorKind, BadActor};
use domain::{ClientId, Moment, PersonId, ProviderAccountId, Timestamp};
use strum::VariantArray;

fn actors() -> [Actor; 6] {
    let moment = &mut Moment::fixed(Timestamp::from_micros(1_795_489_200_000_000), 7);
    [
        Actor::Payer,
        Actor::Client(ClientId::new(moment)),
        Actor::Person(PersonId::new(moment)),
        Actor::Provider(ProviderAccountId::new(moment)),
        Actor::operator("M. Muster", "zahlstelle").unwrap(),
        Actor::System("send_mail".to_owned()),
    ]
}

#[test]
fn every_actor_is_read_back_from_its_kind_and_name() {
    let actors = actors();
    assert_eq!(actors.len(), ActorKind::VARIANTS.len());
    for actor in actors {
        let kind: ActorKind = actor.kind().to_string().parse().unwrap();
        assert_eq!(Actor::from_stored(kind, &actor.name()), Ok(actor));
    }
}

#[test]
fn the_name_of_an_operator_cannot_pretend_to_be_another() {
    for (name, system_user) in [
        ("", "root"),
        ("Kasse", ""),
        ("Kasse@root", "x"),
        ("Kasse", "root@x"),
        ("Kasse\n", "root"),
        (&"K".repeat(65), "root"),
    ] {
        assert_eq!(Actor::operator(name, system_user), Err(BadActor));
    }
}

#[test]
fn a_name_of_another_kind_is_no_actor() {
    for actor in actors() {
        for kind in ActorKind::VARIANTS {
            let free_text = [ActorKind::System, ActorKind::Operator].contains(kind);
            if *kind != actor.kind() && !free_text {
                assert_eq!(Actor::from_stored(*kind, &actor.name()), Err(BadActor));
            }
        }
    }
}
