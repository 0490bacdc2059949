//! The pages a tenant must have: imprint, privacy, accessibility statement, contact.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{Frame, LocalizedText, Page};

use crate::sample;
use crate::tenants::markdown;

/// `GET /{tenant_slug}/imprint`, `…/privacy`, `…/accessibility`, `…/contact`
#[derive(Clone, Debug, Template)]
#[template(path = "tenants/legal.html")]
pub(crate) struct LegalTextPage {
    pub(crate) frame: Frame,
    pub(crate) kind: LegalKind,
    /// Of the authority, line by line.
    pub(crate) address: Vec<String>,
    /// The body that enforces accessibility, where the authority names its address.
    pub(crate) enforcement_url: Option<String>,
    /// The authority's own words; without them the page says what the platform knows.
    pub(crate) own: Option<OwnText>,
}

/// A text of the authority's.
#[derive(Clone, Debug)]
pub(crate) struct OwnText {
    /// Markup made by [`markdown::html`], and by nothing else.
    html: String,
    /// Where it is not in the page's language.
    lang: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LegalKind {
    Imprint,
    Privacy,
    Accessibility,
    Contact,
}

impl OwnText {
    pub(crate) fn new(words: &app::tenants::documents::Translations, locale: Locale) -> Self {
        let said = words.say(locale.tag());
        let spoken = LocalizedText::new("", said.language, locale);
        Self {
            html: markdown::html(said.text),
            lang: spoken.lang().map(ToOwned::to_owned),
        }
    }
}

impl LegalTextPage {
    fn title(&self) -> String {
        match self.kind {
            LegalKind::Imprint => self.frame.t("imprint"),
            LegalKind::Privacy => self.frame.t("privacy"),
            LegalKind::Accessibility => self.frame.t("accessibility"),
            LegalKind::Contact => self.frame.t("contact-title"),
        }
    }
}

impl Page for LegalTextPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |kind, name: &str| {
            let mut frame = sample::frame(locale);
            frame.path = format!("/musterstadt/{name}").into();
            Self {
                frame,
                kind,
                address: vec!["Rathausplatz 1".into(), "99999 Musterstadt".into()],
                enforcement_url: Some("https://www.musterstadt.example/schlichtung".into()),
                own: None,
            }
        };
        let text = "## Herausgeberin\n\nStadt Musterstadt, vertreten durch die \
            **Bürgermeisterin**.\n\n- Telefon: 02000 123456\n- [Seite der Stadt]\
            (https://www.musterstadt.example/)\n\n<script>alert(1)</script>";
        let own = Self {
            own: Some(OwnText::new(
                &app::tenants::documents::Translations::german(text),
                locale,
            )),
            ..page(LegalKind::Imprint, "imprint")
        };
        vec![
            ("imprint", page(LegalKind::Imprint, "imprint")),
            ("imprint-own", own),
            ("privacy", page(LegalKind::Privacy, "privacy")),
            (
                "accessibility",
                page(LegalKind::Accessibility, "accessibility"),
            ),
            ("contact", page(LegalKind::Contact, "contact")),
        ]
    }
}
