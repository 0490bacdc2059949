//! Why a service's form is not shown: its link is refused, or the service rests.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{Frame, Page};

use crate::sample;

/// In place of `GET /{tenant_slug}/services/{code}`.
#[derive(Clone, Debug, Template)]
#[template(path = "services/unavailable.html")]
pub(crate) struct ServiceUnavailablePage {
    pub(crate) frame: Frame,
    pub(crate) kind: ServiceUnavailable,
    /// Path of the service's page with nothing filled in.
    pub(crate) base: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceUnavailable {
    /// The link was changed, or was not made by the authority.
    BadLink,
    ExpiredLink,
    Paused,
    Retired,
}

impl ServiceUnavailablePage {
    fn title(&self) -> String {
        match self.kind {
            ServiceUnavailable::BadLink => self.frame.t("link-bad-title"),
            ServiceUnavailable::ExpiredLink => self.frame.t("link-expired-title"),
            ServiceUnavailable::Paused => self.frame.t("paused-title"),
            ServiceUnavailable::Retired => self.frame.t("retired-title"),
        }
    }

    fn text(&self) -> String {
        match self.kind {
            ServiceUnavailable::BadLink => self.frame.t("link-bad-text"),
            ServiceUnavailable::ExpiredLink => self.frame.t("link-expired-text"),
            ServiceUnavailable::Paused => self.frame.t("paused-text"),
            ServiceUnavailable::Retired => self.frame.t("retired-text"),
        }
    }

    const fn is_link(&self) -> bool {
        match self.kind {
            ServiceUnavailable::BadLink | ServiceUnavailable::ExpiredLink => true,
            ServiceUnavailable::Paused | ServiceUnavailable::Retired => false,
        }
    }

    fn services(&self) -> String {
        format!("/{}/services", self.frame.tenant_slug)
    }
}

impl Page for ServiceUnavailablePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let mut frame = sample::frame(locale);
        frame.path = "/musterstadt/services/bewohnerparken".into();
        let page = |kind| Self {
            base: frame.path.to_string(),
            frame: frame.clone(),
            kind,
        };
        vec![
            ("service-link-bad", page(ServiceUnavailable::BadLink)),
            (
                "service-link-expired",
                page(ServiceUnavailable::ExpiredLink),
            ),
            ("service-paused", page(ServiceUnavailable::Paused)),
            ("service-retired", page(ServiceUnavailable::Retired)),
        ]
    }
}
