//! Texts that others wrote: they may be in another language than the page around them.

use std::fmt;

use askama::filters::{Html, HtmlSafe, escape};

use crate::i18n::Locale;

/// A text of the authority's or a calling system's. On the page it says which language it is in
/// where that is not the page's own (WCAG 3.1.2), and keeps to its own direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalizedText {
    text: String,
    /// As HTML names it; `None` is the page's.
    lang: Option<String>,
}

impl LocalizedText {
    /// A text in the language with this tag, on a page in `locale`.
    pub fn new(text: impl Into<String>, tag: &str, locale: Locale) -> Self {
        let known = Locale::from_tag(tag);
        let html = known.map_or(tag, |known| known.html());
        Self {
            text: text.into(),
            lang: (html != locale.html()).then(|| html.to_owned()),
        }
    }

    /// German, as authorities and their systems write where they do not say otherwise.
    pub fn german(text: impl Into<String>, locale: Locale) -> Self {
        Self::new(text, Locale::default().tag(), locale)
    }

    /// The words themselves, for titles, and for sentences of ours they stand in.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The language, as HTML names it, where it is not the page's.
    pub fn lang(&self) -> Option<&str> {
        self.lang.as_deref()
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// The authority's text for this reader.
pub fn localized(words: &app::tenants::documents::Translations, locale: Locale) -> LocalizedText {
    let text = words.say(locale.tag());
    LocalizedText::new(text.text, text.language, locale)
}

/// Markup, with the text escaped: `<bdi lang="de">Bewohnerparkausweis</bdi>`.
impl fmt::Display for LocalizedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = |text| escape(text, Html).map_err(|_| fmt::Error);
        let text = escaped(self.text.as_str())?;
        match &self.lang {
            Some(lang) => {
                let lang = escaped(lang.as_str())?;
                write!(f, "<bdi lang=\"{lang}\">{text}</bdi>")
            }
            None => write!(f, "{text}"),
        }
    }
}

impl HtmlSafe for LocalizedText {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_text_says_its_language_and_is_escaped_all_the_same() {
        let english = Locale::from_tag("en").unwrap();
        let simple = Locale::from_tag("de-simple").unwrap();
        let shown = |locale| LocalizedText::german("A & <b>", locale).to_string();
        assert_eq!(shown(english), "<bdi lang=\"de\">A &#38; &#60;b&#62;</bdi>");
        assert_eq!(shown(Locale::default()), "A &#38; &#60;b&#62;");
        assert_eq!(shown(simple), "A &#38; &#60;b&#62;");
        let odd = LocalizedText::new("x", "fr\"><script>", english).to_string();
        assert!(!odd.contains("<script"), "{odd}");
        assert_eq!(
            LocalizedText::german("A & <b>", english).as_str(),
            "A & <b>"
        );
    }
}
