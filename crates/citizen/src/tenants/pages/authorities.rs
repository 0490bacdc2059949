//! The list of authorities, for an address without one.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{Frame, Page};

/// `GET /`
#[derive(Clone, Debug, Template)]
#[template(path = "tenants/authorities.html")]
pub(crate) struct AuthoritiesPage {
    pub(crate) frame: Frame,
    /// In the order of their names.
    pub(crate) authorities: Vec<AuthorityLine>,
}

/// One authority and the address of its front page.
#[derive(Clone, Debug)]
pub(crate) struct AuthorityLine {
    /// In German, as the authority writes it.
    pub(crate) name: String,
    pub(crate) path: String,
}

impl Page for AuthoritiesPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let line = |name: &str, path: &str| AuthorityLine {
            name: name.into(),
            path: path.into(),
        };
        let page = Self {
            frame: Frame::without_tenant(locale, "/"),
            authorities: vec![
                line("Gemeinde Nachbarstadt", "/nachbarstadt"),
                line("Stadt Musterstadt", "/musterstadt"),
                line(
                    "Verwaltungsgemeinschaft Niedermusterhausen-Obermustertal",
                    "/niedermusterhausen-obermustertal",
                ),
            ],
        };
        vec![("authorities", page)]
    }
}
