//! Mail: what is to be sent to which address, and its outcome. The address is sealed by the layer
//! above; this table never holds a readable one, and loses it on demand.

use domain::{MailId, PaymentId, Timestamp};
use uuid::Uuid;

use super::{Events, EventsWriter};
use crate::StorageError;
use crate::engine::columns::count;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Mails / MailsWriter in Events / EventsWriter as mails }

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
    IS_ORDERED = "
        SELECT CAST(count(*) AS BIGINT) FROM mails
        WHERE tenant_id = $1 AND payment_id = $2 AND kind = 'authority'";
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

/// What a mail is about. Its text is stored and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum MailKind {
    /// A receipt the payer asked for.
    Receipt,
    /// Money went back; the payer had left an address.
    Refund,
    /// A receipt for the authority itself.
    Authority,
}

/// How a mail ended. Its text is stored and counted, and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum MailOutcome {
    /// The mail server took it.
    Sent,
    /// It will never take it.
    Refused,
    /// It did not take it for as long as we tried.
    GaveUp,
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

/// A mail as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub payment: PaymentId,
    pub kind: MailKind,
    pub language: String,
    /// Sealed; none once erased.
    pub recipient: Option<Vec<u8>>,
    pub ended: bool,
}

#[derive(sqlx_macros::FromRow)]
struct MailRow {
    payment_id: Uuid,
    kind: String,
    language: String,
    recipient: Option<Vec<u8>>,
    outcome: Option<String>,
}

impl Mails<'_> {
    pub async fn find(&mut self, id: MailId) -> Result<Option<Mail>, StorageError> {
        let row: Option<MailRow> = self.tx.maybe(MAIL, values![id]).await?;
        row.map(|row| {
            let kind = row.kind.parse();
            Ok(Mail {
                payment: PaymentId::from_uuid(row.payment_id),
                kind: kind.map_err(|_| StorageError::inconsistent("mails", "kind", id))?,
                language: row.language,
                recipient: row.recipient,
                ended: row.outcome.is_some(),
            })
        })
        .transpose()
    }

    /// Receipts requested by the payment's payer after `since`.
    pub async fn count_receipts(
        &mut self,
        payment: PaymentId,
        since: Timestamp,
    ) -> Result<u32, StorageError> {
        let (many,): (i64,) = self.tx.one(COUNT_ASKED, values![payment, since]).await?;
        Ok(count(many))
    }

    /// Whether there is a receipt of the payment for the authority.
    pub async fn is_ordered(&mut self, payment: PaymentId) -> Result<bool, StorageError> {
        let (many,): (i64,) = self.tx.one(IS_ORDERED, values![payment]).await?;
        Ok(many > 0)
    }

    /// Language and sealed address of the payer's last receipt, if the address is still there.
    pub async fn kept_recipient(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<(String, Vec<u8>)>, StorageError> {
        self.tx.maybe(KEPT_RECIPIENT, values![payment]).await
    }

    /// Every sealed address the tenant holds.
    pub async fn recipients(&mut self) -> Result<Vec<(MailId, PaymentId, Vec<u8>)>, StorageError> {
        let rows: Vec<(Uuid, Uuid, Vec<u8>)> = self.tx.many(RECIPIENTS, values![]).await?;
        let rows = rows.into_iter().map(|(mail, payment, sealed)| {
            let (mail, payment) = (MailId::from_uuid(mail), PaymentId::from_uuid(payment));
            (mail, payment, sealed)
        });
        Ok(rows.collect())
    }
}

impl MailsWriter<'_> {
    pub async fn insert(&mut self, mail: &NewMail<'_>) -> Result<(), StorageError> {
        let values = values![
            mail.id,
            mail.payment,
            mail.kind.into_str(),
            mail.language,
            mail.recipient,
            mail.asked_at,
        ];
        self.tx.run(INSERT_MAIL, values).await.map(drop)
    }

    /// Whether it had not ended before.
    pub async fn end(
        &mut self,
        id: MailId,
        outcome: MailOutcome,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let values = values![id, now, outcome.into_str()];
        Ok(self.tx.run(END_MAIL, values).await? == 1)
    }

    pub async fn erase_recipient(&mut self, id: MailId) -> Result<(), StorageError> {
        self.tx.run(ERASE_RECIPIENT, values![id]).await.map(drop)
    }

    /// Replaces a sealed address that has not been erased meanwhile.
    pub async fn put_recipient(&mut self, id: MailId, sealed: &[u8]) -> Result<(), StorageError> {
        self.tx
            .run(PUT_RECIPIENT, values![id, sealed])
            .await
            .map(drop)
    }
}
