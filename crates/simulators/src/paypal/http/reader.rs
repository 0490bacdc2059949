//! Reads JSON field by field and remembers everything that is wrong with it.

use serde_json::Value;

use crate::paypal::http::answer::{Detail, Refusal};
use crate::paypal::issues::{self, Issue};
use crate::paypal::payments::amounts::{self, BadAmount};

/// Collects complaints: those about form answer 400, those about meaning 422.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    form: Vec<(&'static Issue, Detail)>,
    meaning: Vec<(&'static Issue, Detail)>,
}

/// An amount of the request.
#[derive(Clone, Debug)]
pub(crate) struct ReadAmount {
    pub(crate) currency: String,
    pub(crate) cents: i64,
}

/// Currencies with two decimals that the simulator accepts.
const CURRENCIES: &[&str] = &[
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "AUD", "CAD",
];

impl Reader {
    pub(crate) fn complain(&mut self, issue: &'static Issue, field: &str, value: Option<&str>) {
        let detail = Detail {
            field: Some(field.to_owned()),
            value: value.map(str::to_owned),
            location: Some("body").filter(|_| issue.status == 400),
            ..Detail::default()
        };
        let list = if issue.status == 400 {
            &mut self.form
        } else {
            &mut self.meaning
        };
        list.push((issue, detail));
    }

    /// The complaints about form alone, for calls that look things up before they judge meaning.
    pub(crate) fn form(&self) -> Result<(), Refusal> {
        if self.form.is_empty() {
            Ok(())
        } else {
            Err(Refusal::all(&self.form))
        }
    }

    /// A complaint that no field carries.
    pub(crate) fn object(&mut self, issue: &'static Issue) {
        self.form.push((issue, Detail::default()));
    }

    /// Form first, then meaning; fine when nothing was wrong.
    pub(crate) fn verdict(self) -> Result<(), Refusal> {
        let wrong = if self.form.is_empty() {
            self.meaning
        } else {
            self.form
        };
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Refusal::all(&wrong))
        }
    }

    /// A text of at most `max` characters; absent and `null` are fine.
    pub(crate) fn text(&mut self, from: &Value, at: &str, max: usize) -> Option<String> {
        let key = at.rsplit('/').next().unwrap_or_default();
        match from.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if (1..=max).contains(&text.chars().count()) => {
                Some(text.clone())
            }
            Some(Value::String(text)) => {
                self.complain(&issues::INVALID_STRING_LENGTH, at, Some(text));
                None
            }
            Some(_) => {
                self.complain(&issues::INVALID_PARAMETER_SYNTAX, at, None);
                None
            }
        }
    }

    /// As [`Reader::text`], and it must be there.
    pub(crate) fn required(&mut self, from: &Value, at: &str, max: usize) -> Option<String> {
        let key = at.rsplit('/').next().unwrap_or_default();
        if from.get(key).is_none_or(Value::is_null) {
            self.complain(&issues::MISSING_REQUIRED_PARAMETER, at, None);
        }
        self.text(from, at, max)
    }

    /// A text of a closed list.
    pub(crate) fn choice(&mut self, from: &Value, at: &str, known: &[&str]) -> Option<String> {
        let text = self.text(from, at, 255)?;
        if !known.contains(&text.as_str()) {
            self.complain(&issues::INVALID_PARAMETER_VALUE, at, Some(&text));
            return None;
        }
        Some(text)
    }

    /// An absolute address.
    pub(crate) fn address(&mut self, from: &Value, at: &str) -> Option<String> {
        let text = self.text(from, at, 2048)?;
        if url::Url::parse(&text).is_err() {
            self.complain(&issues::INVALID_PARAMETER_SYNTAX, at, Some(&text));
            return None;
        }
        Some(text)
    }

    /// `{currency_code, value}`; `at` is the object's own path.
    pub(crate) fn amount(&mut self, amount: &Value, at: &str) -> Option<ReadAmount> {
        let currency = self.required(amount, &format!("{at}/currency_code"), 3);
        let field = format!("{at}/value");
        let value = self.required(amount, &field, 32)?;
        let cents = match amounts::parse(&value) {
            Ok(cents) => cents,
            Err(bad) => {
                let issue = match bad {
                    BadAmount::Syntax => &issues::INVALID_PARAMETER_SYNTAX,
                    BadAmount::Precision => &issues::DECIMAL_PRECISION,
                    BadAmount::TooLarge => &issues::MAX_VALUE_EXCEEDED,
                };
                self.complain(issue, &field, Some(&value));
                return None;
            }
        };
        let currency = currency?;
        if !CURRENCIES.contains(&currency.as_str()) {
            let field = format!("{at}/currency_code");
            self.complain(&issues::INVALID_CURRENCY_CODE, &field, Some(&currency));
        }
        Some(ReadAmount { currency, cents })
    }
}
