//! Calling systems as the staff sees them.

use domain::access::{Actor, ClientScope};
use domain::{ClientId, ServiceId, Timestamp};
use storage::ReadTx;
use storage::access::clients::{ClientUse, StoredClient};
use storage::access::persons::Member;

use super::{StoredClientDocument, service_ids};
use crate::App;
use crate::access::staff::{StaffError, StaffPlace};
use crate::platform::document::read_document;
use crate::tenants::config::TenantConfig;
use crate::tenants::documents::Translations;

/// The authority's calling systems, by name.
#[derive(Clone, Debug)]
pub struct ClientsView {
    pub clients: Vec<ClientView>,
    /// Code and name of each service of the authority.
    pub services: Vec<(String, Translations)>,
}

/// A calling system.
#[derive(Clone, Debug)]
pub struct ClientView {
    pub id: ClientId,
    pub name: String,
    /// What it is for; `None` for one of the authority's document.
    pub purpose: Option<String>,
    pub scopes: Vec<ClientScope>,
    /// Names of its services; `None` means all.
    pub services: Option<Vec<Translations>>,
    /// By which person or command line, and when.
    pub made: Option<(String, Timestamp)>,
    /// When it was last here, and from which neighbourhood.
    pub last_used: Option<(Timestamp, String)>,
    pub has_secret: bool,
    pub secret_since: Option<Timestamp>,
    /// Older secrets that are good for a while.
    pub older_secrets: Vec<OlderSecretView>,
    pub certificates: usize,
    /// It has no proof any more.
    pub revoked_at: Option<Timestamp>,
}

/// A secret beside the newest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OlderSecretView {
    pub since: Option<Timestamp>,
    pub ends: Timestamp,
}

impl App {
    pub(crate) async fn view_clients(&self, place: &StaffPlace) -> Result<ClientsView, StaffError> {
        let config = self.place_config(place).await?;
        let mut tx = self.db.read(place.scope()).await?;
        let members = tx.access().persons().members().await?;
        let uses = tx.access().clients().uses().await?;
        let mut clients = Vec::new();
        for stored in tx.access().clients().all().await? {
            let mut view = self.seen_client(&config, stored, &uses)?;
            view.made = made_by(&mut tx, view.id, &members).await?;
            clients.push(view);
        }
        let services = config.services().iter();
        let services = services.map(|service| {
            let document = &service.document;
            (document.code.clone(), document.name.clone())
        });
        Ok(ClientsView {
            clients,
            services: services.collect(),
        })
    }

    fn seen_client(
        &self,
        config: &TenantConfig,
        stored: StoredClient,
        uses: &[ClientUse],
    ) -> Result<ClientView, StaffError> {
        let now = self.moment().now;
        let document: StoredClientDocument = read_document("clients", &stored.document)?;
        let last = uses.iter().find(|last| last.client == stored.id);
        let older = document.older_secrets_at(now).map(|one| OlderSecretView {
            since: one.since.map(Timestamp::from_micros),
            ends: Timestamp::from_micros(one.ends),
        });
        let is_proven = !stored.secret_hash.is_empty() || !document.certificates.is_empty();
        let revoked = document.revoked.as_ref().filter(|_| !is_proven);
        Ok(ClientView {
            id: stored.id,
            scopes: document.scopes(),
            services: service_ids(&document).map(|ids| names(config, &ids)),
            made: None,
            last_used: last.map(|last| (last.at, last.network.clone())),
            has_secret: !stored.secret_hash.is_empty(),
            secret_since: document.secret_since.map(Timestamp::from_micros),
            older_secrets: older.collect(),
            certificates: document.certificates.len(),
            revoked_at: revoked.map(|revoked| Timestamp::from_micros(revoked.at)),
            purpose: document.console.map(|made| made.purpose),
            name: stored.name,
        })
    }
}

fn names(config: &TenantConfig, ids: &[ServiceId]) -> Vec<Translations> {
    let found = ids.iter().filter_map(|id| config.service(*id));
    found.map(|service| service.document.name.clone()).collect()
}

/// What the trail says of the first act on it.
async fn made_by(
    tx: &mut ReadTx,
    client: ClientId,
    members: &[Member],
) -> Result<Option<(String, Timestamp)>, StaffError> {
    let object = client.to_string();
    let first = tx.access().audit().first_by_people(&object).await?;
    Ok(first.map(|act| (actor_name(members, &act.actor), act.at)))
}

/// The actor as people call it.
fn actor_name(members: &[Member], actor: &Actor) -> String {
    match actor {
        Actor::Person(person) => {
            let found = members.iter().find(|member| member.id == *person);
            found.map_or_else(|| person.to_string(), |member| member.name.clone())
        }
        Actor::Operator { name, .. } => name.clone(),
        Actor::Payer | Actor::Client(_) | Actor::Provider(_) | Actor::System(_) => {
            actor.to_string()
        }
    }
}
