//! The pages about refunds.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{FieldError, Page};

use crate::fields::{WrongField, said_at, summary_of};
use crate::frame::ConsoleFrame;
use crate::pages::sample;

#[derive(Clone, Debug, Template)]
#[template(path = "money/refunds.html")]
pub(crate) struct RefundsPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) rows: Vec<RefundRow>,
    /// Where the next page begins.
    pub(crate) next: Option<String>,
    pub(crate) may_request: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct RefundRow {
    pub(crate) link: String,
    pub(crate) requested_at: String,
    pub(crate) kassenzeichen: String,
    pub(crate) amount: String,
    pub(crate) state: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "money/refund.html")]
pub(crate) struct RefundPage {
    pub(crate) frame: ConsoleFrame,
    /// Below it the forms are sent.
    pub(crate) page: String,
    pub(crate) amount: String,
    pub(crate) kassenzeichen: String,
    pub(crate) state: String,
    pub(crate) route: String,
    pub(crate) requested: String,
    pub(crate) releases: String,
    pub(crate) reason: String,
    pub(crate) failure: String,
    pub(crate) reference: String,
    /// What it waits for.
    pub(crate) notes: Vec<String>,
    /// Ways that may be released; none where the person may not.
    pub(crate) release: Vec<Release>,
    pub(crate) may_reject: bool,
    pub(crate) may_withdraw: bool,
    /// Bank accounts it may have been paid from; none where the person may not say so.
    pub(crate) pay_from: Vec<String>,
    pub(crate) typed_reason: String,
    pub(crate) typed_account: String,
    pub(crate) typed_day: String,
    pub(crate) error: Option<WrongField>,
}

#[derive(Clone, Debug)]
pub(crate) struct Release {
    pub(crate) route: String,
    /// What the release is of.
    pub(crate) shown: String,
    pub(crate) label: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "money/request.html")]
pub(crate) struct RequestPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) find: String,
    pub(crate) rows: Vec<MoneyRow>,
    /// Of the only money that is found, or that was chosen.
    pub(crate) form: Option<Form>,
    pub(crate) error: Option<WrongField>,
}

#[derive(Clone, Debug)]
pub(crate) struct MoneyRow {
    pub(crate) money: String,
    pub(crate) kassenzeichen: String,
    pub(crate) received: String,
    pub(crate) arrived_at: String,
    pub(crate) available: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) money: String,
    /// In cents.
    pub(crate) available: String,
    pub(crate) key: String,
    pub(crate) amount: String,
    pub(crate) reason: String,
    /// What will happen: by which way the money goes back, which persons release it, what the payer
    /// is told.
    pub(crate) follows: Vec<String>,
    /// Nothing is available.
    pub(crate) is_empty: bool,
}

/// What will happen when a refund is requested: `way` first.
pub(crate) fn follows(frame: &ConsoleFrame, way: String, one_release: &str) -> Vec<String> {
    let releases = frame.t_with("request-releases", &[("limit", one_release)]);
    vec![way, releases, frame.t("request-payer")]
}

impl RefundsPage {
    /// The page after this one.
    fn older(&self, next: &str) -> String {
        format!("{}&before={next}", self.frame.at_place("refunds"))
    }
}

impl RefundPage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }

    /// Where the form of this act is sent.
    fn form(&self, act: &str) -> String {
        self.frame.link(&format!("{}/{act}", self.page))
    }
}

impl RequestPage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }
}

const REFUND: &str = "/console/musterstadt/refunds/rfd_1";

impl Page for RefundsPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let row = |state: String| RefundRow {
            link: REFUND.to_owned(),
            requested_at: "30. November 2026, 16:05".to_owned(),
            kassenzeichen: "5158.000.123.4".to_owned(),
            amount: "1.234,50 €".to_owned(),
            state,
        };
        let rows = ["refund-requested", "refund-done", "refund-failed"];
        let rows: Vec<_> = rows.map(|state| row(frame.t(state))).to_vec();
        let page = |rows: Vec<RefundRow>, may_request| Self {
            frame: frame.clone(),
            next: (!rows.is_empty()).then(|| "rfd_1".to_owned()),
            rows,
            may_request,
        };
        vec![
            ("console-refunds", page(rows, true)),
            ("console-refunds-none", page(Vec::new(), false)),
        ]
    }
}

/// A refund that is done, of samples.
fn plain(frame: &ConsoleFrame) -> RefundPage {
    RefundPage {
        page: REFUND.to_owned(),
        amount: "42,50 €".to_owned(),
        kassenzeichen: "5158.000.123.4".to_owned(),
        state: frame.t("refund-done"),
        route: frame.t("route-provider"),
        requested: frame.t_with("refund-by", &[("name", "Ada"), ("time", "16:05")]),
        releases: frame.t_with("refund-releases", &[("given", "1"), ("needed", "1")]),
        reason: "Antrag zurückgezogen <b>".to_owned(),
        failure: String::new(),
        reference: "1JU08902781691411".to_owned(),
        release: Vec::new(),
        notes: Vec::new(),
        may_reject: false,
        may_withdraw: false,
        pay_from: Vec::new(),
        typed_reason: String::new(),
        typed_account: String::new(),
        typed_day: String::new(),
        error: None,
        frame: frame.clone(),
    }
}

/// One that the provider refused.
fn failed(frame: &ConsoleFrame) -> RefundPage {
    let way = |route: &str, label: &str| Release {
        route: route.to_owned(),
        shown: "0f".to_owned(),
        label: frame.t(label),
    };
    RefundPage {
        state: frame.t("refund-failed"),
        releases: frame.t_with("refund-releases", &[("given", "0"), ("needed", "2")]),
        reference: String::new(),
        failure: "REFUND_FAILED_INSUFFICIENT_FUNDS".to_owned(),
        notes: vec![frame.t("refund-mend")],
        release: vec![
            way("provider", "release-provider"),
            way("by_hand", "release-by-hand"),
        ],
        may_withdraw: true,
        ..plain(frame)
    }
}

impl Page for RefundPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let plain = plain(&frame);
        let requested = Self {
            state: frame.t("refund-requested"),
            releases: frame.t_with("refund-releases", &[("given", "0"), ("needed", "1")]),
            reference: String::new(),
            release: vec![Release {
                route: "provider".to_owned(),
                shown: "0f".to_owned(),
                label: frame.t("release-provider"),
            }],
            may_reject: true,
            ..plain.clone()
        };
        let own = Self {
            notes: vec![frame.t("refund-own-request")],
            release: Vec::new(),
            may_reject: false,
            may_withdraw: true,
            ..requested.clone()
        };
        let failed = failed(&frame);
        let to_pay = Self {
            state: frame.t("refund-released"),
            route: frame.t("route-by-hand"),
            reference: String::new(),
            notes: vec![frame.t("refund-to-transfer")],
            pay_from: vec!["sparkasse".to_owned(), "volksbank".to_owned()],
            may_withdraw: true,
            ..plain.clone()
        };
        let wrong_day = Self {
            typed_account: "volksbank".to_owned(),
            typed_day: "31.02.2026".to_owned(),
            error: Some(("day", frame.t("wrong-booking-day"))),
            ..to_pay.clone()
        };
        let no_reason = Self {
            typed_reason: "x".repeat(201),
            error: Some(("reason", frame.t("wrong-refund-reason"))),
            ..requested.clone()
        };
        vec![
            ("console-refund", plain),
            ("console-refund-requested", requested),
            ("console-refund-own", own),
            ("console-refund-no-reason", no_reason),
            ("console-refund-failed", failed),
            ("console-refund-to-pay", to_pay),
            ("console-refund-wrong-day", wrong_day),
        ]
    }
}

impl Page for RequestPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let row = |money: &str| MoneyRow {
            money: money.to_owned(),
            kassenzeichen: "5158.000.123.4".to_owned(),
            received: "42,50 €".to_owned(),
            arrived_at: "29. November 2026, 10:04".to_owned(),
            available: "30,00 €".to_owned(),
        };
        let form = |way: String| Form {
            follows: follows(&frame, way, "500,00 €"),
            money: "min_1".to_owned(),
            available: "3000".to_owned(),
            key: "key".to_owned(),
            amount: "30,00".to_owned(),
            reason: String::new(),
            is_empty: false,
        };
        let page = |rows: Vec<MoneyRow>, form, error| Self {
            frame: frame.clone(),
            find: "5158.000.123.4".to_owned(),
            rows,
            form,
            error,
        };
        let by_provider = form(frame.t("request-by-provider"));
        let nothing = Form {
            is_empty: true,
            ..by_provider.clone()
        };
        let changed = frame.t_with("refund-changed", &[("seen", "42,50 €"), ("now", "30,00 €")]);
        let wrong = Some(("amount", changed));
        let unknown = Some(("find", frame.t("wrong-payment")));
        vec![
            ("console-request", page(Vec::new(), None, None)),
            ("console-request-unknown", page(Vec::new(), None, unknown)),
            (
                "console-request-choose",
                page(vec![row("min_1"), row("min_2")], None, None),
            ),
            (
                "console-request-form",
                page(vec![row("min_1")], Some(by_provider.clone()), None),
            ),
            (
                "console-request-wrong",
                page(vec![row("min_1")], Some(by_provider), wrong),
            ),
            (
                "console-request-nothing",
                page(vec![row("min_1")], Some(nothing), None),
            ),
        ]
    }
}
