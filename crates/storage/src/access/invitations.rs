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
            (tenant_id, invitation_id, person_id, token_hash, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    INVITATION_BY_TOKEN = "
        SELECT i.tenant_id, i.invitation_id, i.person_id, i.expires_at, p.name, p.email
        FROM invitations i JOIN persons p ON p.person_id = i.person_id
        WHERE i.token_hash = $1 AND i.ended_at IS NULL";
    RENEW_INVITATION = "
        UPDATE invitations SET token_hash = $4
        WHERE tenant_id = $1 AND person_id = $2 AND ended_at IS NULL AND expires_at > $3";
    END_INVITATION = "
        UPDATE invitations SET ended_at = $3
        WHERE tenant_id = $1 AND invitation_id = $2 AND ended_at IS NULL";
    END_INVITATIONS = "
        UPDATE invitations SET ended_at = $3
        WHERE tenant_id = $1 AND person_id = $2 AND ended_at IS NULL";
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

    /// Another token for what is open of the person. Whether there was an invitation.
    pub async fn renew(
        &mut self,
        person: PersonId,
        token_hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = values![person, now, token_hash.as_slice()];
        Ok(self.tx.run(RENEW_INVITATION, values).await? == 1)
    }

    /// Uses the invitation up; `Conflict` when it was before.
    pub async fn end(&mut self, id: InvitationId, now: Timestamp) -> Result<(), StorageError> {
        self.tx.run_one(END_INVITATION, values![id, now]).await
    }

    /// Ends what is open of the person.
    pub async fn end_of(&mut self, person: PersonId, now: Timestamp) -> Result<(), StorageError> {
        self.tx
            .run(END_INVITATIONS, values![person, now])
            .await
            .map(drop)
    }
}
