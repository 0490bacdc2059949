//! Pages of services: the list, one with its versions, a version with what it changes, its forms.

mod samples;

use askama::Template;
use webkit::page::FieldError;

use super::wording;
use crate::fields::{WrongField, said_at, summary_of};
use crate::frame::ConsoleFrame;

/// A form of one button.
#[derive(Clone, Debug)]
pub(crate) struct Button {
    /// Where it is sent.
    pub(crate) action: String,
    pub(crate) label: String,
    /// What is next to do.
    pub(crate) is_main: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "services/list.html")]
pub(crate) struct ServicesPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) rows: Vec<ServiceRow>,
}

#[derive(Clone, Debug)]
pub(crate) struct ServiceRow {
    pub(crate) link: String,
    pub(crate) name: String,
    pub(crate) department: String,
    pub(crate) state: String,
    /// What is next to do; empty where no version is prepared.
    pub(crate) next: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "services/service.html")]
pub(crate) struct ServicePage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) state: String,
    pub(crate) next: String,
    /// The newest first.
    pub(crate) versions: Vec<VersionRow>,
    pub(crate) history: Vec<HistoryRow>,
    pub(crate) buttons: Vec<Button>,
    pub(crate) back: String,
}

#[derive(Clone, Debug)]
pub(crate) struct VersionRow {
    pub(crate) link: String,
    pub(crate) name: String,
    pub(crate) state: String,
    pub(crate) made: String,
    pub(crate) authors: String,
    pub(crate) approved_by: String,
}

#[derive(Clone, Debug)]
pub(crate) struct HistoryRow {
    pub(crate) at: String,
    pub(crate) what: String,
    pub(crate) by: String,
    pub(crate) reason: String,
}

/// A version beside the one before it.
#[derive(Clone, Debug, Template)]
#[template(path = "services/version.html")]
pub(crate) struct VersionPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) name: String,
    pub(crate) number: i64,
    /// The version's name.
    pub(crate) version: String,
    pub(crate) state: String,
    pub(crate) made: String,
    pub(crate) authors: String,
    pub(crate) begun_from: Option<String>,
    pub(crate) approved_by: Option<String>,
    pub(crate) published_by: Option<String>,
    pub(crate) next: String,
    /// Why the person cannot do what is next.
    pub(crate) hint: String,
    /// Name of the version that it is held against.
    pub(crate) against: Option<String>,
    pub(crate) changes: Vec<ChangeRow>,
    /// What the forms are made from.
    pub(crate) revision: i64,
    pub(crate) edit: Option<String>,
    pub(crate) bookings: Option<String>,
    /// Where it is seen as payers see it.
    pub(crate) look: Option<String>,
    pub(crate) buttons: Vec<Button>,
    pub(crate) begin: Option<Button>,
    pub(crate) send_back: Option<SendBack>,
    pub(crate) back: String,
}

#[derive(Clone, Debug)]
pub(crate) struct ChangeRow {
    pub(crate) label: String,
    /// New, other or gone.
    pub(crate) mark: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// The form with which a version is sent back.
#[derive(Clone, Debug)]
pub(crate) struct SendBack {
    pub(crate) action: String,
    pub(crate) reason: String,
    pub(crate) error: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "services/edit.html")]
pub(crate) struct EditPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) back: String,
    pub(crate) revision: i64,
    pub(crate) typed: EditorFields,
    pub(crate) error: Option<WrongField>,
}

/// The fields of the editor, as typed.
#[derive(Clone, Debug)]
pub(crate) struct EditorFields {
    pub(crate) name_de: String,
    pub(crate) name_en: String,
    pub(crate) explanation_de: String,
    pub(crate) explanation_en: String,
    pub(crate) keywords: String,
    pub(crate) neutral_text: String,
    pub(crate) pay_minutes: String,
    /// Citizens order it without an online service.
    pub(crate) with_catalogue: bool,
    pub(crate) fee_kind: String,
    pub(crate) fee_amount: String,
    pub(crate) fee_least: String,
    pub(crate) fee_most: String,
    pub(crate) options: Vec<OptionRow>,
    pub(crate) fields: Vec<FieldRow>,
}

/// A price to choose.
#[derive(Clone, Debug, Default)]
pub(crate) struct OptionRow {
    pub(crate) code: String,
    pub(crate) de: String,
    pub(crate) en: String,
    pub(crate) amount: String,
}

/// Something that payers fill in.
#[derive(Clone, Debug)]
pub(crate) struct FieldRow {
    pub(crate) code: String,
    pub(crate) de: String,
    pub(crate) en: String,
    pub(crate) hint: String,
    pub(crate) kind: String,
    pub(crate) required: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "services/bookings.html")]
pub(crate) struct BookingsPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) back: String,
    pub(crate) revision: i64,
    pub(crate) rows: Vec<BookingRow>,
    pub(crate) error: Option<WrongField>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BookingRow {
    pub(crate) reference: String,
    /// `sachkonto=431100`, one a line.
    pub(crate) data: String,
    pub(crate) required: String,
}

impl FieldRow {
    /// An empty row.
    pub(crate) fn new() -> Self {
        Self {
            code: String::new(),
            de: String::new(),
            en: String::new(),
            hint: String::new(),
            kind: "text".to_owned(),
            required: true,
        }
    }

    /// Kinds to choose from: one with a list to choose from keeps its list.
    fn kinds(&self) -> Vec<&'static str> {
        let mut kinds = vec!["text", "number", "date", "licence_plate", "email"];
        if self.kind == "choice" {
            kinds.push("choice");
        }
        kinds
    }
}

impl VersionPage {
    fn errors(&self) -> Vec<FieldError> {
        let wrong = self.send_back.iter().filter(|form| !form.error.is_empty());
        let errors = wrong.map(|form| FieldError {
            id: "reason",
            text: form.error.clone(),
        });
        errors.collect()
    }
}

impl EditPage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }

    fn kind(&self, code: &str) -> String {
        wording::kind(&self.frame, code)
    }

    /// What a row of a list is called.
    fn numbered(&self, list: &str, number: &str) -> String {
        match list {
            "price" => self.frame.t_with("edit-price", &[("number", number)]),
            _ => self.frame.t_with("edit-field", &[("number", number)]),
        }
    }
}

impl BookingsPage {
    fn numbered(&self, code: &str) -> String {
        self.frame.t_with("entry-booking", &[("code", code)])
    }

    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }
}

/// The id of a field in a row.
pub(crate) fn row_id(list: &str, index: &str, part: &str) -> String {
    format!("{list}-{index}-{part}")
}

/// Its name in the form.
pub(crate) fn row_name(list: &str, index: &str, part: &str) -> String {
    format!("{list}.{index}.{part}")
}
