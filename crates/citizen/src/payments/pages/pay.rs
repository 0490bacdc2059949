//! The pay page: amount, authority, methods of payment, and the time until which the payment is
//! open.

use askama::Template;
use webkit::format;
use webkit::i18n::Locale;
use webkit::page::{Frame, Page};

use crate::payments::facts::{Method, PaymentFacts};
use crate::sample::{self, at_provider};

/// `GET {base}` of a payment that can be paid.
#[derive(Clone, Debug, Template)]
#[template(path = "payments/pay.html")]
pub(crate) struct PayPage {
    pub(crate) frame: Frame,
    /// `/{tenant_slug}/pay/{payment_id}`; forms post to `{base}/start/{method}`,
    /// `{base}/extend` and `{base}/cancel`.
    pub(crate) base: String,
    pub(crate) facts: PaymentFacts,
    /// In the order they are offered. Empty: the page says that paying is not possible now.
    pub(crate) methods: Vec<Method>,
    /// How long there is time, formatted (`format::until`).
    pub(crate) pay_until: String,
    /// Whether the payer may still take more time (WCAG 2.2.1).
    pub(crate) can_extend: bool,
    /// What arrived by transfer, formatted: only the rest is still to be paid.
    pub(crate) received: Option<String>,
    /// What happened before the payer came (back) here.
    pub(crate) alert: Option<PayAlert>,
}

/// What the payer must know first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PayAlert {
    /// The provider said no; no money moved.
    Declined(Method),
    /// The payer came back from the provider without paying.
    CancelledAtProvider,
    /// The provider could not be asked; no money moved.
    ProviderUnreachable(Method),
    /// The provider refuses the authority, not the payer; no money moved.
    Unavailable(Method),
    /// The attempt at the provider ran out of time; no money moved.
    AttemptExpired,
    /// Another payment for the same claim is being taken; no money moved here.
    PaidElsewhere,
    /// A part came by transfer while the payer approved with this method, which took nothing.
    NothingTaken(Method),
    /// The payer asked for more time and has it until then, formatted.
    TimeExtended(String),
}

impl Page for PayPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let plain = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            methods: vec![at_provider()],
            pay_until: format::until(sample::NOW + 1_800_000_000, sample::NOW, locale),
            can_extend: true,
            received: None,
            alert: None,
        };
        let with = |alert| Self {
            alert: Some(alert),
            ..plain.clone()
        };
        let mut test = plain.clone();
        test.frame.test = true;
        test.facts = sample::unruly(locale);
        vec![
            ("pay", plain.clone()),
            ("pay-test-unruly", test),
            ("pay-declined", with(PayAlert::Declined(at_provider()))),
            (
                "pay-cancelled-at-provider",
                with(PayAlert::CancelledAtProvider),
            ),
            (
                "pay-unreachable",
                with(PayAlert::ProviderUnreachable(at_provider())),
            ),
            (
                "pay-unavailable",
                with(PayAlert::Unavailable(at_provider())),
            ),
            ("pay-attempt-expired", with(PayAlert::AttemptExpired)),
            ("pay-elsewhere", with(PayAlert::PaidElsewhere)),
            (
                "pay-extended",
                Self {
                    can_extend: false,
                    ..with(PayAlert::TimeExtended(plain.pay_until.clone()))
                },
            ),
            (
                "pay-partly",
                Self {
                    methods: vec![Method(domain::payments::Method::BANK_TRANSFER)],
                    received: Some(format::money(2_000, locale)),
                    ..plain.clone()
                },
            ),
            (
                "pay-no-method",
                Self {
                    methods: Vec::new(),
                    ..plain
                },
            ),
        ]
    }
}
