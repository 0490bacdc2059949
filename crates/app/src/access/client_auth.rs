//! Authentication of clients: user name and secret, or a token got for them. That by certificate is
//! in [`super::certificates`].
//!
//! Secrets are random and at least 128 bits long (see `ClientDocument`), so a plain SHA-256 is
//! enough to keep them by; slow hashes exist for passwords people think up. They are compared with
//! the tenant's snapshot ([`crate::tenants::config`]): what it refuses is compared with the newest
//! one, and what it grants holds only where the same version still stands.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::{Act, ClientScope};
use domain::values::hash::sha256;
use domain::{ClientId, TenantId, Timestamp};
use storage::tenants::names::NameKind;
use storage::{Scope, StorageError};

use crate::App;
use crate::access::acting::Acting;
use crate::access::certificates;
use crate::access::doors::{Caller, ScopeTooNarrow};
use crate::tenants::config::TenantConfig;
use crate::work::job::JobError;
use crate::work::schedules::{PIECE, Progress};

/// More tokens than a large operator's clients hold; beyond it the memory starts anew.
const REMEMBERED_MAX: usize = 10_000;
/// How often a use case is begun anew because master data changed under it.
pub(crate) const TRIES: u32 = 3;
/// One hour: clients fetch a token per run; a leaked one is soon worthless.
const TOKEN_LIFE: Duration = Duration::from_hours(1);
const TOKEN_BYTES: usize = 32;

/// What the client proved itself by.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Proof {
    /// SHA-256 of its secret.
    Secret([u8; 32]),
    /// SHA-256 of its access token.
    Token([u8; 32]),
    /// SHA-256 of its certificate.
    Certificate([u8; 32]),
}

/// What came of a name and a secret.
#[derive(Clone, Debug)]
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

/// An access token, shown once.
pub struct IssuedToken {
    pub token: String,
    pub expires_in_s: u64,
    pub scope: TokenScope,
}

#[derive(Debug, thiserror::Error)]
pub enum IssueTokenError {
    #[error(transparent)]
    ScopeTooNarrow(#[from] ScopeTooNarrow),
    #[error("storing the token failed")]
    Storage(#[from] StorageError),
}

/// Tokens that were found, each with the version it was found under: a token ends before its time
/// only with a change of master data.
#[derive(Clone, Default)]
pub(crate) struct Tokens {
    known: Arc<RwLock<HashMap<[u8; 32], KnownToken>>>,
}

#[derive(Clone, Copy)]
struct KnownToken {
    client: ClientId,
    version: i64,
    ends: Timestamp,
}

impl Tokens {
    fn find(&self, hash: &[u8; 32], version: i64, now: Timestamp) -> Option<ClientId> {
        let known = self.known.read().ok()?;
        let known = known.get(hash)?;
        (known.version == version && known.ends > now).then_some(known.client)
    }

    fn remember(&self, hash: [u8; 32], token: KnownToken) {
        let Ok(mut known) = self.known.write() else {
            return;
        };
        if known.len() >= REMEMBERED_MAX {
            known.clear();
        }
        known.insert(hash, token);
    }
}

impl App {
    /// Which of name and secret is wrong is for the log, not for the caller.
    pub(crate) async fn authenticate_basic(
        &self,
        name: &str,
        secret: &str,
    ) -> Result<Login, StorageError> {
        let Some(tenant) = self.tenant_named(NameKind::Client, name).await? else {
            return Ok(Login::Wrong(None));
        };
        let (given, now) = (sha256(&[secret.as_bytes()]), self.moment().now);
        if let Some(config) = self.config(tenant).await?
            && let Login::Proven(caller) = compared(config, name, (given, now))
        {
            return Ok(Login::Proven(caller));
        }
        let newest = self.config_now(tenant).await?;
        Ok(newest.map_or(Login::Wrong(None), |config| {
            compared(config, name, (given, now))
        }))
    }

    /// The same caller by the newest master data; `None` when its proof holds no longer.
    pub(crate) async fn prove_again(
        &self,
        caller: &Caller,
    ) -> Result<Option<Caller>, StorageError> {
        let Some(config) = self.config_now(caller.tenant).await? else {
            return Ok(None);
        };
        let now = self.moment().now;
        match caller.proof {
            Proof::Secret(given) => Ok(match compared(config, &caller.name, (given, now)) {
                Login::Proven(caller) => Some(caller),
                Login::Wrong(_) => None,
            }),
            Proof::Token(hash) => {
                let token = (hash, caller.scope());
                self.compare_token(config, &caller.name, token).await
            }
            Proof::Certificate(digest) => Ok(certificates::compared(config, digest)),
        }
    }

    /// A token for a calling system; `None` when its proof holds no longer.
    pub(crate) async fn issue_token(
        &self,
        by: &Acting,
        caller: &Caller,
        scope: TokenScope,
    ) -> Result<Option<IssuedToken>, IssueTokenError> {
        let mut caller = caller.clone();
        for _ in 0..TRIES {
            match self.insert_token(by, &caller, scope).await {
                Err(StorageError::Stale) => {
                    self.await_change(caller.tenant).await?;
                    match self.prove_again(&caller).await? {
                        Some(proven) => caller = proven,
                        None => return Ok(None),
                    }
                }
                issued => return Ok(Some(issued?)),
            }
        }
        Err(StorageError::Stale.into())
    }

    async fn insert_token(
        &self,
        by: &Acting,
        caller: &Caller,
        scope: TokenScope,
    ) -> Result<IssuedToken, StorageError> {
        let mut moment = self.moment();
        let scope = if caller.may(ClientScope::PaymentsWrite) {
            scope
        } else {
            TokenScope::Read
        };
        // The tenant stands in the token, so that finding it needs no table without tenants; the
        // client's name does too, because its services are looked up with it.
        let random = URL_SAFE_NO_PAD.encode(moment.bytes::<TOKEN_BYTES>());
        let owner = URL_SAFE_NO_PAD.encode(caller.name.as_bytes());
        let tenant = caller.tenant.as_uuid().simple();
        // The token is kept by the hash of all of it, so its scope cannot be changed.
        let token = format!("zst_{tenant}.{owner}.{}.{random}", scope.word());
        let mut tx = self.write_by(caller.tenant, caller.version()).await?;
        let hash = sha256(&[token.as_bytes()]);
        // A token ends with the secret it was got for.
        let ends = moment.now.plus(TOKEN_LIFE);
        let ends = caller.proof_ends().map_or(ends, |end| end.min(ends));
        tx.access()
            .clients()
            .put_token(&hash, caller.client, ends)
            .await?;
        let mut audit = by
            .does(Act::TokenIssue, caller.client)
            .leading_to(scope.told());
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(IssuedToken {
            token,
            expires_in_s: ends.since(moment.now).as_secs(),
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

    /// `None` when the token is unknown or too old.
    pub(crate) async fn authenticate_bearer(
        &self,
        token: &str,
    ) -> Result<Option<Caller>, StorageError> {
        let Some((tenant, name, scope)) = read_token(token) else {
            return Ok(None);
        };
        let token = (sha256(&[token.as_bytes()]), scope);
        let Some(config) = self.config(tenant).await? else {
            return Ok(None);
        };
        if let Some(caller) = self.compare_token(config, &name, token).await? {
            return Ok(Some(caller));
        }
        match self.config_now(tenant).await? {
            Some(config) => self.compare_token(config, &name, token).await,
            None => Ok(None),
        }
    }

    /// The caller, if the token is one of this client of the snapshot.
    async fn compare_token(
        &self,
        config: Arc<TenantConfig>,
        name: &str,
        (hash, scope): ([u8; 32], TokenScope),
    ) -> Result<Option<Caller>, StorageError> {
        let Some(client) = config.client(name).map(|client| client.id) else {
            return Ok(None);
        };
        let (now, version) = (self.moment().now, config.version);
        let owner = if let Some(owner) = self.tokens.find(&hash, version, now) {
            owner
        } else {
            let mut tx = self.db.read(Scope::Tenant(config.id)).await?;
            let Some((owner, ends)) = tx.access().clients().by_token(&hash, now).await? else {
                return Ok(None);
            };
            let token = KnownToken {
                client: owner,
                version,
                ends,
            };
            self.tokens.remember(hash, token);
            owner
        };
        let proof = (Proof::Token(hash), scope);
        Ok((owner == client).then(|| Caller::new(config, (name, client), proof)))
    }
}

/// What the snapshot says of a name and the hash of a secret at this time.
fn compared(config: Arc<TenantConfig>, name: &str, (given, now): ([u8; 32], Timestamp)) -> Login {
    let Some(known) = config.client(name) else {
        return Login::Wrong(None);
    };
    let client = known.id;
    if !known.has_secret(&given, now) {
        return Login::Wrong(Some(client));
    }
    let proof = (Proof::Secret(given), TokenScope::Post);
    Login::Proven(Caller::new(config, (name, client), proof))
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
