//! Made-up notices in every look.

use webkit::format::{date, money};
use webkit::i18n::Locale;
use webkit::page::{Frame, Page, Spoken};

use crate::claims::pages::{
    BasketAlert, FactorAsked, NoticeBasketPage, NoticeFacts, NoticeFields, NoticeSearchPage,
    NoticeStanding, NoticeStandingPage, NumberError, PartError, PartField,
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
        service: Spoken::german("Bußgeld", locale),
        department: Spoken::german("Ordnungsamt", locale),
        text: Spoken::german("Bußgeldbescheid vom 2. November 2026", locale),
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
        service: Spoken::german("Grundbesitzabgaben", locale),
        department: Spoken::german("Stadtkasse <b>", locale),
        text: Spoken::german(
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
        let empty = |asked| with(NoticeFields::empty(asked, String::new()));
        let lapsed = Self {
            lapsed: true,
            ..empty(FactorAsked::Pin)
        };
        let mut samples = vec![
            ("notice-lapsed", lapsed),
            ("notice-pin", empty(FactorAsked::Pin)),
            ("notice-amount", empty(FactorAsked::Amount)),
            ("notice-birth", empty(FactorAsked::BirthDate)),
            ("notice-several", empty(FactorAsked::Several)),
            ("notice-ticket", empty(FactorAsked::Nothing)),
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
            ..NoticeFields::empty(FactorAsked::Pin, String::new())
        };
        (name, fields)
    })
}

fn not_found(locale: Locale) -> [Sample; 3] {
    let not_found = NoticeFields {
        kassenzeichen: "7.26.000001.8".into(),
        not_found: true,
        ..NoticeFields::empty(FactorAsked::Pin, String::new())
    };
    let ticket = NoticeFields {
        asked: FactorAsked::Nothing,
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
        ("notice-pin-wrong", FactorAsked::Pin, false),
        ("notice-amount-wrong", FactorAsked::Amount, false),
        ("notice-birth-wrong", FactorAsked::BirthDate, false),
        ("notice-several-missing", FactorAsked::Several, true),
        ("notice-several-wrong", FactorAsked::Several, false),
    ]
    .map(|(name, asked, missing)| {
        let fields = NoticeFields {
            factor: if missing { "" } else { "?" }.to_owned(),
            factor_error: Some(missing),
            ..NoticeFields::empty(asked, String::new())
        };
        (name, fields)
    })
}

impl Page for NoticeBasketPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let more = NoticeFields::empty(FactorAsked::Several, SEALED.into());
        let one = Self {
            frame: frame(locale, "switch"),
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
        let alert = |alert| Self {
            alert: Some(alert),
            ..several.clone()
        };
        let too_much = || BasketAlert::TooMuch {
            most: money(1_000_000, locale),
        };
        let too_little = BasketAlert::TooLittle {
            least: money(6_000, locale),
        };
        let alone = |alert| Self {
            alert: Some(alert),
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
        let full = Self {
            more: None,
            ..alert(BasketAlert::Full)
        };
        let mut test = one.clone();
        test.frame.test = true;
        vec![
            ("notice-found", one.clone()),
            ("notice-found-test", test),
            ("notice-basket", several.clone()),
            ("notice-basket-changed", alert(BasketAlert::Changed)),
            ("notice-basket-lapsed", alert(BasketAlert::Lapsed)),
            ("notice-basket-apart", alert(BasketAlert::NotTogether)),
            ("notice-basket-too-much", alert(too_much())),
            ("notice-too-much", alone(too_much())),
            ("notice-too-little", alone(too_little)),
            ("notice-basket-full", full),
            ("notice-part-not-an-amount", wrong(PartError::NotAnAmount)),
            ("notice-part-too-small", wrong(PartError::TooSmall)),
            ("notice-part-too-large", wrong(PartError::TooLarge)),
            ("notice-basket-not-found", not_found),
        ]
    }
}

impl Page for NoticeStandingPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |standing| Self {
            frame: frame(locale, "switch"),
            base: BASE.into(),
            notice: notice(locale),
            standing,
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
            ..page(NoticeStanding::Paid)
        };
        vec![
            ("notice-is-paid", paid),
            ("notice-is-cancelled", page(NoticeStanding::Cancelled)),
            ("notice-is-blocked", page(NoticeStanding::Blocked)),
            (
                "notice-is-not-yet",
                page(NoticeStanding::NotYet { from: day.clone() }),
            ),
            (
                "notice-is-no-longer",
                page(NoticeStanding::NoLonger { until: day }),
            ),
            ("notice-is-under-way", page(NoticeStanding::UnderWay)),
            ("notice-is-paused", page(NoticeStanding::Paused)),
        ]
    }
}
