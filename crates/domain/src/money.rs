//! Facts about money, as a provider or a bank states them, and refunds.

pub mod refunds;

/// The stored kind of money that arrived.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::EnumString, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum MoneyInKind {
    /// Taken by a provider.
    Capture,
    /// Credited by a bank.
    Credit,
}

/// The stored kind of money that left.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::EnumString, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum MoneyOutKind {
    Refund,
    /// Taken back by the provider or the bank.
    Reversal,
}
