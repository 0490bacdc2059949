//! Events and the question whether one is PayPal's.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::money::Amount;
use super::{Link, nullable, readable};

/// `webhook_event` is the event's own text: written anew it would no longer match its signature.
#[derive(Serialize)]
pub(crate) struct VerifyEvent<'a> {
    pub(crate) auth_algo: &'a str,
    pub(crate) cert_url: &'a str,
    pub(crate) transmission_id: &'a str,
    pub(crate) transmission_sig: &'a str,
    pub(crate) transmission_time: &'a str,
    pub(crate) webhook_id: &'a str,
    pub(crate) webhook_event: &'a RawValue,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Verification {
    pub(crate) verification_status: VerificationStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum VerificationStatus {
    Success,
    Failure,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    #[serde(rename = "event_type")]
    pub(crate) kind: String,
    pub(crate) resource_type: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) resource: Resource,
}

/// What orders, captures, refunds and disputes have in common with each other, by name.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Resource {
    pub(crate) id: Option<String>,
    /// Withdrawn approvals name their order here.
    pub(crate) order_id: Option<String>,
    pub(crate) dispute_id: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) disputed_transactions: Vec<DisputedTransaction>,
    /// Of a dispute.
    pub(crate) status: Option<String>,
    pub(crate) update_time: Option<String>,
    pub(crate) dispute_outcome: Option<DisputeOutcome>,
    pub(crate) supplementary_data: Option<SupplementaryData>,
    #[serde(default, deserialize_with = "readable")]
    pub(crate) links: Vec<Link>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DisputedTransaction {
    /// The capture.
    pub(crate) seller_transaction_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DisputeOutcome {
    pub(crate) outcome_code: Option<String>,
    pub(crate) amount_refunded: Option<Amount>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SupplementaryData {
    pub(crate) related_ids: Option<RelatedIds>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RelatedIds {
    pub(crate) order_id: Option<String>,
}
