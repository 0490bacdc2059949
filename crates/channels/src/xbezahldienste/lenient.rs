//! Fields whose type clients in the field get wrong: typed languages write numbers where the
//! standard has texts, texts where it has numbers, and an empty list for an empty map.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// A text, or the number that was sent in its place. Given back as it was sent.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Text {
    Text(String),
    Number(Box<RawValue>),
}

impl Text {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.get(),
        }
    }

    pub(super) const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        match raw.get().bytes().next() {
            Some(b'"') => {
                let text = serde_json::from_str(raw.get());
                let text =
                    text.map_err(|_| D::Error::custom("needs a text of whole characters"))?;
                Ok(Self::Text(text))
            }
            Some(b'-' | b'0'..=b'9') => Ok(Self::Number(raw)),
            _ => Err(D::Error::custom("needs a text")),
        }
    }
}

/// The digits of a number, or in tolerant mode of a text that holds one.
pub(super) fn number(raw: &RawValue, strict: bool) -> Cow<'_, RawValue> {
    let inner = serde_json::from_str::<String>(raw.get()).ok();
    let inner = inner.filter(|_| !strict);
    match inner.and_then(|text| RawValue::from_string(text).ok()) {
        Some(inner) => Cow::Owned(inner),
        None => Cow::Borrowed(raw),
    }
}

pub(super) type BookingData = BTreeMap<String, Option<Text>>;

/// A map; an empty list is an empty one, as PHP writes it.
pub(super) fn booking_data<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BookingData>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(deserializer)? else {
        return Ok(None);
    };
    match raw.get().bytes().next() {
        Some(b'[') if serde_json::from_str::<[(); 0]>(raw.get()).is_ok() => Ok(None),
        Some(b'{') => {
            let data = serde_json::from_str(raw.get());
            data.map(Some)
                .map_err(|_| D::Error::custom("needs texts as values"))
        }
        _ => Err(D::Error::custom("needs an object")),
    }
}
