//! Sessions: made when a person proves more, found by their token, ended.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::sessions::{IDLE, SEEN_EVERY, SessionEnd, SessionTimes};
use domain::values::hash::sha256;
use domain::{Moment, PersonId, SessionId, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use storage::access::sessions::{NewSession, StoredSession};
use storage::{Scope, StorageError, WriteTx};

use super::rate_limits::Visit;
use crate::App;
use crate::work::job::JobError;
use crate::work::schedules::{PIECE, Progress};

const TOKEN_BYTES: usize = 32;
const FORM_KEY_BYTES: usize = 16;
/// Sessions are kept for so long after their last use, and invitations after they were made.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// A browser's family is told apart no further than this.
const BROWSERS: [&str; 6] = ["Edg/", "OPR/", "Firefox/", "Chrome/", "Safari/", "curl/"];

/// The token of a session, told once to the browser.
pub type SessionToken = SecretString;

/// What a new session is made from.
pub(super) struct Beginning<'a> {
    pub(super) person: PersonId,
    pub(super) visit: &'a Visit<'a>,
    /// Of the session whose place it takes.
    pub(super) form_key: Option<&'a [u8]>,
    pub(super) created_at: Timestamp,
    pub(super) trusted_at: Option<Timestamp>,
}

pub(super) fn hash_of(token: &str) -> [u8; 32] {
    sha256(&[b"zahlstelle|session|", token.as_bytes()])
}

/// Inserts a session in this transaction and returns its token.
pub(super) async fn begin(
    tx: &mut WriteTx,
    moment: &mut Moment,
    beginning: &Beginning<'_>,
) -> Result<SessionToken, StorageError> {
    let token = URL_SAFE_NO_PAD.encode(moment.bytes::<TOKEN_BYTES>());
    let new_key = moment.bytes::<FORM_KEY_BYTES>();
    tx.access()
        .sessions()
        .insert(&NewSession {
            id: SessionId::new(moment),
            person: beginning.person,
            token_hash: &hash_of(&token),
            form_key: beginning.form_key.unwrap_or(&new_key),
            times: SessionTimes {
                created_at: beginning.created_at,
                seen_at: moment.now,
                trusted_at: beginning.trusted_at,
            },
            network: beginning.visit.network.as_text(),
            browser: family(beginning.visit.browser),
        })
        .await?;
    Ok(token.into())
}

/// The family of a browser: what tells two sessions of a person apart, and no more.
fn family(agent: &str) -> &'static str {
    let found = BROWSERS.iter().find(|name| agent.contains(**name));
    match found.copied() {
        Some("Edg/") => "Edge",
        Some("OPR/") => "Opera",
        Some(name) => name.trim_end_matches('/'),
        None => "",
    }
}

impl App {
    /// The session of this token while it stands, trusted or not. Its last use is written down.
    pub(crate) async fn find_session(
        &self,
        token: &SessionToken,
    ) -> Result<Option<StoredSession>, StorageError> {
        let hash = hash_of(token.expose_secret());
        let mut tx = self.db.read(Scope::Operator).await?;
        let found = tx.access().sessions().by_token(&hash).await?;
        drop(tx);
        let now = self.moment().now;
        let Some(session) = found.filter(|session| session.times.stands(now)) else {
            return Ok(None);
        };
        if now.since(session.times.seen_at) >= SEEN_EVERY {
            let mut tx = self.db.write(super::INSTALLATION).await?;
            tx.access().sessions().see(session.id, now).await?;
            tx.commit().await?;
        }
        Ok(Some(session))
    }

    /// Ends the session of this token, if there is one. A person that signs out is told so in any
    /// case.
    pub(super) async fn end_session_of(
        &self,
        token: &SessionToken,
        why: SessionEnd,
    ) -> Result<(), StorageError> {
        let Some(session) = self.find_session(token).await? else {
            return Ok(());
        };
        let now = self.moment().now;
        let mut tx = self.db.write(super::INSTALLATION).await?;
        let of = (session.id, session.person);
        tx.access().sessions().end(of, why, now).await?;
        tx.commit().await
    }

    /// Erases sessions that were not used for long, those that waited in vain for the second
    /// factor, and old invitations. What came of them is in the audit trail.
    pub(crate) async fn erase_sessions(&self) -> Result<Progress, JobError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Operator).await?;
        let mut sessions = tx.access().sessions();
        let mut erased = sessions.erase_unused(now.minus(KEPT), PIECE).await?;
        erased = erased.max(sessions.erase_waiting(now.minus(IDLE), PIECE).await?);
        let mut invitations = tx.access().invitations();
        erased = erased.max(invitations.erase_old(now.minus(KEPT), PIECE).await?);
        tx.commit().await?;
        Ok(Progress::of(erased))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_by_their_family() {
        let edge = "Mozilla/5.0 AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0";
        assert_eq!(family(edge), "Edge");
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(family(firefox), "Firefox");
        assert_eq!(family("<script>"), "");
    }
}
