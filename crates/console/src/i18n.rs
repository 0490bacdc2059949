//! The texts of the console, German and English. Other languages read the German ones.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::LanguageIdentifier;
use fluent_templates::fluent_bundle::FluentValue;
use webkit::i18n::Locale;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./texts",
        fallback_language: "de",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const ENGLISH: &str = "en";

/// The language the console answers a reader in.
pub(crate) fn spoken(asked: Locale) -> Locale {
    if asked.tag() == ENGLISH {
        asked
    } else {
        Locale::default()
    }
}

/// Both languages, German first.
pub(crate) fn all() -> impl Iterator<Item = Locale> {
    Locale::all().filter(|locale| spoken(*locale) == *locale)
}

/// The text with this key, `$variables` filled in.
pub(crate) fn t(locale: Locale, key: &str, args: &[(&'static str, &str)]) -> String {
    let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from((*value).to_owned())))
        .collect();
    let args = (!args.is_empty()).then_some(&args);
    let language: Option<LanguageIdentifier> = locale.tag().parse().ok();
    let language = language.as_ref().unwrap_or_else(|| TEXTS.fallback());
    TEXTS
        .lookup_single_language(language, key, args)
        .or_else(|_| TEXTS.lookup_single_language(TEXTS.fallback(), key, args))
        .unwrap_or_else(|_| key.to_owned())
}

#[cfg(test)]
mod tests;
