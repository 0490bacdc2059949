//! Letters by e-mail: which one is wanted, for whom, and what became of it. The address is sealed
//! by the layer above; this table never holds a readable one, and loses it on demand.

use domain::{MailId, PaymentId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::{DbTime, count};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    INSERT_MAIL = "
        INSERT INTO mails (tenant_id, mail_id, payment_id, kind, language, recipient, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    MAIL = "
        SELECT payment_id, kind, language, recipient, outcome FROM mails
        WHERE tenant_id = $1 AND mail_id = $2";
    END_MAIL = "
        UPDATE mails SET ended_at = $3, outcome = $4
        WHERE tenant_id = $1 AND mail_id = $2 AND ended_at IS NULL";
    ERASE_RECIPIENT = "
        UPDATE mails SET recipient = NULL WHERE tenant_id = $1 AND mail_id = $2";
    COUNT_ASKED = "
        SELECT CAST(count(*) AS BIGINT) FROM mails
        WHERE tenant_id = $1 AND payment_id = $2 AND kind = 'receipt' AND asked_at > $3";
    KEPT_RECIPIENT = "
        SELECT language, recipient FROM mails
        WHERE tenant_id = $1 AND payment_id = $2 AND kind = 'receipt' AND recipient IS NOT NULL
        ORDER BY asked_at DESC LIMIT 1";
    RECIPIENTS = "
        SELECT mail_id, payment_id, recipient FROM mails
        WHERE tenant_id = $1 AND recipient IS NOT NULL ORDER BY mail_id";
    PUT_RECIPIENT = "
        UPDATE mails SET recipient = $3
        WHERE tenant_id = $1 AND mail_id = $2 AND recipient IS NOT NULL";
}

/// What a letter is about. Its text is stored and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// A receipt the payer asked for.
    Receipt,
    /// Money went back; the payer had left an address.
    Refund,
    /// A receipt for the authority itself.
    Authority,
}

impl MailKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Refund => "refund",
            Self::Authority => "authority",
        }
    }
}

/// How a letter ended. Its text is stored and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailOutcome {
    /// The mail server took it.
    Sent,
    /// It will never take it.
    Refused,
    /// It did not take it for as long as we tried.
    GaveUp,
}

impl MailOutcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::GaveUp => "gave_up",
        }
    }
}

pub struct NewMail<'a> {
    pub id: MailId,
    pub payment: PaymentId,
    pub kind: MailKind,
    pub language: &'a str,
    /// Sealed; none where the address is master data.
    pub recipient: Option<&'a [u8]>,
    pub asked_at: Timestamp,
}

/// A letter as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub payment: PaymentId,
    pub kind: MailKind,
    pub language: String,
    /// Sealed; none once erased.
    pub recipient: Option<Vec<u8>>,
    pub ended: bool,
}

#[derive(sqlx::FromRow)]
struct MailRow {
    payment_id: Uuid,
    kind: String,
    language: String,
    recipient: Option<Vec<u8>>,
    outcome: Option<String>,
}

impl Tx {
    pub async fn insert_mail(&mut self, mail: &NewMail<'_>) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(INSERT_MAIL)
            .bind(tenant.as_uuid())
            .bind(mail.id.as_uuid())
            .bind(mail.payment.as_uuid())
            .bind(mail.kind.as_str())
            .bind(mail.language)
            .bind(mail.recipient)
            .bind(DbTime(mail.asked_at))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn mail(&mut self, id: MailId) -> Result<Option<Mail>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<MailRow> = on_engine!(self, |connection| sqlx::query_as(MAIL)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .fetch_optional(connection)
            .await)?;
        row.map(|row| {
            let kinds = [MailKind::Receipt, MailKind::Refund, MailKind::Authority];
            let kind = kinds.into_iter().find(|kind| kind.as_str() == row.kind);
            Ok(Mail {
                payment: PaymentId::from_uuid(row.payment_id),
                kind: kind.ok_or_else(|| StorageError::inconsistent("mails", "kind", id))?,
                language: row.language,
                recipient: row.recipient,
                ended: row.outcome.is_some(),
            })
        })
        .transpose()
    }

    /// Whether it had not ended before.
    pub async fn end_mail(
        &mut self,
        id: MailId,
        outcome: MailOutcome,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let tenant = self.tenant()?;
        let ended = on_engine!(self, |connection| sqlx::query(END_MAIL)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .bind(DbTime(now))
            .bind(outcome.as_str())
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(ended == 1)
    }

    pub async fn erase_recipient(&mut self, id: MailId) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(ERASE_RECIPIENT)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Receipts asked for by the payment's payer after `since`.
    pub async fn count_receipts_asked(
        &mut self,
        payment: PaymentId,
        since: Timestamp,
    ) -> Result<u32, StorageError> {
        let tenant = self.tenant()?;
        let (many,): (i64,) = on_engine!(self, |connection| sqlx::query_as(COUNT_ASKED)
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .bind(DbTime(since))
            .fetch_one(connection)
            .await)?;
        Ok(count(many))
    }

    /// Language and sealed address of the payer's last receipt, if the address is still there.
    pub async fn kept_recipient(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<(String, Vec<u8>)>, StorageError> {
        let tenant = self.tenant()?;
        Ok(on_engine!(self, |connection| sqlx::query_as(
            KEPT_RECIPIENT
        )
        .bind(tenant.as_uuid())
        .bind(payment.as_uuid())
        .fetch_optional(connection)
        .await)?)
    }

    /// Every sealed address the tenant holds.
    pub async fn recipients(&mut self) -> Result<Vec<(MailId, PaymentId, Vec<u8>)>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(Uuid, Uuid, Vec<u8>)> =
            on_engine!(self, |connection| sqlx::query_as(RECIPIENTS)
                .bind(tenant.as_uuid())
                .fetch_all(connection)
                .await)?;
        let rows = rows.into_iter().map(|(mail, payment, sealed)| {
            let (mail, payment) = (MailId::from_uuid(mail), PaymentId::from_uuid(payment));
            (mail, payment, sealed)
        });
        Ok(rows.collect())
    }

    /// Replaces a sealed address that has not been erased meanwhile.
    pub async fn put_recipient(&mut self, id: MailId, sealed: &[u8]) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(PUT_RECIPIENT)
            .bind(tenant.as_uuid())
            .bind(id.as_uuid())
            .bind(sealed)
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }
}
