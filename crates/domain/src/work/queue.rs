//! Queues: jobs of one queue wait for each other, never for those of another.

/// The queue a kind of job belongs to. Its text is stored and must not change.
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
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Queue {
    /// Messages of providers, and refunds that they are asked for: both are about money.
    ProviderEvents,
    /// What is handed to mail servers.
    Mail,
    /// Erasing, counting, tidying.
    Upkeep,
}
