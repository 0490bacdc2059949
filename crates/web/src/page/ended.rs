//! When paying did not work, is over, or happened before.

use askama::Template;

use super::{Frame, Method, Origin, Page, PaymentFacts, sample};
use crate::format;
use crate::i18n::Locale;

/// An attempt failed for good; the payment itself is still open, so there is a retry.
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/failed.html")]
pub struct FailedPage {
    pub frame: Frame,
    pub base: String,
    pub facts: PaymentFacts,
    pub method: Method,
}

/// The payer or the authority cancelled the payment.
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/cancelled.html")]
pub struct CancelledPage {
    pub frame: Frame,
    pub facts: PaymentFacts,
    pub origin: Origin,
}

/// The time to pay is over.
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/expired.html")]
pub struct ExpiredPage {
    pub frame: Frame,
    pub facts: PaymentFacts,
    pub origin: Origin,
}

/// Somebody wants to pay what is already paid. Links to the receipt at `{base}`.
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/already_paid.html")]
pub struct AlreadyPaidPage {
    pub frame: Frame,
    pub base: String,
    pub facts: PaymentFacts,
    /// Formatted.
    pub paid_at: String,
    pub origin: Origin,
}

impl Page for FailedPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            method: Method::PayPal,
        };
        vec![("failed", page)]
    }
}

impl Page for CancelledPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let (frame, facts) = (sample::frame(locale), sample::one_item(locale));
        let page = Self {
            frame,
            facts,
            origin: sample::origin(),
        };
        let alone = Self {
            origin: Origin::Application { back: None },
            ..page.clone()
        };
        let notice = Self {
            origin: Origin::Notices,
            ..page.clone()
        };
        let service = Self {
            origin: sample::catalogue(),
            ..page.clone()
        };
        vec![
            ("cancelled", page),
            ("cancelled-no-way-back", alone),
            ("cancelled-notice", notice),
            ("cancelled-service", service),
        ]
    }
}

impl Page for ExpiredPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let (frame, facts) = (sample::frame(locale), sample::one_item(locale));
        let page = Self {
            frame,
            facts,
            origin: sample::origin(),
        };
        let alone = Self {
            origin: Origin::Application { back: None },
            ..page.clone()
        };
        let notice = Self {
            origin: Origin::Notices,
            ..page.clone()
        };
        let service = Self {
            origin: sample::catalogue(),
            ..page.clone()
        };
        vec![
            ("expired", page),
            ("expired-no-way-back", alone),
            ("expired-notice", notice),
            ("expired-service", service),
        ]
    }
}

impl Page for AlreadyPaidPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            paid_at: format::date_time(sample::NOW, locale),
            origin: sample::origin(),
        };
        vec![("already-paid", page)]
    }
}
