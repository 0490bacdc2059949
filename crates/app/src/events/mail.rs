//! Mails: receipts a payer asks for, receipts an authority's rules ask for, and notes
//! that money went back.
//!
//! A mail is a row and a job in one write. The job words it from what is known now, hands it to
//! the mail server with nothing open, and writes down what became of it: dying in between sends it
//! again under the same Message-ID. The payer's address is sealed, and erased with the outcome
//! unless the tenant keeps it for some days.

mod authority;

use std::sync::Arc;
use std::time::Duration;

use domain::access::Act;
use domain::payments::PaymentState;
use domain::work::Queue;
use domain::work::retry::RetryPlan;
use domain::{MailId, Moment, PaymentId, TenantId};
use mail::{Attachment, EmailAddress, MailServer, MailServerError, Message};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use storage::events::mail::{Mail, MailKind, MailOutcome, NewMail};
use storage::{Scope, StorageError, WriteTx};
use url::Url;

use crate::access::acting::Acting;
use crate::access::staff::mail::StaffMailWriter;
use crate::payments::{AccountError, PayView};
use crate::platform::{RecordName, SecretError, VaultError, as_text};
use crate::tenants::documents::TenantProfile;
use crate::work::job::{Job, JobError, Matter, put_job};
use crate::{App, DocumentError, ReadError};
use authority::{ReceiptError, authority_address};

pub(crate) use authority::{OrderReceipt, order_authority_receipt};

/// Sends a mail.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct SendMail {
    #[serde(with = "as_text")]
    mail: MailId,
}

/// Erases the address of a mail when its days are over.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct EraseAddress {
    #[serde(with = "as_text")]
    mail: MailId,
}

impl Job for SendMail {
    const KIND: &'static str = "send_mail";
    const QUEUE: Queue = Queue::Mail;
    const RETRY: RetryPlan = RetryPlan::DAY;

    async fn run(&self, app: &App, tenant: TenantId) -> Result<(), JobError> {
        Ok(Box::pin(app.send_mail(tenant, self.mail)).await?)
    }

    async fn gave_up(&self, tx: &mut WriteTx, moment: &mut Moment) -> Result<Matter, StorageError> {
        give_up_mail(tx, self.mail, moment).await?;
        Ok(Matter::Closed)
    }
}

impl Job for EraseAddress {
    const KIND: &'static str = "erase_address";
    const QUEUE: Queue = Queue::Upkeep;
    const RETRY: RetryPlan = RetryPlan::DAY;

    async fn run(&self, app: &App, tenant: TenantId) -> Result<(), JobError> {
        Ok(app.erase_address(tenant, self.mail).await?)
    }
}

/// Receipts of one payment that may be asked for within [`WINDOW`]: enough for a mistyped address
/// and the tax adviser, too few to flood a mailbox.
const ASKED_MAX: u32 = 5;
const WINDOW: Duration = Duration::from_hours(24);
/// Receipts to one address within [`WINDOW`], over all payments of the authority: a family or a
/// small firm on one day, too few for a mailbox to be flooded from payments of one's own.
const TO_RECIPIENT_MAX: u32 = 20;
/// What the keyed hash of a recipient is for.
const PURPOSE: &str = "mail_recipients";
const DAY: Duration = Duration::from_hours(24);

/// What the texts of a mail are made from.
#[derive(Clone, Debug)]
pub struct MailFacts {
    pub kind: MailKind,
    pub view: PayView,
    /// Tag of the language it shall be written in.
    pub language: String,
    /// Where the receipt is found again.
    pub link: Url,
}

/// Subject, texts and attachments of a mail.
#[derive(Clone, Debug)]
pub struct MailContent {
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<Attachment>,
}

/// Why there is no mail; a mistake of ours. Holds nothing personal.
#[derive(Debug, thiserror::Error)]
#[error("the mail could not be written: {0}")]
pub struct WriteError(pub String);

/// Makes the texts and attachments of a mail from its facts. It may take a while; it is called
/// where blocking is allowed.
pub trait MailWriter: Send + Sync {
    fn write(&self, facts: &MailFacts) -> Result<MailContent, WriteError>;
}

/// What sends mails: the server that takes them, and the writers of their texts, to payers and to
/// the staff.
#[derive(Clone)]
pub struct MailDelivery {
    pub server: Arc<dyn MailServer>,
    pub writer: Arc<dyn MailWriter>,
    pub staff_writer: Arc<dyn StaffMailWriter>,
}

#[derive(Debug, thiserror::Error)]
pub enum AskReceiptError {
    #[error("there is no such payment, or it is not paid")]
    NotFound,
    #[error("this is no e-mail address")]
    BadAddress,
    #[error("too many receipts of this payment, or to this address, were asked for today")]
    TooMany,
    #[error("no mail server is set up")]
    NoMailServer,
    #[error("the address could not be sealed")]
    Vault(#[from] VaultError),
    #[error("storing the wish failed")]
    Storage(#[from] StorageError),
}

/// Why a mail is not out yet; the job tries again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    #[error("no mail server is set up")]
    NoMailServer,
    #[error(transparent)]
    Server(#[from] MailServerError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the writer stopped")]
    Stopped,
    #[error("the address could not be opened")]
    Vault(#[from] VaultError),
    #[error("the payment could not be read")]
    Read(#[from] ReadError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("storing the outcome failed")]
    Storage(#[from] StorageError),
}

impl From<ReceiptError> for MailError {
    fn from(error: ReceiptError) -> Self {
        match error {
            ReceiptError::Document(error) => Self::Document(error),
            ReceiptError::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<SecretError> for AskReceiptError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Vault(error) => Self::Vault(error),
            SecretError::Storage(error) => Self::Storage(error),
        }
    }
}

impl App {
    /// With a mail server; without one no receipt is offered by e-mail.
    #[must_use]
    pub fn with_mail(mut self, mail: MailDelivery) -> Self {
        self.mail = Some(mail);
        self
    }

    pub(crate) fn sends_mail(&self) -> bool {
        self.mail.is_some()
    }

    /// The payer wants the receipt sent to an address.
    pub(crate) async fn ask_receipt(
        &self,
        by: &Acting,
        slug: &str,
        payment: PaymentId,
        (address, language): (&str, &str),
    ) -> Result<(), AskReceiptError> {
        if !self.sends_mail() {
            return Err(AskReceiptError::NoMailServer);
        }
        let tenant = self.tenant_id(slug).await?;
        let tenant = tenant.ok_or(AskReceiptError::NotFound)?;
        let address: EmailAddress = address.parse().map_err(|_| AskReceiptError::BadAddress)?;
        let recipient = self.keyed(tenant, PURPOSE).await?;
        let recipient = recipient.of(&[address.expose().to_lowercase().as_bytes()]);
        let mut moment = self.moment();
        let sealed = self.seal_address((tenant, payment), &address, &mut moment)?;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let stored = tx.payments().hold(payment).await?;
        if stored.is_none_or(|stored| stored.state != PaymentState::Paid) {
            return Err(AskReceiptError::NotFound);
        }
        let since = moment.now.minus(WINDOW);
        if tx.events().mails().count_receipts(payment, since).await? >= ASKED_MAX {
            return Err(AskReceiptError::TooMany);
        }
        let (now, until) = (moment.now, moment.now.plus(WINDOW));
        let mut limits = tx.access().rate_limits();
        if limits.count(&recipient, now, until).await?.tries > TO_RECIPIENT_MAX {
            return Err(AskReceiptError::TooMany);
        }
        let mail = NewMail {
            id: MailId::new(&mut moment),
            payment,
            kind: MailKind::Receipt,
            language,
            recipient: Some(&sealed),
            asked_at: moment.now,
        };
        put_mail(&mut tx, &mail, &mut moment).await?;
        let mut audit = by.does(Act::ReceiptRequest, payment);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(())
    }

    fn seal_address(
        &self,
        (tenant, payment): (TenantId, PaymentId),
        address: &EmailAddress,
        moment: &mut Moment,
    ) -> Result<Vec<u8>, VaultError> {
        let secret = SecretString::from(address.expose());
        let name = payment.to_string();
        self.vault
            .seal(address_record(tenant, &name), &secret, moment)
    }

    /// Makes the mail, hands it to the server, stores the outcome. Safe to repeat.
    async fn send_mail(&self, tenant: TenantId, id: MailId) -> Result<(), MailError> {
        let delivery = self.mail.clone().ok_or(MailError::NoMailServer)?;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some(mail) = tx.events().mails().find(id).await? else {
            return Ok(());
        };
        drop(tx);
        if mail.ended {
            return Ok(());
        }
        let slug = self.tenant_slug(tenant).await?;
        let Some(view) = self.pay_view(&slug, mail.payment).await? else {
            return Ok(());
        };
        let profile = view.tenant.profile.clone();
        let Some(to) = self.recipient(tenant, &mail, &profile).await? else {
            return Ok(self.end_mail(tenant, id, MailOutcome::Refused, 0).await?);
        };
        let message = self
            .mail_message(&delivery, (tenant, id), (mail, to), view)
            .await?;
        let outcome = match delivery.server.deliver(&message).await {
            Ok(()) => MailOutcome::Sent,
            Err(error @ MailServerError::Refused { .. }) => {
                tracing::warn!(mail.id = %id, error = %error, "a mail was refused for good");
                MailOutcome::Refused
            }
            Err(error @ MailServerError::NotNow { .. }) => return Err(error.into()),
        };
        let keep = match outcome {
            MailOutcome::Sent => profile.mail.keep_address_days,
            MailOutcome::Refused | MailOutcome::GaveUp => 0,
        };
        Ok(self.end_mail(tenant, id, outcome, keep).await?)
    }

    async fn mail_message(
        &self,
        delivery: &MailDelivery,
        (tenant, id): (TenantId, MailId),
        (mail, to): (Mail, EmailAddress),
        view: PayView,
    ) -> Result<Message, MailError> {
        let facts = MailFacts {
            kind: mail.kind,
            view,
            language: mail.language.clone(),
            link: self.receipt_link(tenant, mail.payment).await?,
        };
        let writer = Arc::clone(&delivery.writer);
        let worded = tokio::task::spawn_blocking(move || writer.write(&facts)).await;
        let wording = worded.map_err(|_| MailError::Stopped)??;
        Ok(Message {
            id: id.to_string(),
            to,
            subject: wording.subject,
            language: mail.language,
            text: wording.text,
            html: wording.html,
            attachments: wording.attachments,
            written_at_micros: self.moment().now.micros(),
        })
    }

    /// The recipient's address; `None` when it was erased.
    async fn recipient(
        &self,
        tenant: TenantId,
        mail: &Mail,
        profile: &TenantProfile,
    ) -> Result<Option<EmailAddress>, MailError> {
        match (mail.kind, &mail.recipient) {
            (MailKind::Receipt | MailKind::Refund, Some(sealed)) => {
                let name = mail.payment.to_string();
                let address = self.vault.open(address_record(tenant, &name), sealed)?;
                Ok(address.expose_secret().parse().ok())
            }
            (MailKind::Receipt | MailKind::Refund, None) => Ok(None),
            (MailKind::Authority, _) => {
                let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
                let payment = tx.payments().find(mail.payment).await?;
                Ok(match payment {
                    Some(payment) => authority_address(&mut tx, &payment, profile).await?,
                    None => None,
                })
            }
        }
    }

    /// The outcome and what follows for the address, in one write.
    async fn end_mail(
        &self,
        tenant: TenantId,
        id: MailId,
        outcome: MailOutcome,
        keep_days: u32,
    ) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        if tx.events().mails().end(id, outcome, moment.now).await? {
            count_ended(outcome);
            audit_end(&mut tx, id, &mut moment).await?;
            if keep_days == 0 {
                tx.events().mails().erase_recipient(id).await?;
            } else {
                let over = moment.now.plus(DAY * keep_days);
                put_job(&mut tx, &EraseAddress { mail: id }, over, &mut moment).await?;
            }
        }
        tx.commit().await
    }

    async fn erase_address(&self, tenant: TenantId, id: MailId) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.events().mails().erase_recipient(id).await?;
        let by = Acting::system(EraseAddress::KIND);
        let mut audit = by.does(Act::MailErase, id);
        audit.write(&mut tx, &mut self.moment()).await?;
        tx.commit().await
    }

    /// Money of the payment went back: queues the refund's mail in the same write where the payer
    /// left an address.
    pub(crate) async fn note_refund(
        &self,
        tx: &mut WriteTx,
        payment: PaymentId,
        moment: &mut Moment,
    ) -> Result<(), StorageError> {
        let Some((language, sealed)) = tx.events().mails().kept_recipient(payment).await? else {
            return Ok(());
        };
        let mail = NewMail {
            id: MailId::new(moment),
            payment,
            kind: MailKind::Refund,
            language: &language,
            recipient: Some(&sealed),
            asked_at: moment.now,
        };
        put_mail(tx, &mail, moment).await
    }

    /// Seals every kept address with the key file's first key. Returns how many were sealed with
    /// an older one.
    pub(crate) async fn reseal_addresses(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
    ) -> Result<u32, AccountError> {
        let tenant = tx.tenant()?;
        let mut resealed = 0;
        for (mail, payment, sealed) in tx.events().mails().recipients().await? {
            if !self.vault.is_outdated(&sealed) {
                continue;
            }
            let name = payment.to_string();
            let address = self.vault.open(address_record(tenant, &name), &sealed)?;
            let record = address_record(tenant, &name);
            let sealed = self.vault.seal(record, &address, moment)?;
            tx.events().mails().put_recipient(mail, &sealed).await?;
            resealed += 1;
        }
        Ok(resealed)
    }
}

/// The mail and the job that sends it.
async fn put_mail(
    tx: &mut WriteTx,
    mail: &NewMail<'_>,
    moment: &mut Moment,
) -> Result<(), StorageError> {
    tx.events().mails().insert(mail).await?;
    let now = moment.now;
    put_job(tx, &SendMail { mail: mail.id }, now, moment).await
}

/// The outcome of a mail that could not be delivered within its tries; part of giving up its job.
async fn give_up_mail(
    tx: &mut WriteTx,
    id: MailId,
    moment: &mut Moment,
) -> Result<(), StorageError> {
    tracing::error!(mail.id = %id, "mail {id} was taken by no mail server and is given up");
    let outcome = MailOutcome::GaveUp;
    if tx.events().mails().end(id, outcome, moment.now).await? {
        count_ended(outcome);
    }
    audit_end(tx, id, moment).await?;
    tx.events().mails().erase_recipient(id).await
}

pub(crate) fn count_ended(outcome: MailOutcome) {
    metrics::counter!("mails_total", "outcome" => outcome.into_str()).increment(1);
}

async fn audit_end(tx: &mut WriteTx, id: MailId, moment: &mut Moment) -> Result<(), StorageError> {
    let by = Acting::system(SendMail::KIND);
    by.does(Act::MailEnd, id).write(tx, moment).await.map(drop)
}

/// What a payer's address is bound to: the payment it was left for.
const fn address_record(tenant: TenantId, payment: &str) -> RecordName<'_> {
    RecordName {
        tenant,
        kind: "payer_address",
        id: payment,
    }
}
