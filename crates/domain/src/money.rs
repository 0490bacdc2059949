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

/// What became of a payer's dispute at a provider, as the authority sees it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::EnumString, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum DisputeState {
    Open,
    /// The authority keeps the money.
    Won,
    /// The payer has it back, or will have it.
    Lost,
    /// The payer took it back, or it ended without a decision.
    Withdrawn,
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
