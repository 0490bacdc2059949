//! A service in the catalogue, as an operator describes it: what citizens read, what it costs,
//! what it asks.

use domain::services::{Fee, FeeOption, Field, FieldKind, Form};
use domain::{Day, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Translations;
use crate::DocumentError;

/// What a web site may say about a text field, so that a browser can fill it in (WCAG 1.3.5).
const AUTOCOMPLETE: [&str; 10] = [
    "name",
    "given-name",
    "family-name",
    "organization",
    "street-address",
    "postal-code",
    "address-level2",
    "bday",
    "tel",
    "email",
];
/// Longest explanation: more is not read before paying.
const EXPLANATION_LETTERS_MAX: usize = 2_000;

/// A service that citizens find and pay without an online service.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueDocument {
    /// Where the life of a new service begins. One that is known goes on as it is.
    #[serde(default)]
    pub begins: Beginning,
    /// What the service is and for whose needs; a blank line begins a paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Translations>,
    /// Other words people look for.
    #[serde(default)]
    pub keywords: Vec<String>,
    pub fee: FeeDocument,
    #[serde(default)]
    pub fields: Vec<FieldDocument>,
    /// A link that fills something in must be signed.
    #[serde(default)]
    pub signed_links: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Beginning {
    /// To be tried out, approved and published.
    #[default]
    Draft,
    /// Public at once: the operator answers for what the treasury would.
    Live,
}

/// How the fee comes about.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FeeDocument {
    Fixed { cents: i64 },
    Choice { options: Vec<FeeOptionDocument> },
    Quantity { each_cents: i64, min: u32, max: u32 },
    Free { min_cents: i64, max_cents: i64 },
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FeeOptionDocument {
    pub code: String,
    pub label: Translations,
    pub cents: i64,
}

/// Something a citizen fills in.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDocument {
    /// Its name in links: small letters, digits, `-` and `_`.
    pub code: String,
    pub label: Translations,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Translations>,
    pub kind: KindDocument,
    #[serde(default = "required")]
    pub required: bool,
    /// Of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters_max: Option<u32>,
    /// Of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Of a date: `2026-01-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// Of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionDocument>,
    /// Of a text: what a browser may fill in, for example `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
}

const fn required() -> bool {
    true
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KindDocument {
    Text,
    Number,
    Date,
    Choice,
    LicencePlate,
    Email,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OptionDocument {
    pub code: String,
    pub label: Translations,
}

/// Letters of a text unless the document says otherwise.
const LETTERS: u32 = 100;
/// Limits of a number unless the document says otherwise.
const NUMBERS: (i64, i64) = (0, 999_999_999);

impl CatalogueDocument {
    /// Everything that can be said without the database. `service` is the code of the service.
    pub(crate) fn check(&self, service: &str) -> Result<(), DocumentError> {
        let at = |part: &str| format!("services.{service}.catalogue.{part}");
        if !domain::services::field::is_code(service) {
            let problem = "a service of the catalogue has 1 to 40 small letters, digits, - and _";
            return Err(DocumentError::new(
                format!("services.{service}.code"),
                problem,
            ));
        }
        self.fee(service)?;
        self.form(service)?;
        let long = |text: &str| text.chars().count() > EXPLANATION_LETTERS_MAX;
        let explanation = self.explanation.iter().flat_map(Translations::all);
        if explanation.into_iter().any(|(_, text)| long(text)) {
            return Err(DocumentError::new(
                at("explanation"),
                "at most 2000 letters",
            ));
        }
        Ok(())
    }

    pub(crate) fn fee(&self, service: &str) -> Result<Fee, DocumentError> {
        let place = || format!("services.{service}.catalogue.fee");
        let money = |cents| {
            Money::from_cents(cents)
                .ok_or_else(|| DocumentError::new(place(), "zero to one billion euros, in cents"))
        };
        let fee = match &self.fee {
            FeeDocument::Fixed { cents } => Fee::Fixed(money(*cents)?),
            FeeDocument::Choice { options } => {
                let options = options.iter().map(|option| {
                    Ok(FeeOption {
                        code: option.code.clone(),
                        amount: money(option.cents)?,
                    })
                });
                Fee::Choice(options.collect::<Result<_, DocumentError>>()?)
            }
            FeeDocument::Quantity {
                each_cents,
                min,
                max,
            } => Fee::Quantity {
                each: money(*each_cents)?,
                least: *min,
                most: *max,
            },
            FeeDocument::Free {
                min_cents,
                max_cents,
            } => Fee::Free {
                least: money(*min_cents)?,
                most: money(*max_cents)?,
            },
        };
        fee.checked()
            .map_err(|error| DocumentError::new(place(), error.to_string()))
    }

    pub(crate) fn form(&self, service: &str) -> Result<Form, DocumentError> {
        let place = format!("services.{service}.catalogue.fields");
        let fields = self.fields.iter().map(|field| field.field(&place));
        let fields = fields.collect::<Result<_, _>>()?;
        Form::new(fields).map_err(|error| DocumentError::new(place, error.to_string()))
    }
}

impl FieldDocument {
    fn field(&self, place: &str) -> Result<Field, DocumentError> {
        let bad = |problem: &str| DocumentError::new(format!("{place}.{}", self.code), problem);
        let day = |text: &Option<String>| {
            let day = text.as_deref().map(str::parse::<Day>).transpose();
            day.map_err(|_| bad("write a day as 2026-01-31"))
        };
        if let Some(autocomplete) = &self.autocomplete
            && !AUTOCOMPLETE.contains(&autocomplete.as_str())
        {
            let known = AUTOCOMPLETE.join(", ");
            return Err(bad(&format!("autocomplete is one of {known}")));
        }
        let kind = match self.kind {
            KindDocument::Text => FieldKind::Text {
                letters_max: self.letters_max.unwrap_or(LETTERS),
            },
            KindDocument::Number => FieldKind::Number {
                least: self.min.unwrap_or(NUMBERS.0),
                most: self.max.unwrap_or(NUMBERS.1),
            },
            KindDocument::Date => FieldKind::Date {
                earliest: day(&self.earliest)?,
                latest: day(&self.latest)?,
            },
            KindDocument::Choice => {
                let codes = self.options.iter().map(|option| option.code.clone());
                FieldKind::Choice(codes.collect())
            }
            KindDocument::LicencePlate => FieldKind::Plate,
            KindDocument::Email => FieldKind::Email,
        };
        Ok(Field {
            code: self.code.clone(),
            required: self.required,
            kind,
        })
    }
}
