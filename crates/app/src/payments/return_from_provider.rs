//! The payer comes back from the provider, in whatever browser. The address says which payment;
//! nothing else it carries is believed.

use domain::payments::{AttemptOutcome, AttemptState, PaymentState};
use domain::{PaymentId, TenantId};
use storage::payments::attempts::Attempt;
use storage::{Scope, StorageError};
use tokio::time::timeout;

use crate::App;
use crate::access::Network;
use crate::access::acting::Acting;
use crate::payments::{EndPaymentError, SettleError, Settled};

/// What the page may say beyond the payment's own state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnOutcome {
    /// Show the payment's state.
    Known,
    /// The provider has not answered in time; show that it is being checked.
    StillAsking,
    NotFound,
}

impl App {
    /// Return address: settles, but answers within the time the page may take. A settle under way
    /// goes on in the background; the sweeper has it anyway.
    pub(crate) async fn return_from_provider(
        &self,
        by: &Acting,
        slug: &str,
        payment: PaymentId,
        network: &Network,
    ) -> Result<ReturnOutcome, SettleError> {
        let (tenant, attempt) = match self.under_way(slug, payment).await? {
            Ok(found) => found,
            Err(nothing) => match self.given_up(slug, payment).await? {
                Some(found) => found,
                None => return Ok(nothing),
            },
        };
        let (app, by, network) = (self.clone(), by.clone(), network.clone());
        let settling = async move { app.settle_for_visitor(&by, tenant, attempt, &network).await };
        let settling = tokio::spawn(settling);
        match timeout(self.settings.return_wait, settling).await {
            Ok(Ok(Ok(Settled::Unknown | Settled::NoPlace)) | Err(_)) | Err(_) => {
                Ok(ReturnOutcome::StillAsking)
            }
            Ok(Ok(Ok(
                Settled::Paid
                | Settled::Waiting
                | Settled::BuyerMustAct
                | Settled::Pending
                | Settled::Ended,
            ))) => Ok(ReturnOutcome::Known),
            Ok(Ok(Err(error))) => Err(error),
        }
    }

    /// The provider's cancel address: the payer gave this attempt up. Unless the provider says it
    /// was approved after all, the payment is open again.
    pub(crate) async fn give_up_attempt(
        &self,
        by: &Acting,
        slug: &str,
        payment: PaymentId,
        network: &Network,
    ) -> Result<ReturnOutcome, EndPaymentError> {
        let (tenant, attempt) = match self.under_way(slug, payment).await? {
            Ok(found) => found,
            Err(nothing) => return Ok(nothing),
        };
        let id = attempt.id;
        match self.settle_for_visitor(by, tenant, attempt, network).await {
            // Not approved, or unclear: either way we never asked for the money.
            Ok(Settled::Waiting | Settled::BuyerMustAct | Settled::Unknown | Settled::NoPlace) => {
                self.lapse(by, tenant, (id, AttemptOutcome::Cancelled))
                    .await?;
            }
            Ok(Settled::Paid | Settled::Pending | Settled::Ended) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(ReturnOutcome::Known)
    }

    /// The attempt that the payer of an open payment left last: a payer coming back from the
    /// provider may have approved it after all.
    async fn given_up(
        &self,
        slug: &str,
        payment: PaymentId,
    ) -> Result<Option<(TenantId, Attempt)>, StorageError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let found = tx.payments().find(payment).await?;
        if found.is_none_or(|payment| payment.state != PaymentState::Open) {
            return Ok(None);
        }
        let latest = tx.payments().attempts().latest(payment).await?;
        let latest = latest.filter(|attempt| attempt.state == AttemptState::Lapsed);
        Ok(latest.map(|attempt| (tenant, attempt)))
    }

    /// The attempt whose outcome the payment waits for; else what there is to say without one.
    async fn under_way(
        &self,
        slug: &str,
        payment: PaymentId,
    ) -> Result<Result<(TenantId, Attempt), ReturnOutcome>, StorageError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(Err(ReturnOutcome::NotFound));
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        if let Some(attempt) = tx.payments().attempts().under_way(payment).await? {
            return Ok(Ok((tenant, attempt)));
        }
        let known = tx.payments().find(payment).await?;
        Ok(Err(
            known.map_or(ReturnOutcome::NotFound, |_| ReturnOutcome::Known)
        ))
    }
}
