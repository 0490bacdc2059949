//! Samples of the pages of services.

use webkit::i18n::Locale;
use webkit::page::Page;

use super::{
    BookingRow, BookingsPage, Button, ChangeRow, EditPage, EditorFields, FieldRow, HistoryRow,
    OptionRow, SendBack, ServicePage, ServiceRow, ServicesPage, VersionPage, VersionRow,
};
use crate::frame::ConsoleFrame;
use crate::pages::sample;
use crate::services::catalogue::named;

const SERVICE: &str = "/console/musterstadt/services/bewohnerparken";
const VERSION: &str = "/console/musterstadt/services/bewohnerparken/versions/2";
const LONG: &str = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragung <b>";

fn frame(locale: Locale) -> ConsoleFrame {
    ConsoleFrame {
        path: VERSION.into(),
        ..sample::at_town(locale)
    }
}

fn button(name: &str, label: String, is_main: bool) -> Button {
    Button {
        action: format!("{VERSION}/{name}"),
        label,
        is_main,
    }
}

impl Page for ServicesPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = frame(locale);
        let row = |name: &str, state: String, next: String| ServiceRow {
            link: SERVICE.to_owned(),
            name: name.to_owned(),
            department: "Straßenverkehrsamt".to_owned(),
            state,
            next,
        };
        let next = frame.t_with("next-approve", &[("number", "2")]);
        let rows = vec![
            row("Bewohnerparkausweis", frame.t("service-live"), next),
            row(LONG, frame.t("service-new"), String::new()),
        ];
        let none = Self {
            frame: frame.clone(),
            rows: Vec::new(),
        };
        vec![
            ("console-services", Self { frame, rows }),
            ("console-services-none", none),
        ]
    }
}

impl Page for ServicePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = frame(locale);
        let version = |number, state: String| VersionRow {
            link: VERSION.to_owned(),
            name: named(&frame, number),
            state,
            made: "1. Dezember 2026, 10:04".to_owned(),
            authors: "Ada Klein, Ben Groß".to_owned(),
            approved_by: "Kurt Weiß".to_owned(),
        };
        let made = |what: String, reason: &str| HistoryRow {
            at: "1. Dezember 2026, 10:04".to_owned(),
            what,
            by: "Ada Klein".to_owned(),
            reason: reason.to_owned(),
        };
        let page = Self {
            name: "Bewohnerparkausweis".to_owned(),
            code: "bewohnerparken".to_owned(),
            state: frame.t("service-live"),
            next: frame.t_with("next-submit", &[("number", "2")]),
            versions: vec![
                version(2, frame.t("version-draft")),
                version(1, frame.t("version-live")),
            ],
            history: vec![
                made(
                    frame.t_with("made-send-back", &[("number", "2")]),
                    "Die Gebühr ist zu hoch.",
                ),
                made(frame.t_with("made-submit", &[("number", "2")]), ""),
            ],
            buttons: vec![button("pause", frame.t("service-pause"), false)],
            back: "/console/musterstadt/services".to_owned(),
            frame,
        };
        vec![("console-service", page)]
    }
}

fn changes(frame: &ConsoleFrame) -> Vec<ChangeRow> {
    let row = |label: String, mark: &str, before: &str, after: &str| ChangeRow {
        label,
        mark: frame.t(mark),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let fee = format!("{}, {}", frame.t("field-fee"), frame.t("part-cents"));
    let name = format!("{} (en)", frame.t("field-name"));
    vec![
        row(fee, "change-other", "30,70 €", "34,00 €"),
        row(name, "change-new", "", "Residents’ parking permit <b>"),
        row(frame.t("field-keywords"), "change-gone", LONG, ""),
    ]
}

fn version(frame: &ConsoleFrame) -> VersionPage {
    VersionPage {
        name: "Bewohnerparkausweis".to_owned(),
        number: 2,
        version: named(frame, 2),
        state: frame.t("version-draft"),
        made: "1. Dezember 2026, 10:04".to_owned(),
        authors: "Ada Klein".to_owned(),
        begun_from: Some(named(frame, 1)),
        approved_by: None,
        published_by: None,
        next: frame.t_with("next-submit", &[("number", "2")]),
        hint: frame.t("hint-untried"),
        against: Some(named(frame, 1)),
        changes: changes(frame),
        revision: 3,
        edit: Some(format!("{VERSION}/edit")),
        bookings: Some(format!("{VERSION}/bookings")),
        look: Some("/musterstadt-probe/services/bewohnerparken".to_owned()),
        buttons: vec![
            button("submit", frame.t("version-submit"), true),
            button("try", frame.t("version-try"), false),
        ],
        begin: None,
        send_back: None,
        back: SERVICE.to_owned(),
        frame: frame.clone(),
    }
}

impl Page for VersionPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = frame(locale);
        let send_back = |error: String| SendBack {
            action: format!("{VERSION}/send-back"),
            reason: String::new(),
            error,
        };
        let submitted = Self {
            state: frame.t("version-submitted"),
            next: frame.t_with("next-approve", &[("number", "2")]),
            hint: String::new(),
            edit: None,
            buttons: vec![button("approve", frame.t("version-approve"), true)],
            send_back: Some(send_back(String::new())),
            ..version(&frame)
        };
        let wrong = Self {
            send_back: Some(send_back(frame.t("wrong-reason"))),
            ..submitted.clone()
        };
        let replaced = Self {
            state: frame.t("version-replaced"),
            approved_by: Some("Kurt Weiß".to_owned()),
            published_by: Some("Ada Klein".to_owned()),
            next: String::new(),
            hint: String::new(),
            against: None,
            edit: None,
            bookings: None,
            look: None,
            buttons: Vec::new(),
            begin: Some(button("begin", frame.t("version-begin-from"), false)),
            ..version(&frame)
        };
        vec![
            ("console-version-draft", version(&frame)),
            ("console-version-submitted", submitted),
            ("console-version-wrong", wrong),
            ("console-version-replaced", replaced),
        ]
    }
}

fn typed(kind: &str) -> EditorFields {
    let option = |code: &str, de: &str, amount: &str| OptionRow {
        code: code.to_owned(),
        de: de.to_owned(),
        en: String::new(),
        amount: amount.to_owned(),
    };
    let plate = FieldRow {
        code: "kennzeichen".to_owned(),
        de: "Kennzeichen".to_owned(),
        en: "Number plate".to_owned(),
        hint: "Zum Beispiel MS-AB 123".to_owned(),
        kind: "licence_plate".to_owned(),
        required: true,
    };
    EditorFields {
        name_de: "Bewohnerparkausweis".to_owned(),
        name_en: "Residents’ parking permit".to_owned(),
        explanation_de: "Ein Jahr parken in Ihrer Zone.".to_owned(),
        explanation_en: String::new(),
        keywords: "Anwohner, Stellplatz".to_owned(),
        neutral_text: "Verwaltungsgebühr".to_owned(),
        pay_minutes: "30".to_owned(),
        with_catalogue: true,
        fee_kind: kind.to_owned(),
        fee_amount: "30,70".to_owned(),
        fee_least: String::new(),
        fee_most: String::new(),
        options: vec![option("klein", "Motorrad", "15,00"), OptionRow::default()],
        fields: vec![plate, FieldRow::new()],
    }
}

impl Page for EditPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = ConsoleFrame {
            path: format!("{VERSION}/edit").as_str().into(),
            ..frame(locale)
        };
        let page = |typed, error| Self {
            frame: frame.clone(),
            back: VERSION.to_owned(),
            revision: 3,
            typed,
            error,
        };
        let wrong = Some(("fee-kind", frame.t("wrong-fee")));
        let without = EditorFields {
            with_catalogue: false,
            ..typed("")
        };
        vec![
            ("console-edit", page(typed("choice"), None)),
            ("console-edit-wrong", page(typed("fixed"), wrong)),
            ("console-edit-online", page(without, None)),
        ]
    }
}

impl Page for BookingsPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = ConsoleFrame {
            path: format!("{VERSION}/bookings").as_str().into(),
            ..frame(locale)
        };
        let row = BookingRow {
            reference: String::new(),
            data: "produkt=12.01\nsachkonto=431100".to_owned(),
            required: "kostenstelle".to_owned(),
        };
        let page = |error| Self {
            frame: frame.clone(),
            back: VERSION.to_owned(),
            revision: 3,
            rows: vec![row.clone(), BookingRow::default()],
            error,
        };
        let wrong = Some(("bookings", frame.t("wrong-booking")));
        vec![
            ("console-bookings", page(None)),
            ("console-bookings-wrong", page(wrong)),
        ]
    }
}
