//! Ends without money: the payer gives up an attempt or the whole payment, or time runs out. And
//! the opposite: more time.

use std::time::Duration;

use domain::access::{Act, Actor};
use domain::claims::Share;
use domain::ledger::LedgerError;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::payment_ended_unpaid;
use domain::payments::{
    AttemptCommand, AttemptOutcome, Command, EndReason, LapseGround, PaymentState, decide,
};
use domain::work::{Subject, TaskKind};
use domain::{AttemptId, AuditId, Moment, Money, PaymentId, TaskId, TenantId};
use storage::claims::shares::ClaimShare;
use storage::payments::Payment;
use storage::work::tasks::Task;
use storage::{ReadTx, Scope, StorageError, WriteTx};

use crate::access::acting::{Acting, AuditRow};
use crate::bank::instruction::lapse_transfer;
use crate::events::event::Events;
use crate::ledger::booking::booking;
use crate::ledger::canonical;
use crate::payments::SettleError;
use crate::payments::start::{apply, end_attempt, lock_attempt};
use crate::{App, DocumentError};

/// Longest time a payment stays open, however often more time is asked for.
const OPEN_AT_MOST: Duration = Duration::from_hours(24);
/// The same in times that the service gives: twice what WCAG 2.2.1 asks to grant. As an extension
/// moves the end by half a time at least, a payment has fewer than forty, each a line of the chain.
const TIMES_AT_MOST: u32 = 20;

#[derive(Debug, thiserror::Error)]
pub enum EndPaymentError {
    #[error("there is no such payment")]
    NotFound,
    #[error("the payment is being checked and cannot be ended now")]
    Processing,
    #[error("the payment has ended already")]
    Ended,
    #[error("asking the provider failed")]
    Settle(#[from] SettleError),
    #[error("the claim could not be taken back")]
    Ledger(#[from] LedgerError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("storing the end failed")]
    Storage(#[from] StorageError),
}

/// A step of bookkeeping that may fail in two ways.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BookError {
    #[error("the transfer makes no sense")]
    Ledger(#[from] LedgerError),
    #[error("storing it failed")]
    Storage(#[from] StorageError),
}

impl From<BookError> for EndPaymentError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Ledger(error) => Self::Ledger(error),
            BookError::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<BookError> for SettleError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Ledger(error) => Self::Ledger(error),
            BookError::Storage(error) => Self::Storage(error),
        }
    }
}

impl App {
    /// The payer cancels the whole payment. An attempt that is not approved ends with it; one whose
    /// money may be moving does not.
    pub(crate) async fn cancel_payment(
        &self,
        by: &Acting,
        slug: &str,
        payment: PaymentId,
    ) -> Result<(), EndPaymentError> {
        let tenant = self
            .tenant_id(slug)
            .await?
            .ok_or(EndPaymentError::NotFound)?;
        let reason = cancelled_by(by.actor());
        self.cancel(by, (tenant, payment), Some(reason)).await
    }

    /// The same for a payment whose claims another payment paid.
    pub(crate) async fn cancel_paid_elsewhere(
        &self,
        by: &Acting,
        tenant: TenantId,
        payment: PaymentId,
    ) -> Result<(), EndPaymentError> {
        self.cancel(by, (tenant, payment), None).await
    }

    async fn cancel(
        &self,
        by: &Acting,
        (tenant, payment): (TenantId, PaymentId),
        reason: Option<EndReason>,
    ) -> Result<(), EndPaymentError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let mut stored = lock(&mut tx, payment).await?;
        if !stored.received.is_zero() && stored.ended_at.is_none() {
            // A part of its money is here: the rest is awaited, not called off.
            return Err(EndPaymentError::Processing);
        }
        if let PaymentState::Paying(attempt) = stored.state {
            stored = lapse_in(&mut tx, attempt, AttemptOutcome::Cancelled).await?;
        }
        let audit = by.does(Act::PaymentCancel, payment);
        self.end(tx, audit, stored, (Command::Cancel, reason)).await
    }

    /// Time is over, by this node's clock and by the one that all nodes share. Does nothing to a
    /// payment that has ended or is under way.
    pub(crate) async fn expire(
        &self,
        by: &Acting,
        tenant: TenantId,
        payment: PaymentId,
    ) -> Result<(), EndPaymentError> {
        let now = self.shared_time().await?;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let stored = lock(&mut tx, payment).await?;
        if stored.state != PaymentState::Open || stored.expires_at > now {
            return Ok(());
        }
        let audit = by.does(Act::PaymentExpire, payment);
        let reason = match stored.alert {
            Some(AttemptOutcome::Declined) => EndReason::Declined,
            Some(_) | None => EndReason::TimedOut,
        };
        let command = (Command::Expire, Some(reason));
        self.end(tx, audit, stored, command).await
    }

    async fn end(
        &self,
        mut tx: WriteTx,
        audit: AuditRow<'_>,
        payment: Payment,
        (command, reason): (Command, Option<EndReason>),
    ) -> Result<(), EndPaymentError> {
        let mut moment = self.moment();
        let id = payment.id;
        let before = payment.state;
        let state = decide(payment.state, command).map_err(|refused| match refused.state {
            PaymentState::Open | PaymentState::Paying(_) => EndPaymentError::Processing,
            PaymentState::Paid | PaymentState::Expired | PaymentState::Cancelled => {
                EndPaymentError::Ended
            }
        })?;
        let mut audit = audit.changing(before, state);
        let ending = Ending {
            state,
            reason,
            actor: audit.actor().clone(),
            caused_by: audit.write(&mut tx, &mut moment).await?,
        };
        end_in(&mut tx, &mut moment, payment, ending).await?;
        tx.commit().await?;
        tracing::info!(payment.id = %id.in_log(), payment.state = ?state,
            "payment {} ended unpaid", id.in_log());
        Ok(())
    }

    /// Ends an attempt whose money cannot be moving; the payer learns `alert`. An attempt that got
    /// further is left as it is.
    pub(crate) async fn lapse(
        &self,
        by: &Acting,
        tenant: TenantId,
        (attempt, alert): (AttemptId, AttemptOutcome),
    ) -> Result<(), EndPaymentError> {
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        match lapse_in(&mut tx, attempt, alert).await {
            Ok(payment) => {
                let mut audit = by
                    .does(Act::PaymentGiveUp, payment.id)
                    .changing("paying", payment.state)
                    .saying(alert.into());
                audit.write(&mut tx, &mut self.moment()).await?;
                Ok(tx.commit().await?)
            }
            Err(EndPaymentError::Processing | EndPaymentError::Ended) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// More time on the pay page: as much again as the service gives, from now. Changes nothing
    /// while more than half of that is left: what is registered never goes, so that asking without
    /// end must not fill the books.
    pub(crate) async fn extend_time(
        &self,
        by: &Acting,
        slug: &str,
        payment: PaymentId,
    ) -> Result<(), EndPaymentError> {
        let tenant = self
            .tenant_id(slug)
            .await?
            .ok_or(EndPaymentError::NotFound)?;
        let config = self.config(tenant).await?;
        let config = config.ok_or(EndPaymentError::NotFound)?;
        let mut moment = self.moment();
        let now = moment.now;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let mut stored = lock(&mut tx, payment).await?;
        if stored.ended_at.is_some() || stored.expires_at <= now {
            return Err(EndPaymentError::Ended);
        }
        let service = config.service(stored.service);
        let time = service
            .ok_or(EndPaymentError::NotFound)?
            .document
            .time_to_pay();
        let longest = OPEN_AT_MOST.min(time.saturating_mul(TIMES_AT_MOST));
        let until = now.plus(time).min(stored.created_at.plus(longest));
        let before = stored.expires_at;
        if before > now.plus(time / 2) || until <= before {
            return Ok(());
        }
        stored.expires_at = until;
        if stored.state == PaymentState::Open {
            stored.due_at = Some(stored.expires_at);
        }
        tx.payments().save(&mut stored).await?;
        let mut audit = by
            .does(Act::PaymentExtend, payment)
            .changing(before.micros(), stored.expires_at.micros());
        audit.write(&mut tx, &mut moment).await?;
        Ok(tx.commit().await?)
    }
}

async fn lock(tx: &mut WriteTx, payment: PaymentId) -> Result<Payment, EndPaymentError> {
    let payment = tx.payments().hold(payment).await?;
    payment.ok_or(EndPaymentError::NotFound)
}

/// Within a step that holds the payment: it ends without money, and what it was to settle of its
/// claims is taken back.
pub(crate) async fn end_in(
    tx: &mut WriteTx,
    moment: &mut Moment,
    mut payment: Payment,
    ending: Ending,
) -> Result<(), BookError> {
    payment.state = ending.state;
    payment.ended_at = Some(moment.now);
    payment.end_reason = ending.reason;
    payment.due_at = None;
    payment.alert = None;
    let shares = withdraw(tx, moment, &payment, ending.actor).await?;
    lapse_transfer(tx, &payment).await?;
    if !payment.received.is_zero() {
        propose_refund(tx, moment, &payment, &shares).await?;
    }
    tx.payments().save(&mut payment).await?;
    let mut events = Events::of(ending.caused_by, tx, moment);
    let kassenzeichen = kassenzeichen(&payment, &shares);
    Ok(events.payment_ended(&payment, kassenzeichen).await?)
}

/// How a payment ends without money.
pub(crate) struct Ending {
    pub(crate) state: PaymentState,
    /// `None` when another payment paid its claims.
    pub(crate) reason: Option<EndReason>,
    pub(crate) actor: Actor,
    pub(crate) caused_by: AuditId,
}

const fn cancelled_by(actor: &Actor) -> EndReason {
    match actor {
        Actor::Payer => EndReason::ByPayer,
        Actor::Client(_) => EndReason::ByClient,
        Actor::Person(_) | Actor::Provider(_) | Actor::Operator { .. } | Actor::System(_) => {
            EndReason::ByStaff
        }
    }
}

/// The one the payment is known by outside.
pub(crate) fn kassenzeichen<'a>(payment: &Payment, shares: &'a [ClaimShare]) -> Option<&'a str> {
    let known_by = |share: &&ClaimShare| share.share.claim == payment.claim;
    let share = shares.iter().find(known_by);
    share.map(|share| share.kassenzeichen.as_str())
}

/// What arrived of a claim that ends with its payment is owed to the payer.
async fn propose_refund(
    tx: &mut WriteTx,
    moment: &mut Moment,
    payment: &Payment,
    shares: &[ClaimShare],
) -> Result<(), StorageError> {
    if shares.iter().all(|share| share.origin.stands_alone()) {
        return Ok(());
    }
    let task = Task {
        id: TaskId::new(moment),
        kind: TaskKind::RefundPartialPayment,
        subject: Subject::Payment(payment.id),
        reference: None,
        amount: Some(payment.received),
        created_at: moment.now,
    };
    tx.work().tasks().insert(&task).await
}

/// Claim ← Receivable, for everything that the payment, ended already, was to settle and has not;
/// returns what it was to settle.
pub(crate) async fn withdraw(
    tx: &mut WriteTx,
    moment: &mut Moment,
    payment: &Payment,
    actor: Actor,
) -> Result<Vec<ClaimShare>, BookError> {
    let shares = tx.claims().shares().of(payment.id).await?;
    let open = unpaid(tx, payment, &shares).await?;
    let parts: Vec<_> = open.iter().map(|share| share.share).collect();
    let days = booking(moment.now, moment.now, actor);
    let group = payment_ended_unpaid(payment.id, &parts).book(moment, &days)?;
    let reason = payment.end_reason.map(|reason| reason.into_str());
    let ended = canonical::ended(payment.id, payment.state, payment.ended_at, reason);
    let group = group.committing(Commitment::of(&ended));
    tx.ledger().insert(&group).await?;
    Ok(shares)
}

/// The shares, less what the payment's money has settled of them; none is empty.
pub(crate) async fn unpaid(
    tx: &mut ReadTx,
    payment: &Payment,
    shares: &[ClaimShare],
) -> Result<Vec<ClaimShare>, StorageError> {
    if payment.received.is_zero() {
        return Ok(shares.to_vec());
    }
    let settled = tx.money().settled_by(payment.id).await?;
    let mut open = shares.to_vec();
    for share in &mut open {
        let claim = share.share.claim;
        let of_claim = |paid: &&Share| paid.claim == claim;
        for paid in settled.iter().filter(of_claim) {
            let left = share.share.amount.checked_sub(paid.amount);
            share.share.amount = left.unwrap_or(Money::ZERO);
        }
    }
    open.retain(|share| !share.share.amount.is_zero());
    Ok(open)
}

/// Within a step; returns the payment as it is afterwards.
async fn lapse_in(
    tx: &mut WriteTx,
    id: AttemptId,
    alert: AttemptOutcome,
) -> Result<Payment, EndPaymentError> {
    let (mut payment, mut attempt) = lock_attempt(tx, id).await?;
    if attempt.state.money_may_be_moving() {
        return Err(EndPaymentError::Processing);
    }
    if !apply(&mut attempt, AttemptCommand::Lapse(LapseGround::Abandoned)) {
        return Err(EndPaymentError::Ended);
    }
    end_attempt(&mut payment, id, alert);
    tx.payments().attempts().save(&attempt).await?;
    tx.payments().save(&mut payment).await?;
    Ok(payment)
}
