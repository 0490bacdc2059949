//! The provider is asked to give money back: intent, call, outcome.
//!
//! The same order goes out under the same key until it is answered, so that it gives back once
//! however often it is asked for. What it is answered is booked where messages of the provider are
//! ([`super::settle`]).

use domain::access::Act;
use domain::ledger::postings::Place;
use domain::money::refunds::{Refund, RefundCommand, RefundRoute, RefundState};
use domain::payments::AttemptOutcome;
use domain::work::retry::RetryPlan;
use domain::work::{Queue, Subject, TaskKind};
use domain::{Moment, PaymentId, ProviderAccountId, RefundId, TaskId, TenantId, Timestamp};
use providers::{CaptureId, RefundFact, RefundOrder, RefundOutcome, Refusal};
use serde::{Deserialize, Serialize};
use storage::work::tasks::Task;
use storage::{Scope, StorageError, WriteTx};

use super::{DAY, Done, is_disputed, is_proven, put_task, taken_meanwhile};
use crate::App;
use crate::access::acting::Acting;
use crate::payments::providers::allowance::Call;
use crate::payments::providers::refusals::{count_unanswered, refused, write_task};
use crate::payments::{AccountError, SettleError};
use crate::platform::as_text;
use crate::work::job::{Job, JobError, Matter, put_job};

/// Days for which an order goes out again while it is not answered. PayPal knows the key of an
/// order for 45 days; after that the same order would give back a second time.
const SENT_AGAIN_DAYS: u32 = 40;

/// Asks the provider for a refund, or what became of it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct SendRefund {
    #[serde(with = "as_text")]
    refund: RefundId,
    /// The try that was released.
    round: u32,
    /// When it was, in microseconds.
    since: i64,
}

impl SendRefund {
    pub(super) const fn of(refund: &Refund, released_at: Timestamp) -> Self {
        Self {
            refund: refund.id,
            round: refund.round,
            since: released_at.micros(),
        }
    }

    /// Whether there is something to ask the provider.
    fn asks_for(&self, refund: &Refund) -> bool {
        let waits = match refund.state {
            RefundState::Released | RefundState::Sent | RefundState::Pending => true,
            RefundState::Requested
            | RefundState::Done
            | RefundState::Failed
            | RefundState::Rejected
            | RefundState::Withdrawn => false,
        };
        waits && refund.round == self.round && refund.route == RefundRoute::Provider
    }

    /// Whether the provider may have forgotten the order by now.
    fn is_too_old(&self, now: Timestamp) -> bool {
        Timestamp::from_micros(self.since).plus(DAY * SENT_AGAIN_DAYS) < now
    }
}

impl Job for SendRefund {
    const KIND: &'static str = "send_refund";
    const QUEUE: Queue = Queue::ProviderEvents;
    const RETRY: RetryPlan = RetryPlan::DAY;

    fn key(&self) -> Option<String> {
        Some(format!("{}.{}", self.refund, self.round))
    }

    async fn run(&self, app: &App, tenant: TenantId) -> Result<(), JobError> {
        Ok(app.send_refund(tenant, self).await?)
    }

    /// Money is asked about for as long as it takes; a person looks beside.
    async fn gave_up(&self, tx: &mut WriteTx, moment: &mut Moment) -> Result<Matter, StorageError> {
        let refund = tx.money().refunds().hold(self.refund).await?;
        if !refund.is_some_and(|refund| self.asks_for(&refund)) {
            return Ok(Matter::Closed);
        }
        let task = Task {
            id: TaskId::new(moment),
            kind: TaskKind::AskProvider,
            subject: Subject::Refund(self.refund),
            reference: None,
            amount: None,
            created_at: moment.now,
        };
        tx.work().tasks().insert(&task).await?;
        put_job(tx, self, moment.now.plus(DAY), moment).await?;
        Ok(Matter::Closed)
    }
}

/// Why the provider could not be asked; the job tries again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendRefundError {
    #[error("the provider gave no usable answer")]
    NoAnswer,
    #[error("the money that went back is booked as that of another refund")]
    OfAnother,
    #[error("the account gives nothing back by itself")]
    NotByProvider,
    #[error("the payer disputes the payment; nothing is given back before that ends")]
    Disputed,
    #[error("the refund is not what the last act on it says; `verify` tells more")]
    Unproven,
    #[error("the account cannot be used")]
    Account(#[from] AccountError),
    #[error("writing the outcome failed")]
    Settle(#[from] SettleError),
    #[error("storing the outcome failed")]
    Storage(#[from] StorageError),
}

/// Whether a refusal is of this order under its key, rather than of the account or of how it was
/// asked, which a provider looks at before it knows the order again.
const fn is_about_order(reason: &Refusal) -> bool {
    match reason {
        Refusal::Other(_) => true,
        Refusal::Credentials | Refusal::Permission | Refusal::Account | Refusal::Request => false,
    }
}

/// What the provider is asked for.
fn order(refund: &Refund, payment: PaymentId) -> Option<RefundOrder> {
    let invoice = refund.invoice.as_deref()?;
    Some(RefundOrder {
        refund: refund.id,
        number: refund.round,
        payment,
        capture: CaptureId::parse(&refund.money_ref).ok()?,
        amount: refund.amount,
        // A refused order may keep its name at the provider.
        invoice: match refund.round {
            1 => invoice.to_owned(),
            round => format!("{invoice}.{round}"),
        },
    })
}

impl App {
    /// Safe to repeat: what is done, withdrawn or rejected is not asked for. An account that cannot
    /// be asked is found before the intent is written, so that the refund can be withdrawn.
    async fn send_refund(&self, tenant: TenantId, job: &SendRefund) -> Result<(), SendRefundError> {
        let by = Acting::system(SendRefund::KIND);
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let refund = tx.money().refunds().find(job.refund).await?;
        drop(tx);
        let Some(refund) = refund.filter(|refund| job.asks_for(refund)) else {
            return Ok(());
        };
        let (Place::Provider(account), Some(payment)) = (refund.place, refund.payment) else {
            return Err(SendRefundError::NotByProvider);
        };
        let provider = self.provider(tenant, account).await?;
        let refunds = provider.refunds().ok_or(SendRefundError::NotByProvider)?;
        if let Err(turn) = self.may_call_or_wait(account, Call::Refund) {
            return Ok(self.wait_with_refund(tenant, job, turn).await?);
        }
        let Some((refund, again)) = self.intend_refund(&by, tenant, job).await? else {
            return Ok(());
        };
        let outcome = match (refund.state, &refund.reference) {
            (RefundState::Pending, Some(reference)) => refunds.look_up_refund(reference).await,
            _ if job.is_too_old(self.moment().now) => RefundOutcome::Declined {
                reason: Refusal::Other(Refund::NO_ANSWER.to_owned()),
            },
            _ => {
                let order = order(&refund, payment).ok_or(SendRefundError::NotByProvider)?;
                refunds.refund(&order).await
            }
        };
        if let RefundOutcome::Declined { reason } = &outcome
            && again
            && !is_about_order(reason)
        {
            let asked = (tenant, account, payment);
            return self.note_unheard(asked, reason).await;
        }
        self.write_refund_outcome(&by, (tenant, account), (&refund, job), outcome)
            .await
    }

    /// The provider is called often enough at present. Nothing was tried.
    async fn wait_with_refund(
        &self,
        tenant: TenantId,
        job: &SendRefund,
        turn: Timestamp,
    ) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        put_job(&mut tx, job, turn, &mut self.moment()).await?;
        tx.commit().await
    }

    /// Writes that the provider is about to be asked; `None` where it is not. Also tells whether it
    /// may have been asked before: then an answer that did not come may have been a yes.
    async fn intend_refund(
        &self,
        by: &Acting,
        tenant: TenantId,
        job: &SendRefund,
    ) -> Result<Option<(Refund, bool)>, SendRefundError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let before = tx.money().refunds().hold(job.refund).await?;
        let Some(before) = before.filter(|refund| job.asks_for(refund)) else {
            return Ok(None);
        };
        if !is_proven(&mut tx, &before).await? {
            return Err(SendRefundError::Unproven);
        }
        if before.state != RefundState::Released {
            return Ok(Some((before, true)));
        }
        let mut refund = before.clone();
        let taken = taken_meanwhile(&mut tx, &before).await?;
        if !taken && is_disputed(&mut tx, before.money).await? {
            return Err(SendRefundError::Disputed);
        }
        let moved = if taken {
            refund.taken_meanwhile(moment.now)
        } else {
            refund.apply(RefundCommand::Send, moment.now)
        };
        if moved.is_err() {
            return Ok(None);
        }
        let done = Done::of(by, Act::RefundSend);
        done.save(&mut tx, &mut moment, (&before, &refund)).await?;
        put_task(&mut tx, &mut moment, &refund).await?;
        tx.commit().await?;
        Ok(Some((refund, false)).filter(|_| !taken))
    }

    /// The account is refused now; an earlier order, whose answer was lost, may have been taken all
    /// the same. The same order goes out again once the account is mended.
    async fn note_unheard(
        &self,
        (tenant, account, payment): (TenantId, ProviderAccountId, PaymentId),
        reason: &Refusal,
    ) -> Result<(), SendRefundError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let told = refused(payment, reason, AttemptOutcome::Declined);
        write_task(&mut tx, &mut moment, (Some(account), told), reason).await?;
        tx.commit().await?;
        Err(SendRefundError::NoAnswer)
    }

    async fn write_refund_outcome(
        &self,
        by: &Acting,
        (tenant, account): (TenantId, ProviderAccountId),
        (asked, job): (&Refund, &SendRefund),
        outcome: RefundOutcome,
    ) -> Result<(), SendRefundError> {
        match outcome {
            RefundOutcome::Refunded(fact) => {
                self.book_refund(by, (tenant, account), &fact).await?;
                self.is_settled(tenant, asked.id).await
            }
            RefundOutcome::Pending(fact) => {
                let pending = self.write_refund_pending(by, tenant, job, &fact);
                Ok(pending.await?)
            }
            RefundOutcome::Declined { reason } => {
                let failed = self.write_refund_failed(by, (tenant, account), asked, &reason);
                Ok(failed.await?)
            }
            RefundOutcome::Unknown => {
                count_unanswered("refund");
                Err(SendRefundError::NoAnswer)
            }
        }
    }

    /// Where the money is booked as that of another refund, a person has to look at it.
    async fn is_settled(&self, tenant: TenantId, id: RefundId) -> Result<(), SendRefundError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let refund = tx.money().refunds().find(id).await?;
        let waits = |state| matches!(state, RefundState::Sent | RefundState::Pending);
        if refund.is_some_and(|refund| waits(refund.state)) {
            return Err(SendRefundError::OfAnother);
        }
        Ok(())
    }

    /// The provider gives the money back later: it is asked once a day, and tells by itself.
    async fn write_refund_pending(
        &self,
        by: &Acting,
        tenant: TenantId,
        job: &SendRefund,
        fact: &RefundFact,
    ) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let Some(before) = tx.money().refunds().hold(job.refund).await? else {
            return Ok(());
        };
        let mut refund = before.clone();
        if before.round != job.round || refund.apply(RefundCommand::Hold, moment.now).is_err() {
            return Ok(());
        }
        refund.reference = Some(fact.refund.as_str().to_owned());
        if refund != before {
            let done = Done::of(by, Act::RefundSettle);
            done.save(&mut tx, &mut moment, (&before, &refund)).await?;
        }
        put_task(&mut tx, &mut moment, &refund).await?;
        put_job(&mut tx, job, moment.now.plus(DAY), &mut moment).await?;
        tx.commit().await
    }

    /// The provider gives nothing back: the treasury finds the way out.
    async fn write_refund_failed(
        &self,
        by: &Acting,
        (tenant, account): (TenantId, ProviderAccountId),
        asked: &Refund,
        reason: &Refusal,
    ) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let Some(before) = tx.money().refunds().hold(asked.id).await? else {
            return Ok(());
        };
        let mut refund = before.clone();
        let why = if let Refusal::Other(code) = reason {
            code.as_str()
        } else {
            reason.kind()
        };
        if before.round != asked.round || refund.fail(why, moment.now).is_err() {
            return Ok(());
        }
        if let Some(payment) = refund.payment {
            let told = refused(payment, reason, AttemptOutcome::Declined);
            write_task(&mut tx, &mut moment, (Some(account), told), reason).await?;
        }
        let done = Done::of(by, Act::RefundSettle);
        done.save(&mut tx, &mut moment, (&before, &refund)).await?;
        put_task(&mut tx, &mut moment, &refund).await?;
        tx.commit().await
    }
}
