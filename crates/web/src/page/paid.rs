//! The receipt page: paid, with everything a receipt needs, fit for printing.

use askama::Template;

use super::{Frame, Method, Page, PaymentFacts, sample};
use crate::format;
use crate::i18n::Locale;

/// `GET {base}` of a paid payment; the PDF is at `{base}/receipt.pdf`.
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/paid.html")]
pub struct PaidPage {
    pub frame: Frame,
    pub base: String,
    pub facts: PaymentFacts,
    pub method: Method,
    /// Formatted.
    pub paid_at: String,
    pub receipt_number: String,
    /// Path of ours (`{base}/back`) that leads back to the calling service, if it gave us one.
    pub back_url: Option<String>,
}

impl Page for PaidPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            method: Method::PayPal,
            paid_at: format::date_time(sample::NOW, locale),
            receipt_number: "2026-0000471".into(),
            back_url: Some(format!("{}/back", sample::BASE)),
        };
        let mut test = Self {
            back_url: None,
            ..page.clone()
        };
        test.frame.test = true;
        test.facts = sample::unruly(locale);
        vec![("paid", page), ("paid-test-unruly", test)]
    }
}
