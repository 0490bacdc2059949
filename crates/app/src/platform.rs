//! What every room stands on: secrets, time, stored documents.

pub(crate) mod as_text;
pub(crate) mod document;
pub(crate) mod failure;
mod public_url;
mod rotation;
pub(crate) mod seal_keys;
mod time_source;
pub(crate) mod vault;

pub use public_url::{NoPublicUrl, PublicUrl};
pub use rotation::{KeyUse, Resealed};
pub use seal_keys::{BadSealKeys, NoSealKey, SealKeys};
pub use time_source::TimeSource;
pub use vault::{KeyId, KeySource, RecordName, SecretError, Vault, VaultError};
