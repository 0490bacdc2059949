//! Authentication of clients: user name and secret, or a token got for them. That by certificate is
//! in [`super::certificates`].
//!
//! Secrets are random and at least 128 bits long (see `ClientDocument`), so a plain
//! SHA-256 is enough to keep them by; slow hashes exist for passwords people think up. What was
//! found right is remembered for [`REMEMBER`], so that polling clients cost no extra read.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::Act;
use domain::{ClientId, ServiceId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use storage::tenants::names::NameKind;
use storage::{Scope, StorageError};
use subtle::ConstantTimeEq;

use crate::App;
use crate::access::acting::Acting;
use crate::platform::document::to_json;
use crate::tenants::commitments;
use crate::work::job::JobError;
use crate::work::schedules::{PIECE, Progress};

/// A changed or revoked secret works at most this long on other nodes.
pub(super) const REMEMBER: Duration = Duration::from_secs(30);
/// More calling systems than a large operator has; beyond it the memory starts anew.
const REMEMBERED_MAX: usize = 10_000;
/// One hour: clients fetch a token per run; a leaked one is soon worthless.
const TOKEN_LIFE: Duration = Duration::from_hours(1);
const TOKEN_BYTES: usize = 32;

/// An authenticated client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) tenant: TenantId,
    pub(crate) client: ClientId,
    /// Services it may use; `None` means all of its tenant.
    pub(crate) services: Option<Arc<[ServiceId]>>,
    /// What its token is good for; a client without a token may do everything.
    pub(crate) scope: TokenScope,
}

/// What came of a name and a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    Proven(Caller),
    /// The secret of this client is another one; `None` when no client has the name.
    Wrong(Option<ClientId>),
}

/// What an access token is good for, as the standard names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenScope {
    /// Asking for payments, and reading them.
    Post,
    /// Reading only.
    Read,
}

impl TokenScope {
    /// The scope of a list of words as in RFC 6749 section 3.3. Without a word it is the widest.
    /// `None` when nothing that is asked for is given; unknown words beside a known one are
    /// ignored.
    pub fn asked(words: &str) -> Option<Self> {
        let mut words = words.split_ascii_whitespace().peekable();
        if words.peek().is_none() {
            return Some(Self::Post);
        }
        words.fold(None, |found, word| match (found, word) {
            (Some(Self::Post), _) | (_, "post") => Some(Self::Post),
            (_, "read") => Some(Self::Read),
            (found, _) => found,
        })
    }

    /// As it is told with the token.
    pub const fn told(self) -> &'static str {
        match self {
            Self::Post => "post read",
            Self::Read => "read",
        }
    }

    /// Its word within a token.
    const fn word(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Read => "read",
        }
    }
}

impl Caller {
    pub(crate) fn may_use(&self, service: ServiceId) -> bool {
        self.services
            .as_ref()
            .is_none_or(|may| may.contains(&service))
    }
}

/// An access token, shown once.
pub struct IssuedToken {
    pub token: String,
    pub expires_in_s: u64,
    pub scope: TokenScope,
}

/// What a client's row says beside its secret.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct StoredClientDocument {
    /// Ids of the services it may use; empty means all.
    pub(crate) services: Vec<String>,
    /// Fingerprints of its certificates.
    #[serde(default)]
    pub(crate) certificates: Vec<String>,
}

#[derive(Clone, Default)]
pub(crate) struct Callers {
    known: Arc<RwLock<Remembered>>,
}

/// By the hash of what proved it; with the time it has to be proved again.
type Remembered = HashMap<[u8; 32], (Caller, Timestamp)>;

impl Callers {
    pub(super) fn find(&self, proof: &[u8; 32], now: Timestamp) -> Option<Caller> {
        let known = self.known.read().ok()?;
        let (caller, until) = known.get(proof)?;
        (*until > now).then(|| caller.clone())
    }

    pub(super) fn remember(&self, proof: [u8; 32], caller: &Caller, until: Timestamp) {
        let Ok(mut known) = self.known.write() else {
            return;
        };
        if known.len() >= REMEMBERED_MAX {
            known.clear();
        }
        known.insert(proof, (caller.clone(), until));
    }

    pub(crate) fn forget_all(&self) {
        if let Ok(mut known) = self.known.write() {
            known.clear();
        }
    }
}

impl App {
    /// Which of name and secret is wrong is for the log, not for the caller.
    pub(crate) async fn authenticate_basic(
        &self,
        name: &str,
        secret: &str,
    ) -> Result<Login, StorageError> {
        let now = self.moment().now;
        let proof = sha256(&[b"basic\0", name.as_bytes(), b"\0", secret.as_bytes()]);
        if let Some(caller) = self.callers.find(&proof, now) {
            return Ok(Login::Proven(caller));
        }
        let login = self.look_up_client(name, secret).await?;
        if let Login::Proven(caller) = &login {
            self.callers.remember(proof, caller, now.plus(REMEMBER));
        }
        Ok(login)
    }

    async fn look_up_client(&self, name: &str, secret: &str) -> Result<Login, StorageError> {
        let given = sha256(&[secret.as_bytes()]);
        let mut directory = self.db.read(Scope::Operator).await?;
        let Some(tenant) = directory
            .tenants()
            .names()
            .find(NameKind::Client, name)
            .await?
        else {
            return Ok(Login::Wrong(None));
        };
        drop(directory);
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some(client) = tx.access().clients().by_name(name).await? else {
            return Ok(Login::Wrong(None));
        };
        if !bool::from(client.secret_hash.as_slice().ct_eq(given.as_slice())) {
            return Ok(Login::Wrong(Some(client.id)));
        }
        let document: StoredClientDocument =
            serde_json::from_str(&client.document).unwrap_or_default();
        Ok(Login::Proven(Caller {
            tenant,
            client: client.id,
            services: service_ids(&document),
            scope: TokenScope::Post,
        }))
    }

    /// A token for a calling system that proved its `name`.
    pub(crate) async fn issue_token(
        &self,
        by: &Acting,
        caller: &Caller,
        name: &str,
        scope: TokenScope,
    ) -> Result<IssuedToken, StorageError> {
        let mut moment = self.moment();
        // The tenant stands in the token, so that finding it needs no table without tenants; the
        // client's name does too, because its services are looked up with it.
        let random = URL_SAFE_NO_PAD.encode(moment.bytes::<TOKEN_BYTES>());
        let owner = URL_SAFE_NO_PAD.encode(name);
        let tenant = caller.tenant.as_uuid().simple();
        // The token is kept by the hash of all of it, so its scope cannot be changed.
        let token = format!("zst_{tenant}.{owner}.{}.{random}", scope.word());
        let mut tx = self.db.write(Scope::Tenant(caller.tenant)).await?;
        let hash = sha256(&[token.as_bytes()]);
        tx.access()
            .clients()
            .put_token(&hash, caller.client, moment.now.plus(TOKEN_LIFE))
            .await?;
        let mut audit = by
            .does(Act::TokenIssue, caller.client)
            .leading_to(scope.told());
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(IssuedToken {
            token,
            expires_in_s: TOKEN_LIFE.as_secs(),
            scope,
        })
    }

    /// Erases tokens that have expired.
    pub(crate) async fn erase_tokens(&self) -> Result<Progress, JobError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Operator).await?;
        let mut clients = tx.access().clients();
        let erased = clients.erase_expired_tokens(now, PIECE).await?;
        tx.commit().await?;
        Ok(Progress::of(erased))
    }

    /// Takes the client's secret, certificates and tokens away. Payments it asked for go on; a new
    /// secret is given by applying the authority's document.
    pub(crate) async fn revoke_client(
        &self,
        by: &Acting,
        slug: &str,
        name: &str,
    ) -> Result<bool, StorageError> {
        let mut directory = self.db.read(Scope::Operator).await?;
        let tenant = directory
            .tenants()
            .names()
            .find(NameKind::Slug, slug)
            .await?;
        drop(directory);
        let Some(tenant) = tenant else {
            return Ok(false);
        };
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let Some(client) = tx.access().clients().by_name(name).await? else {
            return Ok(false);
        };
        let document = StoredClientDocument {
            certificates: Vec::new(),
            ..serde_json::from_str(&client.document).unwrap_or_default()
        };
        let document = to_json(&document);
        tx.access()
            .clients()
            .revoke_proofs(client.id, &document)
            .await?;
        tx.access().clients().revoke_tokens(client.id).await?;
        let committed = commitments::of_client(&mut tx, name).await?;
        let mut audit = by
            .does(Act::ClientRevoke, client.id)
            .committing(committed.unwrap_or_default());
        audit.write(&mut tx, &mut self.moment()).await?;
        tx.commit().await?;
        self.callers.forget_all();
        Ok(true)
    }

    /// `None` when the token is unknown or too old.
    pub(crate) async fn authenticate_bearer(
        &self,
        token: &str,
    ) -> Result<Option<Caller>, StorageError> {
        let now = self.moment().now;
        let proof = sha256(&[b"bearer\0", token.as_bytes()]);
        if let Some(caller) = self.callers.find(&proof, now) {
            return Ok(Some(caller));
        }
        let Some((tenant, name, scope)) = read_token(token) else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some(owner) = tx
            .access()
            .clients()
            .by_token(&sha256(&[token.as_bytes()]), now)
            .await?
        else {
            return Ok(None);
        };
        let Some(client) = tx.access().clients().by_name(&name).await? else {
            return Ok(None);
        };
        if client.id != owner {
            return Ok(None);
        }
        let document: StoredClientDocument =
            serde_json::from_str(&client.document).unwrap_or_default();
        let caller = Caller {
            tenant,
            client: owner,
            services: service_ids(&document),
            scope,
        };
        self.callers.remember(proof, &caller, now.plus(REMEMBER));
        Ok(Some(caller))
    }
}

fn read_token(token: &str) -> Option<(TenantId, String, TokenScope)> {
    let mut parts = token.strip_prefix("zst_")?.split('.');
    let tenant = uuid::Uuid::try_parse(parts.next()?).ok()?;
    let name = String::from_utf8(URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok()?;
    let scope = match parts.next()? {
        "post" => TokenScope::Post,
        "read" => TokenScope::Read,
        _ => return None,
    };
    Some((TenantId::from_uuid(tenant), name, scope))
}

pub(super) fn service_ids(document: &StoredClientDocument) -> Option<Arc<[ServiceId]>> {
    if document.services.is_empty() {
        return None;
    }
    // An id that cannot be read opens nothing: the list stays a list.
    Some(
        document
            .services
            .iter()
            .filter_map(|id| id.parse().ok())
            .collect(),
    )
}

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.iter_mut()
        .zip(context.finish().as_ref())
        .for_each(|(to, from)| *to = *from);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_what_was_asked_for_and_is_known() {
        let (post, read) = (Some(TokenScope::Post), Some(TokenScope::Read));
        for (words, scope) in [
            ("", post),
            ("  ", post),
            ("post", post),
            ("read", read),
            ("read post", post),
            ("post get", post),
            ("admin read", read),
            ("admin", None),
            ("POST", None),
        ] {
            assert_eq!(TokenScope::asked(words), scope, "{words}");
        }
    }
}
