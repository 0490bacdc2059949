//! Why an attempt brought no money, and why a payment ended unpaid.

/// What the payer is told about the last attempt. Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum AttemptOutcome {
    /// Its time ran out.
    Lapsed,
    /// The provider refused the money.
    Declined,
    /// The provider refused to begin.
    NotAccepted,
    /// The provider refused the authority's account; another means of payment would not help.
    Unavailable,
    /// The provider could not be reached.
    Unreachable,
    /// The payer called it off.
    Cancelled,
    /// Its claims were paid by another payment meanwhile.
    PaidElsewhere,
    /// A part of the money came by transfer meanwhile; only the rest is still to be paid.
    PaidPartly,
}

/// Why a payment ended without money. Its text is stored and must not change. A capture that came
/// too late is no reason yet: what was approved is captured at once, and not by hand.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum EndReason {
    /// The last attempt was declined, then time ran out.
    Declined,
    /// Time ran out.
    TimedOut,
    ByPayer,
    ByClient,
    ByStaff,
}

impl EndReason {
    /// Whether interfaces tell the end as failed rather than expired or cancelled.
    pub const fn is_failure(self) -> bool {
        match self {
            Self::Declined => true,
            Self::TimedOut | Self::ByPayer | Self::ByClient | Self::ByStaff => false,
        }
    }
}
