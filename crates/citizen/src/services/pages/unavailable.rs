//! Why a service's form is not shown: its link is refused, or the service rests.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{Frame, Page};

use crate::sample;

/// In place of `GET /{tenant_slug}/services/{code}`.
#[derive(Clone, Debug, Template)]
#[template(path = "services/unavailable.html")]
pub(crate) struct ServiceTroublePage {
    pub(crate) frame: Frame,
    pub(crate) kind: ServiceTrouble,
    /// Path of the service's page with nothing filled in.
    pub(crate) base: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceTrouble {
    /// Somebody changed the link, or it is none of the authority's.
    BadLink,
    ExpiredLink,
    Paused,
    Retired,
}

impl ServiceTroublePage {
    fn title(&self) -> String {
        match self.kind {
            ServiceTrouble::BadLink => self.frame.t("link-bad-title"),
            ServiceTrouble::ExpiredLink => self.frame.t("link-expired-title"),
            ServiceTrouble::Paused => self.frame.t("paused-title"),
            ServiceTrouble::Retired => self.frame.t("retired-title"),
        }
    }

    fn text(&self) -> String {
        match self.kind {
            ServiceTrouble::BadLink => self.frame.t("link-bad-text"),
            ServiceTrouble::ExpiredLink => self.frame.t("link-expired-text"),
            ServiceTrouble::Paused => self.frame.t("paused-text"),
            ServiceTrouble::Retired => self.frame.t("retired-text"),
        }
    }

    const fn is_link(&self) -> bool {
        match self.kind {
            ServiceTrouble::BadLink | ServiceTrouble::ExpiredLink => true,
            ServiceTrouble::Paused | ServiceTrouble::Retired => false,
        }
    }

    fn services(&self) -> String {
        format!("/{}/services", self.frame.tenant_slug)
    }
}

impl Page for ServiceTroublePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let mut frame = sample::frame(locale);
        frame.path = "/musterstadt/services/bewohnerparken".into();
        let page = |kind| Self {
            base: frame.path.to_string(),
            frame: frame.clone(),
            kind,
        };
        vec![
            ("service-link-bad", page(ServiceTrouble::BadLink)),
            ("service-link-expired", page(ServiceTrouble::ExpiredLink)),
            ("service-paused", page(ServiceTrouble::Paused)),
            ("service-retired", page(ServiceTrouble::Retired)),
        ]
    }
}
