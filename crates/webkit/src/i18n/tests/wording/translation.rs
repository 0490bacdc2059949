//! The words of Leichte Sprache: sentences in the active voice, hard words with an explanation.

use super::*;

/// Words that readers do not know, and the explanation that stands in the same text. Words without
/// one are not used at all.
const HARD: [(&str, Option<&str>); 9] = [
    ("IBAN", Some("Konto·nummer")),
    ("BIC", Some("Nummer von der Bank")),
    ("PIN", Some("Geheim·zahl")),
    ("PDF", Some("Datei")),
    ("Antrag", Some("vom Amt")),
    ("Impressum", Some("Das sind wir")),
    ("Verwendungs·zweck", Some("Dafür ist das Geld")),
    ("Formular", None),
    ("WCAG", None),
];

/// Words of headings and buttons, too: they are explained in their text, or in one of the same
/// page, whose key begins alike.
const HARD_ON_PAGES: [(&str, &str); 4] = [
    ("Link", "Ein Link ist eine Adresse im Internet"),
    ("Spam", "Im Ordner Spam liegt oft Werbung"),
    ("Quittung", "Beweis für eine Zahlung"),
    ("Daten·schutz", "Daten·schutz heißt"),
];

fn unexplained(text: &str) -> Vec<&'static str> {
    let hard = HARD.iter().filter(|(word, explained)| {
        text.contains(word) && explained.is_none_or(|by| !text.contains(by))
    });
    hard.map(|(word, _)| *word).collect()
}

#[test]
fn a_hard_word_is_explained_where_it_stands() {
    assert_eq!(unexplained("Alles als PDF speichern"), ["PDF"]);
    assert_eq!(unexplained("Füllen Sie das Formular aus."), ["Formular"]);
    for (key, text) in said_in("de-simple") {
        assert_eq!(unexplained(&text), [""; 0], "{key}: {text}");
    }
}

#[test]
fn a_hard_word_is_explained_on_its_page() {
    let page_of = |key: &str| key.split('-').next().unwrap_or_default().to_owned();
    let said = said_in("de-simple");
    for (word, by) in HARD_ON_PAGES {
        let with = said.iter().filter(|(_, text)| text.contains(by));
        let explained: BTreeSet<String> = with.map(|(key, _)| page_of(key)).collect();
        assert!(!explained.is_empty(), "{word} is not explained");
        for (key, text) in said.iter().filter(|(_, text)| text.contains(word)) {
            let by_its_page = explained.contains(&page_of(key));
            assert!(by_its_page, "{word} in {key}: {text}");
        }
    }
}

/// `wird bezahlt`, `wurde abgebucht`: a sentence in the passive voice.
fn is_passive(sentence: &str) -> bool {
    let words = words(sentence);
    let helping = ["wird", "werden", "wurde", "wurden", "worden"];
    let begins = ["be", "ver", "er", "ent", "zer", "ge", "über", "unter"];
    let participle = |word: &&str| {
        let word = word.to_lowercase();
        let begun = begins.iter().any(|begin| word.starts_with(begin)) || word.contains("ge");
        (begun && (word.ends_with('t') || word.ends_with("en"))) || word.ends_with("iert")
    };
    let mut others = words.iter().filter(|word| !helping.contains(*word));
    words.iter().any(|word| helping.contains(word)) && others.any(participle)
}

#[test]
fn a_sentence_in_leichte_sprache_says_by_whom_it_is_done() {
    for passive in ["Das Geld wird abgebucht", "Ihre Daten werden gespeichert"] {
        assert!(is_passive(passive), "{passive}");
    }
    assert!(!is_passive("Wir buchen das Geld ab"));
    for (key, text) in said_in("de-simple") {
        for sentence in text.split(['.', '!', '?', ':']) {
            assert!(!is_passive(sentence), "{key}: {sentence}");
        }
    }
}

/// What is explained on one page stands on that page.
#[test]
fn the_kassenzeichen_is_explained_where_a_payment_begins() {
    for locale in Locale::all() {
        let said: BTreeMap<_, _> = said(locale).into_iter().collect();
        assert!(!said["facts-kassenzeichen-text"].is_empty(), "{locale:?}");
    }
    let page = crate_dir().join("../citizen/templates/payments/pay.html");
    let page = fs::read_to_string(page).unwrap();
    assert_eq!(page.matches("facts-kassenzeichen-text").count(), 1);
}
