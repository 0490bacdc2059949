//! Texts of a tenant's document, which come through the door for texts from outside when the
//! document is read.

use std::collections::BTreeMap;

use domain::values::text;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::platform::document::DocumentError;

pub(super) fn line<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let read = String::deserialize(deserializer)?;
    text::line(&read).map_err(|bad| D::Error::custom(format!("a text {bad}")))
}

pub(super) fn maybe_line<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let read = Option::<String>::deserialize(deserializer)?;
    let line = read.map(|read| text::line(&read)).transpose();
    line.map_err(|bad| D::Error::custom(format!("a text {bad}")))
}

pub(super) fn each_line<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    let read = Vec::<String>::deserialize(deserializer)?;
    let each = read.iter().map(|read| text::line(read)).collect();
    Result::map_err(each, |bad: text::BadText| {
        D::Error::custom(format!("a text {bad}"))
    })
}

pub(super) fn pairs<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let read = BTreeMap::<String, String>::deserialize(deserializer)?;
    let line = |read: &str| {
        let line = text::line(read);
        line.map_err(|bad| D::Error::custom(format!("a text {bad}")))
    };
    let pairs = read
        .iter()
        .map(|(key, value)| Ok((line(key)?, line(value)?)));
    pairs.collect()
}

/// Holds every text of a document, also one that has no reader of its own in this module, to what
/// comes through the door: a new field of a document, or of a form that fills one in, is no way
/// past it.
pub(crate) fn check<T: Serialize>(document: &T) -> Result<(), DocumentError> {
    let value = serde_json::to_value(document);
    let value = value.map_err(|error| DocumentError::new("document", error.to_string()))?;
    check_value("", &value)
}

fn check_value(place: &str, value: &Value) -> Result<(), DocumentError> {
    let within = |part: &str| match place {
        "" => part.to_owned(),
        place => format!("{place}.{part}"),
    };
    match value {
        Value::String(said) => check_text(place, said),
        Value::Array(values) => {
            let mut values = values.iter().enumerate();
            values.try_for_each(|(at, value)| check_value(&within(&at.to_string()), value))
        }
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            check_text(place, name)?;
            check_value(&within(name), value)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn check_text(place: &str, said: &str) -> Result<(), DocumentError> {
    if text::lines(said).as_deref() == Ok(said) {
        return Ok(());
    }
    let problem = "has a control or format character in it, or a letter with a separate accent; \
                   write it anew";
    Err(DocumentError::new(place, problem))
}

pub(super) fn paragraphs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let read = String::deserialize(deserializer)?;
    text::lines(&read).map_err(|bad| D::Error::custom(format!("a text {bad}")))
}
