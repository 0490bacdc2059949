//! When there is nothing to show: unknown links and failures of ours.

use askama::Template;

use crate::i18n::Locale;
use crate::page::{Frame, Page, sample};

/// 404: the address leads to no payment. Never says whether a tenant or payment exists.
#[derive(Clone, Debug, Template)]
#[template(path = "unknown_link.html")]
pub struct UnknownLinkPage {
    pub frame: Frame,
}

/// Something went wrong; says what to do, never what broke.
#[derive(Clone, Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    pub frame: Frame,
    pub kind: ErrorKind,
}

/// What a citizen can be told about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// 500
    Internal,
    /// 503
    Unavailable,
    /// 429
    TooManyRequests,
    /// 400 and 403: the form did not come from our page.
    Refused,
}

impl ErrorPage {
    fn title(&self) -> String {
        match self.kind {
            ErrorKind::Internal => self.frame.t("error-internal-title"),
            ErrorKind::Unavailable => self.frame.t("error-unavailable-title"),
            ErrorKind::TooManyRequests => self.frame.t("error-too-many-title"),
            ErrorKind::Refused => self.frame.t("error-refused-title"),
        }
    }

    fn text(&self) -> String {
        match self.kind {
            ErrorKind::Internal => self.frame.t("error-internal-text"),
            ErrorKind::Unavailable => self.frame.t("error-unavailable-text"),
            ErrorKind::TooManyRequests => self.frame.t("error-too-many-text"),
            ErrorKind::Refused => self.frame.t("error-refused-text"),
        }
    }
}

impl Page for UnknownLinkPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let known = Self {
            frame: sample::frame(locale),
        };
        let mut unknown = known.clone();
        unknown.frame.tenant_name = "Zahlstelle".into();
        unknown.frame.imprint_url = None;
        unknown.frame.privacy_url = None;
        unknown.frame.accessibility_url = None;
        vec![("unknown-link", known), ("unknown-tenant", unknown)]
    }
}

impl Page for ErrorPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let mut frame = sample::frame(locale);
        frame.request_id = Some("req_7d9f2c41".into());
        let page = |kind| Self {
            frame: frame.clone(),
            kind,
        };
        let mut nameless = page(ErrorKind::Internal);
        nameless.frame.request_id = None;
        vec![
            ("error-internal", page(ErrorKind::Internal)),
            ("error-no-id", nameless),
            ("error-unavailable", page(ErrorKind::Unavailable)),
            ("error-too-many", page(ErrorKind::TooManyRequests)),
            ("error-refused", page(ErrorKind::Refused)),
        ]
    }
}
