//! The catalogue of an authority: what can be paid here at once, found by searching.

use askama::Template;
use webkit::format::money;
use webkit::i18n::Locale;
use webkit::page::{Frame, LocalizedText, Page};

use crate::sample;

/// `GET /{tenant_slug}/services`
#[derive(Clone, Debug, Template)]
#[template(path = "services/catalogue.html")]
pub(crate) struct ServicesPage {
    pub(crate) frame: Frame,
    /// What was looked for; empty: everything is listed.
    pub(crate) search: String,
    /// What finds something here: the German name of a service.
    pub(crate) example: Option<LocalizedText>,
    /// In the order of their names.
    pub(crate) groups: Vec<DepartmentGroup>,
}

/// What one office offers.
#[derive(Clone, Debug)]
pub(crate) struct DepartmentGroup {
    pub(crate) name: LocalizedText,
    pub(crate) services: Vec<ServiceLine>,
}

#[derive(Clone, Debug)]
pub(crate) struct ServiceLine {
    pub(crate) name: LocalizedText,
    /// What it costs, in words.
    pub(crate) fee: String,
    /// Path of its page.
    pub(crate) path: String,
}

impl ServicesPage {
    /// Where the search form leads, and the way back to everything.
    fn base(&self) -> String {
        format!("/{}/services", self.frame.tenant_slug)
    }

    fn count(&self) -> u64 {
        let count: usize = self.groups.iter().map(|group| group.services.len()).sum();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

impl Page for ServicesPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let mut frame = sample::frame(locale);
        frame.path = "/musterstadt/services".into();
        let line = |name: &str, fee: String| ServiceLine {
            name: LocalizedText::german(name, locale),
            fee,
            path: "/musterstadt/services/bewohnerparken".into(),
        };
        let fee = |key, cents: i64| {
            let amount = money(cents, locale);
            webkit::i18n::t(locale, key, &[("amount", &amount)])
        };
        let all = Self {
            frame,
            search: String::new(),
            example: Some(LocalizedText::german("Bewohnerparkausweis", locale)),
            groups: vec![
                DepartmentGroup {
                    name: LocalizedText::german("Bürgerbüro", locale),
                    services: vec![
                        line("Meldebescheinigung", fee("fee-each", 1200)),
                        line("Führungszeugnis", fee("fee-fixed", 1300)),
                    ],
                },
                DepartmentGroup {
                    name: LocalizedText::german("Straßenverkehrsamt", locale),
                    services: vec![line("Bewohnerparkausweis", fee("fee-fixed", 3070))],
                },
            ],
        };
        let found = Self {
            search: "<b>ausweis\"".into(),
            groups: all.groups.iter().skip(1).cloned().collect(),
            ..all.clone()
        };
        let nothing = Self {
            search: "Hund".into(),
            groups: Vec::new(),
            ..all.clone()
        };
        let empty = Self {
            example: None,
            groups: Vec::new(),
            ..all.clone()
        };
        vec![
            ("services", all),
            ("services-found", found),
            ("services-nothing", nothing),
            ("services-empty", empty),
        ]
    }
}
