//! The reference under which a treasury books what comes in.
//!
//! A [`Pool`] says how an authority's numbers are built, issues them, prints them for people and
//! reads back what people typed. Holding a [`Kassenzeichen`] means that its form was checked; that
//! it is unique is seen to where the counters are handed out.

mod check_digit;
mod definition;
mod input;
mod mask;
mod pool;

use std::fmt;

pub use check_digit::{CheckMethod, RestOne, UnknownCheckMethod};
pub use definition::BadDefinition;
pub use mask::BadMask;
pub use pool::{BadPool, KassenzeichenError, Pool};

/// Shortest and longest storage form: what ePayBL takes, the strictest of the systems around.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=30;

/// Storage form: 2 to 30 of `0-9A-Z`, no separators.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kassenzeichen(String);

impl Kassenzeichen {
    /// A number that another system issued, already in storage form. Only the form is
    /// checked: its check digit is the business of that system.
    pub fn supplied(text: &str) -> Result<Self, BadKassenzeichen> {
        for (character, position) in text.chars().zip(1..) {
            if !is_storable(character) {
                return Err(BadKassenzeichen::BadCharacter {
                    position,
                    character,
                });
            }
        }
        let (length, least, most) = (text.len(), *LENGTH.start(), *LENGTH.end());
        if length < least {
            return Err(BadKassenzeichen::TooShort {
                length,
                expected: least,
            });
        }
        if length > most {
            return Err(BadKassenzeichen::TooLong {
                length,
                expected: most,
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// A number as a person or a bank wrote it: separators and small letters are forgiven, nothing
    /// else is.
    pub fn typed(text: &str) -> Result<Self, BadKassenzeichen> {
        let typed = input::without_separators(text)?;
        let plain: String = typed.iter().map(|typed| typed.character).collect();
        Self::supplied(&plain)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Kassenzeichen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is wrong with a number that was typed or supplied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKassenzeichen {
    /// Lengths count digits and letters, not separators.
    #[error("the number has {length} characters, it needs {expected}")]
    TooShort { length: usize, expected: usize },
    #[error("the number has {length} characters, it may have {expected}")]
    TooLong { length: usize, expected: usize },
    /// `position` counts from one in the text as typed, separators included.
    #[error("at position {position} stands {character:?}, which does not belong there")]
    BadCharacter { position: usize, character: char },
    /// Well typed perhaps, but the constant parts are another pool's.
    #[error("this number does not come from this number pool")]
    NotOurs,
    #[error("the check digit does not fit: a digit is wrong or two are swapped")]
    WrongCheckDigit,
    /// Letters and digits that look alike were taken for each other. A suggestion only: it is never
    /// applied without the payer's confirmation.
    #[error("a letter and a digit were mixed up; was {suggestion} meant?")]
    LooksLike { suggestion: Kassenzeichen },
}

const fn is_storable(character: char) -> bool {
    character.is_ascii_digit() || character.is_ascii_uppercase()
}
