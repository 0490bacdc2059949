//! An authority's own account with PayPal.

use std::fmt;

use secrecy::SecretString;

use crate::Environment;

/// Identity and credentials of one REST application in one PayPal business account.
#[derive(Clone)]
pub struct PayPalAccount {
    pub environment: Environment,
    pub client_id: String,
    pub client_secret: SecretString,
    /// Our subscription to events. Without it no event can be judged.
    pub webhook_id: Option<String>,
    /// If known, money credited to any other account is reported as a mismatch.
    pub merchant_id: Option<String>,
    /// Lets telephones jump into PayPal's app. PayPal offers it in few countries.
    pub app_switch: bool,
}

impl fmt::Debug for PayPalAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayPalAccount({}, …)", self.environment)
    }
}
