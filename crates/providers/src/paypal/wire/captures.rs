//! Captures: money PayPal took, alone or within an order.

use serde::Deserialize;

use super::money::Amount;
use super::nullable;

#[derive(Debug, Deserialize)]
pub(crate) struct Capture {
    pub(crate) id: String,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) status: CaptureStatus,
    pub(crate) status_details: Option<StatusDetails>,
    pub(crate) amount: Option<Amount>,
    pub(crate) custom_id: Option<String>,
    pub(crate) seller_receivable_breakdown: Option<Breakdown>,
    pub(crate) create_time: Option<String>,
    pub(crate) payee: Option<Payee>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum CaptureStatus {
    Completed,
    Pending,
    Declined,
    Failed,
    PartiallyRefunded,
    Refunded,
    #[default]
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
pub(crate) struct StatusDetails {
    pub(crate) reason: Option<PendingReason>,
}

/// Why PayPal holds the money, as far as the authority or the operator can act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum PendingReason {
    PendingReview,
    Echeck,
    /// The rest of the set-up at PayPal is missing: the authority has to act there.
    Unilateral,
    VerificationRequired,
    ReceivingPreferenceMandatesManualAction,
    DeclinedByRiskFraudFilters,
    #[serde(other)]
    Unknown,
}

/// Absent while the money is pending. `paypal_fee` is absent or zero where fees are billed monthly.
#[derive(Debug, Deserialize)]
pub(crate) struct Breakdown {
    pub(crate) paypal_fee: Option<Amount>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Payee {
    pub(crate) merchant_id: Option<String>,
}
