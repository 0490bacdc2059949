//! What calling systems see of a payment, apart from how their channel spells it.

use domain::payments::{Method, PaymentState};
use domain::{PaymentId, Timestamp};
use storage::StorageError;
use storage::payments::requests::Status;

use crate::App;
use crate::access::Caller;
use crate::tenants::Binding;

/// A payment as its calling system sees it.
#[derive(Clone, Debug)]
pub struct PaymentStatus {
    pub payment: PaymentId,
    pub state: PaymentState,
    /// Storage form.
    pub kassenzeichen: String,
    /// Only once paid.
    pub method: Option<Method>,
    /// Only once paid.
    pub paid_at: Option<Timestamp>,
    /// What the channel gave with the request to get it back.
    pub echo: String,
}

impl App {
    /// One indexed read. `None` when the payment is not there, was asked for at another binding, or
    /// the caller may not see it.
    pub(crate) async fn payment_status(
        &self,
        caller: &Caller,
        binding: &Binding,
        payment: PaymentId,
    ) -> Result<Option<PaymentStatus>, StorageError> {
        let status = self
            .statuses
            .status(binding.tenant, payment, binding.id)
            .await?;
        let Some(status) = status else {
            return Ok(None);
        };
        Ok(caller
            .may_use(status.service)
            .then(|| seen_from_outside(payment, status)))
    }
}

pub(crate) fn seen_from_outside(payment: PaymentId, status: Status) -> PaymentStatus {
    let paid = status.state == PaymentState::Paid;
    PaymentStatus {
        payment,
        state: status.state,
        kassenzeichen: status.kassenzeichen,
        method: status.method.filter(|_| paid),
        paid_at: status.ended_at.filter(|_| paid),
        echo: status.echo,
    }
}
