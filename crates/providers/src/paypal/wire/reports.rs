//! Transaction search.

use serde::Deserialize;

use super::money::Amount;
use super::nullable;

#[derive(Debug, Deserialize)]
pub(crate) struct SearchPage {
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) transaction_details: Vec<Details>,
    pub(crate) last_refreshed_datetime: Option<String>,
    /// Without it a complete report cannot be told from a part.
    pub(crate) total_pages: u32,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Details {
    pub(crate) transaction_info: Info,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Info {
    pub(crate) transaction_id: String,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) transaction_event_code: String,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) transaction_status: TransactionStatus,
    pub(crate) transaction_initiation_date: Option<String>,
    pub(crate) transaction_amount: Option<Amount>,
    pub(crate) fee_amount: Option<Amount>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) custom_field: Option<String>,
    pub(crate) paypal_reference_id: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum TransactionStatus {
    #[serde(rename = "D")]
    Denied,
    #[serde(rename = "P")]
    Pending,
    #[serde(rename = "S")]
    Successful,
    /// Successful, and reversed by a transaction of its own.
    #[serde(rename = "V")]
    Reversed,
    #[default]
    #[serde(other)]
    Unknown,
}
