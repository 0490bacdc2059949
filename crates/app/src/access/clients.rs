//! Calling systems: what is stored of each, when each was last here, and how its proofs are taken
//! away.
//!
//! A client stands in the authority's document, or was made at the console; each is changed where
//! it was made, and either is revoked at both (ADR 0061). What was revoked is remembered by its
//! hash, so that a document that still has it does not bring it back.

mod console;
mod view;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::access::{Act, ClientScope};
use domain::values::hash::hex;
use domain::{ClientId, Moment, ServiceId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use storage::access::clients::{ClientUse, StoredClient};
use storage::{Scope, StorageError};

pub use console::{ClientRefusal, NewClientSecret, WantedClient};
pub use view::{ClientView, ClientsView, OlderSecretView};

use crate::App;
use crate::access::acting::Acting;
use crate::access::doors::Caller;
use crate::access::rate_limits::Network;
use crate::platform::document::to_json;
use crate::platform::failure::chain;
use crate::tenants::commitments;

/// A use is written down when so long a time passed since the last one that this node wrote: the
/// page tells minutes, and a call costs no write.
const USED_EVERY: Duration = Duration::from_mins(10);

/// What a client's row says beside its secret.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct StoredClientDocument {
    /// Ids of the services it may use; empty means all.
    pub(crate) services: Vec<String>,
    /// Fingerprints of its certificates.
    #[serde(default)]
    pub(crate) certificates: Vec<String>,
    /// Of one that was made at the console; else it stands in the authority's document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) console: Option<MadeAtConsole>,
    /// When its secret was given, in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret_since: Option<i64>,
    /// Secrets before that one which are good for a while.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) older_secrets: Vec<OlderSecret>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) revoked: Option<RevokedProofs>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct MadeAtConsole {
    /// What it is for.
    pub(crate) purpose: String,
    /// What it may do; an unknown word opens nothing.
    pub(crate) scopes: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct OlderSecret {
    /// SHA-256, in hexadecimal digits.
    pub(crate) hash: String,
    pub(crate) since: Option<i64>,
    pub(crate) ends: i64,
}

/// What proves the client no more, whatever a document says.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct RevokedProofs {
    pub(crate) at: i64,
    /// SHA-256 of secrets and fingerprints of certificates, in hexadecimal digits.
    pub(crate) proofs: Vec<String>,
}

impl StoredClientDocument {
    /// What it may do.
    pub(crate) fn scopes(&self) -> Vec<ClientScope> {
        match &self.console {
            None => ClientScope::ALL.to_vec(),
            Some(made) => {
                let scopes = made.scopes.iter();
                scopes.filter_map(|word| word.parse().ok()).collect()
            }
        }
    }

    /// Older secrets that are good at this time.
    pub(crate) fn older_secrets_at(&self, now: Timestamp) -> impl Iterator<Item = &OlderSecret> {
        let older = self.older_secrets.iter();
        older.filter(move |one| one.ends > now.micros())
    }

    /// Whether this secret or certificate was taken away.
    pub(crate) fn is_revoked(&self, proof: &str) -> bool {
        let revoked = self.revoked.as_ref();
        revoked.is_some_and(|revoked| revoked.proofs.iter().any(|one| one == proof))
    }

    /// The same without any proof, which are remembered as revoked.
    fn without_proofs(self, secret_hash: &[u8], now: Timestamp) -> Self {
        let before = self.revoked.map(|revoked| revoked.proofs);
        let mut proofs = before.unwrap_or_default();
        proofs.extend((!secret_hash.is_empty()).then(|| hex(secret_hash)));
        proofs.extend(self.older_secrets.into_iter().map(|one| one.hash));
        proofs.extend(self.certificates);
        Self {
            certificates: Vec::new(),
            secret_since: None,
            older_secrets: Vec::new(),
            revoked: Some(RevokedProofs {
                at: now.micros(),
                proofs,
            }),
            ..Self {
                services: self.services,
                console: self.console,
                ..Self::default()
            }
        }
    }
}

/// The services of a stored document; `None` means all.
pub(crate) fn service_ids(document: &StoredClientDocument) -> Option<Arc<[ServiceId]>> {
    if document.services.is_empty() {
        return None;
    }
    // An id that cannot be read opens nothing: the list stays a list.
    let ids = document.services.iter();
    Some(ids.filter_map(|id| id.parse().ok()).collect())
}

/// When this node last wrote down that a client was here.
#[derive(Clone, Default)]
pub(crate) struct WrittenUses(Arc<Mutex<HashMap<ClientId, Timestamp>>>);

impl WrittenUses {
    /// Whether it is to be written down now; from then on it counts as written.
    fn is_due(&self, client: ClientId, now: Timestamp) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = written.get(&client);
        let is_due = last.is_none_or(|last| now.since(*last) >= USED_EVERY);
        if is_due {
            written.insert(client, now);
        }
        is_due
    }
}

impl App {
    /// The client proved itself. A use that cannot be written down costs a line in the log, and
    /// the call goes on.
    pub(crate) async fn note_use(&self, caller: &Caller, network: &Network) {
        let now = self.moment().now;
        if !self.client_uses.is_due(caller.client, now) {
            return;
        }
        let used = ClientUse {
            client: caller.client,
            at: now,
            network: network.as_text().to_owned(),
        };
        if let Err(error) = self.write_use(caller.tenant, &used).await {
            tracing::warn!(client.id = %used.client, error = chain(&error),
                "that a client was here is not written down");
        }
    }

    async fn write_use(&self, tenant: TenantId, used: &ClientUse) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.access().clients().note_use(used).await?;
        tx.commit().await
    }

    /// Takes the client's secrets, certificates and tokens away. Payments it asked for go on; a new
    /// secret is given by applying the authority's document.
    pub(crate) async fn revoke_client(
        &self,
        by: &Acting,
        slug: &str,
        name: &str,
    ) -> Result<bool, StorageError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(false);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let client = tx.access().clients().by_name(name).await?;
        drop(tx);
        let Some(client) = client else {
            return Ok(false);
        };
        self.revoke_proofs(by, tenant, &client).await?;
        Ok(true)
    }

    /// Takes every proof of the client away as it is stored, and says so in the act's row.
    async fn revoke_proofs(
        &self,
        by: &Acting,
        tenant: TenantId,
        client: &StoredClient,
    ) -> Result<(), StorageError> {
        let document: StoredClientDocument =
            serde_json::from_str(&client.document).unwrap_or_default();
        let mut moment = self.moment();
        let document = document.without_proofs(&client.secret_hash, moment.now);
        self.change_client(
            by.does(Act::ClientRevoke, client.id),
            &mut moment,
            &Change {
                tenant,
                client,
                secret_hash: &[],
                document: &document,
                ends_tokens: true,
            },
        )
        .await
    }

    /// Writes the change and its act's row.
    async fn change_client(
        &self,
        audit: crate::access::acting::AuditRow<'_>,
        moment: &mut Moment,
        change: &Change<'_>,
    ) -> Result<(), StorageError> {
        let Change { client, .. } = change;
        let mut tx = self.db.write(Scope::Tenant(change.tenant)).await?;
        let before = commitments::of_client(&mut tx, &client.name).await?;
        let document = to_json(change.document);
        let access = tx.access();
        let mut clients = access.clients();
        clients
            .change_proofs(client, change.secret_hash, &document)
            .await?;
        if change.ends_tokens {
            clients.revoke_tokens(client.id).await?;
        }
        let after = commitments::of_client(&mut tx, &client.name).await?;
        let mut audit = match after {
            Some(after) => audit
                .changing_fields(after.changed_from(before.as_ref()))
                .committing(after.commitment()),
            None => audit,
        };
        audit.write(&mut tx, moment).await?;
        tx.commit().await
    }
}

/// Other proofs of a client as it is stored.
struct Change<'a> {
    tenant: TenantId,
    client: &'a StoredClient,
    secret_hash: &'a [u8],
    document: &'a StoredClientDocument,
    ends_tokens: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_written_down_once_in_a_while() {
        let uses = WrittenUses::default();
        let client = ClientId::from_uuid(uuid::Uuid::from_u128(1));
        let other = ClientId::from_uuid(uuid::Uuid::from_u128(2));
        let at = Timestamp::from_micros(1_800_000_000_000_000);
        assert!(uses.is_due(client, at));
        assert!(!uses.is_due(client, at.plus(Duration::from_mins(9))));
        assert!(uses.is_due(other, at));
        assert!(uses.is_due(client, at.plus(Duration::from_mins(10))));
    }

    #[test]
    fn what_was_revoked_is_known_by_its_hash_for_good() {
        let document = StoredClientDocument {
            certificates: vec!["cc".to_owned()],
            older_secrets: vec![OlderSecret {
                hash: "aa".to_owned(),
                since: None,
                ends: 5,
            }],
            ..StoredClientDocument::default()
        };
        let now = Timestamp::from_micros(7);
        let once = document.without_proofs(&[0xbb], now);
        let twice = once.without_proofs(&[0xdd], now);
        for proof in ["aa", "bb", "cc", "dd"] {
            assert!(twice.is_revoked(proof), "{proof}");
        }
        assert!(!twice.is_revoked("ee"));
        assert!(twice.certificates.is_empty() && twice.older_secrets.is_empty());
    }
}
