//! A circle of numbers (Nummernkreis): issues, prints and reads them.
//!
//! A pool that parsed issues only numbers that are storable, printable and readable again. Its
//! counter never starts anew, not even with a new year, so numbers stay unique for ever.

use super::definition::{self, Definition, Place, Segment};
use super::input::{Typed, with_lookalikes_sorted, without_separators};
use super::mask::{Mask, in_fours};
use super::{
    BadDefinition, BadKassenzeichen, BadMask, CheckMethod, Kassenzeichen, LENGTH,
    UnknownCheckMethod,
};

/// ISO 11649: `RF`, two check digits and at most 21 characters.
const CREDITOR_REFERENCE_MAX: usize = 25;
/// Years have four digits.
const YEAR_MAX: u16 = 9_999;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    definition: Definition,
    check: CheckMethod,
    places: Vec<Place>,
    mask: Option<Mask>,
    last: u64,
}

/// Why a pool cannot be used; found when it is configured, never when a number is needed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPool {
    #[error(transparent)]
    Definition(#[from] BadDefinition),
    #[error(transparent)]
    Check(#[from] UnknownCheckMethod),
    #[error(transparent)]
    Mask(#[from] BadMask),
    #[error("the definition has a place for check digits, the method has none")]
    CheckWithoutMethod,
    #[error("letters need the check-digit method mod97-10 or none")]
    LettersWithoutMethod,
    #[error("the number has {length} characters, it needs two and may have {most}")]
    Length { length: usize, most: usize },
}

/// Why a pool does not issue a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KassenzeichenError {
    /// There is no check digit for this counter: take the next one.
    #[error("there is no check digit for this counter")]
    Unusable,
    #[error("the number pool is used up")]
    PoolExhausted,
    #[error("a year has at most four digits")]
    NotAYear,
}

impl Pool {
    /// `definition` as in `51254{year:2}{counter:6}`, `check` a method's name such as `mod10`,
    /// `mask` as in `9.999.9`; without one, numbers are printed in groups of four.
    pub fn parse(definition: &str, check: &str, mask: Option<&str>) -> Result<Self, BadPool> {
        let definition = Definition::parse(definition)?;
        let check = check.parse::<CheckMethod>()?;
        if definition.names_check && check == CheckMethod::None {
            return Err(BadPool::CheckWithoutMethod);
        }
        let places = definition.places(check.length());
        let has_letters = places
            .iter()
            .any(|place| matches!(place, Place::Fixed('A'..='Z')));
        if has_letters && !check.takes_letters() {
            return Err(BadPool::LettersWithoutMethod);
        }
        let (length, most) = (places.len(), longest(&definition, check));
        if length < *LENGTH.start() || length > most {
            return Err(BadPool::Length { length, most });
        }
        let joints = definition.joints(check.length());
        let mask = mask
            .map(|mask| Mask::parse(mask, &places, &joints))
            .transpose()?;
        let last = (0..definition.counter_width()).fold(0, |last, _| last * 10 + 9);
        Ok(Self {
            definition,
            check,
            places,
            mask,
            last,
        })
    }

    /// The largest counter that has a number.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The number of a counter in the year it is issued. The same two give the same number.
    pub fn issue(&self, counter: u64, year: u16) -> Result<Kassenzeichen, KassenzeichenError> {
        if counter > self.last {
            return Err(KassenzeichenError::PoolExhausted);
        }
        if year > YEAR_MAX {
            return Err(KassenzeichenError::NotAYear);
        }
        let before = definition::write(&self.definition.before, counter, year);
        let after = definition::write(&self.definition.after, counter, year);
        let check = self
            .check
            .digits(&before, &after)
            .ok_or(KassenzeichenError::Unusable)?;
        Ok(Kassenzeichen(format!("{before}{check}{after}")))
    }

    /// As people see it. A number of another system that does not fit the mask is set in groups of
    /// four.
    pub fn print(&self, number: &Kassenzeichen) -> String {
        let masked = self.mask.as_ref().and_then(|mask| mask.apply(number));
        masked.unwrap_or_else(|| in_fours(number))
    }

    /// A number of this pool as typed: spaces, dots, slashes, hyphens and lower case
    /// are fine. Whether it was ever issued is not known here.
    pub fn read(&self, text: &str) -> Result<Kassenzeichen, BadKassenzeichen> {
        let typed = without_separators(text)?;
        let (length, expected) = (typed.len(), self.places.len());
        if length < expected {
            return Err(BadKassenzeichen::TooShort { length, expected });
        }
        if length > expected {
            return Err(BadKassenzeichen::TooLong { length, expected });
        }
        self.judge(&typed).map_err(|error| {
            match self.judge(&with_lookalikes_sorted(&typed, &self.places)) {
                Ok(suggestion) => BadKassenzeichen::LooksLike { suggestion },
                Err(_) => error,
            }
        })
    }

    /// `typed` is as long as a number.
    fn judge(&self, typed: &[Typed]) -> Result<Kassenzeichen, BadKassenzeichen> {
        let mut ours = true;
        for (
            &Typed {
                position,
                character,
            },
            place,
        ) in typed.iter().zip(&self.places)
        {
            match place {
                Place::Fixed(fixed) => ours &= character == *fixed,
                Place::Digit if !character.is_ascii_digit() => {
                    return Err(BadKassenzeichen::BadCharacter {
                        position,
                        character,
                    });
                }
                Place::Digit => {}
            }
        }
        if !ours {
            return Err(BadKassenzeichen::NotOurs);
        }
        let number: String = typed.iter().map(|typed| typed.character).collect();
        if self.check_fits(&number) {
            Ok(Kassenzeichen(number))
        } else {
            Err(BadKassenzeichen::WrongCheckDigit)
        }
    }

    fn check_fits(&self, number: &str) -> bool {
        let before = self.definition.before.iter().map(Segment::length).sum();
        let fits = |(before, rest): (&str, &str)| {
            let (check, after) = rest.split_at_checked(self.check.length())?;
            Some(self.check.digits(before, after)? == check)
        };
        number
            .split_at_checked(before)
            .and_then(fits)
            .unwrap_or(false)
    }
}

fn longest(definition: &Definition, check: CheckMethod) -> usize {
    let creditor_reference = [Segment::Constant("RF".to_owned())];
    if check == CheckMethod::Mod97_10 && definition.before == creditor_reference {
        CREDITOR_REFERENCE_MAX
    } else {
        *LENGTH.end()
    }
}
