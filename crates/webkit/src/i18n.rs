//! Languages and texts.
//!
//! A language is a folder of Fluent files under `texts/`, built into the program; its
//! `language.ftl` says what it is called, which way it runs and how it writes money and dates.
//! Nothing else knows which languages there are. Tests hold that all languages have the same texts
//! with the same variables and that each text is used, so at run time a text is never missing;
//! should one be, the German one stands in its place.

mod locale;

pub use locale::Locale;

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::FluentBundle;
use fluent_templates::fluent_bundle::FluentValue;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./texts",
        fallback_language: "de",
        // Where the language runs from right to left, names and numbers that run the other way
        // keep their own order between two invisible marks (UAX #9, isolates). Elsewhere they
        // would only be in the way.
        customise: |bundle| bundle.set_use_isolating(runs_from_right(bundle)),
    };
}

const RIGHT_TO_LEFT: &str = "rtl";

fn runs_from_right<R>(bundle: &FluentBundle<R>) -> bool
where
    R: std::borrow::Borrow<fluent_templates::fluent_bundle::FluentResource>,
{
    let direction = bundle.get_message("language-direction");
    let direction = direction.and_then(|message| message.value());
    direction.is_some_and(|pattern| {
        bundle.format_pattern(pattern, None, &mut Vec::new()) == RIGHT_TO_LEFT
    })
}

/// The text with this key in this language, `$variables` filled in.
pub fn t(locale: Locale, key: &str, args: &[(&'static str, &str)]) -> String {
    if args.is_empty() {
        return locale.remembered(key, || look_up(locale, key, args));
    }
    look_up(locale, key, args)
}

/// The text with this key in this language, its variables numbers: the text chooses the plural
/// form by them (CLDR), which a number given as text cannot.
pub fn counted(locale: Locale, key: &str, numbers: &[(&'static str, u64)]) -> String {
    let number = |(name, value): &(&'static str, u64)| (*name, FluentValue::from(*value));
    filled_in(locale, key, numbers.iter().map(number))
}

fn look_up(locale: Locale, key: &str, args: &[(&'static str, &str)]) -> String {
    let text =
        |(name, value): &(&'static str, &str)| (*name, FluentValue::from((*value).to_owned()));
    filled_in(locale, key, args.iter().map(text))
}

fn filled_in(
    locale: Locale,
    key: &str,
    args: impl Iterator<Item = (&'static str, FluentValue<'static>)>,
) -> String {
    let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
        .map(|(name, value)| (Cow::Borrowed(name), value))
        .collect();
    let args = (!args.is_empty()).then_some(&args);
    TEXTS
        .lookup_single_language(locale.identifier(), key, args)
        .or_else(|_| TEXTS.lookup_single_language(TEXTS.fallback(), key, args))
        .unwrap_or_else(|_| key.to_owned())
}

/// A piece of text that runs from left to right, such as an amount or a number, kept in its own
/// order on a page that runs from right to left (UAX #9, isolates). Elsewhere nothing is added.
pub fn left_to_right(locale: Locale, text: String) -> String {
    if locale.is_right_to_left() {
        format!("\u{2066}{text}\u{2069}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests;
