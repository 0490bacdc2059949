//! The audit trail: the search, one act, and the grants that were in force on a day.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{FieldError, Page};

use crate::fields::{Fields, WrongField, said_at, summary_of};
use crate::frame::ConsoleFrame;
use crate::pages::sample;
use crate::payments::pages::Choice;

#[derive(Clone, Debug, Template)]
#[template(path = "audit/list.html")]
pub(crate) struct AuditPage {
    pub(crate) frame: ConsoleFrame,
    /// Where the chain ends, and whether that is as it should be.
    pub(crate) chain: (String, bool),
    pub(crate) search: AuditFields,
    pub(crate) rows: Vec<AuditRow>,
    pub(crate) nothing: bool,
    /// Where an export is asked for, if the person may.
    pub(crate) export: Option<String>,
    /// Where older acts are.
    pub(crate) next: Option<String>,
    /// Up to when was looked, where the page is not full.
    pub(crate) looked_back_to: Option<String>,
    /// The field that is wrong, and what to do.
    pub(crate) error: Option<WrongField>,
}

/// The search as it was sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuditFields {
    pub(crate) actor: String,
    pub(crate) act: String,
    pub(crate) object: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) by: Vec<Choice>,
    pub(crate) outcomes: Vec<Choice>,
    pub(crate) four_eyes: bool,
    pub(crate) accounts: bool,
    /// All of it, for the form that exports what is found.
    pub(crate) sent: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct AuditRow {
    pub(crate) link: String,
    pub(crate) time: String,
    pub(crate) actor: String,
    pub(crate) kind: String,
    pub(crate) act: String,
    /// As the table of acts has it.
    pub(crate) name: String,
    pub(crate) object: String,
    pub(crate) object_link: Option<String>,
    pub(crate) outcome: String,
    pub(crate) is_refused: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "audit/act.html")]
pub(crate) struct ActPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) row: AuditRow,
    pub(crate) id: String,
    /// Its place in the chain, once it is sealed.
    pub(crate) number: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) request: Option<String>,
    pub(crate) changed: Vec<ChangedField>,
    pub(crate) is_erased: bool,
    pub(crate) is_whole: bool,
    /// Of an act that exported.
    pub(crate) export: Option<ExportView>,
}

#[derive(Clone, Debug)]
pub(crate) struct ChangedField {
    /// Empty where the act said one text.
    pub(crate) name: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// What an export holds, and where its two files are.
#[derive(Clone, Debug)]
pub(crate) struct ExportView {
    pub(crate) text: String,
    pub(crate) check: String,
    pub(crate) file: String,
    pub(crate) signature: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "audit/rights.html")]
pub(crate) struct RightsPage {
    pub(crate) frame: ConsoleFrame,
    /// As typed.
    pub(crate) day: String,
    /// As people write it.
    pub(crate) shown: String,
    pub(crate) rows: Vec<RightRow>,
    pub(crate) error: Option<WrongField>,
}

#[derive(Clone, Debug)]
pub(crate) struct RightRow {
    pub(crate) person: String,
    pub(crate) role: String,
    pub(crate) scope: String,
    pub(crate) since: String,
    pub(crate) confirmed_by: String,
    pub(crate) suspended: bool,
}

/// The fields of the search, as the address has them.
pub(crate) const FIELDS: [&str; 9] = [
    "actor",
    "by",
    "act",
    "object",
    "from",
    "until",
    "outcome",
    "four-eyes",
    "accounts",
];

impl AuditFields {
    pub(crate) fn of(frame: &ConsoleFrame, fields: &Fields) -> Self {
        let choice = |field: &str, code: &str, label: String| {
            (code.to_owned(), label, fields.get(field) == code)
        };
        let sent = FIELDS.map(|name| (name, fields.get(name).to_owned()));
        let sent = sent.into_iter().filter(|(_, value)| !value.is_empty());
        Self {
            actor: fields.get("actor").to_owned(),
            act: fields.get("act").to_owned(),
            object: fields.get("object").to_owned(),
            from: fields.get("from").to_owned(),
            until: fields.get("until").to_owned(),
            by: vec![
                choice("by", "people", frame.t("audit-by-people")),
                choice("by", "clients", frame.t("audit-by-clients")),
                choice("by", "others", frame.t("audit-by-others")),
            ],
            outcomes: vec![
                choice("outcome", "done", frame.t("audit-done")),
                choice("outcome", "refused", frame.t("audit-refused")),
            ],
            four_eyes: !fields.get("four-eyes").is_empty(),
            accounts: !fields.get("accounts").is_empty(),
            sent: sent.collect(),
        }
    }
}

impl AuditPage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }
}

impl RightsPage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }
}

const ENTRY: &str = "/console/musterstadt/audit/aud_1";

fn row(locale: Locale) -> AuditRow {
    let frame = sample::at_town(locale);
    AuditRow {
        link: ENTRY.to_owned(),
        time: "29. November 2026, 10:04".to_owned(),
        actor: "Ada Klein <b>".to_owned(),
        kind: frame.t("audit-kind-person"),
        act: frame.t("act-refund-release"),
        name: "refund.release".to_owned(),
        object: "rfd_0192f0a1b2c3d4e5f60718293a4b5c6d".to_owned(),
        object_link: Some("/console/musterstadt/refunds/rfd_1".to_owned()),
        outcome: frame.t("audit-done"),
        is_refused: false,
    }
}

impl Page for AuditPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let sealed = frame.t_with(
            "audit-sealed",
            &[("number", "48211"), ("time", "29. November 2026, 10:05")],
        );
        let chain = (sealed, true);
        let refused = AuditRow {
            outcome: frame.t("audit-refused"),
            is_refused: true,
            object: "srv_0192f0a1b2c3d4e5f60718293a4b5c6d".to_owned(),
            object_link: None,
            ..row(locale)
        };
        let found = Self {
            search: AuditFields::of(&frame, &Fields::default()),
            chain,
            rows: vec![row(locale), refused],
            nothing: false,
            export: Some("/console/musterstadt/audit/export".to_owned()),
            next: Some("/console/musterstadt/audit?before=aud_1".to_owned()),
            looked_back_to: None,
            error: None,
            frame: frame.clone(),
        };
        let nothing = Self {
            chain: (
                frame.t_with(
                    "audit-sealed-wrong",
                    &[("number", "48211"), ("time", "29. November 2026, 10:05")],
                ),
                false,
            ),
            rows: Vec::new(),
            nothing: true,
            export: None,
            looked_back_to: Some("1. März 2026, 00:00".to_owned()),
            ..found.clone()
        };
        let wrong = Self {
            search: AuditFields {
                from: "gestern".to_owned(),
                four_eyes: true,
                ..AuditFields::of(&frame, &Fields::default())
            },
            nothing: false,
            looked_back_to: None,
            next: None,
            error: Some(("from", frame.t("wrong-day"))),
            ..nothing.clone()
        };
        vec![
            ("console-audit", found),
            ("console-audit-nothing", nothing),
            ("console-audit-wrong", wrong),
        ]
    }
}

impl Page for ActPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let field = |name: &str, before: &str, after: &str| ChangedField {
            name: name.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        };
        let act = Self {
            row: row(locale),
            id: "aud_0192f0a1b2c3d4e5f60718293a4b5c6d".to_owned(),
            number: Some("48211".to_owned()),
            reason: Some("doppelt bezahlt".to_owned()),
            request: Some("1e8a816c91b08c7b".to_owned()),
            changed: vec![
                field("state", "requested", "released"),
                field("secret", "", "changed"),
            ],
            is_erased: false,
            is_whole: true,
            export: None,
            frame: frame.clone(),
        };
        let exported = Self {
            export: Some(ExportView {
                text: frame.t_with(
                    "audit-export-entries",
                    &[
                        ("entries", "120"),
                        ("number", "48211"),
                        ("key", "0011223344556677"),
                    ],
                ),
                check: frame.t_with("audit-export-check", &[("file", "aud_1.jsonl")]),
                file: format!("{ENTRY}/file"),
                signature: format!("{ENTRY}/signature"),
            }),
            ..act.clone()
        };
        let broken = Self {
            number: None,
            reason: None,
            request: None,
            changed: Vec::new(),
            is_whole: false,
            ..act.clone()
        };
        let erased = Self {
            is_erased: true,
            is_whole: true,
            ..broken.clone()
        };
        vec![
            ("console-act", act),
            ("console-act-export", exported),
            ("console-act-broken", broken),
            ("console-act-erased", erased),
        ]
    }
}

impl Page for RightsPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let right = |suspended| RightRow {
            person: "Ada Klein <b>".to_owned(),
            role: frame.t("role-treasurer"),
            scope: frame.t("scope-all"),
            since: "1. Oktober 2026, 09:12".to_owned(),
            confirmed_by: "Ben Groß".to_owned(),
            suspended,
        };
        let page = |rows, error| Self {
            frame: frame.clone(),
            day: "29.11.2026".to_owned(),
            shown: "29. November 2026".to_owned(),
            rows,
            error,
        };
        vec![
            (
                "console-rights",
                page(vec![right(false), right(true)], None),
            ),
            ("console-rights-none", page(Vec::new(), None)),
            (
                "console-rights-wrong",
                page(Vec::new(), Some(("day", frame.t("wrong-day")))),
            ),
        ]
    }
}
