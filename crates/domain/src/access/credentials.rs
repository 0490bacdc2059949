//! What a person of the staff signs in with: a password, one-time codes, recovery codes.

use std::fmt;

use crate::Moment;
use crate::values::hash::sha256;
use crate::values::text;

/// Shorter passwords are found by trying (BSI, NIST SP 800-63B-4). There are no rules about signs.
pub const PASSWORD_MIN: usize = 12;
/// Hashing takes no longer than for this.
pub const PASSWORD_MAX: usize = 256;
/// How many codes stand in for a lost second factor.
pub const RECOVERY_CODES: usize = 10;
/// 80 bits: not found by trying, and 16 letters to copy from paper.
const RECOVERY_BYTES: usize = 10;
/// Letters of RFC 4648 without padding.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const GROUP: usize = 4;
/// A word of the person's shorter than this is no hint at a password.
const TELLING: usize = 4;
/// Fewer different signs than this are a pattern, whatever the length.
const DIFFERENT_MIN: usize = 5;

/// The kind of a credential. Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum CredentialKind {
    Password,
    /// What one-time codes are made from, in an app on a telephone (RFC 6238).
    OneTimeCode,
    RecoveryCode,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    #[error("a password has at least 12 signs")]
    TooShort,
    #[error("a password has at most 256 signs")]
    TooLong,
    #[error("the password repeats a few signs")]
    Pattern,
    #[error("the password holds the name or the address")]
    TellsPerson,
}

/// Checks a new password of the person with these words: name and address.
pub fn check_password(password: &str, of: &[&str]) -> Result<(), BadPassword> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(BadPassword::TooShort);
    }
    if length > PASSWORD_MAX {
        return Err(BadPassword::TooLong);
    }
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < DIFFERENT_MIN {
        return Err(BadPassword::Pattern);
    }
    let small = password.to_lowercase();
    let words = of.iter().flat_map(|text| {
        let words = text.split(|sign: char| !sign.is_alphanumeric());
        words.map(str::to_lowercase)
    });
    let telling = words.filter(|word| word.chars().count() >= TELLING);
    // A longer phrase may hold a name among other words.
    let holds = telling.into_iter().any(|word| {
        small.contains(&word) && length < PASSWORD_MIN.saturating_add(word.chars().count())
    });
    if holds {
        return Err(BadPassword::TellsPerson);
    }
    Ok(())
}

/// A code that stands in for the second factor once.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; RECOVERY_BYTES]);

impl RecoveryCode {
    pub fn new(moment: &mut Moment) -> Self {
        Self(moment.bytes())
    }

    /// As copied from paper: groups, spaces and capitals do not matter. `None` for what is none.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = text::without_separators(typed).to_lowercase();
        let mut bits: u128 = 0;
        let mut count = 0_usize;
        for sign in typed.bytes() {
            let value = LETTERS.iter().position(|letter| *letter == sign)?;
            bits = bits
                .checked_mul(32)?
                .checked_add(u128::try_from(value).ok()?)?;
            count += 1;
        }
        if count != letters() {
            return None;
        }
        let bytes = bits.to_be_bytes();
        bytes.last_chunk().copied().map(Self)
    }

    /// What is stored of it.
    pub fn hash(&self) -> [u8; 32] {
        sha256(&[b"zahlstelle|recovery|", &self.0])
    }
}

const fn letters() -> usize {
    RECOVERY_BYTES * 8 / 5
}

/// In groups of four, to be copied.
impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self
            .0
            .iter()
            .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
        for place in 0..letters() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            let shift = 5 * (letters() - 1 - place);
            let value = usize::try_from((bits >> shift) & 31).unwrap_or(0);
            let letter = LETTERS.get(value).copied().unwrap_or(b'a');
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

/// Never printed by accident.
impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}
