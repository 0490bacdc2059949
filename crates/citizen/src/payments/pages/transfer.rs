//! How to transfer the money: account, holder, reference, code, and how long there is time.

use askama::Template;
use webkit::format;
use webkit::i18n::Locale;
use webkit::page::{Frame, Page};

use crate::payments::facts::{Method, PaymentFacts};
use crate::payments::pages::PayAlert;
use crate::sample;

/// `GET {base}` of an open payment whose payer chose to transfer. The code is at
/// `{base}/transfer.svg`, all of it as PDF at `{base}/transfer.pdf`.
#[derive(Clone, Debug, Template)]
#[template(path = "payments/transfer.html")]
pub(crate) struct TransferPage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    pub(crate) facts: PaymentFacts,
    /// What is still to be paid, formatted.
    pub(crate) amount: String,
    /// What arrived before, formatted.
    pub(crate) received: Option<String>,
    /// What happened before the payer came (back) here.
    pub(crate) alert: Option<PayAlert>,
    /// Exactly as the bank knows it.
    pub(crate) holder: String,
    /// In groups of four.
    pub(crate) iban: String,
    pub(crate) bic: Option<String>,
    pub(crate) remittance: String,
    /// The last day on which the money can arrive, formatted.
    pub(crate) until: String,
    /// Other methods, as long as no money came.
    pub(crate) otherwise: Vec<Method>,
}

impl Page for TransferPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            amount: format::money(3_070, locale),
            received: None,
            alert: None,
            holder: "Stadt Musterstadt".into(),
            iban: "DE73 9999 9999 0000 0012 34".into(),
            bic: None,
            remittance: "501200000047 11".replace(' ', ""),
            until: format::date(sample::NOW + 1_209_600_000_000, locale),
            otherwise: vec![sample::at_provider()],
        };
        let mut partly = Self {
            amount: format::money(1_070, locale),
            received: Some(format::money(2_000, locale)),
            bic: Some("MARKDEF1100".into()),
            otherwise: Vec::new(),
            ..page.clone()
        };
        partly.facts = sample::unruly(locale);
        let mut not_taken = partly.clone();
        not_taken.alert = Some(PayAlert::NothingTaken(sample::at_provider()));
        let mut cancelled = page.clone();
        cancelled.alert = Some(PayAlert::CancelledAtProvider);
        vec![
            ("transfer", page),
            ("transfer-partly", partly),
            ("transfer-not-taken", not_taken),
            ("transfer-cancelled-at-provider", cancelled),
        ]
    }
}
