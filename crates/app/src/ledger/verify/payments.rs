//! Payments, held against what is booked of them.

use domain::ledger::chain::Commitment;
use domain::payments::PaymentState;
use domain::{AttemptId, PaymentId};
use storage::payments::attempts::CommittedAttempt;
use storage::payments::commitments::CommittedPayment;
use storage::{ReadTx, StorageError};
use uuid::Uuid;

use super::chain::Journal;
use super::{PAGE, difference};
use crate::ledger::canonical::{self, OpenedPayment};

const AREA: &str = "payment";

/// Each payment was opened and, without all its money, ended as its groups commit to; it received
/// what is booked to its receivable; none is gone.
pub(super) async fn compare_payments(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let mut told = |what: &str, problem| journal.differences.push(difference(AREA, what, problem));
    let mut after = PaymentId::from_uuid(Uuid::nil());
    loop {
        let page = tx.payments().commitments().after(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for payment in &page {
            if !has_its_groups(payment) {
                let problem = "not what its groups of the books commit to";
                told(&payment.id.to_string(), problem);
            }
            if !has_its_money(payment) {
                let problem = "not what is booked to its receivable";
                told(&payment.id.to_string(), problem);
            }
        }
    }
    for group in tx.payments().commitments().groups_without_payment().await? {
        told(&group.to_string(), "the payment that it books is gone");
    }
    Ok(())
}

/// Each attempt is what the act that began it commits to: its money goes to that account.
pub(super) async fn compare_attempts(
    tx: &mut ReadTx,
    journal: &mut Journal,
) -> Result<(), StorageError> {
    let mut after = AttemptId::from_uuid(Uuid::nil());
    loop {
        let page = tx.payments().attempts().after(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.attempt.id;
        for CommittedAttempt {
            attempt,
            commitment,
        } in &page
        {
            let text = canonical::attempt(&attempt.as_made());
            if *commitment != Some(Commitment::of(&text)) {
                let problem = "not what the act that began it commits to";
                let told = difference(AREA, &attempt.id.to_string(), problem);
                journal.differences.push(told);
            }
        }
    }
    for act in tx.payments().attempts().begun_and_gone().await? {
        let told = difference(AREA, &act.to_string(), "the attempt that it began is gone");
        journal.differences.push(told);
    }
    Ok(())
}

fn has_its_groups(payment: &CommittedPayment) -> bool {
    let opened = canonical::opened(&OpenedPayment {
        id: payment.id,
        claim: payment.claim,
        service: payment.service,
        service_version: payment.service_version,
        amount: payment.amount,
        created_at: payment.created_at,
        shares: &payment.shares,
    });
    let mut expected = vec![Some(Commitment::of(&opened))];
    if matches!(
        payment.state,
        PaymentState::Expired | PaymentState::Cancelled
    ) {
        let reason = payment.end_reason.as_deref();
        let ended = canonical::ended(payment.id, payment.state, payment.ended_at, reason);
        expected.push(Some(Commitment::of(&ended)));
    }
    let mut booked = payment.commitments.clone();
    expected.sort_unstable();
    booked.sort_unstable();
    booked == expected
}

fn has_its_money(payment: &CommittedPayment) -> bool {
    let (cents, last_at) = payment.arrived.unzip();
    let ends_with_money = match payment.state {
        PaymentState::Open | PaymentState::Paying(_) => payment.ended_at.is_none(),
        PaymentState::Paid => payment.ended_at == last_at && payment.received == payment.amount,
        PaymentState::Expired | PaymentState::Cancelled => true,
    };
    ends_with_money && cents.unwrap_or_default() == payment.received.cents()
}
