//! Whether money is real.

/// Where an account lives. Its text is stored and must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::EnumString)]
#[strum(
    serialize_all = "snake_case",
    parse_err_ty = UnknownEnvironment,
    parse_err_fn = unknown
)]
pub enum Environment {
    /// Real money.
    Live,
    /// The provider's own playground.
    Sandbox,
    /// A program of ours that plays the provider.
    Simulator,
}

/// A text that names no environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment is neither live nor sandbox nor simulator")]
pub struct UnknownEnvironment;

/// What the parser above makes of an unknown text.
const fn unknown(_: &str) -> UnknownEnvironment {
    UnknownEnvironment
}
