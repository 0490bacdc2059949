//! What a tenant lays down about Mails.

use std::collections::BTreeMap;

use mail::EmailAddress;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::DocumentError;

/// The longest an address may be kept: refunds come within half a year.
const KEEP_DAYS_MAX: u32 = 365;

#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MailDocument {
    /// Days a payer's address is kept after the receipt was sent, so that a refund can be told;
    /// 0 erases it at once.
    #[serde(default)]
    pub keep_address_days: u32,
    /// Code of a service and the authority's address that gets a receipt of each of its payments.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub receipts_to: BTreeMap<String, String>,
}

impl MailDocument {
    pub(crate) fn check(&self, services: &[super::ServiceDocument]) -> Result<(), DocumentError> {
        if self.keep_address_days > KEEP_DAYS_MAX {
            let problem = format!("at most {KEEP_DAYS_MAX} days");
            return Err(DocumentError::new("mail.keep_address_days", problem));
        }
        self.receipts_to.iter().try_for_each(|(code, address)| {
            let at = || format!("mail.receipts_to.{code}");
            if !services.iter().any(|service| service.code == *code) {
                return Err(DocumentError::new(at(), "there is no such service"));
            }
            let address = address.parse::<EmailAddress>();
            let wrong = |error: mail::BadAddress| DocumentError::new(at(), error.to_string());
            address.map(drop).map_err(wrong)
        })
    }
}
