//! Currencies, as ISO 4217 names them.

use std::fmt;
use std::str::FromStr;

/// Three capitals. Payers pay in euros; a provider's account may hold other currencies too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([char; 3]);

/// A text that names no currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three capital letters such as EUR")]
pub struct BadCurrency;

impl Currency {
    pub const EUR: Self = Self(['E', 'U', 'R']);
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([first, second, third]) = self;
        write!(f, "{first}{second}{third}")
    }
}

impl FromStr for Currency {
    type Err = BadCurrency;

    fn from_str(text: &str) -> Result<Self, BadCurrency> {
        let mut letters = text.chars();
        match (
            letters.next(),
            letters.next(),
            letters.next(),
            letters.next(),
        ) {
            (Some(a), Some(b), Some(c), None) if [a, b, c].iter().all(char::is_ascii_uppercase) => {
                Ok(Self([a, b, c]))
            }
            _ => Err(BadCurrency),
        }
    }
}
