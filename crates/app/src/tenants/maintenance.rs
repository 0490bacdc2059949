//! When methods of payment are not to be had, and which are to be had now. Both are told to calling
//! systems and stop no payment: what a payer begins is decided by its provider.

use std::fmt::Debug;

use domain::TenantId;
use domain::payments::Method;
use domain::tenants::MaintenanceWindow;
use storage::Scope;

use super::Binding;
use super::documents::TenantProfile;
use crate::payments::AccountError;
use crate::platform::document::read_document;
use crate::{App, ReadError};

/// The windows that the operator enters for the whole installation. Asked anew each time.
pub trait MaintenanceSource: Debug + Send + Sync {
    fn windows(&self) -> Vec<MaintenanceWindow>;
}

impl MaintenanceSource for Vec<MaintenanceWindow> {
    fn windows(&self) -> Vec<MaintenanceWindow> {
        self.clone()
    }
}

/// A method that a service lists, and whether it is to be had now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodHealth {
    pub method: Method,
    pub is_up: bool,
}

impl App {
    /// Windows that hold or are still to come, by their start: the operator's and the tenant's.
    pub(crate) async fn maintenance(
        &self,
        tenant: TenantId,
    ) -> Result<Vec<MaintenanceWindow>, ReadError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let document = tx.tenants().document().await?;
        drop(tx);
        let now = self.moment().now;
        let mut windows = self.settings.maintenance.windows();
        if let Some((_slug, document)) = document {
            let profile: TenantProfile = read_document("tenants", &document)?;
            for entered in &profile.maintenance {
                windows.push(entered.window("maintenance")?);
            }
        }
        windows.retain(|window| !window.is_over(now));
        windows.sort_by_key(|window| window.starts_at);
        Ok(windows)
    }

    /// The service's methods in their order. One is down while the service takes no payments, in a
    /// maintenance window, and while its provider's account cannot be used or holds calls back.
    pub(crate) async fn method_health(
        &self,
        binding: &Binding,
    ) -> Result<Vec<MethodHealth>, ReadError> {
        let windows = self.maintenance(binding.tenant).await?;
        let now = self.moment().now;
        let mut methods = Vec::new();
        for listed in &binding.service_document.methods {
            let stopped = windows
                .iter()
                .any(|window| window.stops(&listed.method, now));
            let is_up = binding.is_live()
                && !stopped
                && self.answers(binding.tenant, &listed.account).await?;
            methods.push(MethodHealth {
                method: listed.method.clone(),
                is_up,
            });
        }
        Ok(methods)
    }

    /// Whether the account can be used, as far as is known without asking its provider.
    async fn answers(&self, tenant: TenantId, code: &str) -> Result<bool, ReadError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let account = tx.tenants().provider_accounts().by_code(code).await?;
        drop(tx);
        let Some((account, _document)) = account else {
            return Ok(false);
        };
        match self.provider(tenant, account).await {
            Ok(provider) => Ok(provider.answers()),
            Err(AccountError::Storage(error)) => Err(error.into()),
            Err(
                AccountError::Unknown
                | AccountError::Vault(_)
                | AccountError::Document(_)
                | AccountError::Refused(_),
            ) => Ok(false),
        }
    }
}
