//! The receipt page: paid, with everything a receipt needs, fit for printing.

use askama::Template;
use domain::claims::ClaimOrigin;
use webkit::format;
use webkit::i18n::{self, Locale};
use webkit::page::{FieldError, Frame, Page};

use crate::payments::facts::{Method, PaymentFacts};
use crate::payments::way_back::WayBack;
use crate::sample;

/// `GET {base}` of a paid payment; the PDF is at `{base}/receipt.pdf`.
#[derive(Clone, Debug, Template)]
#[template(path = "receipts/paid.html")]
pub(crate) struct PaidPage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    pub(crate) facts: PaymentFacts,
    pub(crate) method: Method,
    /// Formatted.
    pub(crate) paid_at: String,
    pub(crate) receipt_number: String,
    pub(crate) way_back: WayBack,
    /// Path of ours under which the receipt is found again.
    pub(crate) receipt_path: String,
    /// The same in full, to be read from a printed page.
    pub(crate) receipt_address: String,
    /// What the payer got back.
    pub(crate) refunds: Vec<RefundLine>,
    /// The form that sends the receipt; none where no mail server is set up.
    pub(crate) mail: Option<MailOffer>,
}

/// Money that went back.
#[derive(Clone, Debug)]
pub(crate) struct RefundLine {
    /// Formatted.
    pub(crate) amount: String,
    /// Formatted.
    pub(crate) at: String,
    pub(crate) by_transfer: bool,
}

impl RefundLine {
    /// By which ways these go back, each said once.
    pub(crate) fn ways(refunds: &[Self], frame: &Frame) -> Vec<String> {
        let ways = [(false, "refund-where"), (true, "refund-transferred")];
        let ways = ways.into_iter();
        let ways = ways.filter(|(by_transfer, _)| {
            let mut of_it = refunds.iter();
            of_it.any(|refund| refund.by_transfer == *by_transfer)
        });
        ways.map(|(_, text)| frame.t(text)).collect()
    }
}

/// The form that sends the receipt by e-mail.
#[derive(Clone, Debug)]
pub(crate) struct MailOffer {
    pub(crate) outcome: Option<MailOutcome>,
    /// What was input, where it has to be corrected.
    pub(crate) input: String,
    /// What becomes of the address, in words.
    pub(crate) what_becomes: String,
}

/// What became of the wish to have the receipt sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MailOutcome {
    OnItsWay,
    BadAddress,
    TooMany,
}

impl PaidPage {
    fn outcome(&self) -> Option<MailOutcome> {
        self.mail.as_ref().and_then(|mail| mail.outcome)
    }

    fn errors(&self) -> Vec<FieldError> {
        if self.outcome() != Some(MailOutcome::BadAddress) {
            return Vec::new();
        }
        vec![FieldError {
            id: "email",
            text: self.frame.t("mail-ask-wrong"),
        }]
    }

    /// What stands at the field.
    fn mail_error(&self) -> String {
        let errors = self.errors().into_iter().next();
        errors.map(|error| error.text).unwrap_or_default()
    }
}

/// Of a sample: one went back the way it came, one is transferred.
fn refunded(locale: Locale) -> Vec<RefundLine> {
    let refunded = [(1_000, false), (2_070, true)];
    let line = |(cents, by_transfer)| RefundLine {
        amount: format::money(cents, locale),
        at: format::date_time(sample::NOW, locale),
        by_transfer,
    };
    refunded.map(line).to_vec()
}

impl Page for PaidPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            method: sample::at_provider(),
            paid_at: format::date_time(sample::NOW, locale),
            receipt_number: "2026-0000471".into(),
            way_back: sample::way_back(),
            receipt_path: sample::RECEIPT.into(),
            receipt_address: format!("https://zahlstelle.example{}", sample::RECEIPT),
            refunds: Vec::new(),
            mail: None,
        };
        let mut test = Self {
            way_back: sample::way_back_to(ClaimOrigin::Channel),
            ..page.clone()
        };
        test.frame.test = true;
        test.facts = sample::unruly(locale);
        let outcome = |outcome: Option<MailOutcome>, input: &str| Self {
            mail: Some(MailOffer {
                outcome,
                input: input.into(),
                what_becomes: i18n::counted(locale, "mail-address-kept", &[("days", 90)]),
            }),
            ..page.clone()
        };
        let refunded = Self {
            refunds: refunded(locale),
            ..page.clone()
        };
        let wrong = outcome(
            Some(MailOutcome::BadAddress),
            "max@\"><script>alert(1)</script>",
        );
        let posted = |mut page: Self| {
            let action = format!("{}/mail", sample::BASE);
            page.frame.switch_form = Some(sample::switch_form("send", &action));
            page
        };
        let ordered = Self {
            way_back: sample::way_back_to(ClaimOrigin::Catalogue),
            ..page.clone()
        };
        vec![
            ("paid-service", ordered),
            ("paid-mail", outcome(None, "")),
            ("paid-mail-sent", outcome(Some(MailOutcome::OnItsWay), "")),
            ("paid-mail-wrong", posted(wrong)),
            (
                "paid-mail-too-many",
                posted(outcome(Some(MailOutcome::TooMany), "")),
            ),
            ("paid-refunded", refunded),
            ("paid", page),
            ("paid-test-unruly", test),
        ]
    }
}
