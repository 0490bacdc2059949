//! Receipts for the authority itself: ordered with the write that makes a payment paid, where the
//! authority's rules ask for one.

use domain::work::Queue;
use domain::work::retry::RetryPlan;
use domain::{MailId, Moment, PaymentId, TenantId};
use mail::EmailAddress;
use serde::{Deserialize, Serialize};
use storage::events::mail::{MailKind, NewMail};
use storage::payments::Payment;
use storage::{ReadTx, Scope, StorageError, WriteTx};

use super::put_mail;
use crate::platform::as_text;
use crate::platform::document::read_document;
use crate::platform::failure::chain;
use crate::tenants::documents::TenantProfile;
use crate::work::job::{Job, JobError, put_job};
use crate::{App, DocumentError};

/// Orders the receipt for the authority of a payment that was paid while the rules about receipts
/// could not be read.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct OrderReceipt {
    #[serde(with = "as_text")]
    payment: PaymentId,
}

/// Why no receipt for the authority could be ordered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReceiptError {
    #[error("the rules about receipts cannot be used")]
    Document(#[from] DocumentError),
    #[error("storing the receipt failed")]
    Storage(#[from] StorageError),
}

impl Job for OrderReceipt {
    const KIND: &'static str = "order_receipt";
    const QUEUE: Queue = Queue::Upkeep;
    const RETRY: RetryPlan = RetryPlan::DAY;

    /// A receipt that was ordered is not ordered again.
    async fn run(&self, app: &App, tenant: TenantId) -> Result<(), JobError> {
        let mut moment = app.moment();
        let mut tx = app.db.write(Scope::Tenant(tenant)).await?;
        let Some(payment) = tx.payments().hold(self.payment).await? else {
            return Ok(());
        };
        if tx.events().mails().is_ordered(self.payment).await? {
            return Ok(());
        }
        put_authority_receipt(&mut tx, &payment, &mut moment).await?;
        Ok(tx.commit().await?)
    }
}

/// A receipt for the authority, if its rules ask for one of this service. Part of the write that
/// makes the payment paid, so there is one for each payment. Rules that cannot be read keep no
/// money from being booked: a job waits until they can be.
pub(crate) async fn order_authority_receipt(
    tx: &mut WriteTx,
    payment: &Payment,
    moment: &mut Moment,
) -> Result<(), StorageError> {
    match put_authority_receipt(tx, payment, moment).await {
        Ok(()) => Ok(()),
        Err(ReceiptError::Storage(error)) => Err(error),
        Err(ReceiptError::Document(error)) => {
            let payment = payment.id;
            tracing::error!(payment.id = %payment.in_log(), error = chain(&error),
                "the receipt of payment {} for the authority waits for its rules",
                payment.in_log());
            put_job(tx, &OrderReceipt { payment }, moment.now, moment).await
        }
    }
}

async fn put_authority_receipt(
    tx: &mut WriteTx,
    payment: &Payment,
    moment: &mut Moment,
) -> Result<(), ReceiptError> {
    let (_, profile) = tx.tenants().document().await?.unwrap_or_default();
    let profile: TenantProfile = read_document("tenants", &profile)?;
    if authority_address(tx, payment, &profile).await?.is_none() {
        return Ok(());
    }
    let mail = NewMail {
        id: MailId::new(moment),
        payment: payment.id,
        kind: MailKind::Authority,
        language: "de",
        recipient: None,
        asked_at: moment.now,
    };
    Ok(put_mail(tx, &mail, moment).await?)
}

/// Where the rules want receipts of the payment's service; `None` where they want none.
pub(super) async fn authority_address(
    tx: &mut ReadTx,
    payment: &Payment,
    profile: &TenantProfile,
) -> Result<Option<EmailAddress>, ReceiptError> {
    if profile.mail.receipts_to.is_empty() {
        return Ok(None);
    }
    let code = tx.services().code(payment.service).await?;
    let Some(code) = code else { return Ok(None) };
    let Some(address) = profile.mail.receipts_to.get(&code) else {
        return Ok(None);
    };
    let address = address.parse();
    let wrong = |error: mail::BadAddress| {
        DocumentError::new(format!("mail.receipts_to.{code}"), error.to_string())
    };
    Ok(Some(address.map_err(wrong)?))
}
