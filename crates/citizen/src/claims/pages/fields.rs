//! The two fields by which a notice is found, and what can be wrong with them.

use webkit::page::{FieldError, Frame};

/// What stands in the fields, what they ask for, and what is wrong.
#[derive(Clone, Debug)]
pub(crate) struct NoticeFields {
    pub(crate) kassenzeichen: String,
    pub(crate) factor: String,
    pub(crate) factor_kind: FactorKind,
    /// The notices gathered so far, sealed; empty when there are none.
    pub(crate) sealed: String,
    pub(crate) number_error: Option<NumberError>,
    /// The second field is empty, or holds nothing of the kind asked for.
    pub(crate) factor_error: Option<bool>,
    /// Nothing fits both together.
    pub(crate) not_found: bool,
    /// Too many tries; the time to come back, formatted.
    pub(crate) not_before: Option<String>,
}

/// What the second field asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactorKind {
    Pin,
    Amount,
    BirthDate,
    /// The tenant's services ask for different things; the notice says which.
    Several,
    /// No field: all notices are tickets.
    Nothing,
}

/// What is wrong with a Kassenzeichen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NumberError {
    Missing,
    Length { length: u64, expected: u64 },
    Character { character: String },
    CheckDigit,
    LooksLike { suggestion: String },
    NotOurs,
}

impl NoticeFields {
    pub(crate) fn empty(factor_kind: FactorKind, sealed: String) -> Self {
        Self {
            kassenzeichen: String::new(),
            factor: String::new(),
            factor_kind,
            sealed,
            number_error: None,
            factor_error: None,
            not_found: false,
            not_before: None,
        }
    }

    /// Everything that is wrong, in the order of the fields.
    pub(crate) fn errors(&self, frame: &Frame) -> Vec<FieldError> {
        let error = |id, text: String| (!text.is_empty()).then_some(FieldError { id, text });
        let number = error("kassenzeichen", self.number_said(frame));
        let factor = error("factor", self.factor_said(frame));
        number.into_iter().chain(factor).collect()
    }

    /// What is wrong with the Kassenzeichen, empty when nothing is.
    pub(crate) fn number_said(&self, frame: &Frame) -> String {
        if let Some(time) = &self.not_before {
            return frame.t_with("notice-too-many", &[("time", time.as_str())]);
        }
        if self.not_found {
            return match self.factor_kind {
                FactorKind::Nothing => frame.t("notice-not-found"),
                FactorKind::Pin
                | FactorKind::Amount
                | FactorKind::BirthDate
                | FactorKind::Several => frame.t("notice-not-found-both"),
            };
        }
        let Some(error) = &self.number_error else {
            return String::new();
        };
        match error {
            NumberError::Missing => frame.t("notice-number-missing"),
            NumberError::Length { length, expected } => frame.t_count(
                "notice-number-length",
                &[("length", *length), ("expected", *expected)],
            ),
            NumberError::Character { character } => frame.t_with(
                "notice-number-character",
                &[("character", character.as_str())],
            ),
            NumberError::CheckDigit => frame.t("notice-number-check-digit"),
            NumberError::LooksLike { suggestion } => frame.t_with(
                "notice-number-looks-like",
                &[("suggestion", suggestion.as_str())],
            ),
            NumberError::NotOurs => frame.t_with(
                "notice-number-not-ours",
                &[("tenant", frame.tenant_name.as_str())],
            ),
        }
    }

    /// What is wrong with the second field, empty when nothing is.
    pub(crate) fn factor_said(&self, frame: &Frame) -> String {
        match (self.factor_error, self.factor_kind) {
            (None, _) | (_, FactorKind::Nothing) => String::new(),
            (Some(_), FactorKind::Pin) => frame.t("notice-pin-wrong"),
            (Some(_), FactorKind::Amount) => frame.t("notice-amount-wrong"),
            (Some(_), FactorKind::BirthDate) => frame.t("notice-birth-wrong"),
            (Some(true), FactorKind::Several) => frame.t("notice-several-missing"),
            (Some(false), FactorKind::Several) => frame.t("notice-several-wrong"),
        }
    }

    pub(crate) fn factor_label(&self, frame: &Frame) -> String {
        match self.factor_kind {
            FactorKind::Pin => frame.t("notice-pin"),
            FactorKind::Amount => frame.t("notice-amount"),
            FactorKind::BirthDate => frame.t("notice-birth"),
            FactorKind::Several => frame.t("notice-several"),
            FactorKind::Nothing => String::new(),
        }
    }

    pub(crate) fn factor_hint(&self, frame: &Frame) -> String {
        match self.factor_kind {
            FactorKind::Pin => frame.t("notice-pin-hint"),
            FactorKind::Amount => frame.t("notice-amount-hint"),
            FactorKind::BirthDate => frame.t("notice-birth-hint"),
            FactorKind::Several => frame.t("notice-several-hint"),
            FactorKind::Nothing => String::new(),
        }
    }

    /// Which keyboard a phone shows.
    pub(crate) const fn factor_keyboard(&self) -> &'static str {
        match self.factor_kind {
            FactorKind::Amount => "decimal",
            FactorKind::Pin | FactorKind::BirthDate | FactorKind::Several | FactorKind::Nothing => {
                "text"
            }
        }
    }
}
