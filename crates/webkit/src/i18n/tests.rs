//! All languages say the same things, and nothing they say is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

mod source;
mod wording;

use source::{messages, variables};

fn german() -> Locale {
    Locale::default()
}

fn tag(tag: &str) -> Locale {
    Locale::from_tag(tag).unwrap()
}

fn crate_dir() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every text of a language with the variables it uses.
fn texts(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let messages = messages(locale).into_iter();
    messages
        .map(|(key, pattern)| (key, variables(&pattern)))
        .collect()
}

/// Templates and modules of all web crates: where texts are asked for.
fn askers() -> String {
    let crates = ["webkit", "citizen", "channels"];
    let crates = crates.map(|name| crate_dir().with_file_name(name));
    let sources = crates.iter().flat_map(|krate| {
        let pages = files(&krate.join("src"), ".rs");
        let templates = krate.join("templates");
        let templates = templates.is_dir().then(|| files(&templates, ".html"));
        pages.into_iter().chain(templates.into_iter().flatten())
    });
    sources
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn every_language_has_the_same_texts_with_the_same_variables() {
    let german = texts(german());
    assert!(
        german.len() > 50,
        "the test reads the texts: {}",
        german.len()
    );
    for locale in Locale::all() {
        assert_eq!(german, texts(locale), "{locale:?} differs from German");
    }
}

#[test]
fn every_text_is_used() {
    let askers = askers();
    for key in texts(german()).keys() {
        assert!(askers.contains(&format!("\"{key}\"")), "{key} is not used");
    }
}

#[test]
fn every_text_asked_for_exists_and_gets_its_variables() {
    let texts = texts(german());
    let askers = askers();
    let calls = askers.split(".t(\"").skip(1).map(|call| (call, false));
    let calls_with = [".t_with(\"", ".t_count(\""]
        .into_iter()
        .flat_map(|name| askers.split(name).skip(1))
        .map(|call| (call, true));
    for (call, has_args) in calls.chain(calls_with) {
        let key = call.split('"').next().unwrap();
        let wanted = texts
            .get(key)
            .unwrap_or_else(|| panic!("{key} is asked for, but not there"));
        let args = call
            .split(if has_args { "])" } else { ")" })
            .next()
            .unwrap();
        let given: BTreeSet<String> = args
            .split("(\"")
            .skip(1)
            .map(|arg| arg.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(&given, wanted, "variables of {key}");
    }
}

#[test]
fn every_language_says_what_it_is() {
    let folders = fs::read_dir(crate_dir().join("texts")).unwrap();
    assert_eq!(folders.count(), Locale::all().count());
    let mut names = BTreeSet::new();
    for locale in Locale::all() {
        assert!(names.insert(locale.name()), "{} twice", locale.name());
        let html = locale.html();
        assert!(
            locale.tag().starts_with(html) && !html.is_empty(),
            "{locale:?}"
        );
        assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
        assert_eq!(locale.is_right_to_left(), locale.direction() == "rtl");
    }
    assert_eq!(Locale::all().next(), Some(german()));
    assert_eq!(tag("ar").direction(), "rtl");
    assert_eq!(tag("uk").direction(), "ltr");
}

#[test]
fn variables_are_filled_in_without_invisible_marks_where_all_runs_one_way() {
    let paypal = [("method", "PayPal")];
    assert_eq!(t(german(), "pay-with", &paypal), "Mit PayPal bezahlen");
    assert_eq!(t(tag("en"), "pay-with", &paypal), "Pay with PayPal");
    let arabic = t(tag("ar"), "pay-with", &paypal);
    assert!(arabic.ends_with("\u{2068}PayPal\u{2069}"), "{arabic}");
}

#[test]
fn a_text_that_is_missing_is_its_key() {
    assert_eq!(t(tag("uk"), "no-such-text", &[]), "no-such-text");
}

#[test]
fn the_address_wins_over_the_browser_and_german_is_the_default() {
    let negotiate = |lang, accepted| Locale::negotiate(lang, accepted).tag();
    assert_eq!(negotiate(None, None), "de");
    assert_eq!(negotiate(Some("en"), Some("de")), "en");
    assert_eq!(negotiate(Some("EN-gb"), None), "en");
    assert_eq!(negotiate(Some("de-simple"), Some("en")), "de-simple");
    assert_eq!(negotiate(Some("de-AT"), None), "de");
    assert_eq!(negotiate(Some("klingon"), Some("en")), "en");
    assert_eq!(negotiate(None, Some("uk-UA,uk;q=0.9,en;q=0.8")), "uk");
    assert_eq!(negotiate(None, Some("ar-SY, de;q=0.5")), "ar");
    assert_eq!(negotiate(None, Some("fr, en;q=0.8, de;q=0.9")), "de");
    assert_eq!(negotiate(None, Some("fr, en;q=0.8, de;q=0.7")), "en");
    assert_eq!(negotiate(None, Some("en-US,en;q=0.9,de;q=0.9")), "en");
    assert_eq!(negotiate(None, Some("en;q=0, de;q=0.1")), "de");
    assert_eq!(negotiate(None, Some("en;q=0")), "de");
    assert_eq!(negotiate(None, Some("fr;q=1.0, *;q=0.5")), "de");
    assert_eq!(negotiate(None, Some("en;q=1.000, *")), "en");
    assert_eq!(negotiate(None, Some("en;q=oops, de;q=2, ,;;;=,")), "de");
    assert_eq!(negotiate(None, Some("default, england")), "de");
}
