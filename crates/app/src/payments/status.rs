//! What calling systems see of a payment, apart from how their channel spells it.

use std::borrow::Cow;

use domain::access::ClientScope;
use domain::payments::{Method, PaymentState};
use domain::{PaymentId, Timestamp};
use storage::StorageError;
use storage::payments::requests::Status;

use crate::App;
use crate::access::Caller;
use crate::tenants::{Binding, BindingError};

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

#[derive(Debug, thiserror::Error)]
pub enum StatusError {
    #[error("the credentials hold no longer")]
    Unproven,
    #[error("these credentials may not use this service any more")]
    Forbidden,
    #[error("reading the payment failed")]
    Storage(#[from] StorageError),
}

impl From<BindingError> for StatusError {
    fn from(error: BindingError) -> Self {
        match error {
            BindingError::Unproven => Self::Unproven,
            BindingError::Unknown | BindingError::Forbidden => Self::Forbidden,
            BindingError::Storage(error) => Self::Storage(error),
        }
    }
}

impl App {
    /// One indexed read, which also tells whether the rights of the caller still stand. `None`
    /// when the payment is not there, was asked for at another binding, or is of a service the
    /// caller may not use.
    pub(crate) async fn payment_status(
        &self,
        caller: &Caller,
        binding: &Binding,
        payment: PaymentId,
    ) -> Result<Option<PaymentStatus>, StatusError> {
        let (tenant, at) = (caller.tenant, binding.id);
        let status = self.statuses.status(tenant, payment, at).await?;
        let Some(status) = status else {
            return Ok(None);
        };
        let caller = if status.version == caller.version() {
            caller.still_stands(self);
            Cow::Borrowed(caller)
        } else {
            Cow::Owned(self.bind_again(caller, binding).await?.0)
        };
        if !caller.may(ClientScope::PaymentsRead) {
            return Err(StatusError::Forbidden);
        }
        let usable = caller.service(status.service);
        Ok(usable.map(|_usable| seen_from_outside(payment, status)))
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
