//! How money is taken, which decides the rules of an attempt.

/// Its text is stored and must not change.
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
pub enum Taking {
    /// The payer approves, then we take the money.
    ByCapture,
    /// The payer's approval takes it.
    ByApproval,
    /// The payer sends it: a bank transfer.
    ByPayer,
    /// The payer's bank is asked for it on a due day.
    ByCollection,
    /// A terminal or a cash box at the counter.
    AtDesk,
}

impl Taking {
    /// Whether the payment is `paying` while such an attempt is under way. The payer's own transfer
    /// lives beside other attempts.
    pub const fn blocks(self) -> bool {
        match self {
            Self::ByPayer => false,
            Self::ByCapture | Self::ByApproval | Self::ByCollection | Self::AtDesk => true,
        }
    }
}
