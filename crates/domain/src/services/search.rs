//! How a service is found: by any of its words, in any order, with umlauts spelt any way.

use std::iter;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::values::text;

/// What is searched in: the same words once with `ä` as `ae` and once as `a`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searchable(String);

/// Longer searches are cut: a search for one thing is shorter.
const LETTERS_MAX: usize = 200;

impl Searchable {
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words = String::new();
        for text in texts {
            words.push_str(&folded(text, true));
            words.push(' ');
            words.push_str(&folded(text, false));
            words.push(' ');
        }
        Self(words)
    }

    /// Whether each word of the search is found, at the beginning or inside of a word: German
    /// joins words, so that "ausweis" must find the "Bewohnerparkausweis".
    pub fn holds(&self, search: &str) -> bool {
        let cut: String = search.chars().take(LETTERS_MAX).collect();
        let (long, short) = (folded(&cut, true), folded(&cut, false));
        let mut words = long.split(' ').zip(short.split(' '));
        words.all(|(long, short)| self.0.contains(long) || self.0.contains(short))
    }
}

/// Small letters without accents, one space between words. `long`: umlauts as two letters. Composed
/// first: an umlaut may arrive as a letter and a mark.
fn folded(text: &str, long: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text::composed(text).chars().flat_map(char::to_lowercase) {
        let as_two = match letter {
            'ä' | 'æ' => "ae",
            'ö' | 'œ' | 'ø' => "oe",
            'ü' => "ue",
            'ß' => "ss",
            _ => "",
        };
        let first = as_two.chars().next();
        match (first, letter) {
            (Some(_), 'ß') => plain.push_str("ss"),
            (Some(_), _) if long => plain.push_str(as_two),
            (Some(first), _) => plain.push(first),
            (None, _) => plain.extend(without_accent(letter)),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letter without its marks; a separator as a space.
fn without_accent(letter: char) -> impl Iterator<Item = char> {
    let letter = match letter {
        // Letters of their own, which no decomposition takes apart.
        'ı' => 'i',
        'ł' => 'l',
        'đ' => 'd',
        '-' | '–' | '/' | '.' | ',' | ';' | ':' | '(' | ')' | '"' | '\'' => ' ',
        other => other,
    };
    iter::once(letter)
        .nfd()
        .filter(|part| !is_combining_mark(*part))
}
