//! Facts about money, written into the books once each.

use domain::access::Act;
use domain::ledger::posting_rules;
use domain::payments::{Arrived, AttemptCommand, Fact, Method, PaymentState, money_arrived};
use domain::work::TaskKind;
use domain::{AttemptId, Moment, Money, ProviderAccountId, TaskId, TenantId, Timestamp};
use providers::{CaptureFact, RefundFact};
use storage::claims::shares::ClaimShare;
use storage::money::Capture;
use storage::payments::Payment;
use storage::work::tasks::Task;
use storage::{Scope, StorageError, WriteTx};

use crate::App;
use crate::access::acting::{Acting, AuditRow};
use crate::claims::eligibility::settled_otherwise;
use crate::events::mail::order_authority_receipt;
use crate::payments::end::withdraw;
use crate::payments::start::{apply, lock_attempt};
use crate::payments::{SettleError, Settled};

impl App {
    /// Money a provider confirmed. Accepted in every state of payment and attempt; the same money
    /// told again changes nothing.
    pub(crate) async fn book_capture(
        &self,
        audit: &mut AuditRow<'_>,
        (tenant, id): (TenantId, AttemptId),
        fact: &CaptureFact,
    ) -> Result<Settled, SettleError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let (mut payment, mut attempt) = lock_attempt(&mut tx, id).await?;
        let shares = tx.claims().shares().hold(payment.id).await?;
        let arrived = Arrived {
            attempt: id,
            amount: fact.amount,
            due: payment.amount,
            foreign: fact.mismatch.is_some(),
            settled: settled_otherwise(&shares),
        };
        let (state, meaning) = money_arrived(payment.state, arrived);
        let capture = Capture {
            reference: fact.capture.as_str().to_owned(),
            payment: payment.id,
            attempt: id,
            amount: fact.amount,
            fee: fact.fee,
            captured_at: fact.at,
        };
        let account = attempt.account;
        // What reads or has to know at once comes first: the rest travels together.
        if !tx
            .money()
            .insert_capture(account, &capture, meaning, moment.now)
            .await?
        {
            return Ok(Settled::Paid);
        }
        if meaning == Fact::Paid {
            order_authority_receipt(&mut tx, &payment, &mut moment).await?;
        }
        let money = (fact.amount, fact.fee);
        let transfers = posting_rules::arrived(&mut moment, payment.id, account, money, meaning)?;
        tx.ledger().insert(&transfers).await?;
        let too_much = match meaning {
            Fact::Paid => settle_claims(&mut tx, &shares).await?,
            Fact::PaidLate | Fact::PaidTwice | Fact::PaidPartly => fact.amount,
        };
        if !too_much.is_zero() {
            let kind = TaskKind::about_money(meaning);
            let task = task(&mut moment, kind, (&capture, too_much), None);
            tx.work().tasks().insert(&task).await?;
        }
        if payment.state != state {
            move_payment(&mut payment, state, (attempt.method.clone(), moment.now));
            if state == PaymentState::Cancelled {
                withdraw(&mut tx, &mut moment, payment.id).await?;
            }
            tx.payments().save(&mut payment).await?;
        }
        apply(&mut attempt, AttemptCommand::Capture);
        attempt.capture = Some(capture.reference);
        tx.payments().attempts().save(&attempt).await?;
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        tracing::info!(payment.id = %payment.id, ledger.fact = ?meaning,
            "money for payment {} arrived", payment.id);
        Ok(Settled::Paid)
    }

    /// Money a provider says has left again. Told again, it changes nothing. Returns `false` when
    /// it belongs to no money we know.
    pub(crate) async fn book_refund_seen(
        &self,
        by: &Acting,
        (tenant, account): (TenantId, ProviderAccountId),
        fact: &RefundFact,
    ) -> Result<bool, SettleError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let Some(capture) = tx.money().capture(account, fact.capture.as_str()).await? else {
            return Ok(false);
        };
        let refund = fact.refund.as_str();
        if !tx
            .money()
            .insert_refund_seen(account, refund, (&capture, fact.amount), moment.now)
            .await?
        {
            return Ok(true);
        }
        let transfer =
            posting_rules::refund_seen(&mut moment, capture.payment, account, fact.amount)?;
        tx.ledger().insert(&[transfer]).await?;
        let task = task(
            &mut moment,
            TaskKind::ExplainRefund,
            (&capture, fact.amount),
            Some(refund),
        );
        tx.work().tasks().insert(&task).await?;
        self.note_refund(&mut tx, capture.payment, &mut moment)
            .await?;
        let mut audit = by
            .does(Act::RefundRecord, capture.payment)
            .leading_to(refund);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// A task to answer a dispute about money of a payment, once per dispute.
    pub(crate) async fn record_dispute(
        &self,
        by: &Acting,
        tenant: TenantId,
        capture: &Capture,
        dispute: &str,
    ) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let about = (capture, capture.amount);
        let task = task(&mut moment, TaskKind::AnswerDispute, about, Some(dispute));
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.work().tasks().insert(&task).await?;
        let mut audit = by
            .does(Act::DisputeRecord, capture.payment)
            .leading_to(dispute);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await
    }
}

/// The payment as the money left it.
fn move_payment(payment: &mut Payment, state: PaymentState, (method, now): (Method, Timestamp)) {
    payment.state = state;
    payment.tries = 0;
    payment.alert = None;
    payment.due_at = match state {
        PaymentState::Open | PaymentState::Paying(_) => Some(payment.expires_at),
        PaymentState::Paid | PaymentState::Expired | PaymentState::Cancelled => None,
    };
    if payment.due_at.is_none() {
        payment.ended_at = Some(now);
    }
    if state == PaymentState::Paid {
        payment.method = Some(method);
    }
}

/// Adds to each claim what the payment settles of it. Returns what of it nobody owed any more:
/// the authority lowered or cancelled a claim while its payer was paying.
async fn settle_claims(tx: &mut WriteTx, shares: &[ClaimShare]) -> Result<Money, StorageError> {
    let mut too_much = Money::ZERO;
    for ClaimShare {
        share,
        terms,
        settled,
        ..
    } in shares
    {
        tx.claims().settle(share.claim, share.amount).await?;
        let excess = share
            .amount
            .checked_sub(terms.open(*settled))
            .unwrap_or(Money::ZERO);
        too_much = too_much.checked_add(excess).unwrap_or(Money::MAX);
    }
    Ok(too_much)
}

/// About `reference` at the provider, or about the money itself.
fn task(
    moment: &mut Moment,
    kind: TaskKind,
    (capture, amount): (&Capture, Money),
    reference: Option<&str>,
) -> Task {
    Task {
        id: TaskId::new(moment),
        kind,
        payment: capture.payment,
        reference: reference.unwrap_or(&capture.reference).to_owned(),
        amount,
        created_at: moment.now,
    }
}
