//! Sessions of persons, found by the hash of their token. Of no tenant.

use domain::access::sessions::{SessionEnd, SessionTimes};
use domain::{PersonId, SessionId, Timestamp};
use uuid::Uuid;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Sessions / SessionsWriter in Access / AccessWriter as sessions }

/// Sessions that were not ended, up to a further condition.
macro_rules! sessions {
    () => {
        "
        SELECT s.session_id, s.person_id, p.name, p.email, s.form_key, s.created_at, s.seen_at,
               s.trusted_at, s.network, s.browser
        FROM sessions s JOIN persons p ON p.person_id = s.person_id
        WHERE s.ended_at IS NULL "
    };
}

statements! {
    INSERT_SESSION = "
        INSERT INTO sessions
            (session_id, person_id, token_hash, form_key, created_at, seen_at, trusted_at, network,
             browser)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    // Of a person with a place to work in.
    SESSION_BY_TOKEN = concat!(
        sessions!(),
        "AND s.token_hash = $1 AND EXISTS (
            SELECT 1 FROM memberships m WHERE m.person_id = s.person_id AND m.state = 'active')"
    );
    SESSIONS_OF_PERSON = concat!(
        sessions!(),
        "AND s.person_id = $1 AND s.seen_at > $2 ORDER BY s.seen_at DESC, s.session_id"
    );
    SEE_SESSION = "
        UPDATE sessions SET seen_at = $2
        WHERE session_id = $1 AND seen_at < $2 AND ended_at IS NULL";
    HOLD_SESSION = "
        UPDATE sessions SET seen_at = seen_at
        WHERE session_id = $1 AND person_id = $2 AND ended_at IS NULL";
    END_SESSION = "
        UPDATE sessions SET ended_at = $3, ended_why = $4
        WHERE session_id = $1 AND person_id = $2 AND ended_at IS NULL";
    END_SESSIONS = "
        UPDATE sessions SET ended_at = $2, ended_why = $3
        WHERE person_id = $1 AND ended_at IS NULL";
    ERASE_SESSIONS = "
        DELETE FROM sessions
        WHERE session_id IN (
            SELECT session_id FROM sessions WHERE seen_at <= $1 ORDER BY seen_at LIMIT $2)";
    ERASE_WAITING = "
        DELETE FROM sessions
        WHERE session_id IN (
            SELECT session_id FROM sessions WHERE trusted_at IS NULL AND seen_at <= $1
            ORDER BY seen_at LIMIT $2)";
}

/// A session that begins.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    pub id: SessionId,
    pub person: PersonId,
    pub token_hash: &'a [u8; 32],
    pub form_key: &'a [u8],
    pub times: SessionTimes,
    pub network: &'a str,
    pub browser: &'a str,
}

/// A session that was not ended; whether it still stands, its times say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSession {
    pub id: SessionId,
    pub person: PersonId,
    /// The person's.
    pub name: String,
    pub email: String,
    pub form_key: Vec<u8>,
    pub times: SessionTimes,
    pub network: String,
    pub browser: String,
}

#[derive(sqlx_macros::FromRow)]
struct SessionRow {
    session_id: Uuid,
    person_id: Uuid,
    name: String,
    email: String,
    form_key: Vec<u8>,
    created_at: DbTime,
    seen_at: DbTime,
    trusted_at: Option<DbTime>,
    network: String,
    browser: String,
}

impl Sessions<'_> {
    /// The session with this token, of a person that is active somewhere.
    pub async fn by_token(
        &mut self,
        token_hash: &[u8; 32],
    ) -> Result<Option<StoredSession>, StorageError> {
        let values = values![token_hash.as_slice()];
        let found = self.tx.all_tenants().maybe(SESSION_BY_TOKEN, values);
        let row: Option<SessionRow> = found.await?;
        Ok(row.map(StoredSession::from))
    }

    /// The person's sessions that were used after this time, the last used first.
    pub async fn of_person(
        &mut self,
        person: PersonId,
        used_after: Timestamp,
    ) -> Result<Vec<StoredSession>, StorageError> {
        let values = values![person, used_after];
        let found = self.tx.all_tenants().many(SESSIONS_OF_PERSON, values);
        let rows: Vec<SessionRow> = found.await?;
        Ok(rows.into_iter().map(StoredSession::from).collect())
    }
}

impl SessionsWriter<'_> {
    pub async fn insert(&mut self, new: &NewSession<'_>) -> Result<(), StorageError> {
        let values = values![
            new.id,
            new.person,
            new.token_hash.as_slice(),
            new.form_key,
            new.times.created_at,
            new.times.seen_at,
            new.times.trusted_at,
            new.network,
            new.browser,
        ];
        self.tx
            .all_tenants()
            .run(INSERT_SESSION, values)
            .await
            .map(drop)
    }

    /// The session was used.
    pub async fn see(&mut self, id: SessionId, now: Timestamp) -> Result<(), StorageError> {
        let seen = self.tx.all_tenants().run(SEE_SESSION, values![id, now]);
        seen.await.map(drop)
    }

    /// Locks a session of the person until the transaction ends; `false` when it has ended.
    pub async fn hold(
        &mut self,
        (id, person): (SessionId, PersonId),
    ) -> Result<bool, StorageError> {
        let values = values![id, person];
        let held = self.tx.all_tenants().run(HOLD_SESSION, values).await?;
        Ok(held == 1)
    }

    /// Ends one session of the person; `false` when it has no such session.
    pub async fn end(
        &mut self,
        (id, person): (SessionId, PersonId),
        why: SessionEnd,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let why: &str = why.into();
        let values = values![id, person, now, why];
        let ended = self.tx.all_tenants().run(END_SESSION, values).await?;
        Ok(ended == 1)
    }

    /// Ends every session of the person. Returns how many.
    pub async fn end_all(
        &mut self,
        person: PersonId,
        why: SessionEnd,
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        let why: &str = why.into();
        let values = values![person, now, why];
        self.tx.all_tenants().run(END_SESSIONS, values).await
    }

    /// Erases up to `limit` sessions that waited for the second factor and were last used before
    /// this time. Returns how many.
    pub async fn erase_waiting(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let values = values![before, limit];
        self.tx.all_tenants().run(ERASE_WAITING, values).await
    }

    /// Erases up to `limit` sessions that were last used before this time. Returns how many.
    pub async fn erase_unused(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let values = values![before, limit];
        self.tx.all_tenants().run(ERASE_SESSIONS, values).await
    }
}

impl From<SessionRow> for StoredSession {
    fn from(row: SessionRow) -> Self {
        Self {
            id: SessionId::from_uuid(row.session_id),
            person: PersonId::from_uuid(row.person_id),
            name: row.name,
            email: row.email,
            form_key: row.form_key,
            times: SessionTimes {
                created_at: row.created_at.0,
                seen_at: row.seen_at.0,
                trusted_at: row.trusted_at.map(|trusted| trusted.0),
            },
            network: row.network,
            browser: row.browser,
        }
    }
}
