//! Texts of a tenant's document, which come through the door for texts from outside when the
//! document is read.

use domain::values::text;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

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

pub(super) fn paragraphs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let read = String::deserialize(deserializer)?;
    text::lines(&read).map_err(|bad| D::Error::custom(format!("a text {bad}")))
}
