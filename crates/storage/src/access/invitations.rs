//! Invitations of persons, found by the hash of their token.

use domain::{InvitationId, PersonId, TenantId, Timestamp};
use uuid::Uuid;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Invitations / InvitationsWriter in Access / AccessWriter as invitations }

statements! {
    INSERT_INVITATION = "
        INSERT INTO invitations
            (tenant_id, invitation_id, person_id, token_hash, created_at, expires_at, resets)
        VALUES ($1, $2, $3, $4, $5, $6, (SELECT resets FROM persons WHERE person_id = $3))";
    INVITATION_BY_TOKEN = "
        SELECT i.tenant_id, i.invitation_id, i.person_id, i.expires_at, i.resets, p.name, p.email
        FROM invitations i JOIN persons p ON p.person_id = i.person_id AND p.resets = i.resets
        WHERE i.token_hash = $1 AND i.ended_at IS NULL";
    RENEW_INVITATION = "
        UPDATE invitations SET token_hash = $4
        WHERE tenant_id = $1 AND invitation_id = $2 AND ended_at IS NULL AND expires_at > $3
          AND resets = (SELECT p.resets FROM persons p WHERE p.person_id = invitations.person_id)";
    END_INVITATION = "
        UPDATE invitations SET ended_at = $3
        WHERE tenant_id = $1 AND invitation_id = $2 AND ended_at IS NULL";
    END_INVITATIONS = "
        UPDATE invitations SET ended_at = $3
        WHERE tenant_id = $1 AND person_id = $2 AND ended_at IS NULL";
    ERASE_INVITATIONS = "
        DELETE FROM invitations
        WHERE (tenant_id, invitation_id) IN (
            SELECT tenant_id, invitation_id FROM invitations
            WHERE created_at <= $1 ORDER BY created_at LIMIT $2)";
}

/// An invitation, to be told by its token once.
#[derive(Clone, Copy, Debug)]
pub struct NewInvitation<'a> {
    pub id: InvitationId,
    pub person: PersonId,
    pub token_hash: &'a [u8; 32],
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// An invitation that was neither accepted nor replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInvitation {
    pub tenant: TenantId,
    pub id: InvitationId,
    pub person: PersonId,
    pub expires_at: Timestamp,
    /// The count it is good for ([`PersonsWriter::void_invitations`]).
    ///
    /// [`PersonsWriter::void_invitations`]: super::persons::PersonsWriter::void_invitations
    pub resets: i64,
    /// The person's.
    pub name: String,
    pub email: String,
}

#[derive(sqlx_macros::FromRow)]
struct InvitationRow {
    tenant_id: Uuid,
    invitation_id: Uuid,
    person_id: Uuid,
    expires_at: DbTime,
    resets: i64,
    name: String,
    email: String,
}

impl Invitations<'_> {
    /// The open invitation with this token, of all tenants.
    pub async fn by_token(
        &mut self,
        token_hash: &[u8; 32],
    ) -> Result<Option<OpenInvitation>, StorageError> {
        let values = values![token_hash.as_slice()];
        let found = self.tx.all_tenants().maybe(INVITATION_BY_TOKEN, values);
        let row: Option<InvitationRow> = found.await?;
        Ok(row.map(|row| OpenInvitation {
            tenant: TenantId::from_uuid(row.tenant_id),
            id: InvitationId::from_uuid(row.invitation_id),
            person: PersonId::from_uuid(row.person_id),
            expires_at: row.expires_at.0,
            resets: row.resets,
            name: row.name,
            email: row.email,
        }))
    }
}

impl InvitationsWriter<'_> {
    /// Takes the place of an open one of the person.
    pub async fn replace(
        &mut self,
        new: &NewInvitation<'_>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.tx
            .run(END_INVITATIONS, values![new.person, now])
            .await?;
        let values = values![
            new.id,
            new.person,
            new.token_hash.as_slice(),
            new.created_at,
            new.expires_at,
        ];
        self.tx.run_one(INSERT_INVITATION, values).await
    }

    /// Another token for the invitation. Whether it is open.
    pub async fn renew(
        &mut self,
        id: InvitationId,
        token_hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = values![id, now, token_hash.as_slice()];
        Ok(self.tx.run(RENEW_INVITATION, values).await? == 1)
    }

    /// Uses the invitation up; `Conflict` when it was before.
    pub async fn end(&mut self, id: InvitationId, now: Timestamp) -> Result<(), StorageError> {
        self.tx.run_one(END_INVITATION, values![id, now]).await
    }

    /// Erases up to `limit` invitations of all tenants that were made before this time. Returns how
    /// many.
    pub async fn erase_old(&mut self, before: Timestamp, limit: u32) -> Result<u64, StorageError> {
        let values = values![before, limit];
        self.tx.all_tenants().run(ERASE_INVITATIONS, values).await
    }
}
