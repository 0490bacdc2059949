//! What people type: separators and lower case are forgiven, everything else is told to them.

use super::definition::Place;
use super::{BadKassenzeichen, is_storable};
use crate::values::text::is_separator;

/// A digit or letter of the number, and where it stood in what was typed, counted from one.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) position: usize,
    pub(super) character: char,
}

/// Takes separators out and capitalises.
pub(super) fn without_separators(text: &str) -> Result<Vec<Typed>, BadKassenzeichen> {
    text.chars()
        .zip(1..)
        .filter(|(character, _)| !is_separator(*character))
        .map(|(character, position)| {
            let capital = character.to_ascii_uppercase();
            if is_storable(capital) {
                Ok(Typed {
                    position,
                    character: capital,
                })
            } else {
                Err(BadKassenzeichen::BadCharacter {
                    position,
                    character,
                })
            }
        })
        .collect()
}

/// The text with letters and digits that look alike put where they belong. The same text where
/// there are none.
pub(super) fn with_lookalikes_sorted(typed: &[Typed], places: &[Place]) -> Vec<Typed> {
    let sorted = |(typed, place): (&Typed, &Place)| Typed {
        character: meant(typed.character, *place).unwrap_or(typed.character),
        ..*typed
    };
    typed.iter().zip(places).map(sorted).collect()
}

fn meant(typed: char, place: Place) -> Option<char> {
    match (typed, place) {
        ('O', Place::Digit | Place::Fixed('0')) => Some('0'),
        ('I' | 'L', Place::Digit | Place::Fixed('1')) => Some('1'),
        ('0', Place::Fixed('O')) => Some('O'),
        ('1', Place::Fixed(letter @ ('I' | 'L'))) => Some(letter),
        (_, Place::Digit | Place::Fixed(_)) => None,
    }
}
