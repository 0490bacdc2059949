//! Messages of providers. Kept once each, so that the same message sent again changes nothing.

use domain::{NoticeId, ProviderAccountId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::DbTime;
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    INSERT_NOTICE = "
        INSERT INTO notices (tenant_id, notice_id, account_id, event_ref, hint, received_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, account_id, event_ref) DO NOTHING";
    NOTICE = "
        SELECT account_id, hint FROM notices WHERE tenant_id = $1 AND notice_id = $2";
    LAST_NOTICE = "
        SELECT max(received_at) FROM notices WHERE tenant_id = $1 AND account_id = $2";
}

/// A message about to be kept.
pub struct NewNotice<'a> {
    pub id: NoticeId,
    pub account: ProviderAccountId,
    /// The provider's id of the message.
    pub event: &'a str,
    /// What it hints at, as JSON without personal data.
    pub hint: &'a str,
    pub received_at: Timestamp,
}

impl Tx {
    /// Whether the message is new.
    pub async fn insert_notice(&mut self, notice: &NewNotice<'_>) -> Result<bool, StorageError> {
        let tenant = self.tenant()?;
        let inserted = on_engine!(self, |connection| sqlx::query(INSERT_NOTICE)
            .bind(tenant.as_uuid())
            .bind(notice.id.as_uuid())
            .bind(notice.account.as_uuid())
            .bind(notice.event)
            .bind(notice.hint)
            .bind(DbTime(notice.received_at))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(inserted == 1)
    }

    /// Which account it came for, and its hint.
    pub async fn notice(
        &mut self,
        id: NoticeId,
    ) -> Result<Option<(ProviderAccountId, String)>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid, String)> = on_engine!(self, |connection| sqlx::query_as(NOTICE)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(account, hint)| (ProviderAccountId::from_uuid(account), hint)))
    }

    /// When the account was last heard of.
    pub async fn last_notice(
        &mut self,
        account: ProviderAccountId,
    ) -> Result<Option<Timestamp>, StorageError> {
        let tenant = self.tenant()?;
        let (at,): (Option<DbTime>,) = on_engine!(self, |connection| sqlx::query_as(LAST_NOTICE)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .fetch_one(connection)
            .await)?;
        Ok(at.map(|at| at.0))
    }
}
