//! How a number is set out for people. What is printed can always be read back: masks insert only
//! separators that reading takes out again.

use super::Kassenzeichen;
use super::definition::Place;

/// `9.999.9`: `9` stands for a digit, `X` for a digit or letter; space, dot, hyphen and slash are
/// printed as they are. `|` prints nothing and says that a part of the number ends here, so that a
/// mask written part by part is held to the definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mask(String);

/// What is wrong with a mask.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMask {
    #[error("a mask consists of 9, X, space, dot, hyphen, slash and |, not {0:?}")]
    BadCharacter(char),
    #[error("a mask begins and ends with 9 or X")]
    SeparatorAtEdge,
    #[error("the mask has places for {places} characters, the number has {length}")]
    Length { places: usize, length: usize },
    #[error("place {0} of the mask is a 9, but a letter stands there")]
    LetterForDigit(usize),
    #[error("no part of the number ends after place {0} of the mask")]
    NoJoint(usize),
}

impl Mask {
    /// Holds for every number of the form `places`, whose parts end after `joints` characters.
    pub(super) fn parse(text: &str, places: &[Place], joints: &[usize]) -> Result<Self, BadMask> {
        let mut filled = 0;
        for character in text.chars() {
            match character {
                '9' => {
                    if let Some(Place::Fixed('A'..='Z')) = places.get(filled) {
                        return Err(BadMask::LetterForDigit(filled + 1));
                    }
                    filled += 1;
                }
                'X' => filled += 1,
                '|' if !joints.contains(&filled) => return Err(BadMask::NoJoint(filled)),
                ' ' | '.' | '-' | '/' | '|' => {}
                other => return Err(BadMask::BadCharacter(other)),
            }
        }
        if filled != places.len() {
            return Err(BadMask::Length {
                places: filled,
                length: places.len(),
            });
        }
        let mask = text.replace('|', "");
        if !mask.starts_with(is_place) || !mask.ends_with(is_place) {
            return Err(BadMask::SeparatorAtEdge);
        }
        Ok(Self(mask))
    }

    /// `None` where the number has another length, so is not of this pool.
    pub(super) fn apply(&self, number: &Kassenzeichen) -> Option<String> {
        let mut characters = number.as_str().chars();
        let printed = self
            .0
            .chars()
            .map(|masked| {
                if is_place(masked) {
                    characters.next()
                } else {
                    Some(masked)
                }
            })
            .collect::<Option<String>>()?;
        characters.next().is_none().then_some(printed)
    }
}

/// Groups of four from the left, as IBANs are printed.
pub(super) fn in_fours(number: &Kassenzeichen) -> String {
    let mut printed = String::new();
    for (character, position) in number.as_str().chars().zip(0_usize..) {
        if position > 0 && position.is_multiple_of(4) {
            printed.push(' ');
        }
        printed.push(character);
    }
    printed
}

const fn is_place(character: char) -> bool {
    matches!(character, '9' | 'X')
}
