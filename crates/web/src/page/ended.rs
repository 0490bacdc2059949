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

/// Nothing can be paid here any more, and nothing was.
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/ended.html")]
pub struct EndedPage {
    pub frame: Frame,
    pub facts: PaymentFacts,
    pub end: End,
    pub origin: Origin,
}

/// How a payment ended without money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By the payer or the authority.
    Cancelled,
    /// The time to pay is over.
    Expired,
}

impl EndedPage {
    fn title(&self) -> String {
        match self.end {
            End::Cancelled => self.frame.t("cancelled-title"),
            End::Expired => self.frame.t("expired-title"),
        }
    }

    fn text(&self) -> String {
        match self.end {
            End::Cancelled => self.frame.t("cancelled-text"),
            End::Expired => self.frame.t("expired-text"),
        }
    }
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

impl Page for EndedPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |end, origin| Self {
            frame: sample::frame(locale),
            facts: sample::one_item(locale),
            end,
            origin,
        };
        let alone = || Origin::Application { back: None };
        vec![
            ("cancelled", page(End::Cancelled, sample::origin())),
            ("cancelled-no-way-back", page(End::Cancelled, alone())),
            ("cancelled-notice", page(End::Cancelled, Origin::Notices)),
            (
                "cancelled-service",
                page(End::Cancelled, sample::catalogue()),
            ),
            ("expired", page(End::Expired, sample::origin())),
            ("expired-no-way-back", page(End::Expired, alone())),
            ("expired-notice", page(End::Expired, Origin::Notices)),
            ("expired-service", page(End::Expired, sample::catalogue())),
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
