//! The provider's own books, to hold ours against.

use domain::Timestamp;

/// What a provider booked on our account in a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderBooks {
    /// In the order the provider gave them. Only what moved euros.
    pub transactions: Vec<ProviderTransaction>,
    /// Later bookings may still be missing.
    pub complete_until: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderTransaction {
    /// For payments the capture's id, for refunds the refund's.
    pub id: String,
    pub kind: TransactionKind,
    /// The provider's own kind, such as `T0006`.
    pub event_code: String,
    /// Before fees; negative when money left the account.
    pub gross_cents: i64,
    /// Negative when the provider kept something.
    pub fee_cents: i64,
    /// Our payment id, if it was ours.
    pub custom: Option<String>,
    pub invoice: Option<String>,
    /// What it belongs to: an order, or for refunds the capture.
    pub reference: Option<String>,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionKind {
    /// A payer paid.
    Payment,
    /// Money went back to a payer.
    Refund,
    /// Fees, withdrawals to the bank, holds and the like.
    Other,
}

/// The provider did not do what was asked, and no money depends on it. Ask again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderDown {
    #[error("the provider gave no usable answer")]
    NoAnswer,
    #[error("the provider does not accept the account's credentials")]
    Credentials,
    #[error("the account's application lacks a permission with the provider")]
    Permission,
    #[error("the provider refused the request")]
    Refused,
}
