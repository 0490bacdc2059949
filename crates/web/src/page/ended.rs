//! When paying did not work, is over, or happened before.

use askama::Template;

use super::{Frame, Method, Page, PaymentFacts, sample};
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
    /// See [`super::PaidPage::back_url`].
    pub back_url: Option<String>,
}

/// The time to pay is over.
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/expired.html")]
pub struct ExpiredPage {
    pub frame: Frame,
    pub facts: PaymentFacts,
    /// See [`super::PaidPage::back_url`].
    pub back_url: Option<String>,
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
    /// See [`super::PaidPage::back_url`].
    pub back_url: Option<String>,
}

fn back() -> String {
    format!("{}/back", sample::BASE)
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
            back_url: Some(back()),
        };
        let alone = Self {
            back_url: None,
            ..page.clone()
        };
        vec![("cancelled", page), ("cancelled-no-way-back", alone)]
    }
}

impl Page for ExpiredPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let (frame, facts) = (sample::frame(locale), sample::one_item(locale));
        let page = Self {
            frame,
            facts,
            back_url: Some(back()),
        };
        let alone = Self {
            back_url: None,
            ..page.clone()
        };
        vec![("expired", page), ("expired-no-way-back", alone)]
    }
}

impl Page for AlreadyPaidPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            paid_at: format::date_time(sample::NOW, locale),
            back_url: Some(back()),
        };
        vec![("already-paid", page)]
    }
}
