//! Both languages say the same things, and nothing they say is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use fluent_syntax::parser;

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
    found
}

/// Every text of a language with the variables it uses.
fn texts(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut texts = BTreeMap::new();
    for file in files(&crate_dir().join("texts").join(locale.tag()), ".ftl") {
        let source = fs::read_to_string(&file).unwrap();
        let parsed = parser::parse(source).map_err(|(_, errors)| errors);
        let parsed = parsed.unwrap_or_else(|errors| panic!("{}: {errors:?}", file.display()));
        for entry in parsed.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let elements = message.value.unwrap().elements;
            let used = elements.into_iter().filter_map(|element| match element {
                PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::VariableReference { id }),
                } => Some(id.name),
                PatternElement::Placeable { .. } | PatternElement::TextElement { .. } => None,
            });
            let before = texts.insert(message.id.name.clone(), used.collect());
            assert!(before.is_none(), "{} stands twice", message.id.name);
        }
    }
    texts
}

/// Templates and modules: where texts are asked for.
fn askers() -> String {
    let sources = files(&crate_dir().join("src"), ".rs");
    let templates = files(&crate_dir().join("templates"), ".html");
    let all = sources.into_iter().chain(templates);
    all.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_variables() {
    let both: Vec<_> = all().map(texts).collect();
    let [german, english] = both.as_slice() else {
        panic!("two languages: {}", both.len());
    };
    assert!(german.len() > 50, "the test reads the texts");
    assert_eq!(german, english);
}

#[test]
fn every_text_is_used() {
    let askers = askers();
    for key in texts(Locale::default()).keys() {
        assert!(askers.contains(&format!("\"{key}\"")), "{key} is not used");
    }
}

#[test]
fn every_text_asked_for_exists_and_gets_its_variables() {
    let texts = texts(Locale::default());
    let askers = askers();
    let calls = askers.split(".t(\"").skip(1).map(|call| (call, ")"));
    let calls_with = askers.split(".t_with(\"").skip(1).map(|call| (call, "])"));
    for (call, end) in calls.chain(calls_with) {
        let key = call.split('"').next().unwrap();
        let wanted = texts
            .get(key)
            .unwrap_or_else(|| panic!("{key} is asked for, but not there"));
        let args = call.split(end).next().unwrap();
        let given: BTreeSet<String> = args
            .split("(\"")
            .skip(1)
            .map(|arg| arg.split('"').next().unwrap().to_owned())
            .collect();
        assert_eq!(&given, wanted, "variables of {key}");
    }
}

/// The words of each message, in every form.
fn said(tag: &str) -> Vec<(String, String)> {
    let mut said = Vec::new();
    for file in files(&crate_dir().join("texts").join(tag), ".ftl") {
        let mut key = String::new();
        for line in fs::read_to_string(&file).unwrap().lines() {
            if let Some((name, text)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                name.clone_into(&mut key);
                said.push((key.clone(), text.trim().to_owned()));
            } else if line.starts_with(' ') {
                said.push((key.clone(), line.trim().to_owned()));
            }
        }
    }
    said.retain(|(_, text)| !text.is_empty());
    said
}

/// The rules of the citizens' pages (`webkit/src/i18n/tests/wording.rs`), as far as they are about
/// words of the console.
#[test]
fn english_is_that_of_public_services() {
    let errors = ["wrong-", "form-wrong"];
    let starts = ["Enter", "Choose", "Check", "The ", "This "];
    let texts = said("en");
    assert!(texts.len() > 200, "the test reads the texts");
    for (key, text) in texts {
        let low = text.to_lowercase();
        for banned in [
            "log in", "e-mail", "at once", "need not", "somebody", "whoever",
        ] {
            assert!(!low.contains(banned), "{key}: {text}");
        }
        if errors.iter().any(|error| key.starts_with(error)) {
            let begins = starts.iter().any(|start| text.starts_with(start));
            assert!(begins && !low.contains("please"), "{key}: {text}");
        }
    }
}

#[test]
fn german_names_stand_where_they_need_no_article() {
    for (key, text) in said("de") {
        for word in [
            "bei", "von", "an", "mit", "zu", "der", "die", "das", "dem", "den",
        ] {
            for name in ["tenant", "method"] {
                let bent = format!("{word} {{ ${name} }}");
                assert!(!text.contains(&bent), "{key}: {text}");
            }
        }
        for banned in [
            "gleich wieder da",
            "geht nicht verloren",
            "doppelt abgebucht",
            "z. B.",
        ] {
            assert!(!text.contains(banned), "{key}: {text}");
        }
    }
}

#[test]
fn addresses_in_examples_are_reserved_ones() {
    for tag in ["de", "en"] {
        for (key, text) in said(tag) {
            for domain in text.split('@').skip(1) {
                let name = domain.split([' ', ',', '.']).nth(1).unwrap_or_default();
                let reserved = name.starts_with("example") || domain.starts_with("example.com");
                assert!(reserved, "{key}: {text}");
            }
        }
    }
}

#[test]
fn other_languages_read_the_german_texts() {
    let turkish = Locale::from_tag("tr").unwrap();
    assert_eq!(spoken(turkish), Locale::default());
    assert_eq!(spoken(Locale::from_tag("en").unwrap()).tag(), "en");
}
