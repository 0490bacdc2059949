//! Which languages we speak, and which one a reader gets.

use std::collections::HashMap;
use std::fmt;
use std::iter;
use std::sync::{LazyLock, RwLock};

use fluent_templates::{LanguageIdentifier, Loader};

use crate::i18n::{RIGHT_TO_LEFT, TEXTS};

/// A language we speak.
#[derive(Clone, Copy)]
pub struct Locale(&'static Language);

struct Language {
    identifier: LanguageIdentifier,
    tag: String,
    place: u16,
    name: String,
    html: String,
    right_to_left: bool,
    letters: String,
    sentence_per_line: bool,
    bold_words: Vec<String>,
    decimal: String,
    thousands: String,
    months: Vec<String>,
    /// Texts without variables: most of a page, and always the same.
    fixed: RwLock<HashMap<Box<str>, String>>,
}

/// The language of an answer where the request asks for none.
static GERMAN: LazyLock<Language> = LazyLock::new(|| Language::read(TEXTS.fallback()));

/// All others, in the order they are offered.
static OTHERS: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let others = TEXTS.locales().filter(|other| *other != TEXTS.fallback());
    let mut others: Vec<Language> = others.map(Language::read).collect();
    others.sort_by_key(|language| language.place);
    others
});

impl Language {
    fn read(identifier: &LanguageIdentifier) -> Self {
        let no_args = None::<&HashMap<&str, _>>;
        let said = |key| {
            let text = TEXTS.lookup_single_language(identifier, key, no_args);
            text.unwrap_or_default()
        };
        Self {
            tag: identifier.to_string(),
            place: said("language-place").parse().unwrap_or(u16::MAX),
            name: said("language-name"),
            html: said("language-html"),
            right_to_left: said("language-direction") == RIGHT_TO_LEFT,
            letters: said("language-letters"),
            sentence_per_line: said("language-sentences") == "lines",
            decimal: said("language-decimal"),
            thousands: said("language-thousands"),
            bold_words: said("language-bold")
                .split_whitespace()
                .map(Into::into)
                .collect(),
            months: said("language-months").split(' ').map(Into::into).collect(),
            identifier: identifier.clone(),
            fixed: RwLock::default(),
        }
    }
}

impl Locale {
    /// Every language, in the order they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        iter::once(&*GERMAN).chain(&*OTHERS).map(Self)
    }

    /// A text without variables. Keys come from our own pages, so there are as many as texts.
    pub(super) fn remembered(self, key: &str, look_up: impl FnOnce() -> String) -> String {
        let known = self.0.fixed.read().ok();
        if let Some(text) = known.and_then(|fixed| fixed.get(key).cloned()) {
            return text;
        }
        let text = look_up();
        if let Ok(mut fixed) = self.0.fixed.write() {
            fixed.insert(key.into(), text.clone());
        }
        text
    }

    /// How links and stored payments name the language: `de-simple`.
    pub fn tag(self) -> &'static str {
        &self.0.tag
    }

    /// How browsers, screen readers and PDF readers name the language: `<html lang>`.
    pub fn html(self) -> &'static str {
        &self.0.html
    }

    /// `ltr` or `rtl`: `<html dir>`.
    pub fn direction(self) -> &'static str {
        if self.0.right_to_left {
            RIGHT_TO_LEFT
        } else {
            "ltr"
        }
    }

    pub fn is_right_to_left(self) -> bool {
        self.0.right_to_left
    }

    /// What the language calls itself.
    pub fn name(self) -> &'static str {
        &self.0.name
    }

    /// The part of our font it needs beside Latin; where we have no such part, the reader's own
    /// font serves.
    pub fn letters(self) -> &'static str {
        &self.0.letters
    }

    /// Whether each sentence stands on a line of its own, as Leichte Sprache asks; its texts then
    /// hold a line break between two sentences.
    pub fn has_a_line_per_sentence(self) -> bool {
        self.0.sentence_per_line
    }

    /// Words that pages show in bold: what a sentence denies must not be missed.
    pub fn bold_words(self) -> &'static [String] {
        &self.0.bold_words
    }

    /// Between euros and cents.
    pub fn decimal(self) -> &'static str {
        &self.0.decimal
    }

    /// Between groups of three digits.
    pub fn thousands(self) -> &'static str {
        &self.0.thousands
    }

    /// The name of a month, as it stands in a date; January is 1.
    pub fn month(self, number: i8) -> &'static str {
        let index = usize::try_from(i16::from(number) - 1).ok();
        let name = index.and_then(|index| self.0.months.get(index));
        name.map_or("", String::as_str)
    }

    pub(super) fn identifier(self) -> &'static LanguageIdentifier {
        &self.0.identifier
    }

    /// The language with this tag. Where we do not have just that one, regions and variants are
    /// ignored: `en-GB` is English.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        let named = |name: &str| Self::all().find(|one| one.tag().eq_ignore_ascii_case(name));
        named(tag).or_else(|| named(tag.split('-').next()?))
    }

    /// The language of an answer: what the address asks for (`?lang=`), then what the browser
    /// prefers (`Accept-Language`, RFC 9110 section 12.5.4), then German.
    pub fn negotiate(lang: Option<&str>, accept_language: Option<&str>) -> Self {
        lang.and_then(Self::from_tag)
            .or_else(|| accept_language.and_then(preferred))
            .unwrap_or_default()
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self(&GERMAN)
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        self.tag() == other.tag()
    }
}

impl Eq for Locale {}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Locale({})", self.tag())
    }
}

/// A header longer than this is not a person's browser; the rest of it is ignored.
const ACCEPTED_MAX: usize = 32;

/// Our best language of an `Accept-Language` header; the first of equals.
fn preferred(header: &str) -> Option<Locale> {
    let mut best: Option<(u16, Locale)> = None;
    for range in header.split(',').take(ACCEPTED_MAX) {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let locale = if tag == "*" {
            Some(Locale::default())
        } else {
            Locale::from_tag(tag)
        };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(1000, weight);
        if let Some(locale) = locale
            && weight > best.map_or(0, |(best, _)| best)
        {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

/// A q value in thousandths: `0.8` is 800. What is not a q value counts as "not wanted".
fn weight(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    match whole {
        "1" => 1000,
        "0" => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}
