//! Refunds of Payments v2.

use serde::{Deserialize, Serialize};

use super::money::Amount;
use super::{Link, nullable, readable};

/// Without a note to the payer: it would end up in PayPal's mails.
#[derive(Serialize)]
pub(crate) struct NewRefund<'a> {
    pub(crate) amount: Amount,
    pub(crate) invoice_id: &'a str,
    pub(crate) custom_id: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Refund {
    pub(crate) id: String,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) status: RefundStatus,
    pub(crate) amount: Option<Amount>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) seller_payable_breakdown: Option<Breakdown>,
    pub(crate) create_time: Option<String>,
    #[serde(default, deserialize_with = "readable")]
    pub(crate) links: Vec<Link>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum RefundStatus {
    Completed,
    Pending,
    Failed,
    Cancelled,
    #[default]
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Breakdown {
    pub(crate) paypal_fee: Option<Amount>,
}
