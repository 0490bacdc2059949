//! What the staff does with calling systems: makes them, gives another secret beside the old one,
//! ends older ones, revokes.
//!
//! A secret is 256 bits and shown once, in the answer to what made it; kept is its SHA-256.

use std::ops::RangeInclusive;
use std::time::Duration;

use domain::access::{Act, ClientScope};
use domain::values::hash::{hex, sha256};
use domain::values::text;
use domain::{ClientId, Moment, Timestamp};
use secrecy::SecretString;
use storage::StorageError;
use storage::access::clients::StoredClient;
use storage::tenants::names::NameKind;

use super::{Change, MadeAtConsole, OlderSecret, StoredClientDocument};
use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::{StaffError, StaffPlace};
use crate::platform::document::{read_document, to_json};
use crate::tenants::commitments;
use crate::tenants::config::TenantConfig;

/// An old secret is good for so long beside the new one at most.
const OVERLAP_MAX: Duration = Duration::from_hours(30 * 24);
/// More secrets at once would say that they are changed without looking.
const SECRETS_MAX: usize = 4;
/// A user name that every program can send and people can read out.
const NAME_LETTERS: RangeInclusive<usize> = 3..=40;
/// One line of a table.
const PURPOSE_LETTERS_MAX: usize = 100;
/// Programs that look for secrets in sources find ours by it.
const SECRET_PREFIX: &str = "zk_live_";
const SECRET_BYTES: usize = 32;

/// A calling system as it is asked for.
#[derive(Clone, Debug)]
pub struct WantedClient {
    /// What it signs in with: of the whole installation.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Codes of services; empty means all of the authority.
    pub services: Vec<String>,
    pub scopes: Vec<ClientScope>,
}

/// A secret that is told once.
#[derive(Clone, Debug)]
pub struct NewClientSecret {
    pub client: ClientId,
    /// What the system signs in with.
    pub name: String,
    pub secret: SecretString,
    /// Until when the secrets before it are good; `None` where none is.
    pub old_until: Option<Timestamp>,
}

/// Why a calling system cannot be made or changed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientRefusal {
    #[error("a name has 3 to 40 small letters, digits and hyphens")]
    Name,
    #[error("another calling system of the installation has this name")]
    NameTaken,
    #[error("say in 1 to 100 letters what the calling system is for")]
    Purpose,
    #[error("a calling system needs at least one right")]
    Scopes,
    #[error("there is no such service")]
    Service,
    #[error("it stands in the authority's document, and is changed there")]
    OfDocument,
    #[error("it was revoked")]
    Revoked,
    #[error("four secrets are good at once; end the older ones first")]
    ManySecrets,
    #[error("the old secret may be good for 30 days at most")]
    Overlap,
    #[error("no older secret is good any more")]
    NoOlderSecret,
}

impl ClientRefusal {
    /// Whether the rules say no, rather than something that was typed wrong.
    pub(crate) const fn is_refusal(self) -> bool {
        match self {
            Self::OfDocument | Self::Revoked | Self::ManySecrets | Self::NoOlderSecret => true,
            Self::Name
            | Self::NameTaken
            | Self::Purpose
            | Self::Scopes
            | Self::Service
            | Self::Overlap => false,
        }
    }
}

impl WantedClient {
    /// The document of it, or what is wrong.
    fn document(&self, config: &TenantConfig) -> Result<StoredClientDocument, ClientRefusal> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !NAME_LETTERS.contains(&self.name.len()) || !self.name.chars().all(fits) {
            return Err(ClientRefusal::Name);
        }
        let purpose = text::line(&self.purpose).map_err(|_bad| ClientRefusal::Purpose)?;
        if !(1..=PURPOSE_LETTERS_MAX).contains(&purpose.chars().count()) {
            return Err(ClientRefusal::Purpose);
        }
        if self.scopes.is_empty() {
            return Err(ClientRefusal::Scopes);
        }
        let ids = self.services.iter().map(|code| {
            let service = config.service_by_code(code);
            let service = service.ok_or(ClientRefusal::Service)?;
            Ok(service.id.to_string())
        });
        Ok(StoredClientDocument {
            services: ids.collect::<Result<_, _>>()?,
            console: Some(MadeAtConsole {
                purpose,
                scopes: self.scopes.iter().map(ToString::to_string).collect(),
            }),
            ..StoredClientDocument::default()
        })
    }
}

/// A new secret and what is kept of it.
fn new_secret(moment: &mut Moment) -> (SecretString, [u8; 32]) {
    let secret = format!("{SECRET_PREFIX}{}", hex(&moment.bytes::<SECRET_BYTES>()));
    let hash = sha256(&[secret.as_bytes()]);
    (secret.into(), hash)
}

impl App {
    /// A calling system of the authority, and its secret.
    pub(crate) async fn make_client(
        &self,
        by: &Acting,
        place: &StaffPlace,
        wanted: &WantedClient,
    ) -> Result<NewClientSecret, StaffError> {
        let config = self.place_config(place).await?;
        let mut document = wanted.document(&config)?;
        let mut moment = self.moment();
        document.secret_since = Some(moment.now.micros());
        let (secret, hash) = new_secret(&mut moment);
        let mut tx = self.db.write(place.scope()).await?;
        if tx.access().clients().by_name(&wanted.name).await?.is_some() {
            return Err(ClientRefusal::NameTaken.into());
        }
        let reserved = tx
            .tenants()
            .names()
            .reserve(NameKind::Client, &wanted.name)
            .await;
        if matches!(reserved, Err(StorageError::Conflict)) {
            return Err(ClientRefusal::NameTaken.into());
        }
        reserved?;
        let (new, document) = (ClientId::new(&mut moment), to_json(&document));
        let access = tx.access();
        let mut clients = access.clients();
        let client = clients.put(new, &wanted.name, &hash, &document).await?;
        let mut audit = by.does(Act::ClientCreate, client);
        if let Some(made) = commitments::of_client(&mut tx, &wanted.name).await? {
            audit = audit
                .changing_fields(made.changed_from(None))
                .committing(made.commitment());
        }
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(NewClientSecret {
            client,
            name: wanted.name.clone(),
            secret,
            old_until: None,
        })
    }

    /// Another secret; the ones before are good for a while, none for longer than it was.
    pub(crate) async fn rotate_client_secret(
        &self,
        by: &Acting,
        place: &StaffPlace,
        client: ClientId,
        overlap: Duration,
    ) -> Result<NewClientSecret, StaffError> {
        if overlap > OVERLAP_MAX {
            return Err(ClientRefusal::Overlap.into());
        }
        let (stored, mut document) = self.client_of_console(place, client).await?;
        let mut moment = self.moment();
        let now = moment.now;
        document.older_secrets.retain(|one| one.ends > now.micros());
        if document.older_secrets.len() + 1 >= SECRETS_MAX {
            return Err(ClientRefusal::ManySecrets.into());
        }
        let until = now.plus(overlap);
        for one in &mut document.older_secrets {
            one.ends = one.ends.min(until.micros());
        }
        document.older_secrets.push(OlderSecret {
            hash: hex(&stored.secret_hash),
            since: document.secret_since,
            ends: until.micros(),
        });
        document.secret_since = Some(now.micros());
        let (secret, hash) = new_secret(&mut moment);
        let change = Change {
            tenant: place.tenant,
            client: &stored,
            secret_hash: &hash,
            document: &document,
            ends_tokens: overlap.is_zero(),
        };
        let audit = by.does(Act::ClientRotate, client);
        self.change_client(audit, &mut moment, &change).await?;
        Ok(NewClientSecret {
            client,
            name: stored.name,
            secret,
            old_until: (!overlap.is_zero()).then_some(until),
        })
    }

    /// The secrets before the newest one are good no more, nor is any token: those of the newest
    /// are fetched again.
    pub(crate) async fn end_old_client_secrets(
        &self,
        by: &Acting,
        place: &StaffPlace,
        client: ClientId,
    ) -> Result<(), StaffError> {
        let (stored, mut document) = self.client_of_console(place, client).await?;
        let mut moment = self.moment();
        if document.older_secrets_at(moment.now).next().is_none() {
            return Err(ClientRefusal::NoOlderSecret.into());
        }
        document.older_secrets.clear();
        let change = Change {
            tenant: place.tenant,
            client: &stored,
            secret_hash: &stored.secret_hash,
            document: &document,
            ends_tokens: true,
        };
        let audit = by.does(Act::ClientEndSecrets, client);
        Ok(self.change_client(audit, &mut moment, &change).await?)
    }

    /// Takes every proof of the client away, wherever it was made.
    pub(crate) async fn revoke_client_at_console(
        &self,
        by: &Acting,
        place: &StaffPlace,
        client: ClientId,
    ) -> Result<(), StaffError> {
        let (stored, document) = self.stored_client(place, client).await?;
        if stored.secret_hash.is_empty() && document.certificates.is_empty() {
            return Err(ClientRefusal::Revoked.into());
        }
        Ok(self.revoke_proofs(by, place.tenant, &stored).await?)
    }

    /// One that was made at the console and is not revoked.
    async fn client_of_console(
        &self,
        place: &StaffPlace,
        client: ClientId,
    ) -> Result<(StoredClient, StoredClientDocument), StaffError> {
        let (stored, document) = self.stored_client(place, client).await?;
        if document.console.is_none() {
            return Err(ClientRefusal::OfDocument.into());
        }
        if stored.secret_hash.is_empty() {
            return Err(ClientRefusal::Revoked.into());
        }
        Ok((stored, document))
    }

    async fn stored_client(
        &self,
        place: &StaffPlace,
        client: ClientId,
    ) -> Result<(StoredClient, StoredClientDocument), StaffError> {
        let mut tx = self.db.read(place.scope()).await?;
        let clients = tx.access().clients().all().await?;
        let found = clients.into_iter().find(|stored| stored.id == client);
        let stored = found.ok_or(StaffError::NotFound)?;
        let document = read_document("clients", &stored.document)?;
        Ok((stored, document))
    }
}
