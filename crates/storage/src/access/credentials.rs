//! Credentials of persons: the hash of a password, the sealed secret of one-time codes, hashes of
//! recovery codes. Of no tenant.

use domain::access::credentials::CredentialKind;
use domain::{CredentialId, PersonId, Timestamp};
use uuid::Uuid;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::columns::{DbTime, count};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Credentials / CredentialsWriter in Access / AccessWriter as credentials }

statements! {
    INSERT_CREDENTIAL = "
        INSERT INTO credentials
            (credential_id, person_id, kind, secret, last_step, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    // One of its kind.
    CREDENTIAL = "
        SELECT credential_id, secret, created_at FROM credentials
        WHERE person_id = $1 AND kind = $2 AND kind <> 'recovery_code'";
    RECOVERY_CODES_LEFT = "
        SELECT count(*) FROM credentials
        WHERE person_id = $1 AND kind = 'recovery_code' AND used_at IS NULL";
    TAKE_STEP = "
        UPDATE credentials SET last_step = $2, used_at = $3
        WHERE credential_id = $1 AND last_step < $2";
    TAKE_RECOVERY_CODE = "
        UPDATE credentials SET used_at = $3
        WHERE person_id = $1 AND kind = 'recovery_code' AND secret = $2 AND used_at IS NULL";
    DELETE_CREDENTIALS = "DELETE FROM credentials WHERE person_id = $1 AND kind = $2";
    SEALED_CREDENTIALS = "
        SELECT credential_id, secret FROM credentials
        WHERE kind = 'one_time_code' ORDER BY credential_id";
    SEAL_CREDENTIAL = "UPDATE credentials SET secret = $2 WHERE credential_id = $1";
}

/// What is kept of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCredential<'a> {
    pub id: CredentialId,
    pub person: PersonId,
    pub kind: CredentialKind,
    pub secret: &'a [u8],
    /// The step of the code it was set up with; of one-time codes only.
    pub last_step: Option<u64>,
    pub created_at: Timestamp,
}

/// A password or one-time codes as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCredential {
    pub id: CredentialId,
    pub secret: Vec<u8>,
    pub created_at: Timestamp,
}

impl Credentials<'_> {
    /// The person's password, or its one-time codes.
    pub async fn find(
        &mut self,
        person: PersonId,
        kind: CredentialKind,
    ) -> Result<Option<StoredCredential>, StorageError> {
        let kind: &str = kind.into();
        let found = self
            .tx
            .all_tenants()
            .maybe(CREDENTIAL, values![person, kind]);
        let row: Option<(Uuid, Vec<u8>, DbTime)> = found.await?;
        Ok(row.map(|(id, secret, created_at)| StoredCredential {
            id: CredentialId::from_uuid(id),
            secret,
            created_at: created_at.0,
        }))
    }

    pub async fn recovery_codes_left(&mut self, person: PersonId) -> Result<u32, StorageError> {
        let found = self
            .tx
            .all_tenants()
            .maybe(RECOVERY_CODES_LEFT, values![person]);
        let row: Option<(i64,)> = found.await?;
        Ok(row.map_or(0, |(left,)| count(left)))
    }

    /// Every sealed secret, of all persons.
    pub async fn sealed(&mut self) -> Result<Vec<(CredentialId, Vec<u8>)>, StorageError> {
        let found = self.tx.all_tenants().many(SEALED_CREDENTIALS, values![]);
        let rows: Vec<(Uuid, Vec<u8>)> = found.await?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|(id, secret)| (CredentialId::from_uuid(id), secret))
            .collect())
    }
}

impl CredentialsWriter<'_> {
    /// `Conflict` when the person has one of the kind.
    pub async fn insert(&mut self, new: &NewCredential<'_>) -> Result<(), StorageError> {
        let kind: &str = new.kind.into();
        let values = values![
            new.id,
            new.person,
            kind,
            new.secret,
            new.last_step,
            new.created_at,
        ];
        let inserted = self.tx.all_tenants().run(INSERT_CREDENTIAL, values);
        inserted.await.map(drop)
    }

    /// Uses up the step of a one-time code. `false` when it, or a later one, was used before.
    pub async fn take_step(
        &mut self,
        id: CredentialId,
        step: u64,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = values![id, step, now];
        let taken = self.tx.all_tenants().run(TAKE_STEP, values).await?;
        Ok(taken == 1)
    }

    /// Uses up a recovery code; `false` when the person has no such code left.
    pub async fn take_recovery_code(
        &mut self,
        person: PersonId,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = values![person, hash.as_slice(), now];
        let taken = self
            .tx
            .all_tenants()
            .run(TAKE_RECOVERY_CODE, values)
            .await?;
        Ok(taken == 1)
    }

    pub async fn delete(
        &mut self,
        person: PersonId,
        kind: CredentialKind,
    ) -> Result<(), StorageError> {
        let kind: &str = kind.into();
        let values = values![person, kind];
        self.tx
            .all_tenants()
            .run(DELETE_CREDENTIALS, values)
            .await
            .map(drop)
    }

    /// Replaces a sealed secret by the same secret under another key.
    pub async fn seal(&mut self, id: CredentialId, sealed: &[u8]) -> Result<(), StorageError> {
        let values = values![id, sealed];
        self.tx
            .all_tenants()
            .run(SEAL_CREDENTIAL, values)
            .await
            .map(drop)
    }
}
