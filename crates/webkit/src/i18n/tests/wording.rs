//! What texts must not say and how they must be put. A rule here stands for a fault that was found
//! in a text, in any language.

mod translation;

use fluent_syntax::ast::Pattern;

use super::source::{before_nouns, forms, plurals};
use super::*;

/// Every text of a language, in every form.
fn said(locale: Locale) -> Vec<(String, String)> {
    let all = messages(locale).into_iter();
    let all = all.filter(|(key, _)| !key.starts_with("language-"));
    all.flat_map(|(key, pattern)| {
        forms(&pattern)
            .into_iter()
            .map(move |form| (key.clone(), form))
    })
    .collect()
}

fn said_in(name: &str) -> Vec<(String, String)> {
    said(tag(name))
}

/// Translations in a row, without what stands between them.
fn words(text: &str) -> Vec<&str> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '·' | '-' | '$')));
    parts.filter(|word| !word.is_empty()).collect()
}

fn is_arabic(c: char) -> bool {
    ('\u{600}'..='\u{6ff}').contains(&c)
}

/// The categories of the CLDR for whole numbers and for what is left.
fn categories(locale: Locale) -> &'static [&'static str] {
    match locale.html() {
        "uk" => &["one", "few", "many", "other"],
        "ar" => &["zero", "one", "two", "few", "many", "other"],
        _ => &["one", "other"],
    }
}

/// Nouns are told by their capitals in German; the other languages count what German counts.
#[test]
fn a_counted_noun_has_a_form_for_every_plural_category() {
    let counted: BTreeMap<String, Vec<String>> = messages(german())
        .iter()
        .map(|(key, pattern)| (key.clone(), chosen_by(pattern)))
        .filter(|(_, variables)| !variables.is_empty())
        .collect();
    assert!(counted.len() > 5, "{counted:?}");
    for locale in Locale::all() {
        for (key, pattern) in messages(locale) {
            for (variable, keys) in plurals(&pattern) {
                let expected = categories(locale);
                assert_eq!(keys, expected, "{key} by {variable} in {locale:?}");
            }
            let by = counted.get(&key).cloned().unwrap_or_default();
            let chosen = chosen_by(&pattern);
            if chosen.is_empty() {
                // Put in a way that needs no noun after the number.
                for form in forms(&pattern) {
                    let bare = by.iter().all(|by| !form.contains(&format!("{{ ${by} }} ")));
                    assert!(bare, "{key} in {locale:?}: {form}");
                }
            } else {
                assert_eq!(chosen, by, "{key} in {locale:?}");
            }
        }
    }
}

fn chosen_by(pattern: &Pattern<String>) -> Vec<String> {
    plurals(pattern).into_iter().map(|(by, _)| by).collect()
}

/// A number before a noun chooses its form. What is no number is named here.
#[test]
fn no_number_stands_before_a_noun_without_choosing_its_form() {
    let names = ["tenant", "method", "service", "title", "character"];
    for name in ["de", "de-simple"] {
        for (key, pattern) in messages(tag(name)) {
            let mut found = before_nouns(&pattern, &[]);
            found.retain(|variable| !names.contains(&variable.as_str()));
            assert!(found.is_empty(), "{key} in {name}: {found:?}");
        }
    }
}

#[test]
fn numbers_choose_their_form() {
    let days = |name, days| {
        let text = counted(tag(name), "mail-address-kept", &[("days", days)]);
        text.replace(['\u{2068}', '\u{2069}'], "")
    };
    let holds = |name, number, wanted: &str| {
        let text = days(name, number);
        assert!(text.contains(wanted), "{wanted}: {text}");
    };
    for (name, number, wanted) in [
        ("de", 1, " 1 Tag auf"),
        ("de", 90, " 90 Tage auf"),
        ("de-simple", 1, " 1 Tag lang"),
        ("en", 1, " 1 day,"),
        ("en", 2, " 2 days,"),
        ("uk", 1, " 1 день,"),
        ("uk", 2, " 2 дні,"),
        ("uk", 11, " 11 днів,"),
        ("uk", 21, " 21 день,"),
        ("uk", 90, " 90 днів,"),
        ("ar", 1, "يومًا واحدًا"),
        ("ar", 2, "يومين"),
        ("ar", 3, "3 أيام"),
        ("ar", 11, "11 يومًا"),
        ("ar", 100, "100 يوم،"),
    ] {
        holds(name, number, wanted);
    }
}

#[test]
fn a_label_ends_without_a_mark() {
    let labels = [
        "facts-",
        "receipt-",
        "pdf-",
        "slip-holder",
        "slip-iban",
        "slip-bic",
    ];
    let sentences = ["-print", "-text", "-test", "-title", "-valid", "-proof"];
    for locale in Locale::all() {
        for (key, text) in said(locale) {
            let is_label = labels.iter().any(|label| key.starts_with(label));
            if is_label && !sentences.iter().any(|end| key.ends_with(end)) {
                assert!(
                    !text.ends_with(['.', '?', ':', '؟']),
                    "{key} in {locale:?}: {text}"
                );
            }
        }
    }
}

/// Translations that promised what can turn out otherwise.
#[test]
fn nothing_is_promised_that_can_turn_out_otherwise() {
    let banned = [
        ("de", "gleich wieder da"),
        ("de", "Abgebucht wird dann nichts"),
        ("de", "zurückbekommen"),
        ("de", "geht nicht verloren"),
        ("de", "doppelt abgebucht"),
        ("de", "Frist ist abgelaufen"),
        ("de", "wurde aufgehoben"),
        ("de", "Namen und Ihre Kontodaten erfahren wir"),
        ("de", "Alle Texte"),
        ("de", "Bezahlt wird auf den Seiten"),
        (
            "de-simple",
            "Sie bezahlen auf der Seite von einer anderen Firma",
        ),
        ("en", "You pay on the pages of a payment provider"),
        ("de-simple", "zurück·bekommen"),
        ("de-simple", "nur einmal bezahlt"),
        ("de-simple", "müssen Sie später bezahlen"),
        ("de-simple", "passt für Sie"),
        ("de-simple", "weiß nicht"),
        ("en", "charged twice"),
        ("en", "be back soon"),
        ("en", "will not be lost"),
        ("en", "got money back"),
        ("tr", "iki kez para çekilmedi"),
        ("tr", "Ödemeniz kaybolmaz"),
        ("uk", "списано двічі"),
        ("uk", "не загубиться"),
        ("ar", "استرددت"),
        ("ar", "يُخصم المبلغ مرتين"),
        ("ar", "لن يضيع"),
    ];
    for (name, promise) in banned {
        for (key, text) in said_in(name) {
            assert!(!text.contains(promise), "{key} in {name}: {text}");
        }
    }
}

/// Whether money was taken is said where it is known: on pages that are shown without it, and so
/// far where an attempt may still come to something.
#[test]
fn that_nothing_was_taken_is_said_for_good_by_ended_payments_and_refused_ones_only() {
    let known = [
        "pay-declined-text",
        "failed-alert-title",
        "cancelled-text",
        "expired-text",
        // The provider's attempt was refused, because a part had come by bank transfer.
        "transfer-not-taken-title",
        // The form was not sent yet.
        "service-again-text",
    ];
    for (name, nothing_taken, so_far) in [
        ("de", ["kein geld abgebucht"].as_slice(), "bisher"),
        ("de-simple", &["kein geld bezahlt"], "bis jetzt"),
        ("en", &["no money was taken", "no money has been"], "so far"),
        ("tr", &["para çekilmedi"], "şimdiye kadar"),
        ("uk", &["гроші не списано"], "поки що"),
        ("ar", &["لم يُخصم"], "حتى الآن"),
    ] {
        let says_it = |text: &str| nothing_taken.iter().any(|phrase| text.contains(phrase));
        let said = said_in(name).into_iter();
        let said: Vec<_> = said.map(|(key, text)| (key, text.to_lowercase())).collect();
        let told = |key: &str| {
            let mut of_key = said.iter().filter(|(other, _)| other == key);
            of_key.any(|(_, text)| says_it(text))
        };
        assert!(told("cancelled-text") && told("expired-text"), "{name}");
        for (key, text) in &said {
            if says_it(text) && !text.contains(so_far) {
                assert!(known.contains(&key.as_str()), "{key} in {name}: {text}");
            }
        }
    }
}

#[test]
fn addresses_in_examples_are_reserved_ones() {
    for locale in Locale::all() {
        for (key, text) in said(locale) {
            for (_, domain) in text.split('@').zip(text.split('@').skip(1)) {
                assert!(
                    domain.starts_with("example.com"),
                    "{key} in {locale:?}: {text}"
                );
            }
        }
    }
}

/// "bei Stadt Musterstadt" lacks the article, which is not known: bei der Stadt, dem Landkreis.
#[test]
fn german_names_stand_where_they_need_no_article() {
    for name in ["de", "de-simple"] {
        for (key, text) in said_in(name) {
            for word in ["bei", "von", "an", "mit", "zu"] {
                assert!(
                    !text.contains(&format!("{word} {{ $tenant }}")),
                    "{key}: {text}"
                );
            }
            for article in ["der", "die", "das", "dem", "den", "des"] {
                assert!(
                    !text.contains(&format!("{article} {{ $method }}")),
                    "{key}: {text}"
                );
            }
        }
    }
}

/// Leichte Sprache (DIN SPEC 33429, Netzwerk Leichte Sprache).
#[test]
fn a_sentence_in_leichte_sprache_is_short_and_says_one_thing() {
    for (key, text) in said_in("de-simple") {
        for sentence in text.split(['.', '!', '?', ':']) {
            let count = words(sentence).len();
            assert!(count <= 10, "{key}: {count} words in {sentence:?}");
        }
        let clauses = [
            "was", "wie", "wo", "ob", "wofür", "womit", "wen", "wer", "dass", "weil", "wenn",
            "falls", "von der", "von wo",
        ];
        for word in clauses {
            assert!(!text.contains(&format!(", {word} ")), "{key}: {text}");
        }
        for word in words(&text) {
            let hard = [
                "würde",
                "könnte",
                "wäre",
                "hätte",
                "sollte",
                "des",
                "eines",
                "dessen",
                "bzw",
                "ggf",
                "usw",
                "Nr",
                "inkl",
                "mindestens",
                "höchstens",
            ];
            assert!(!hard.contains(&word), "{key}: {word}");
            let pieces = word.split(['·', '-']);
            let longest = pieces.map(|piece| piece.chars().count()).max().unwrap();
            assert!(
                longest <= 14,
                "{key}: {word} has {longest} letters in one piece"
            );
        }
        assert!(!text.contains("z. B."), "{key}: {text}");
        // "Aufschreiben" is what one does on paper.
        for sentence in text.split(['.', '!', '?']) {
            let written = sentence.contains("chreiben Sie") && words(sentence).contains(&"auf");
            assert!(!written, "{key}: {sentence}");
        }
    }
}

#[test]
fn each_sentence_in_leichte_sprache_has_a_line_of_its_own() {
    for locale in Locale::all() {
        for (key, text) in said(locale) {
            let runs_on = [". ", "! ", "? "].iter().any(|end| text.contains(end));
            if locale.has_a_line_per_sentence() {
                assert!(!runs_on, "{key}: {text}");
            } else {
                assert!(!text.contains('\n'), "{key} in {locale:?}: {text}");
            }
        }
    }
    assert!(tag("de-simple").has_a_line_per_sentence());
    assert!(!german().has_a_line_per_sentence());
}

/// A word that is parted by a dot is parted everywhere, and at the same place.
#[test]
fn a_word_in_leichte_sprache_is_always_parted_alike() {
    let mut parted: BTreeMap<String, String> = BTreeMap::new();
    let said = said_in("de-simple");
    for (key, text) in &said {
        for word in words(text).into_iter().filter(|word| word.contains('·')) {
            let whole = word.replace('·', "").to_lowercase();
            let before = parted.insert(whole, word.to_lowercase());
            assert!(
                before.is_none_or(|before| before == word.to_lowercase()),
                "{key}: {word}"
            );
        }
    }
    for (key, text) in &said {
        for word in words(text).into_iter().filter(|word| !word.contains('·')) {
            assert!(!parted.contains_key(&word.to_lowercase()), "{key}: {word}");
        }
    }
}

#[test]
fn english_is_that_of_public_services() {
    let errors = [
        "wrong-",
        "notice-number-",
        "service-wrong",
        "notice-wrong",
        "mail-ask-wrong",
    ];
    let not_errors = ["wrong-at", "notice-number-hint", "notice-number"];
    let starts = ["Enter", "Choose", "Check", "The ", "This "];
    for (key, text) in said_in("en") {
        let low = text.to_lowercase();
        for banned in ["log in", "e-mail", "at once", "need not", "plain language"] {
            assert!(!low.contains(banned), "{key}: {text}");
        }
        let is_error = errors.iter().any(|error| key.starts_with(error));
        if is_error && !not_errors.contains(&key.as_str()) {
            assert!(
                starts.iter().any(|start| text.starts_with(start)),
                "{key}: {text}"
            );
            assert!(!text.contains("Please"), "{key}: {text}");
        }
    }
}

/// Suffixes and particles follow the sound before them, which a variable does not tell.
#[test]
fn turkish_hangs_nothing_on_a_variable() {
    for (key, text) in said_in("tr") {
        for after in text.split(" }").skip(1) {
            let glued = after.starts_with(|c: char| c.is_alphabetic() || matches!(c, '\'' | '’'));
            assert!(!glued, "{key}: {text}");
            let next = words(after).into_iter().next().unwrap_or_default();
            let particles = ["mi", "mı", "mu", "mü", "de", "da", "ki"];
            assert!(
                !(after.starts_with(' ') && particles.contains(&next)),
                "{key}: {text}"
            );
        }
    }
}

/// A verb in the past has the gender of its subject, and a preposition asks for a case.
#[test]
fn ukrainian_bends_nothing_around_a_variable() {
    for (key, text) in said_in("uk") {
        for name in ["{ $tenant }", "{ $method }"] {
            for after in text.split(name).skip(1) {
                let next = words(after).into_iter().next().unwrap_or_default();
                let past = ["в", "ла", "ло", "ли"]
                    .iter()
                    .any(|end| next.ends_with(end));
                assert!(!(after.starts_with(' ') && past), "{key}: {text}");
            }
        }
        for before in ["належить", "від", "для", "у", "до"] {
            let bent = format!(" {before} {{ $tenant }}");
            assert!(!text.contains(&bent), "{key}: {text}");
        }
        assert!(!text.contains("риск"), "{key}: {text}");
    }
}

#[test]
fn arabic_uses_its_own_marks_one_decimal_mark_and_the_digits_of_the_paper() {
    for (key, text) in said_in("ar") {
        let letters: Vec<char> = text.chars().collect();
        for pair in letters.windows(2) {
            let [one, next] = pair else { continue };
            let foreign = matches!(next, '?' | ',' | ';') && is_arabic(*one);
            assert!(!foreign, "{key}: {text}");
        }
        let other_digits = |c: &char| matches!(*c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}');
        assert!(!letters.iter().any(other_digits), "{key}: {text}");
        for number in text.split(|c: char| !(c.is_ascii_digit() || c == '.')) {
            let cents = number.split('.').collect::<Vec<_>>();
            assert!(
                !matches!(cents.as_slice(), [_, cents] if cents.len() == 2),
                "{key}: {text}"
            );
        }
        for verb in ["تستقبل", "تريد", "رفض", "يستجيب", "يتمكن"] {
            for name in ["tenant", "method"] {
                assert!(
                    !text.contains(&format!("{verb} {{ ${name} }}")),
                    "{key}: {text}"
                );
            }
        }
        assert!(!text.contains("من فضلك"), "{key}: {text}");
        assert!(!words(&text).contains(&"دفعك"), "{key}: {text}");
    }
}

#[test]
fn a_date_does_not_end_a_sentence_twice() {
    for locale in Locale::all() {
        let date = crate::format::date(0, locale);
        assert!(
            !date.ends_with('.') && !date.is_empty(),
            "{locale:?}: {date}"
        );
    }
}

/// The paper in the reader's hand and the form of the bank are German.
#[test]
fn words_of_the_trade_are_told_in_german_too() {
    for name in ["en", "tr", "uk", "ar"] {
        let said: BTreeMap<_, _> = said_in(name).into_iter().collect();
        for (key, german) in [
            ("facts-kassenzeichen", "(Kassenzeichen)"),
            ("notice-number", "(Kassenzeichen)"),
            ("notice-title", "(Bescheid)"),
            ("home-notice-title", "(Bescheid)"),
            ("imprint", "(Impressum)"),
            ("slip-holder", "(Empfänger)"),
            ("slip-remittance", "(Verwendungszweck)"),
        ] {
            assert!(said[key].contains(german), "{key} in {name}: {}", said[key]);
        }
    }
}

/// A translation is unreviewed until a native reader has read it, and its folder says so.
#[test]
fn every_translation_says_whether_a_native_reader_has_read_it() {
    for locale in Locale::all().filter(|locale| *locale != german()) {
        let path = crate_dir()
            .join("texts")
            .join(locale.tag())
            .join("REVIEW.md");
        let review = fs::read_to_string(&path).unwrap();
        let state = review.lines().find_map(|line| line.strip_prefix("State: "));
        assert!(
            state.is_some_and(|state| !state.is_empty()),
            "{}",
            path.display()
        );
    }
}
