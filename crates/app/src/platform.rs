//! What every room stands on: secrets, time, stored documents.

pub(crate) mod as_text;
pub(crate) mod canonical;
pub(crate) mod document;
pub(crate) mod failure;
mod public_url;
mod readiness;
mod rotation;
pub(crate) mod seal_keys;
mod time_source;
pub(crate) mod vault;

pub use failure::{chain, is_database_away};
pub use public_url::{NoPublicUrl, PublicUrl};
pub(crate) use readiness::Readiness;
pub use readiness::{CLOCK_MAY_DIFFER, NotReady, WrongClock};
pub use rotation::{KeyUse, Resealed};
pub use seal_keys::{BadSealKeys, NoSealKey, SealKeys};
pub use time_source::TimeSource;
pub use vault::{KeyId, KeySource, RecordName, SecretError, Vault, VaultError};
