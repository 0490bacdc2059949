//! Every look of the pages of claims.

use webkit::format;
use webkit::i18n::Locale;
use webkit::page::{LocalizedText, Page};

use super::{
    ActLink, ChangePage, ClaimActPage, ClaimFacts, ClaimPage, ClaimRow, ClaimsPage, EnterForm,
    EnterPage, Meanwhile, PaymentRow, SaidRow, SearchFields, SettledRow,
};
use crate::frame::ConsoleFrame;
use crate::pages::sample;

const LIST: &str = "/console/musterstadt/claims";
const CLAIM: &str = "/console/musterstadt/claims/clm_1";
const AT: i64 = 1_795_510_800_000_000;

fn text(german: &str, locale: Locale) -> LocalizedText {
    LocalizedText::german(german, locale)
}

fn facts(frame: &ConsoleFrame) -> ClaimFacts {
    let locale = frame.locale;
    ClaimFacts {
        id: "clm_0193a1b2c3d4e5f60718293a4b5c6d7e".to_owned(),
        kassenzeichen: "7.26.000001.8".to_owned(),
        service: text("Bußgeld <b>", locale),
        department: text("Ordnungsamt", locale),
        state: frame.t("claim-partly-paid"),
        amount: format::money(128_550, locale),
        settled: format::money(5_000, locale),
        open: format::money(123_550, locale),
        excess: None,
        blocked: false,
        due: Some(format::date(AT, locale)),
        payable_from: None,
        payable_until: Some(format::date(AT, locale)),
        text: Some("Bußgeldbescheid <b>".to_owned()),
        origin: frame.t("origin-import"),
        created: format::date_time(AT, locale),
    }
}

impl Page for ClaimsPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let row = |service: &str, state: &str, due: bool| ClaimRow {
            link: CLAIM.to_owned(),
            kassenzeichen: "7.26.000001.8".to_owned(),
            time: format::date_time(AT, locale),
            service: text(service, locale),
            state: frame.t(state),
            due: due.then(|| format::date(AT, locale)),
            amount: format::money(128_550, locale),
            open: format::money(123_550, locale),
        };
        let choice = |value: &str, label: String| (value.to_owned(), label, false);
        let page = Self {
            action: LIST.to_owned(),
            search: SearchFields {
                text: "7 26 000001 8".to_owned(),
                services: vec![choice("bussgeld", "Bußgeld".to_owned())],
                states: vec![choice("open", frame.t("claim-open"))],
            },
            read_as: Some(frame.t("read-as-kassenzeichen")),
            rows: vec![
                row("Bußgeld", "claim-partly-paid", true),
                row(
                    "Grundstücksverkehrsgenehmigungszuständigkeitsübertragung <b>",
                    "claim-blocked",
                    false,
                ),
            ],
            nothing: false,
            next: Some(format!("{LIST}?before=clm_1")),
            looked_back_to: None,
            behind_a_file: true,
            new: Some(format!("{LIST}/new")),
            frame,
        };
        let nothing = Self {
            rows: Vec::new(),
            nothing: true,
            read_as: None,
            next: None,
            new: None,
            behind_a_file: false,
            looked_back_to: Some(format::date_time(AT, locale)),
            ..page.clone()
        };
        vec![
            ("console-claims", page),
            ("console-claims-nothing", nothing),
        ]
    }
}

impl Page for ClaimPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let act = |path: &str, key: &str| ActLink {
            link: format!("{CLAIM}/{path}"),
            label: frame.t(key),
        };
        let page = Self {
            acts: vec![
                act("change", "claim-change"),
                act("block", "claim-block"),
                act("cancel", "claim-cancel"),
            ],
            why_not: Vec::new(),
            said: said(&frame),
            payments: vec![PaymentRow {
                link: "/console/musterstadt/payments/pay_1".to_owned(),
                time: format::date_time(AT, locale),
                state: frame.t("payment-paid"),
                method: Some("PayPal".to_owned()),
                amount: format::money(5_000, locale),
                places: vec![
                    format!(
                        "{}: {}",
                        format::money(4_800, locale),
                        frame.t("place-provider")
                    ),
                    format!("{}: {}", format::money(200, locale), frame.t("place-fees")),
                ],
            }],
            settled: vec![SettledRow {
                time: format::date_time(AT, locale),
                reference: "8MC585209K746392H".to_owned(),
                account: "paypal".to_owned(),
                amount: format::money(5_000, locale),
            }],
            list: LIST.to_owned(),
            facts: facts(&frame),
            frame,
        };
        let blocked = Self {
            acts: Vec::new(),
            why_not: vec![
                page.frame.t("claim-own-word"),
                page.frame.t_with(
                    "claim-limit",
                    &[("limit", format::money(100_000, locale).as_str())],
                ),
            ],
            payments: Vec::new(),
            settled: Vec::new(),
            facts: ClaimFacts {
                state: page.frame.t("claim-blocked"),
                blocked: true,
                due: None,
                text: None,
                excess: Some(format::money(1_000, locale)),
                ..page.facts.clone()
            },
            ..page.clone()
        };
        vec![("console-claim", page), ("console-claim-blocked", blocked)]
    }
}

fn said(frame: &ConsoleFrame) -> Vec<SaidRow> {
    let locale = frame.locale;
    let time = format::date_time(AT, locale);
    let (was, now) = (
        format::money(120_000, locale),
        format::money(128_550, locale),
    );
    let amount = frame.t("amount");
    vec![
        SaidRow {
            number: "2".to_owned(),
            time: time.clone(),
            by: "Ada Klein".to_owned(),
            what: frame.t("said-change"),
            import: None,
            reason: Some("Mahngebühr <b>".to_owned()),
            says: vec![frame.t_with(
                "said-otherwise",
                &[
                    ("label", amount.as_str()),
                    ("was", was.as_str()),
                    ("now", now.as_str()),
                ],
            )],
        },
        SaidRow {
            number: "1".to_owned(),
            time,
            by: frame.t_with("by-operator", &[("name", "betrieb")]),
            what: frame.t("said-import"),
            import: Some("imp_0193a1b2c3d4e5f60718293a4b5c6d7e".to_owned()),
            reason: None,
            says: vec![format!("{amount}: {was}")],
        },
    ]
}

impl Page for EnterPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let path = format!("{LIST}/new");
        let service = |code: &str, name: &str| {
            let link = frame.link(&format!("{path}?service={code}"));
            (link, text(name, locale), code.to_owned())
        };
        let choose = Self {
            services: vec![
                service("bussgeld", "Bußgeld <b>"),
                service("verwarnung", "Verwarnung im ruhenden Verkehr"),
            ],
            form: None,
            action: path.clone(),
            back: LIST.to_owned(),
            error: None,
            frame: frame.clone(),
        };
        let none = Self {
            services: Vec::new(),
            ..choose.clone()
        };
        let pin = frame.t_with("pin-hint", &[("least", "6"), ("most", "16")]);
        let form = EnterForm {
            service: "bussgeld".to_owned(),
            name: text("Bußgeld <b>", locale),
            key: "0193a1b2c3d4e5f60718293a4b5c6d7e".to_owned(),
            amount: "55,00".to_owned(),
            due: "31.12.2026".to_owned(),
            text: "Bußgeldbescheid <b>".to_owned(),
            party: "4711".to_owned(),
            factor: (frame.t("pin"), pin, "48392".to_owned()),
            by_amount: false,
        };
        let filled = Self {
            services: Vec::new(),
            form: Some(form.clone()),
            error: Some(("factor", frame.t("wrong-factor"))),
            ..choose.clone()
        };
        let by_amount = Self {
            form: Some(EnterForm {
                factor: (String::new(), String::new(), String::new()),
                by_amount: true,
                ..form
            }),
            error: None,
            ..filled.clone()
        };
        vec![
            ("console-claim-enter", filled),
            ("console-claim-enter-amount", by_amount),
            ("console-claim-enter-choose", choose),
            ("console-claim-enter-none", none),
        ]
    }
}

fn meanwhile(frame: &ConsoleFrame) -> Vec<Meanwhile> {
    vec![
        Meanwhile {
            what: frame.t("amount"),
            then: format::money(120_000, frame.locale),
            now: format::money(128_550, frame.locale),
        },
        Meanwhile {
            what: frame.t("claim-text"),
            then: String::new(),
            now: "Bußgeldbescheid <b>".to_owned(),
        },
    ]
}

impl Page for ChangePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let page = Self {
            facts: facts(&frame),
            action: format!("{CLAIM}/change"),
            seen: "2".to_owned(),
            amount: "1285,50".to_owned(),
            due: "31.12.2026".to_owned(),
            text: "Bußgeldbescheid <b>".to_owned(),
            reason: String::new(),
            meanwhile: Vec::new(),
            limit: format::money(100_000, locale),
            back: CLAIM.to_owned(),
            error: None,
            frame,
        };
        let stale = Self {
            meanwhile: meanwhile(&page.frame),
            reason: "Mahngebühr".to_owned(),
            error: Some(("amount", page.frame.t("claim-changed"))),
            ..page.clone()
        };
        vec![
            ("console-claim-change", page),
            ("console-claim-change-stale", stale),
        ]
    }
}

impl Page for ClaimActPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let follows = [
            "cancel-follows-page",
            "cancel-follows-paid",
            "cancel-follows-final",
        ];
        let cancel = Self {
            facts: facts(&frame),
            title: frame.t("claim-cancel"),
            follows: follows.map(|key| frame.t(key)).to_vec(),
            meanwhile: Vec::new(),
            action: format!("{CLAIM}/cancel"),
            seen: "2".to_owned(),
            reason: String::new(),
            back: CLAIM.to_owned(),
            error: None,
            frame,
        };
        let block = Self {
            title: cancel.frame.t("claim-block"),
            follows: vec![cancel.frame.t("block-follows-page")],
            meanwhile: meanwhile(&cancel.frame),
            error: Some(("reason", cancel.frame.t("claim-changed"))),
            ..cancel.clone()
        };
        let unblock = Self {
            title: cancel.frame.t("claim-unblock"),
            follows: vec![cancel.frame.t("unblock-follows")],
            error: Some(("reason", cancel.frame.t("wrong-claim-reason"))),
            ..cancel.clone()
        };
        vec![
            ("console-claim-cancel", cancel),
            ("console-claim-block", block),
            ("console-claim-unblock", unblock),
        ]
    }
}
