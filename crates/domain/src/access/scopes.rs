//! Scopes: what a calling system may do with the services it may use.

/// Its text stands in clients' documents and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
pub enum ClientScope {
    /// Asking for payments.
    #[strum(serialize = "payments:write")]
    PaymentsWrite,
    /// Reading what became of them.
    #[strum(serialize = "payments:read")]
    PaymentsRead,
    /// Slips, and codes to print on notices.
    #[strum(serialize = "claims:read")]
    ClaimsRead,
    /// Codes that lead to services.
    #[strum(serialize = "services:read")]
    ServicesRead,
}

impl ClientScope {
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;
}
