//! Messages of providers: checked, kept, answered; read later, by a job that asks the provider
//! again. A message is a hint where to look, never a fact.

use domain::access::Act;
use domain::money::DisputeState;
use domain::work::Queue;
use domain::work::retry::RetryPlan;
use domain::{AttemptId, Money, ProviderAccountId, ProviderEventId, TenantId, Timestamp};
use providers::{
    CaptureId, DisputeEnd, EventVerdict, Events, Hint, PaymentProvider, ProviderRef,
    RawProviderEvent, RefundOutcome,
};
use serde::{Deserialize, Serialize};
use storage::payments::provider_events::NewProviderEvent;
use storage::tenants::names::NameKind;
use storage::{Scope, StorageError};

use crate::access::acting::Acting;
use crate::access::doors::EventSender;
use crate::money::disputes::DisputeNews;
use crate::payments::providers::allowance::Call;
use crate::payments::{AccountError, SettleError, Settled};
use crate::platform::as_text;
use crate::platform::document::{read_document, to_json};
use crate::tenants::documents::AccountDocument;
use crate::work::job::{Job, JobError, put_job};
use crate::{App, DocumentError};

/// Reads a kept message.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct ReadProviderEvent {
    #[serde(with = "as_text")]
    event: ProviderEventId,
}

impl Job for ReadProviderEvent {
    const KIND: &'static str = "read_provider_event";
    const QUEUE: Queue = Queue::ProviderEvents;
    const RETRY: RetryPlan = RetryPlan::DAY;

    async fn run(&self, app: &App, tenant: TenantId) -> Result<(), JobError> {
        Ok(app.read_provider_event(tenant, self.event).await?)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Stored,
    /// The same message came before.
    Duplicate,
}

#[derive(Debug, thiserror::Error)]
pub enum ProviderEventError {
    #[error("there is no such provider account")]
    UnknownAccount,
    #[error("the message is not from the provider: {0}")]
    Forged(String),
    /// Our own fault or the provider's: have it sent again.
    #[error("the message cannot be judged at present: {0}")]
    NotNow(String),
    #[error("the account cannot be used")]
    Account(#[source] AccountError),
    #[error("storing the message failed")]
    Storage(#[from] StorageError),
}

/// Why a kept message could not be read; the job tries again.
#[derive(Debug, thiserror::Error)]
pub enum ReadProviderEventError {
    #[error("the provider gave no usable answer")]
    NoAnswer,
    #[error("the account is called too often at present")]
    NoPlace,
    #[error("the kept message cannot be read")]
    Document(#[from] DocumentError),
    #[error("the account cannot be used")]
    Account(#[from] AccountError),
    #[error("settling failed")]
    Settle(#[from] SettleError),
    #[error("reading the message failed")]
    Storage(#[from] StorageError),
}

/// The row of the installation with what accounts like this one learnt about their events.
fn learnt_by(account: &AccountDocument) -> String {
    let AccountDocument {
        provider,
        environment,
        ..
    } = account;
    format!("events_learnt:{provider}:{environment}")
}

/// One without its time counts as older than any other: an end that cannot be placed frees nothing.
fn dispute_news(
    reference: &str,
    changed_at: Option<i64>,
    end: Option<DisputeEnd>,
) -> DisputeNews<'_> {
    let (state, cents) = match end {
        None => (DisputeState::Open, None),
        Some(DisputeEnd::Won) => (DisputeState::Won, None),
        Some(DisputeEnd::Withdrawn) => (DisputeState::Withdrawn, None),
        Some(DisputeEnd::Lost { cents }) => (DisputeState::Lost, cents),
    };
    let given_back = cents.and_then(Money::from_cents);
    DisputeNews {
        reference,
        state,
        given_back: given_back.filter(|amount| !amount.is_zero()),
        changed_at: Timestamp::from_micros(changed_at.unwrap_or(0)),
    }
}

impl App {
    /// Whether messages for this account are read at all.
    pub(crate) async fn knows_account(&self, account: &str) -> Result<bool, StorageError> {
        if account.parse::<ProviderAccountId>().is_err() {
            return Ok(false);
        }
        let tenant = self.tenant_named(NameKind::Account, account).await?;
        Ok(tenant.is_some())
    }

    /// Signature, store, answer. Nothing of the content is acted upon here.
    pub(crate) async fn keep_provider_event(
        &self,
        sender: &EventSender,
        (provider, account): (&str, &str),
        event: &RawProviderEvent<'_>,
    ) -> Result<Kept, ProviderEventError> {
        let id: ProviderAccountId = account
            .parse()
            .map_err(|_| ProviderEventError::UnknownAccount)?;
        let tenant = self.tenant_named(NameKind::Account, account).await?;
        let tenant = tenant.ok_or(ProviderEventError::UnknownAccount)?;
        let stored = self.account_document(tenant, id).await;
        let (document, _) = stored.map_err(ProviderEventError::Account)?;
        if document.provider != provider {
            return Err(ProviderEventError::UnknownAccount);
        }
        let provider = self.provider(tenant, id).await;
        let provider = provider.map_err(ProviderEventError::Account)?;
        let events = provider.events();
        let events = events.ok_or(ProviderEventError::UnknownAccount)?;
        let verdict = events.judge_event(event).await;
        self.keep_learnt(&document, events).await?;
        match verdict {
            EventVerdict::Genuine { event, hint } => {
                let by = sender.proven(id);
                self.store_provider_event(&by, (tenant, id), &event, &hint)
                    .await
            }
            EventVerdict::Forged { why } => Err(ProviderEventError::Forged(why)),
            EventVerdict::CannotTell { why } => Err(ProviderEventError::NotNow(why)),
        }
    }

    /// Keeps what judging learnt, such as the provider's certificate: after a restart forged events
    /// then find it known, and cannot stand in the way of fetching it.
    async fn keep_learnt(
        &self,
        account: &AccountDocument,
        events: &dyn Events,
    ) -> Result<(), StorageError> {
        let Some(learnt) = events.take_learnt() else {
            return Ok(());
        };
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Operator).await?;
        tx.installation()
            .put(&learnt_by(account), &learnt, now)
            .await?;
        tx.commit().await
    }

    /// Hands a provider that was made just now what an earlier run learnt about its events.
    pub(crate) async fn recall_learnt(
        &self,
        account: &str,
        provider: &dyn PaymentProvider,
    ) -> Result<(), AccountError> {
        let Some(events) = provider.events() else {
            return Ok(());
        };
        let account: AccountDocument = read_document("accounts", account)?;
        let mut tx = self.db.read(Scope::Operator).await?;
        let learnt = tx.installation().find(&learnt_by(&account)).await?;
        if let Some((learnt, _)) = learnt {
            events.recall(&learnt);
        }
        Ok(())
    }

    async fn store_provider_event(
        &self,
        by: &Acting,
        (tenant, account): (TenantId, ProviderAccountId),
        event: &str,
        hint: &Hint,
    ) -> Result<Kept, ProviderEventError> {
        let mut moment = self.moment();
        let id = ProviderEventId::new(&mut moment);
        let kept = NewProviderEvent {
            id,
            account,
            reference: event,
            hint: &to_json(hint),
            received_at: moment.now,
        };
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        if !tx.payments().provider_events().insert(&kept).await? {
            return Ok(Kept::Duplicate);
        }
        let (job, now) = (ReadProviderEvent { event: id }, moment.now);
        put_job(&mut tx, &job, now, &mut moment).await?;
        let mut audit = by.does(Act::ProviderEventReceive, id);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(Kept::Stored)
    }

    /// Follows a kept message's hint. Safe to repeat.
    async fn read_provider_event(
        &self,
        tenant: TenantId,
        event: ProviderEventId,
    ) -> Result<(), ReadProviderEventError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some((account, hint)) = tx.payments().provider_events().find(event).await? else {
            return Ok(());
        };
        drop(tx);
        let hint: Hint = read_document("provider_events", &hint)?;
        match hint {
            Hint::Order { order } => self.follow_order((tenant, account), &order).await,
            Hint::Capture { capture, order } => {
                self.follow_capture((tenant, account), &capture, order.as_ref())
                    .await
            }
            Hint::Refund { refund } => self.follow_refund((tenant, account), refund.as_str()).await,
            Hint::Dispute {
                dispute,
                capture,
                changed_at,
                end,
            } => {
                let news = dispute_news(&dispute, changed_at, end);
                self.follow_dispute((tenant, account), capture.as_ref(), &news)
                    .await
            }
            Hint::Other { .. } => Ok(()),
        }
    }

    async fn follow_order(
        &self,
        (tenant, account): (TenantId, ProviderAccountId),
        order: &ProviderRef,
    ) -> Result<(), ReadProviderEventError> {
        let Some(attempt) = self.attempt_of(tenant, account, order).await? else {
            return Ok(());
        };
        let by = Acting::system(ReadProviderEvent::KIND);
        match self.settle(&by, tenant, attempt).await? {
            Settled::Unknown => Err(ReadProviderEventError::NoAnswer),
            Settled::NoPlace => Err(ReadProviderEventError::NoPlace),
            Settled::Paid
            | Settled::Waiting
            | Settled::BuyerMustAct
            | Settled::Pending
            | Settled::Ended => Ok(()),
        }
    }

    async fn follow_capture(
        &self,
        (tenant, account): (TenantId, ProviderAccountId),
        capture: &CaptureId,
        order: Option<&ProviderRef>,
    ) -> Result<(), ReadProviderEventError> {
        let known = self
            .db
            .read(Scope::Tenant(tenant))
            .await?
            .money()
            .capture(account, capture.as_str())
            .await?;
        match (known, order) {
            (Some(_), _) => Ok(()),
            (None, Some(order)) => self.follow_order((tenant, account), order).await,
            (None, None) => {
                // Money through the account that no order of ours brought: `verify` reports it.
                tracing::warn!(provider.account = %account, "a provider event names unknown money");
                Ok(())
            }
        }
    }

    async fn follow_refund(
        &self,
        (tenant, account): (TenantId, ProviderAccountId),
        refund: &str,
    ) -> Result<(), ReadProviderEventError> {
        let provider = self.provider(tenant, account).await?;
        let Some(refunds) = provider.refunds() else {
            return Ok(());
        };
        if !self.may_call(account, Call::Message) {
            return Err(ReadProviderEventError::NoPlace);
        }
        match refunds.look_up_refund(refund).await {
            RefundOutcome::Refunded(fact) => {
                let (by, of) = (Acting::system(ReadProviderEvent::KIND), (tenant, account));
                Ok(self.book_refund(&by, of, &fact).await?)
            }
            // Not final yet: the provider tells again when it is.
            RefundOutcome::Pending(_) | RefundOutcome::Declined { .. } => Ok(()),
            RefundOutcome::Unknown => Err(ReadProviderEventError::NoAnswer),
        }
    }

    async fn follow_dispute(
        &self,
        (tenant, account): (TenantId, ProviderAccountId),
        capture: Option<&CaptureId>,
        news: &DisputeNews<'_>,
    ) -> Result<(), ReadProviderEventError> {
        let Some(capture) = capture else {
            return Ok(());
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some(capture) = tx.money().capture(account, capture.as_str()).await? else {
            return Ok(());
        };
        drop(tx);
        let by = Acting::system(ReadProviderEvent::KIND);
        Ok(self.note_dispute(&by, tenant, &capture, news).await?)
    }

    async fn attempt_of(
        &self,
        tenant: TenantId,
        account: ProviderAccountId,
        order: &ProviderRef,
    ) -> Result<Option<AttemptId>, StorageError> {
        self.db
            .read(Scope::Tenant(tenant))
            .await?
            .payments()
            .attempts()
            .by_order(account, order.as_str())
            .await
    }
}
