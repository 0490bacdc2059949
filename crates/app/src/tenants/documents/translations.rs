//! A text of the authority's own, in one language or in many.

use std::collections::BTreeMap;

use domain::values::text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const GERMAN: &str = "de";
/// RFC 5646, section 4.4.1: a tag of the registry has at most this many letters.
const TAG_LETTERS_MAX: usize = 35;

/// A text by language tag: `{ "de": "Bewohnerparkausweis", "en": "Residents' parking permit" }`.
/// German is always there; it is what stands where another language is missing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[schemars(with = "BTreeMap<String, String>")]
#[serde(
    try_from = "BTreeMap<String, String>",
    into = "BTreeMap<String, String>"
)]
pub struct Translations {
    german: String,
    others: BTreeMap<String, String>,
}

/// A text in the best language there is for a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Localized<'a> {
    pub text: &'a str,
    /// The tag of the language it is in.
    pub language: &'a str,
}

impl Translations {
    pub fn german(text: impl Into<String>) -> Self {
        Self {
            german: text.into(),
            others: BTreeMap::new(),
        }
    }

    /// The same in one more language.
    #[must_use]
    pub fn and(mut self, tag: &str, text: impl Into<String>) -> Self {
        self.others.insert(tag.to_owned(), text.into());
        self
    }

    /// For a reader of this language: in just that one, else in its plain form (`de` for
    /// `de-simple`), else in German.
    pub fn say<'a>(&'a self, tag: &str) -> Localized<'a> {
        let plain = tag.split('-').next().unwrap_or(GERMAN);
        let known = [tag, plain]
            .into_iter()
            .find_map(|tag| self.others.get_key_value(tag));
        match known {
            Some((language, text)) => Localized { text, language },
            None => Localized {
                text: &self.german,
                language: GERMAN,
            },
        }
    }

    /// Every text with its language, German first.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let others = self.others.iter().map(|(tag, text)| (&**tag, &**text));
        std::iter::once((GERMAN, &*self.german)).chain(others)
    }
}

impl TryFrom<BTreeMap<String, String>> for Translations {
    type Error = String;

    fn try_from(mut others: BTreeMap<String, String>) -> Result<Self, String> {
        for (tag, said) in &mut others {
            *said = text::lines(said).map_err(|bad| format!("the text in {tag:?} {bad}"))?;
        }
        let is_tag = |tag: &String| {
            let letters = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            letters && (2..=TAG_LETTERS_MAX).contains(&tag.len())
        };
        if let Some(tag) = others.keys().find(|tag| !is_tag(tag)) {
            return Err(format!("{tag:?} is no language tag"));
        }
        let german = others.remove(GERMAN);
        let german = german.ok_or("a text needs at least its German form, \"de\"")?;
        Ok(Self { german, others })
    }
}

impl From<Translations> for BTreeMap<String, String> {
    fn from(words: Translations) -> Self {
        let mut all = words.others;
        all.insert(GERMAN.to_owned(), words.german);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Translations, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_reader_gets_the_own_language_or_german() {
        let words = read(r#"{"de": "Hund", "en": "dog", "de-simple": "Hund·i"}"#).unwrap();
        let say = |tag| (words.say(tag).text, words.say(tag).language);
        assert_eq!(say("de"), ("Hund", "de"));
        assert_eq!(say("en"), ("dog", "en"));
        assert_eq!(say("en-GB"), ("dog", "en"));
        assert_eq!(say("de-simple"), ("Hund·i", "de-simple"));
        assert_eq!(say("uk"), ("Hund", "de"));
        assert_eq!(say(""), ("Hund", "de"));
        assert_eq!(Translations::german("Hund").say("de-simple").language, "de");
    }

    #[test]
    fn what_is_read_is_written_again() {
        let json = r#"{"ar":"كلب","de":"Hund","en":"dog"}"#;
        let words = read(json).unwrap();
        assert_eq!(serde_json::to_string(&words).unwrap(), json);
        assert_eq!(
            words,
            Translations::german("Hund")
                .and("en", "dog")
                .and("ar", "كلب")
        );
        assert_eq!(words.all().next(), Some(("de", "Hund")));
        assert_eq!(words.all().count(), 3);
    }

    #[test]
    fn texts_are_composed_and_free_of_marks_that_turn_the_direction() {
        let words = read(r#"{"de": "Gebu\u0308hr\u202e\r\nund\nmehr"}"#).unwrap();
        assert_eq!(words.say("de").text, "Gebühr\nund\nmehr");
    }

    #[test]
    fn a_text_without_german_or_with_an_odd_language_is_refused() {
        assert!(read(r#"{"en": "dog"}"#).unwrap_err().contains("German"));
        assert!(read(r#"{"de": "Hund", "e": "dog"}"#).is_err());
        assert!(read(r#"{"de": "Hund\u0007"}"#).is_err());
        assert!(read(r#"{"de": "Hund", "en\" x": "dog"}"#).is_err());
        assert!(read(r#"{"de": "Hund", "de": "Katze", "en": 7}"#).is_err());
    }
}
