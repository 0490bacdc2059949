//! Where a claim came from.

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
pub enum ClaimOrigin {
    /// An online service asked for a payment through a channel.
    Channel,
    /// A client created it.
    Api,
    /// A file of claims.
    Import,
    /// A citizen ordered in the catalogue.
    Catalogue,
    /// A member of the staff entered it.
    Staff,
}

impl ClaimOrigin {
    /// Whether the claim is owed apart from the payment that was made for it: late money settles
    /// it, whatever became of that payment.
    pub const fn stands_alone(self) -> bool {
        match self {
            Self::Channel => false,
            Self::Api | Self::Import | Self::Catalogue | Self::Staff => true,
        }
    }
}
