//! What an account with PayPal says, in a tenant's document.

use std::sync::Arc;

use serde::Deserialize;

use super::{PayPal, PayPalAccount, PayPalHosts};
use crate::registry::{BadSettings, ProviderAccount, Settings, Surroundings, read_settings};
use crate::{Environment, PaymentProvider};

pub(super) const CLIENT_SECRET: &str = "client_secret";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayPalSettings {
    client_id: String,
    merchant_id: Option<String>,
    /// Let PayPal open its app on phones.
    #[serde(default)]
    app_switch: bool,
}

fn read(settings: &Settings) -> Result<PayPalSettings, BadSettings> {
    let read: PayPalSettings = read_settings(settings)?;
    if read.client_id.trim().is_empty() {
        return Err(BadSettings::new("client_id: must not be empty"));
    }
    Ok(read)
}

pub(super) fn check(settings: &Settings) -> Result<(), BadSettings> {
    read(settings).map(drop)
}

/// Client ids and merchant ids are spelt differently.
pub(super) fn merchants(settings: &Settings) -> Vec<String> {
    let Ok(settings) = read(settings) else {
        return Vec::new();
    };
    let names = [Some(settings.client_id), settings.merchant_id];
    names.into_iter().flatten().collect()
}

/// Refuses an account without its secret, and one whose environment cannot be reached here.
pub(super) fn build(
    account: &ProviderAccount,
    around: &Surroundings,
) -> Result<Arc<dyn PaymentProvider>, BadSettings> {
    let settings = read(&account.settings)?;
    let secret = account.secrets.get(CLIENT_SECRET);
    let client_secret = secret.ok_or_else(|| BadSettings::new("client_secret is missing"))?;
    let hosts = match (account.environment, &around.simulator) {
        (Environment::Simulator, Some(place)) => {
            PayPalHosts::simulator(place.base.clone(), &place.root_pem).map_err(BadSettings::new)?
        }
        (environment, _) => PayPalHosts::of(environment)
            .ok_or_else(|| BadSettings::new("no simulator is configured"))?,
    };
    let account = PayPalAccount {
        environment: account.environment,
        client_id: settings.client_id,
        client_secret: client_secret.clone(),
        webhook_id: account.subscription.clone(),
        merchant_id: settings.merchant_id,
        app_switch: settings.app_switch,
    };
    let (transport, clock) = (Arc::clone(&around.transport), Arc::clone(&around.clock));
    let paypal = PayPal::new(account, hosts, transport, clock).map_err(BadSettings::new)?;
    Ok(Arc::new(paypal))
}
