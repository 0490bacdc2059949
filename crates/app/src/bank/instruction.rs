//! The payer chose to transfer the money: the attempt, and what the payer is told.
//!
//! Nothing is called, so intent and offer are one step. The attempt lives beside others and blocks
//! none; the payment stays open, and its end moves far enough for banks to take their time.

use domain::ledger::postings::Place;
use domain::payments::{AttemptCommand, AttemptState, LapseGround, Method};
use domain::{AttemptId, AuditId, BankAccountId, Day, Moment, Money, Timestamp};
use formats::Remittance;
use storage::payments::Payment;
use storage::payments::attempts::{Attempt, NewAttempt};
use storage::{ReadTx, StorageError, WriteTx};

use super::BankAccount;
use crate::DocumentError;
use crate::payments::methods::paid_for::Way;
use crate::payments::start::{Visitor, apply};
use crate::tenants::documents::TenantProfile;

/// What a payer needs to transfer the money.
#[derive(Clone, Debug)]
pub struct Instruction {
    pub account: BankAccount,
    /// What is still to be paid.
    pub amount: Money,
    /// What arrived before.
    pub received: Money,
    /// The Kassenzeichen, as the transfer shall say it.
    pub remittance: String,
    /// What the transfer code carries.
    pub code: String,
    /// The last day on which the money can arrive in time.
    pub until: Day,
}

/// Makes the attempt within a step that holds the payment, and moves the payment's end.
pub(crate) async fn instruct(
    tx: &mut WriteTx,
    moment: &mut Moment,
    payment: &mut Payment,
    (way, method, days): (&Way, &Method, u16),
    (visitor, started_by): (&Visitor, AuditId),
) -> Result<NewAttempt<'static>, StorageError> {
    let id = AttemptId::new(moment);
    payment.attempts += 1;
    payment.method = Some(method.clone());
    payment.alert = None;
    payment.tries = 0;
    payment.expires_at = payment.expires_at.max(end_of_days(moment.now, days));
    payment.due_at = Some(payment.expires_at);
    let attempt = NewAttempt {
        id,
        payment: payment.id,
        number: payment.attempts,
        account: way.place,
        method: method.clone(),
        taking: way.profile.taking,
        state: AttemptState::Offered,
        locale: visitor.language,
        amount: payment.amount,
        // No provider is asked about it.
        network_rank: 0,
        started_by,
        created_at: moment.now,
    };
    tx.payments().attempts().insert(&attempt).await?;
    tx.payments().save(payment).await?;
    Ok(attempt)
}

/// The end of the last of so many banking days after today.
fn end_of_days(now: Timestamp, days: u16) -> Timestamp {
    let last = Day::in_berlin(now).plus_banking_days(days);
    let after = last.and_then(|last| last.plus_days(1));
    after.map_or(now, Day::begins)
}

/// The attempt by which the payer was told how to transfer; `None` where the payer never was.
pub(crate) async fn transfer_attempt(
    tx: &mut ReadTx,
    payment: &Payment,
) -> Result<Option<Attempt>, StorageError> {
    if payment.attempts == 0 {
        return Ok(None);
    }
    tx.payments().attempts().by_payer(payment.id).await
}

/// Whether the payer was told how to transfer, and may act on it.
pub(crate) async fn is_instructed(
    tx: &mut ReadTx,
    payment: &Payment,
) -> Result<bool, StorageError> {
    let attempt = transfer_attempt(tx, payment).await?;
    Ok(attempt.is_some_and(|attempt| attempt.state == AttemptState::Offered))
}

/// Within a step that ends the payment: its transfer is not waited for any more.
pub(crate) async fn lapse_transfer(
    tx: &mut WriteTx,
    payment: &Payment,
) -> Result<(), StorageError> {
    if let Some(mut attempt) = transfer_attempt(tx, payment).await?
        && apply(
            &mut attempt,
            AttemptCommand::Lapse(LapseGround::PaymentEnded),
        )
    {
        tx.payments().attempts().save(&attempt).await?;
    }
    Ok(())
}

/// The account to which the payer of an open payment was told to transfer, if that was chosen.
pub(crate) async fn instructed_account(
    tx: &mut ReadTx,
    payment: &Payment,
) -> Result<Option<BankAccountId>, StorageError> {
    let attempt = transfer_attempt(tx, payment).await?;
    let attempt = attempt.filter(|attempt| attempt.state == AttemptState::Offered);
    Ok(match attempt.map(|attempt| attempt.account) {
        Some(Place::Bank(account)) => Some(account),
        Some(Place::Provider(_)) | None => None,
    })
}

/// How to transfer what is left of the payment to this account.
pub(crate) fn instruction(
    account: &BankAccount,
    payment: &Payment,
    kassenzeichen: &str,
) -> Result<Instruction, DocumentError> {
    let amount = payment.rest();
    let transfer = account.transfer(Some(amount), Remittance::Text(kassenzeichen));
    let code = transfer.encode();
    let code = code.map_err(|error| DocumentError::new("bank_accounts", error.to_string()))?;
    let until = Day::in_berlin(payment.expires_at).plus_days(-1);
    Ok(Instruction {
        code,
        account: account.clone(),
        amount,
        received: payment.received,
        remittance: kassenzeichen.to_owned(),
        until: until.unwrap_or(Day::EPOCH),
    })
}

impl TenantProfile {
    /// Fewest and most banking days a transfer can be given.
    const TRANSFER_DAYS: std::ops::RangeInclusive<u16> = 5..=60;

    pub(crate) fn check_transfer_days(&self) -> Result<(), DocumentError> {
        if Self::TRANSFER_DAYS.contains(&self.transfer_days) {
            return Ok(());
        }
        let problem = "5 to 60 banking days: banks and statements take their time";
        Err(DocumentError::new("transfer_days", problem))
    }
}
