//! What a service asks of a citizen: up to ten described fields, each with at most one error.
//!
//! A field that passed is kept in its one spelling, so that equal answers are equal.

use super::card_number::holds_card_number;
use super::plate::{BadPlate, Plate};
use crate::Day;
use crate::values::email::is_email;
use crate::values::text;

/// More is an application, not a payment.
pub const FIELDS_MAX: usize = 10;
/// A line of text; more is a letter.
const LETTERS_MAX: u32 = 200;
const OPTIONS_MAX: usize = 50;
const CODE_MAX: usize = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Small letters, digits, `_` and `-`: its name in forms and links.
    pub code: String,
    pub required: bool,
    pub kind: FieldKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of at most so many letters.
    Text {
        letters_max: u32,
    },
    /// A whole number.
    Number {
        least: i64,
        most: i64,
    },
    Date {
        earliest: Option<Day>,
        latest: Option<Day>,
    },
    /// One of these codes.
    Choice(Vec<String>),
    Plate,
    Email,
}

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldError {
    Missing,
    TooLong {
        letters_max: u32,
    },
    /// Signs that cannot be printed.
    OddSigns,
    /// A payment card's number, which nothing here may keep.
    CardNumber,
    NotANumber,
    TooSmall {
        least: i64,
    },
    TooLarge {
        most: i64,
    },
    NotADate,
    TooEarly {
        earliest: Day,
    },
    TooLate {
        latest: Day,
    },
    NotOffered,
    NotAPlate,
    UnclearPlate,
    NotAnEmail,
}

/// One answer in its one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub code: String,
    pub value: String,
}

/// The fields of a service. Holding one means that it was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Vec<Field>);

/// A description that no form can be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadForm {
    #[error("at most 10 fields")]
    TooMany,
    #[error("a code has 1 to 40 small letters, digits, - and _")]
    Code,
    #[error("each code stands once")]
    SameCode,
    #[error("a text has 1 to 200 letters")]
    Letters,
    #[error("a choice has 2 to 50 options")]
    Options,
    #[error("the smallest is larger than the largest")]
    Limits,
}

impl Form {
    pub fn new(fields: Vec<Field>) -> Result<Self, BadForm> {
        if fields.len() > FIELDS_MAX {
            return Err(BadForm::TooMany);
        }
        fields.iter().try_for_each(check)?;
        if has_twins(fields.iter().map(|field| field.code.as_str())) {
            return Err(BadForm::SameCode);
        }
        Ok(Self(fields))
    }

    pub fn fields(&self) -> &[Field] {
        &self.0
    }

    /// The answers that were given, or one error for each field that has one, in the form's order.
    /// `typed` gives what was entered; an empty text where nothing was.
    pub fn fill<'a>(
        &self,
        typed: impl Fn(&str) -> &'a str,
    ) -> Result<Vec<Filled>, Vec<(String, FieldError)>> {
        let (mut filled, mut errors) = (Vec::new(), Vec::new());
        for field in &self.0 {
            match field.read(typed(&field.code)) {
                Ok(Some(value)) => filled.push(Filled {
                    code: field.code.clone(),
                    value,
                }),
                Ok(None) => {}
                Err(error) => errors.push((field.code.clone(), error)),
            }
        }
        if errors.is_empty() {
            Ok(filled)
        } else {
            Err(errors)
        }
    }
}

impl Field {
    /// The answer in its one spelling; `None` where nothing was entered and nothing need be.
    pub fn read(&self, typed: &str) -> Result<Option<String>, FieldError> {
        let typed = text::line(typed).map_err(|_| FieldError::OddSigns)?;
        let typed = typed.as_str();
        if typed.is_empty() {
            return if self.required {
                Err(FieldError::Missing)
            } else {
                Ok(None)
            };
        }
        match &self.kind {
            FieldKind::Text { letters_max } => one_line(typed, *letters_max),
            FieldKind::Number { least, most } => number(typed, (*least, *most)),
            FieldKind::Date { earliest, latest } => date(typed, (*earliest, *latest)),
            FieldKind::Choice(options) => {
                let offered = options.iter().any(|option| option == typed);
                offered
                    .then(|| typed.to_owned())
                    .ok_or(FieldError::NotOffered)
            }
            FieldKind::Plate => match Plate::as_typed(typed) {
                Ok(plate) => Ok(plate.to_string()),
                Err(BadPlate::NotAPlate) => Err(FieldError::NotAPlate),
                Err(BadPlate::Unclear) => Err(FieldError::UnclearPlate),
            },
            FieldKind::Email => {
                let good = is_email(typed);
                good.then(|| typed.to_owned()).ok_or(FieldError::NotAnEmail)
            }
        }
        .map(Some)
    }
}

fn one_line(typed: &str, letters_max: u32) -> Result<String, FieldError> {
    let plain = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() > usize::try_from(letters_max).unwrap_or(usize::MAX) {
        return Err(FieldError::TooLong { letters_max });
    }
    if holds_card_number(&plain) {
        return Err(FieldError::CardNumber);
    }
    Ok(plain)
}

fn number(typed: &str, (least, most): (i64, i64)) -> Result<String, FieldError> {
    let typed = text::copied(typed);
    let digits = typed.strip_prefix('-').unwrap_or(&typed);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FieldError::NotANumber);
    }
    // What does not fit is beyond every limit, on the side its sign says.
    let number = typed.parse().unwrap_or(if typed.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    });
    if number < least {
        Err(FieldError::TooSmall { least })
    } else if number > most {
        Err(FieldError::TooLarge { most })
    } else {
        Ok(number.to_string())
    }
}

fn date(typed: &str, limits: (Option<Day>, Option<Day>)) -> Result<String, FieldError> {
    let day = Day::typed(typed).map_err(|_| FieldError::NotADate)?;
    match limits {
        (Some(earliest), _) if day < earliest => Err(FieldError::TooEarly { earliest }),
        (_, Some(latest)) if day > latest => Err(FieldError::TooLate { latest }),
        _ => Ok(day.to_string()),
    }
}

fn check(field: &Field) -> Result<(), BadForm> {
    if !is_code(&field.code) {
        return Err(BadForm::Code);
    }
    match &field.kind {
        FieldKind::Text { letters_max } if !(1..=LETTERS_MAX).contains(letters_max) => {
            Err(BadForm::Letters)
        }
        FieldKind::Number { least, most } if least > most => Err(BadForm::Limits),
        FieldKind::Date {
            earliest: Some(earliest),
            latest: Some(latest),
        } if earliest > latest => Err(BadForm::Limits),
        FieldKind::Choice(options) if !(2..=OPTIONS_MAX).contains(&options.len()) => {
            Err(BadForm::Options)
        }
        FieldKind::Choice(options) if !options.iter().all(|code| is_code(code)) => {
            Err(BadForm::Code)
        }
        FieldKind::Choice(options) if has_twins(options.iter().map(String::as_str)) => {
            Err(BadForm::SameCode)
        }
        FieldKind::Text { .. }
        | FieldKind::Number { .. }
        | FieldKind::Date { .. }
        | FieldKind::Choice(_)
        | FieldKind::Plate
        | FieldKind::Email => Ok(()),
    }
}

/// A name in forms and links: nothing in it needs escaping anywhere.
pub fn is_code(code: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    (1..=CODE_MAX).contains(&code.len()) && code.chars().all(letter)
}

fn has_twins<'a>(codes: impl Iterator<Item = &'a str>) -> bool {
    let mut codes: Vec<&str> = codes.collect();
    let many = codes.len();
    codes.sort_unstable();
    codes.dedup();
    codes.len() != many
}
