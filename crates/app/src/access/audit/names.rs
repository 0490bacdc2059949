//! What the actors of a trail are called.

use std::collections::HashMap;

use domain::access::Actor;
use domain::{ClientId, PersonId};
use storage::{ReadTx, StorageError};

/// Names of persons and calling systems.
pub(super) struct Names {
    persons: HashMap<PersonId, String>,
    clients: HashMap<ClientId, String>,
}

impl Names {
    /// Of the tenant of this transaction.
    pub(super) async fn read(tx: &mut ReadTx) -> Result<Self, StorageError> {
        let members = tx.access().persons().members().await?.into_iter();
        let clients = tx.access().clients().all().await?.into_iter();
        Ok(Self {
            persons: members.map(|member| (member.id, member.name)).collect(),
            clients: clients.map(|client| (client.id, client.name)).collect(),
        })
    }

    /// The actor as people call it; its id where it has no name here.
    pub(super) fn of(&self, actor: &Actor) -> String {
        let known = match actor {
            Actor::Person(person) => self.persons.get(person).cloned(),
            Actor::Client(client) => self.clients.get(client).cloned(),
            Actor::Operator { name, system_user } => Some(format!("{name} ({system_user})")),
            Actor::Payer => Some(String::new()),
            Actor::Provider(_) | Actor::System(_) => None,
        };
        known.unwrap_or_else(|| actor.name())
    }
}
