//! What stands around every page of the console.

use domain::access::Act;
use webkit::i18n::Locale;
use webkit::page::LocalPath;

use crate::i18n;

/// Common data of all pages.
#[derive(Clone, Debug)]
pub(crate) struct ConsoleFrame {
    pub(crate) locale: Locale,
    /// Path of this page, which answers `GET`: where the language links lead.
    pub(crate) path: LocalPath,
    /// The person that is signed in; empty before.
    pub(crate) person: String,
    /// What forms of the session carry.
    pub(crate) form: String,
    pub(crate) place: Option<PlaceFrame>,
}

/// What pages in the navigation show.
pub(crate) const VIEWS: [Act; 7] = [
    Act::PaymentView,
    Act::ClaimView,
    Act::ServiceView,
    Act::RefundView,
    Act::PersonView,
    Act::ClientView,
    Act::AuditView,
];

/// The authority, or the installation, that a page is about.
#[derive(Clone, Debug)]
pub(crate) struct PlaceFrame {
    pub(crate) slug: String,
    /// Empty for the installation.
    pub(crate) name: String,
    /// What of the place the person may see.
    pub(crate) views: Vec<Act>,
}

/// One entry of the language switch.
pub(crate) struct Language {
    pub(crate) html: &'static str,
    pub(crate) name: &'static str,
    pub(crate) url: String,
    pub(crate) current: bool,
}

impl ConsoleFrame {
    /// The text with this key in the reader's language.
    pub(crate) fn t(&self, key: &str) -> String {
        i18n::t(self.locale, key, &[])
    }

    /// As [`Self::t`], with variables.
    pub(crate) fn t_with(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        i18n::t(self.locale, key, args)
    }

    /// A path of ours, with or without a query, that keeps the reader's language.
    pub(crate) fn link(&self, path: &str) -> String {
        let mark = if path.contains('?') { '&' } else { '?' };
        format!("{path}{mark}lang={}", self.locale.tag())
    }

    /// What the page says on top of whose work it is about.
    pub(crate) fn place_name(&self) -> String {
        match &self.place {
            Some(place) if place.name.is_empty() => self.t("place-operator"),
            Some(place) => place.name.clone(),
            None => self.t("console"),
        }
    }

    /// A path below the place; that of all places where there is none.
    pub(crate) fn at_place(&self, name: &str) -> String {
        match &self.place {
            Some(place) => self.link(&format!("/console/{}/{name}", place.slug)),
            None => self.link("/console"),
        }
    }

    /// Whether there is anything to lead to in this place.
    pub(crate) fn shows_sections(&self) -> bool {
        self.shows_payments()
            || self.shows_claims()
            || self.shows_services()
            || self.shows_refunds()
            || self.shows_people()
            || self.shows_clients()
            || self.shows_audit()
    }

    pub(crate) fn shows_payments(&self) -> bool {
        self.shows(Act::PaymentView)
    }

    pub(crate) fn shows_claims(&self) -> bool {
        self.shows(Act::ClaimView)
    }

    pub(crate) fn shows_services(&self) -> bool {
        self.shows(Act::ServiceView)
    }

    pub(crate) fn shows_refunds(&self) -> bool {
        self.shows(Act::RefundView)
    }

    pub(crate) fn shows_people(&self) -> bool {
        self.shows(Act::PersonView)
    }

    pub(crate) fn shows_clients(&self) -> bool {
        self.shows(Act::ClientView)
    }

    pub(crate) fn shows_audit(&self) -> bool {
        self.shows(Act::AuditView)
    }

    fn shows(&self, view: Act) -> bool {
        let place = self.place.as_ref();
        place.is_some_and(|place| place.views.contains(&view))
    }

    /// This page in both languages.
    pub(crate) fn languages(&self) -> Vec<Language> {
        let path = self.path.as_str();
        let mark = if path.contains('?') { '&' } else { '?' };
        let entry = |locale: Locale| Language {
            html: locale.html(),
            name: locale.name(),
            url: format!("{path}{mark}lang={}", locale.tag()),
            current: locale == self.locale,
        };
        i18n::all().map(entry).collect()
    }
}
