//! Made-up notices in every look.

use webkit::format::{date, money};
use webkit::i18n::Locale;
use webkit::page::{Frame, LocalizedText, Page};

use crate::claims::pages::{
    BasketAlert, FactorKind, NoticeBasketPage, NoticeFacts, NoticeFields, NoticeNotPayablePage,
    NoticeSearchPage, NoticeState, NumberError, PartError, PartField,
};
use crate::sample;

const BASE: &str = "/musterstadt/notice";
const SEALED: &str = "AbCdEfGhIjKlMnOp";

fn frame(locale: Locale, form: &'static str) -> Frame {
    let mut frame = sample::frame(locale);
    frame.path = BASE.into();
    frame.switch_form = Some(sample::switch_form(form, "/musterstadt/notice/basket"));
    frame
}

fn notice(locale: Locale) -> NoticeFacts {
    NoticeFacts {
        claim: "clm_018f3c2e5a7b7cc0a1b2c3d4e5f60718".into(),
        kassenzeichen: "7.26.000001.8".into(),
        service: LocalizedText::german("Bußgeld", locale),
        department: LocalizedText::german("Ordnungsamt", locale),
        text: LocalizedText::german("Bußgeldbescheid vom 2. November 2026", locale),
        amount: money(5_500, locale),
        paid: None,
        open: money(5_500, locale),
        due: Some(date(sample::NOW, locale)),
    }
}

fn other(locale: Locale) -> NoticeFacts {
    NoticeFacts {
        claim: "clm_018f3c2e5a7b7cc0a1b2c3d4e5f60719".into(),
        kassenzeichen: "7.26.000002.6".into(),
        service: LocalizedText::german("Grundbesitzabgaben", locale),
        department: LocalizedText::german("Stadtkasse <b>", locale),
        text: LocalizedText::german(
            "Grundstücksverkehrsgenehmigungszuständigkeitsübertragung",
            locale,
        ),
        amount: money(12_345_678, locale),
        paid: Some(money(10_000, locale)),
        open: money(12_335_678, locale),
        due: None,
    }
}

impl Page for NoticeSearchPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let with = |fields: NoticeFields| Self {
            frame: frame(locale, "search"),
            base: BASE.into(),
            gathered: usize::from(!fields.sealed.is_empty()),
            lapsed: false,
            fields,
        };
        let empty = |factor_kind| with(NoticeFields::empty(factor_kind, String::new()));
        let lapsed = Self {
            lapsed: true,
            ..empty(FactorKind::Pin)
        };
        let mut samples = vec![
            ("notice-lapsed", lapsed),
            ("notice-pin", empty(FactorKind::Pin)),
            ("notice-amount", empty(FactorKind::Amount)),
            ("notice-birth", empty(FactorKind::BirthDate)),
            ("notice-several", empty(FactorKind::Several)),
            ("notice-ticket", empty(FactorKind::Nothing)),
        ];
        let wrong = wrong_numbers()
            .into_iter()
            .chain(not_found(locale))
            .chain(wrong_factors());
        samples.extend(wrong.map(|(name, fields)| (name, with(fields))));
        samples
    }
}

type Sample = (&'static str, NoticeFields);

fn wrong_numbers() -> [Sample; 6] {
    let length = NumberError::Length {
        length: 9,
        expected: 10,
    };
    let character = NumberError::Character {
        character: "€".into(),
    };
    let suggestion = NumberError::LooksLike {
        suggestion: "7.26.000001.8".into(),
    };
    [
        ("notice-missing", NumberError::Missing),
        ("notice-length", length),
        ("notice-character", character),
        ("notice-check-digit", NumberError::CheckDigit),
        ("notice-looks-like", suggestion),
        ("notice-not-ours", NumberError::NotOurs),
    ]
    .map(|(name, error)| {
        let fields = NoticeFields {
            kassenzeichen: "7.26.000010.6".into(),
            factor: "483920".into(),
            number_error: Some(error),
            ..NoticeFields::empty(FactorKind::Pin, String::new())
        };
        (name, fields)
    })
}

fn not_found(locale: Locale) -> [Sample; 3] {
    let not_found = NoticeFields {
        kassenzeichen: "7.26.000001.8".into(),
        not_found: true,
        ..NoticeFields::empty(FactorKind::Pin, String::new())
    };
    let ticket = NoticeFields {
        factor_kind: FactorKind::Nothing,
        ..not_found.clone()
    };
    let too_many = NoticeFields {
        not_found: false,
        not_before: Some(webkit::format::until(sample::NOW, sample::NOW, locale)),
        sealed: SEALED.into(),
        ..not_found.clone()
    };
    [
        ("notice-not-found", not_found),
        ("notice-not-found-ticket", ticket),
        ("notice-too-many", too_many),
    ]
}

fn wrong_factors() -> [Sample; 5] {
    [
        ("notice-pin-wrong", FactorKind::Pin, false),
        ("notice-amount-wrong", FactorKind::Amount, false),
        ("notice-birth-wrong", FactorKind::BirthDate, false),
        ("notice-several-missing", FactorKind::Several, true),
        ("notice-several-wrong", FactorKind::Several, false),
    ]
    .map(|(name, factor_kind, missing)| {
        let fields = NoticeFields {
            factor: if missing { "" } else { "?" }.to_owned(),
            factor_error: Some(missing),
            ..NoticeFields::empty(factor_kind, String::new())
        };
        (name, fields)
    })
}

impl Page for NoticeBasketPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let more = NoticeFields::empty(FactorKind::Several, SEALED.into());
        let one = Self {
            frame: frame(locale, "gathered"),
            base: BASE.into(),
            notices: vec![notice(locale)],
            total: money(5_500, locale),
            part: None,
            more: Some(more.clone()),
            sealed: SEALED.into(),
            alert: None,
        };
        let part = |error: Option<PartError>| PartField {
            value: if error.is_some() { "3" } else { "" }.to_owned(),
            least: money(500, locale),
            error,
        };
        let several = Self {
            notices: vec![notice(locale), other(locale)],
            total: money(12_341_178, locale),
            part: Some(part(None)),
            ..one.clone()
        };
        let wrong = |error| Self {
            part: Some(part(Some(error))),
            ..one.clone()
        };
        let more = NoticeFields {
            not_found: true,
            ..more
        };
        let not_found = Self {
            more: Some(more),
            ..one.clone()
        };
        let mut test = one.clone();
        test.frame.test = true;
        let mut samples = alert_samples(&one, &several, locale);
        samples.extend([
            ("notice-found", one.clone()),
            ("notice-found-test", test),
            ("notice-basket", several.clone()),
            ("notice-part-not-an-amount", wrong(PartError::NotAnAmount)),
            ("notice-part-too-small", wrong(PartError::TooSmall)),
            ("notice-part-too-large", wrong(PartError::TooLarge)),
            ("notice-basket-not-found", not_found),
        ]);
        samples
    }
}

/// The basket with each of its alerts.
fn alert_samples(
    one: &NoticeBasketPage,
    several: &NoticeBasketPage,
    locale: Locale,
) -> Vec<(&'static str, NoticeBasketPage)> {
    let alert = |alert| NoticeBasketPage {
        alert: Some(alert),
        ..several.clone()
    };
    let alone = |alert| NoticeBasketPage {
        alert: Some(alert),
        ..one.clone()
    };
    let too_much = || BasketAlert::TooMuch {
        most: money(1_000_000, locale),
    };
    let too_little = BasketAlert::TooLittle {
        least: money(6_000, locale),
    };
    let full = NoticeBasketPage {
        more: None,
        ..alert(BasketAlert::Full)
    };
    vec![
        ("notice-basket-changed", alert(BasketAlert::Changed)),
        ("notice-basket-lapsed", alert(BasketAlert::Lapsed)),
        ("notice-basket-apart", alert(BasketAlert::NotTogether)),
        ("notice-basket-too-much", alert(too_much())),
        ("notice-too-much", alone(too_much())),
        ("notice-too-little", alone(too_little)),
        ("notice-basket-too-often", alert(BasketAlert::TooOften)),
        ("notice-basket-full", full),
    ]
}

impl Page for NoticeNotPayablePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |state| Self {
            frame: frame(locale, "switch"),
            base: BASE.into(),
            notice: notice(locale),
            state,
            lapsed: false,
            sealed: String::new(),
            shown: SEALED.into(),
        };
        let day = date(sample::NOW, locale);
        let paid = Self {
            notice: NoticeFacts {
                paid: Some(money(5_500, locale)),
                open: money(0, locale),
                ..notice(locale)
            },
            sealed: SEALED.into(),
            ..page(NoticeState::Paid)
        };
        vec![
            ("notice-is-paid", paid),
            (
                "notice-is-blocked-lapsed",
                Self {
                    lapsed: true,
                    ..page(NoticeState::Blocked)
                },
            ),
            ("notice-is-cancelled", page(NoticeState::Cancelled)),
            ("notice-is-blocked", page(NoticeState::Blocked)),
            (
                "notice-is-not-yet",
                page(NoticeState::NotYet { from: day.clone() }),
            ),
            (
                "notice-is-no-longer",
                page(NoticeState::NoLonger { until: day }),
            ),
            ("notice-is-under-way", page(NoticeState::UnderWay)),
            ("notice-is-paused", page(NoticeState::Paused)),
        ]
    }
}
