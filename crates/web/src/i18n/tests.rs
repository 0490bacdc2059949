//! All languages say the same things, and nothing they say is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

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
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&crate_dir().join("texts").join(locale.tag()), ".ftl") {
        let mut current = String::new();
        for line in fs::read_to_string(&file).unwrap().lines() {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                current = line.split('=').next().unwrap().trim().to_owned();
                assert!(
                    !texts.contains_key(&current),
                    "{current} stands twice in {locale:?}"
                );
                texts.insert(current.clone(), BTreeSet::new());
            }
            for variable in line.split('$').skip(1) {
                let name = variable
                    .split(|end: char| !end.is_ascii_alphanumeric())
                    .next();
                texts
                    .get_mut(&current)
                    .unwrap()
                    .insert(name.unwrap().to_owned());
            }
        }
    }
    texts
}

/// Templates and page modules: where texts are asked for.
fn askers() -> String {
    let templates = files(&crate_dir().join("templates"), ".html");
    let pages = files(&crate_dir().join("src"), ".rs");
    let sources = templates.into_iter().chain(pages);
    sources
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn every_language_has_the_same_texts_with_the_same_variables() {
    let german = texts(Locale::De);
    assert!(
        german.len() > 50,
        "the test reads the texts: {}",
        german.len()
    );
    for locale in Locale::ALL {
        assert_eq!(german, texts(locale), "{locale:?} differs from German");
    }
}

#[test]
fn every_text_is_used() {
    let askers = askers();
    for key in texts(Locale::De).keys() {
        assert!(askers.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
}

#[test]
fn every_text_asked_for_exists_and_gets_its_variables() {
    let texts = texts(Locale::De);
    let askers = askers();
    let calls = askers.split(".t(\"").skip(1).map(|call| (call, false));
    let calls_with = askers.split(".t_with(\"").skip(1).map(|call| (call, true));
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
fn variables_are_filled_in_without_invisible_marks() {
    let text = t(Locale::De, "pay-with", &[("method", "PayPal")]);
    assert_eq!(text, "Mit PayPal bezahlen");
    let text = t(Locale::En, "pay-with", &[("method", "PayPal")]);
    assert_eq!(text, "Pay with PayPal");
}

#[test]
fn the_address_wins_over_the_browser_and_german_is_the_default() {
    let negotiate = Locale::negotiate;
    assert_eq!(negotiate(None, None), Locale::De);
    assert_eq!(negotiate(Some("en"), Some("de")), Locale::En);
    assert_eq!(negotiate(Some("EN-gb"), None), Locale::En);
    assert_eq!(negotiate(Some("klingon"), Some("en")), Locale::En);
    assert_eq!(negotiate(None, Some("fr, en;q=0.8, de;q=0.9")), Locale::De);
    assert_eq!(negotiate(None, Some("fr, en;q=0.8, de;q=0.7")), Locale::En);
    assert_eq!(negotiate(None, Some("en-US,en;q=0.9,de;q=0.9")), Locale::En);
    assert_eq!(negotiate(None, Some("en;q=0, de;q=0.1")), Locale::De);
    assert_eq!(negotiate(None, Some("en;q=0")), Locale::De);
    assert_eq!(negotiate(None, Some("fr;q=1.0, *;q=0.5")), Locale::De);
    assert_eq!(negotiate(None, Some("en;q=1.000, *")), Locale::En);
    assert_eq!(
        negotiate(None, Some("en;q=oops, de;q=2, ,;;;=,")),
        Locale::De
    );
    assert_eq!(negotiate(None, Some("default, england")), Locale::De);
}
