//! Negations in bold: Leichte Sprache asks for it, and no text has to say so itself.
//!
//! The words are the language's (`language-bold`). They are marked in a page or mail that is
//! rendered already, in its text and nowhere else: no attribute, no title of a window, no drawing.
//! Documents are told the words ([`crate::documents`]).

use crate::i18n::Locale;

/// How the body of a page or mail begins whose language has a line per sentence; only there are
/// negations marked.
const LINES: &str = "<body class=\"z-lines\">";
/// Elements whose text is shown as it is.
const PLAIN: [&str; 5] = ["option", "script", "style", "svg", "textarea"];

/// The page or mail with the negations of its language in bold.
pub fn in_bold(html: String) -> String {
    let Some((head, body)) = html.split_once(LINES) else {
        return html;
    };
    let Some(locale) = Locale::all().find(|locale| locale.has_a_line_per_sentence()) else {
        return html;
    };
    let mut marked = String::with_capacity(html.len() + html.len() / 32);
    marked.push_str(head);
    marked.push_str(LINES);
    mark_elements(&mut marked, body, locale.bold_words());
    marked
}

/// Text between tags is marked, tags and what stands in [`PLAIN`] elements are copied.
fn mark_elements(marked: &mut String, body: &str, words: &[String]) {
    let mut rest = body;
    while let Some((text, tag_on)) = rest.split_once('<') {
        mark_text(marked, text, words);
        let plain = PLAIN.iter().find(|name| {
            let after = tag_on.strip_prefix(**name);
            after.is_some_and(|after| after.starts_with([' ', '>']))
        });
        let end = plain.map_or_else(|| ">".to_owned(), |name| format!("</{name}>"));
        let Some((copied, after)) = tag_on.split_once(&end) else {
            marked.push('<');
            marked.push_str(tag_on);
            return;
        };
        marked.push('<');
        marked.push_str(copied);
        marked.push_str(&end);
        rest = after;
    }
    mark_text(marked, rest, words);
}

fn mark_text(marked: &mut String, text: &str, words: &[String]) {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '&' | '#' | ';');
    let mut rest = text;
    while let Some(start) = rest.find(is_letter) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|letter| !is_letter(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        marked.push_str(before);
        if words.iter().any(|bold| word.eq_ignore_ascii_case(bold)) {
            marked.push_str("<strong>");
            marked.push_str(word);
            marked.push_str("</strong>");
        } else {
            marked.push_str(word);
        }
        rest = after;
    }
    marked.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        format!("<title>nicht</title>{LINES}{body}")
    }

    #[test]
    fn negations_are_bold_in_text_and_nowhere_else() {
        let body = "<p title=\"nicht\">Bitte bezahlen Sie nicht noch einmal.\nKeine Angst &amp; \
                    nichts</p><option>kein</option><svg><text>nicht</text></svg>nichtig nicht";
        let bold = "<p title=\"nicht\">Bitte bezahlen Sie <strong>nicht</strong> noch einmal.\n\
                    <strong>Keine</strong> Angst &amp; <strong>nichts</strong></p>\
                    <option>kein</option><svg><text>nicht</text></svg>nichtig \
                    <strong>nicht</strong>";
        assert_eq!(in_bold(page(body)), page(bold));
    }

    #[test]
    fn other_languages_stay_as_they_are() {
        let other = "<body><p>nicht</p>".to_owned();
        assert_eq!(in_bold(other.clone()), other);
    }
}
