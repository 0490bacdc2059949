//! When paying did not work, is over, or happened before.

use askama::Template;
use domain::claims::ClaimOrigin;
use webkit::format;
use webkit::i18n::Locale;
use webkit::page::{Frame, Page};

use crate::payments::facts::{Method, PaymentFacts};
use crate::payments::way_back::WayBack;
use crate::receipts::pages::RefundLine;
use crate::sample;

/// An attempt failed for good; the payment itself is still open, so there is a retry.
#[derive(Clone, Debug, Template)]
#[template(path = "payments/failed.html")]
pub(crate) struct FailedPage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    pub(crate) facts: PaymentFacts,
    pub(crate) method: Method,
    /// Whether the payer may transfer instead.
    pub(crate) by_transfer: bool,
}

/// Nothing can be paid here any more.
#[derive(Clone, Debug, Template)]
#[template(path = "payments/ended.html")]
pub(crate) struct EndedPage {
    pub(crate) frame: Frame,
    pub(crate) facts: PaymentFacts,
    pub(crate) end: End,
    /// What of money that came all the same was sent back.
    pub(crate) refunds: Vec<RefundLine>,
    pub(crate) way_back: WayBack,
}

/// How a payment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// By the payer or the authority.
    Cancelled,
    /// The time to pay is over.
    Expired,
    /// Money came too late or twice; the authority decides what becomes of it, so nothing is
    /// promised.
    MoneyCame,
}

impl EndedPage {
    fn title(&self) -> String {
        match self.end {
            End::Cancelled => self.frame.t("cancelled-title"),
            End::Expired => self.frame.t("expired-title"),
            End::MoneyCame if self.refunds.is_empty() => self.frame.t("ended-money-title"),
            End::MoneyCame => self.frame.t("refund-title"),
        }
    }

    fn text(&self) -> String {
        match self.end {
            End::Cancelled => self.frame.t("cancelled-text"),
            End::Expired => self.frame.t("expired-text"),
            End::MoneyCame if self.refunds.is_empty() => self.frame.t("ended-money-text"),
            End::MoneyCame => RefundLine::ways(&self.refunds, &self.frame).join(" "),
        }
    }
}

/// Answer to paying what is already paid. Links to the receipt at `{base}`.
#[derive(Clone, Debug, Template)]
#[template(path = "payments/already_paid.html")]
pub(crate) struct AlreadyPaidPage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    pub(crate) facts: PaymentFacts,
    /// Formatted.
    pub(crate) paid_at: String,
    pub(crate) way_back: WayBack,
}

impl Page for FailedPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            method: sample::at_provider(),
            by_transfer: true,
        };
        vec![("failed", page)]
    }
}

impl Page for EndedPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |end, way_back| Self {
            frame: sample::frame(locale),
            facts: sample::one_item(locale),
            end,
            refunds: Vec::new(),
            way_back,
        };
        let refunded = Self {
            refunds: vec![RefundLine {
                amount: format::money(3_070, locale),
                at: format::date_time(sample::NOW, locale),
                by_transfer: false,
            }],
            ..page(End::MoneyCame, sample::way_back())
        };
        let alone = || sample::way_back_to(ClaimOrigin::Channel);
        let notices = || sample::way_back_to(ClaimOrigin::Import);
        let catalogue = || sample::way_back_to(ClaimOrigin::Catalogue);
        vec![
            ("cancelled", page(End::Cancelled, sample::way_back())),
            ("cancelled-no-way-back", page(End::Cancelled, alone())),
            ("cancelled-notice", page(End::Cancelled, notices())),
            ("cancelled-service", page(End::Cancelled, catalogue())),
            ("expired", page(End::Expired, sample::way_back())),
            ("expired-no-way-back", page(End::Expired, alone())),
            ("expired-notice", page(End::Expired, notices())),
            ("expired-service", page(End::Expired, catalogue())),
            ("ended-money-came", page(End::MoneyCame, notices())),
            ("ended-refunded", refunded),
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
            way_back: sample::way_back(),
        };
        vec![("already-paid", page)]
    }
}
