//! How notices (Bescheide) of a service are paid online: what the payer has to know beside the
//! Kassenzeichen, and whether a part may be paid.

use std::ops::RangeInclusive;

use domain::values::text::without_separators;
use domain::{Day, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::DocumentError;

/// Shortest and longest PIN that is read: four digits as on old notices, and what still can be
/// typed.
const PIN_LETTERS: RangeInclusive<usize> = 4..=16;
/// Shortest PIN of a new claim unless the service says how long its PINs are: of a million, a
/// spray of guesses over many notices hits few.
const NEW_PIN_LETTERS_MIN: usize = 6;
/// Smallest part unless a service says otherwise: a provider's fee eats up less.
const MIN_PART_CENTS: i64 = 500;

/// What one person decides alone about a claim unless the tenant says otherwise.
const ALONE_CENTS: i64 = 100_000;

/// What a tenant lays down about claims that people enter, change and cancel.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimsDocument {
    /// Up to this amount one person enters, changes and cancels a claim; above it what one says
    /// blocks the claim, and another unblocks or cancels it. 0 has two persons decide about every
    /// claim.
    #[serde(default = "alone_cents")]
    pub one_person_up_to_cents: i64,
}

const fn alone_cents() -> i64 {
    ALONE_CENTS
}

impl Default for ClaimsDocument {
    fn default() -> Self {
        Self {
            one_person_up_to_cents: ALONE_CENTS,
        }
    }
}

impl ClaimsDocument {
    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        if Money::from_cents(self.one_person_up_to_cents).is_some() {
            return Ok(());
        }
        let at = "claims.one_person_up_to_cents";
        Err(DocumentError::new(at, "this is no amount"))
    }

    /// Up to which amount one person decides.
    pub(crate) fn alone(&self) -> Money {
        Money::from_cents(self.one_person_up_to_cents).unwrap_or(Money::ZERO)
    }
}

/// A service without these has no notices that can be paid online.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRules {
    pub factor: Factor,
    /// Parking tickets and the like: found on a windscreen, so that a second factor would only keep
    /// the right ones out. Only they may do without.
    #[serde(default)]
    pub ticket: bool,
    /// How many letters and digits each PIN has. New claims with other PINs are refused, because a
    /// spreadsheet drops zeros at the beginning. Without it a new PIN has at least six.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_length: Option<u8>,
    /// Whether a part of a claim may be paid.
    #[serde(default)]
    pub parts: bool,
    /// The smallest part, in cents.
    #[serde(default = "min_part_cents")]
    pub min_part_cents: i64,
}

const fn min_part_cents() -> i64 {
    MIN_PART_CENTS
}

/// What a payer has to know beside the Kassenzeichen.
// Its text goes into hashes and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Deserialize,
    JsonSchema,
    Serialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Factor {
    /// Printed on the notice, given with the claim.
    Pin,
    /// The amount on the notice. Weak where amounts are few.
    Amount,
    /// Of the person the notice is addressed to.
    BirthDate,
    None,
}

/// What was typed is no value of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a value of the kind asked for")]
pub struct BadFactor;

impl NoticeRules {
    pub(crate) fn check(&self, place: &str) -> Result<(), DocumentError> {
        if self.factor == Factor::None && !self.ticket {
            let problem = "only tickets may do without a second factor: use pin, amount or \
                           birth_date";
            return Err(DocumentError::new(format!("{place}.factor"), problem));
        }
        if !PIN_LETTERS.contains(self.new_pins().start()) {
            let problem = "a PIN has 4 to 16 letters and digits";
            return Err(DocumentError::new(format!("{place}.pin_length"), problem));
        }
        if Money::from_cents(self.min_part_cents).is_none_or(Money::is_zero) {
            let place = format!("{place}.min_part_cents");
            return Err(DocumentError::new(place, "at least one cent"));
        }
        Ok(())
    }

    /// How many letters and digits the PIN of a new claim has.
    pub(crate) fn new_pins(&self) -> RangeInclusive<usize> {
        match self.pin_length.map(usize::from) {
            Some(length) => length..=length,
            None => NEW_PIN_LETTERS_MIN..=*PIN_LETTERS.end(),
        }
    }
}

impl Factor {
    /// The one spelling of a value that can be typed in several ways.
    pub(crate) fn normal(self, text: &str) -> Result<String, BadFactor> {
        match self {
            Self::Pin => {
                let pin = without_separators(text);
                let good = pin.chars().all(|c| c.is_ascii_alphanumeric());
                if good && PIN_LETTERS.contains(&pin.len()) {
                    Ok(pin.to_ascii_uppercase())
                } else {
                    Err(BadFactor)
                }
            }
            Self::Amount => Money::typed(text)
                .map(|amount| amount.cents().to_string())
                .map_err(|_| BadFactor),
            Self::BirthDate => Day::typed(text)
                .map(|day| day.to_string())
                .map_err(|_| BadFactor),
            Self::None => Ok(String::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_spelling() {
        let pin = |text| Factor::Pin.normal(text);
        assert_eq!(pin("ab 12-cd"), Ok("AB12CD".to_owned()));
        assert_eq!(pin("\u{200e}ab\u{2011}12:cd"), Ok("AB12CD".to_owned()));
        assert_eq!(pin("123"), Err(BadFactor));
        assert_eq!(pin("12ü4"), Err(BadFactor));
        let amount = |text| Factor::Amount.normal(text);
        assert_eq!(amount("1.234,5 €"), Ok("123450".to_owned()));
        assert_eq!(amount("1234.50"), amount("1.234,5"));
        assert_eq!(amount("abc"), Err(BadFactor));
        let birth = |text| Factor::BirthDate.normal(text);
        assert_eq!(birth(" 1. 2. 1980 "), birth("1980-02-01"));
        assert_eq!(birth("30.2.1980"), Err(BadFactor));
        assert_eq!(Factor::None.normal("anything"), Ok(String::new()));
    }
}
