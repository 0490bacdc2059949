//! Real money and simulated money never meet.
//!
//! Services are tried out in a tenant of its own, which has no account for real money
//! ([`crate::tenants::trial`]); the account is looked at all the same, each time.

use std::sync::Arc;

use domain::ledger::postings::Place;
use domain::payments::{Method, MethodProfile};
use domain::{Money, PaymentId};
use providers::Environment;
use storage::{ReadTx, StorageError};

use crate::payments::AccountError;
use crate::payments::methods::profile_at_bank;
use crate::tenants::config::{ServiceConfig, TenantConfig};
use crate::tenants::documents::MethodDocument;

/// What a payment is for, by one version of the tenant's master data.
pub(crate) struct PaidFor {
    pub(crate) service: Arc<ServiceConfig>,
    pub(crate) config: Arc<TenantConfig>,
    pub(crate) kassenzeichen: String,
}

impl PaidFor {
    /// `Stale` when the snapshot's version stands no longer.
    pub(crate) async fn of(
        tx: &mut ReadTx,
        config: &Arc<TenantConfig>,
        payment: PaymentId,
    ) -> Result<Self, AccountError> {
        let inconsistent = || StorageError::Inconsistent {
            table: "payments",
            column: "service_id",
            row: payment.to_string(),
        };
        let stored = tx.payments().requests().paid_for(payment).await?;
        let stored = stored.ok_or_else(inconsistent)?;
        if stored.version != config.version {
            return Err(StorageError::Stale.into());
        }
        let service = config.service(stored.service).ok_or_else(inconsistent)?;
        Ok(Self {
            service: Arc::clone(service),
            config: Arc::clone(config),
            kassenzeichen: stored.kassenzeichen,
        })
    }
}

/// Where the money of a method goes, and what the method is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) place: Place,
    pub(crate) profile: &'static MethodProfile,
}

impl PaidFor {
    /// How the service lists the method, if it does, the method takes the amount, and the tenant
    /// has its account.
    pub(crate) fn listed(&self, amount: Money, method: &Method) -> Option<&MethodDocument> {
        let listed = self.service.document.method_for(amount, method);
        listed.filter(|listed| self.config.has_account(&listed.account))
    }
}

/// The account it is paid to with a method that its service lists.
pub(crate) fn way_for(paid_for: &PaidFor, listed: &MethodDocument) -> Result<Way, AccountError> {
    if let Some(profile) = profile_at_bank(&listed.method) {
        let account = paid_for.config.bank_account(&listed.account);
        let place = Place::Bank(account.ok_or(AccountError::Unknown)?.id);
        return Ok(Way { place, profile });
    }
    let (trial, code) = (paid_for.config.is_trial, &listed.account);
    let account = paid_for.config.account(code);
    let account = account.ok_or(AccountError::Unknown)?;
    let environment = account.document.environment()?;
    if !may_take(trial, environment, paid_for.config.profile.test) {
        let what = if trial { "a trial" } else { "real money" };
        return Err(AccountError::Refused(format!(
            "{what} must not go to account {code}, which is {environment}"
        )));
    }
    let profile = account.document.kind()?.profile(&listed.method);
    let profile = profile.ok_or_else(|| {
        AccountError::Refused(format!("account {code} does not offer {}", listed.method))
    })?;
    let place = Place::Provider(account.id);
    Ok(Way { place, profile })
}

/// A trial tenant never reaches a live account. Another tenant reaches a simulator only where each
/// of its pages says that no real money moves.
pub(crate) const fn may_take(trial: bool, environment: Environment, test_tenant: bool) -> bool {
    match environment {
        Environment::Live => !trial,
        Environment::Sandbox => true,
        Environment::Simulator => trial || test_tenant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_and_simulated_money_never_meet() {
        use Environment::{Live, Sandbox, Simulator};
        for test_tenant in [true, false] {
            assert!(
                !may_take(true, Live, test_tenant),
                "a trial with real money"
            );
            assert!(may_take(false, Live, test_tenant));
            assert!(may_take(true, Sandbox, test_tenant));
            assert!(may_take(true, Simulator, test_tenant));
        }
        assert!(
            !may_take(false, Simulator, false),
            "a debt paid with play money"
        );
        assert!(may_take(false, Simulator, true));
    }
}
