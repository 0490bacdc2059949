//! What calling systems see of a payment.
//!
//! Many states inside, few outside; and a final outside state never changes.

use domain::payments::{Method, PaymentState};
use domain::{PaymentId, Timestamp};
use storage::StorageError;
use storage::payments::requests::Status;

use crate::App;
use crate::access::Caller;

/// What `XBezahldienste` may tell, and nothing more (section 1.8 of its description).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutsideState {
    Initial,
    Payed,
    Failed,
    Canceled,
}

/// A payment as its calling system sees it.
#[derive(Clone, Debug)]
pub struct Transaction {
    pub payment: PaymentId,
    pub state: OutsideState,
    /// Storage form.
    pub kassenzeichen: String,
    /// Only once paid.
    pub method: Option<Method>,
    /// Only once paid.
    pub paid_at: Option<Timestamp>,
    /// The request as it was sent.
    pub request_json: String,
}

impl From<PaymentState> for OutsideState {
    fn from(state: PaymentState) -> Self {
        match state {
            PaymentState::Open | PaymentState::Paying(_) => Self::Initial,
            PaymentState::Paid => Self::Payed,
            PaymentState::Expired => Self::Failed,
            PaymentState::Cancelled => Self::Canceled,
        }
    }
}

impl App {
    /// One indexed read. `None` when the payment is not there, is not of this pair, or the caller
    /// may not see it.
    pub(crate) async fn transaction(
        &self,
        caller: &Caller,
        pair: (&str, &str),
        payment: PaymentId,
    ) -> Result<Option<Transaction>, StorageError> {
        let status = self.statuses.status(caller.tenant, payment, pair).await?;
        let Some(status) = status else {
            return Ok(None);
        };
        Ok(caller
            .may_use(status.service)
            .then(|| seen_from_outside(payment, status)))
    }
}

pub(crate) fn seen_from_outside(payment: PaymentId, status: Status) -> Transaction {
    let state = OutsideState::from(status.state);
    let paid = state == OutsideState::Payed;
    Transaction {
        payment,
        state,
        kassenzeichen: status.kassenzeichen,
        method: status.method.filter(|_| paid),
        paid_at: status.ended_at.filter(|_| paid),
        request_json: status.body,
    }
}
