//! The list of payments, a payment's page, and the page with what names its payer.

use app::payments::{FoundPayments, method_name};
use app::tenants::documents::Translations;
use askama::Template;
use domain::payments::Method;
use webkit::format;
use webkit::i18n::Locale;
use webkit::page::{FieldError, LocalizedText, Page, localized};

use crate::fields::{Fields, WrongField, said_at, summary_of};
use crate::frame::ConsoleFrame;
use crate::pages::sample;

#[derive(Clone, Debug, Template)]
#[template(path = "payments/list.html")]
pub(crate) struct PaymentsPage {
    pub(crate) frame: ConsoleFrame,
    /// Where the search is sent.
    pub(crate) action: String,
    pub(crate) search: SearchFields,
    /// How the text was understood.
    pub(crate) read_as: Option<String>,
    pub(crate) rows: Vec<PaymentRow>,
    pub(crate) nothing: bool,
    /// Where older payments are.
    pub(crate) next: Option<String>,
    /// Up to when was looked, where the page is not full.
    pub(crate) looked_back_to: Option<String>,
    /// The field that is wrong, and what to do.
    pub(crate) error: Option<WrongField>,
}

/// Something to choose: its value, what it is called, whether it is chosen.
pub(crate) type Choice = (String, String, bool);

/// The search as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct SearchFields {
    pub(crate) text: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) services: Vec<Choice>,
    pub(crate) states: Vec<Choice>,
    pub(crate) methods: Vec<Choice>,
}

#[derive(Clone, Debug)]
pub(crate) struct PaymentRow {
    pub(crate) link: String,
    pub(crate) time: String,
    pub(crate) kassenzeichen: String,
    pub(crate) service: LocalizedText,
    pub(crate) amount: String,
    pub(crate) state: String,
    pub(crate) method: Option<String>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "payments/payment.html")]
pub(crate) struct PaymentPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) facts: PaymentFacts,
    pub(crate) claims: Vec<ClaimRow>,
    /// Where the money is now.
    pub(crate) places: Vec<(String, String)>,
    pub(crate) money: Vec<MoneyRow>,
    pub(crate) attempts: Vec<AttemptRow>,
    /// Newest first: time and what happened.
    pub(crate) events: Vec<(String, String)>,
    pub(crate) groups: Vec<GroupRow>,
    /// Where what names the payer is asked for; `None` for those that may not.
    pub(crate) payer: Option<String>,
    pub(crate) list: String,
}

#[derive(Clone, Debug)]
pub(crate) struct PaymentFacts {
    pub(crate) id: String,
    pub(crate) kassenzeichen: String,
    pub(crate) service: LocalizedText,
    pub(crate) department: LocalizedText,
    pub(crate) amount: String,
    /// Where a part arrived.
    pub(crate) received: Option<String>,
    pub(crate) state: String,
    pub(crate) end_reason: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) created: String,
    pub(crate) expires: Option<String>,
    pub(crate) ended: Option<String>,
    /// The calling system and its own id.
    pub(crate) asked_by: Option<(String, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct ClaimRow {
    /// Where its page is.
    pub(crate) link: String,
    pub(crate) kassenzeichen: String,
    pub(crate) share: String,
    pub(crate) open: String,
    pub(crate) state: String,
}

#[derive(Clone, Debug)]
pub(crate) struct MoneyRow {
    pub(crate) time: String,
    pub(crate) reference: String,
    pub(crate) account: String,
    pub(crate) amount: String,
    /// What the money means.
    pub(crate) more: String,
    pub(crate) fee: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct AttemptRow {
    pub(crate) number: String,
    pub(crate) time: String,
    pub(crate) method: String,
    pub(crate) state: String,
    pub(crate) account: String,
    /// Ours, and the provider's of order and money.
    pub(crate) ids: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct GroupRow {
    pub(crate) id: String,
    pub(crate) day: String,
    pub(crate) value_day: String,
    pub(crate) actor: String,
    pub(crate) is_correction: bool,
    pub(crate) transfers: Vec<TransferRow>,
}

#[derive(Clone, Debug)]
pub(crate) struct TransferRow {
    pub(crate) debit: String,
    pub(crate) credit: String,
    pub(crate) amount: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "payments/payer.html")]
pub(crate) struct PayerPage {
    pub(crate) frame: ConsoleFrame,
    /// Text and the payer's number in the authority's own system.
    pub(crate) claims: Vec<(String, String)>,
    /// Label and what was filled in.
    pub(crate) answers: Vec<(String, String)>,
    pub(crate) erased: bool,
    /// Reference and holder of each transfer.
    pub(crate) transfers: Vec<(String, String)>,
    pub(crate) back: String,
}

impl SearchFields {
    pub(crate) fn of(frame: &ConsoleFrame, fields: &Fields, found: Option<&FoundPayments>) -> Self {
        let choice = |name: &str, value: &str, label: String| {
            (value.to_owned(), label, fields.get(name) == value)
        };
        let services = found.map_or(&[][..], |found| found.services.as_slice());
        let services = named(services, frame.locale).into_iter();
        let services = services.map(|(code, name)| choice("service", code, name));
        let states = [
            ("open", frame.t("payment-open")),
            ("paid", frame.t("payment-paid")),
            ("expired", frame.t("payment-expired")),
            ("cancelled", frame.t("payment-cancelled")),
        ];
        let paypal = method_name(&Method::PAYPAL).unwrap_or_default().to_owned();
        let methods = [
            (Method::PAYPAL, paypal),
            (Method::BANK_TRANSFER, frame.t("method-bank-transfer")),
        ];
        let methods = methods.into_iter();
        Self {
            text: fields.get("q").to_owned(),
            from: fields.get("from").to_owned(),
            until: fields.get("until").to_owned(),
            services: services.collect(),
            states: states
                .into_iter()
                .map(|(state, label)| choice("state", state, label))
                .collect(),
            methods: methods
                .map(|(method, label)| choice("method", method.as_str(), label))
                .collect(),
        }
    }
}

/// Each service by its name; with its code behind it where another one has the same.
pub(crate) fn named(services: &[(String, Translations)], locale: Locale) -> Vec<(&str, String)> {
    let said = services
        .iter()
        .map(|(code, name)| (code.as_str(), localized(name, locale).as_str().to_owned()));
    let said: Vec<(&str, String)> = said.collect();
    let is_told_apart = |name: &str| said.iter().filter(|(_, other)| other == name).count() == 1;
    let named = said.iter().map(|(code, name)| {
        let alone = is_told_apart(name);
        let name = if alone {
            name.clone()
        } else {
            format!("{name} ({code})")
        };
        (*code, name)
    });
    named.collect()
}

impl SearchFields {
    /// Whether more than the text is looked for.
    fn narrows(&self) -> bool {
        let mut choices = self
            .services
            .iter()
            .chain(&self.states)
            .chain(&self.methods);
        let is_chosen = choices.any(|(_, _, chosen)| *chosen);
        is_chosen || !self.from.is_empty() || !self.until.is_empty()
    }
}

impl PaymentPage {
    /// Its amount and its state.
    fn title(&self) -> String {
        let (amount, state) = (self.facts.amount.as_str(), self.facts.state.as_str());
        self.frame
            .t_with("payment-heading", &[("amount", amount), ("state", state)])
    }
}

impl PaymentsPage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }
}

const PAYMENT: &str = "/console/musterstadt/payments/pay_1";

fn text(german: &str, locale: Locale) -> LocalizedText {
    LocalizedText::german(german, locale)
}

impl Page for PaymentsPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let row = |service: &str, state: String| PaymentRow {
            link: PAYMENT.to_owned(),
            time: format::date_time(1_795_510_800_000_000, locale),
            kassenzeichen: "5158.000.123.4".to_owned(),
            service: text(service, locale),
            amount: format::money(3_070, locale),
            state,
            method: Some("PayPal".to_owned()),
        };
        let rows = vec![
            row("Bewohnerparkausweis", frame.t("payment-paid")),
            row(
                "Grundstücksverkehrsgenehmigungszuständigkeitsübertragung <b>",
                frame.t("payment-open"),
            ),
        ];
        let choice = |value: &str, label: String| (value.to_owned(), label, false);
        let search = SearchFields {
            text: "30,70".to_owned(),
            services: vec![choice("parken", "Bewohnerparkausweis".to_owned())],
            states: vec![choice("paid", frame.t("payment-paid"))],
            methods: vec![choice("paypal", "PayPal".to_owned())],
            ..SearchFields::default()
        };
        let page = Self {
            action: "/console/musterstadt/payments".to_owned(),
            read_as: Some(frame.t_with("read-as-amount", &[("amount", "30,70 €")])),
            next: Some("/console/musterstadt/payments?before=pay_1".to_owned()),
            looked_back_to: None,
            nothing: false,
            error: None,
            search,
            rows,
            frame,
        };
        let nothing = Self {
            read_as: None,
            rows: Vec::new(),
            nothing: true,
            looked_back_to: Some(format::date_time(1_795_510_800_000_000, locale)),
            ..page.clone()
        };
        let wrong = Self {
            rows: Vec::new(),
            next: None,
            error: Some(("from", page.frame.t("wrong-day"))),
            ..page.clone()
        };
        vec![
            ("console-payments", page),
            ("console-payments-nothing", nothing),
            ("console-payments-wrong", wrong),
        ]
    }
}

impl Page for PaymentPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let time = format::date_time(1_795_510_800_000_000, locale);
        let (amount, fee) = (format::money(3_070, locale), format::money(131, locale));
        let facts = sample_facts(&frame, &time);
        let group = sample_group(&amount, &fee, locale);
        let page = Self {
            claims: vec![ClaimRow {
                link: "/console/musterstadt/claims/clm_1".to_owned(),
                kassenzeichen: facts.kassenzeichen.clone(),
                share: amount.clone(),
                open: format::money(0, locale),
                state: frame.t("claim-paid"),
            }],
            places: vec![(frame.t("place-provider"), format::money(2_939, locale))],
            money: vec![MoneyRow {
                time: time.clone(),
                reference: "8MC585209K746392H".to_owned(),
                account: "paypal".to_owned(),
                amount,
                more: frame.t("fact-paid"),
                fee: Some(fee),
            }],
            attempts: vec![AttemptRow {
                number: "1".to_owned(),
                time: time.clone(),
                method: "PayPal".to_owned(),
                state: frame.t("attempt-captured"),
                account: "paypal".to_owned(),
                ids: vec!["att_1".to_owned(), "5O190127TN364715T".to_owned()],
            }],
            events: vec![(time, frame.t("payment-paid"))],
            groups: vec![group],
            payer: Some(format!("{PAYMENT}/payer")),
            list: "/console/musterstadt/payments".to_owned(),
            facts,
            frame,
        };
        let open = Self {
            facts: PaymentFacts {
                received: Some(format::money(1_000, locale)),
                state: page.frame.t("payment-cancelled"),
                end_reason: Some(page.frame.t("end-by-payer")),
                method: None,
                asked_by: None,
                expires: page.facts.ended.clone(),
                ended: None,
                ..page.facts.clone()
            },
            places: Vec::new(),
            money: Vec::new(),
            attempts: Vec::new(),
            payer: None,
            ..page.clone()
        };
        vec![("console-payment", page), ("console-payment-open", open)]
    }
}

fn sample_facts(frame: &ConsoleFrame, time: &str) -> PaymentFacts {
    let locale = frame.locale;
    PaymentFacts {
        id: "pay_0193a1b2c3d4e5f60718293a4b5c6d7e".to_owned(),
        kassenzeichen: "5158.000.123.4".to_owned(),
        service: text("Bewohnerparkausweis", locale),
        department: text("Bürgeramt", locale),
        amount: format::money(3_070, locale),
        received: None,
        state: frame.t("payment-paid"),
        end_reason: None,
        method: Some("PayPal".to_owned()),
        created: time.to_owned(),
        expires: None,
        ended: Some(time.to_owned()),
        asked_by: Some(("portal".to_owned(), "antrag-1".to_owned())),
    }
}

fn sample_group(amount: &str, fee: &str, locale: Locale) -> GroupRow {
    let transfer = |debit: &str, credit: &str, amount: &str| TransferRow {
        debit: debit.to_owned(),
        credit: credit.to_owned(),
        amount: amount.to_owned(),
    };
    GroupRow {
        id: "grp_0193a1b2c3d4e5f60718293a4b5c6d7e".to_owned(),
        day: format::date(1_795_510_800_000_000, locale),
        value_day: format::date(1_795_510_800_000_000, locale),
        actor: "system:sweep".to_owned(),
        is_correction: true,
        transfers: vec![
            transfer("clearing:acc_1", "receivable:pay_1", amount),
            transfer("fees:acc_1", "clearing:acc_1", fee),
        ],
    }
}

impl Page for PayerPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::at_town(locale),
            claims: vec![("Bußgeld <b>".to_owned(), "4711".to_owned())],
            answers: vec![("Name".to_owned(), "Erika Mustermann".to_owned())],
            erased: false,
            transfers: vec![("5158.000.123.4".to_owned(), "Erika Mustermann".to_owned())],
            back: PAYMENT.to_owned(),
        };
        let erased = Self {
            claims: Vec::new(),
            answers: Vec::new(),
            transfers: Vec::new(),
            erased: true,
            ..page.clone()
        };
        let nothing = Self {
            erased: false,
            ..erased.clone()
        };
        vec![
            ("console-payer", page),
            ("console-payer-erased", erased),
            ("console-payer-nothing", nothing),
        ]
    }
}
