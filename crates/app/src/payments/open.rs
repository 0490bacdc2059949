//! Makes a payment of one claim or several, within the transaction of its cause: a calling system's
//! request, a notice, a choice in the catalogue.

use std::time::Duration;

use domain::access::Actor;
use domain::claims::Share;
use domain::ledger::LedgerError;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::payment_opened;
use domain::{Moment, Money, PaymentId, ServiceId};
use storage::payments::NewPayment;
use storage::{StorageError, WriteTx};

use crate::ledger::booking::booking;
use crate::ledger::canonical::{self, OpenedPayment};

/// What is to be paid. The claims are there already, in the same step or before.
pub(crate) struct Opening<'a> {
    /// Whose page, account and time to pay it is, and the version that says so.
    pub(crate) service: (ServiceId, i64),
    /// At least one; the payment is known by the first one's Kassenzeichen.
    pub(crate) shares: &'a [Share],
    pub(crate) time_to_pay: Duration,
    pub(crate) actor: Actor,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("there is nothing to pay, or more than can be paid at once")]
    Amount,
    #[error("the payment could not be booked")]
    Ledger(#[from] LedgerError),
    #[error("storing the payment failed")]
    Storage(#[from] StorageError),
}

/// Payment, shares and first group: all of it, or nothing when the step is not committed.
pub(crate) async fn open_payment(
    tx: &mut WriteTx,
    moment: &mut Moment,
    opening: &Opening<'_>,
) -> Result<PaymentId, OpenError> {
    let Opening {
        service: (service, service_version),
        shares,
        ..
    } = *opening;
    let claim = shares.first().ok_or(OpenError::Amount)?.claim;
    let payment = NewPayment {
        id: PaymentId::new(moment),
        claim,
        service,
        service_version,
        amount: total(shares).ok_or(OpenError::Amount)?,
        created_at: moment.now,
        expires_at: moment.now.plus(opening.time_to_pay),
    };
    let id = payment.id;
    tx.payments().insert(&payment).await?;
    tx.claims().shares().insert(id, shares).await?;
    let days = booking(moment.now, moment.now, opening.actor.clone());
    let opened = canonical::opened(&OpenedPayment {
        id,
        claim,
        service,
        service_version,
        amount: payment.amount,
        created_at: payment.created_at,
        shares,
    });
    let group = payment_opened(id, shares).book(moment, &days)?;
    let group = group.committing(Commitment::of(&opened));
    tx.ledger().insert(&group).await?;
    Ok(id)
}

/// The sum of the shares; `None` when it is no amount of money.
pub(crate) fn total(shares: &[Share]) -> Option<Money> {
    let add = |sum: Money, share: &Share| sum.checked_add(share.amount);
    shares.iter().try_fold(Money::ZERO, add)
}
