//! When methods of payment are not to be had, and which are to be had now. Both are told to calling
//! systems and stop no payment: what a payer begins is decided by its provider.

use std::fmt::Debug;

use domain::payments::Method;
use domain::tenants::MaintenanceWindow;

use super::Binding;
use super::config::TenantConfig;
use crate::access::Caller;
use crate::payments::AccountError;
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
        caller: &Caller,
    ) -> Result<Vec<MaintenanceWindow>, ReadError> {
        let config = self.config(caller.tenant).await?;
        let now = self.moment().now;
        let mut windows = self.settings.maintenance.windows();
        if let Some(config) = config {
            for entered in &config.profile.maintenance {
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
        caller: &Caller,
        binding: &Binding,
    ) -> Result<Vec<MethodHealth>, ReadError> {
        let Some(config) = self.config(caller.tenant).await? else {
            return Ok(Vec::new());
        };
        let windows = self.maintenance(caller).await?;
        let now = self.moment().now;
        let mut methods = Vec::new();
        for listed in &binding.service.document.methods {
            let stopped = windows
                .iter()
                .any(|window| window.stops(&listed.method, now));
            let is_up =
                binding.is_live() && !stopped && self.answers(&config, &listed.account).await?;
            methods.push(MethodHealth {
                method: listed.method.clone(),
                is_up,
            });
        }
        Ok(methods)
    }

    /// Whether the account can be used, as far as is known without asking its provider.
    async fn answers(&self, config: &TenantConfig, code: &str) -> Result<bool, ReadError> {
        let Some(account) = config.account(code) else {
            // A bank is not asked.
            return Ok(config.bank_account(code).is_some());
        };
        match self.provider(config.id, account.id).await {
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
