//! PayPal's JSON, as far as we send or read it.
//!
//! Reading is lenient: unknown fields are skipped, unknown words become `Unknown`, and whatever is
//! not certain to be there is optional. Names, addresses and wallet data of payers have no field
//! here, so they are dropped while reading.

pub(crate) mod captures;
pub(crate) mod errors;
pub(crate) mod events;
pub(crate) mod money;
pub(crate) mod orders;
pub(crate) mod refunds;
pub(crate) mod reports;
pub(crate) mod token;
pub(crate) mod webhooks;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

/// Where PayPal says to go on.
#[derive(Debug, Deserialize)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) rel: String,
}

/// What can be read of a list: one odd entry does not make the rest of an answer unreadable.
pub(crate) fn readable<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    let list = Option::<Vec<Value>>::deserialize(deserializer)?;
    let read = list.into_iter().flatten().map(serde_json::from_value);
    Ok(read.filter_map(Result::ok).collect())
}

/// What may be left out may be `null` as well.
pub(crate) fn nullable<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    let value = Option::<T>::deserialize(deserializer)?;
    Ok(value.unwrap_or_default())
}

/// The id at the end of a link's address.
pub(crate) fn linked_id<'a>(links: &'a [Link], rel: &str, folder: &str) -> Option<String> {
    let link: &'a Link = links.iter().find(|link| link.rel == rel)?;
    let url = Url::parse(&link.href).ok()?;
    let (folder_found, id) = url.path().rsplit_once('/')?;
    folder_found.ends_with(folder).then(|| id.to_owned())
}
