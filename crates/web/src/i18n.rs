//! Languages and texts.
//!
//! Texts are Fluent files under `texts/`, built into the program. Tests hold that all languages
//! have the same texts with the same variables and that each text is used, so at run time a text
//! is never missing; should one be, its key stands in its place.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./texts",
        fallback_language: "de",
        // No invisible direction marks around variables: all our languages run the same way.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static DE: LanguageIdentifier = langid!("de");
static EN: LanguageIdentifier = langid!("en");

/// A language we speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// German is what an authority answers in when nobody asks for anything else.
    #[default]
    De,
    En,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::De, Self::En];

    /// The language tag, as in `<html lang>`, `?lang=` and the PDF.
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// What the language calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::De => &DE,
            Self::En => &EN,
        }
    }

    /// The language with this tag, regions ignored: `en-GB` is English.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?.trim();
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The language of an answer: what the address asks for (`?lang=`), then what the browser
    /// prefers (`Accept-Language`, RFC 9110 section 12.5.4), then German.
    pub fn negotiate(lang: Option<&str>, accept_language: Option<&str>) -> Self {
        lang.and_then(Self::from_tag)
            .or_else(|| accept_language.and_then(preferred))
            .unwrap_or_default()
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

/// The text with this key in this language, `$variables` filled in.
pub fn t(locale: Locale, key: &str, args: &[(&'static str, &str)]) -> String {
    let text = if args.is_empty() {
        TEXTS.try_lookup(locale.identifier(), key)
    } else {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value)))
            .collect();
        TEXTS.try_lookup_with_args(locale.identifier(), key, &args)
    };
    text.unwrap_or_else(|| key.to_owned())
}

#[cfg(test)]
mod tests;
