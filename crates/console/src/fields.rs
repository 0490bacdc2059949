//! A form as it was sent: the only way to what was typed, through the door for texts from outside.

use std::fmt;

use axum::Form;
use axum::extract::rejection::FormRejection;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::values::text::{self, BadText};
use secrecy::SecretString;
use subtle::ConstantTimeEq;
use url::form_urlencoded;
use webkit::page::FieldError;

/// The field with the session's form key.
const FORM: &str = "form";

/// The name of a field that is wrong, and what to do.
pub(crate) type WrongField = (&'static str, String);

/// What is said at this field; empty where it is not the wrong one.
pub(crate) fn said_at(wrong: Option<&WrongField>, field: &str) -> String {
    let found = wrong.filter(|(name, _)| *name == field);
    found.map_or_else(String::new, |(_, text)| text.clone())
}

/// The same for the summary above the form.
pub(crate) fn summary_of(wrong: Option<&WrongField>) -> Vec<FieldError> {
    let one = wrong.map(|(id, text)| FieldError {
        id,
        text: text.clone(),
    });
    one.into_iter().collect()
}

/// What axum reads: pairs in their order.
pub(crate) type Sent = Result<Form<Vec<(String, String)>>, FormRejection>;

/// The fields of a form, their letters composed and without format characters. One that is missing
/// is empty; of two with one name the first counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// What cannot be read has no fields. No browser sends control characters that are no line
    /// breaks: such a form is none.
    pub(crate) fn of(sent: Sent) -> Self {
        Self::of_pairs(&sent.map(|Form(pairs)| pairs).unwrap_or_default())
    }

    fn of_pairs(pairs: &[(String, String)]) -> Self {
        let read = pairs.iter().map(|(name, typed)| {
            let (name, typed) = (text::line(name)?, text::lines(typed)?);
            Ok::<_, BadText>((name, typed))
        });
        Self(read.collect::<Result<_, _>>().unwrap_or_default())
    }

    /// Those of an address.
    pub(crate) fn of_query(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self::of_pairs(&pairs.into_owned().collect::<Vec<_>>())
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value)
    }

    /// The address of a list with these of its fields, from the entry before this one on; without
    /// one, from where the fields say.
    pub(crate) fn address(
        &self,
        path: &str,
        names: &[&str],
        before: Option<impl fmt::Display>,
    ) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let filled = names.iter().map(|name| (name, self.get(name)));
        query.extend_pairs(filled.filter(|(_, value)| !value.is_empty()));
        let before = before.map(|before| before.to_string());
        let before = before.as_deref().unwrap_or_else(|| self.get("before"));
        if !before.is_empty() {
            query.append_pair("before", before);
        }
        let query = query.finish();
        if query.is_empty() {
            return path.to_owned();
        }
        format!("{path}?{query}")
    }

    /// Every value that was sent under this name, as boxes to tick send them.
    pub(crate) fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        let found = self.0.iter().filter(move |(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the form has the field, however it is filled in.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| found == name)
    }

    /// The same without this field.
    pub(crate) fn without(&self, name: &str) -> Self {
        let others = self.0.iter().filter(|(found, _)| found != name);
        Self(others.cloned().collect())
    }

    pub(crate) fn secret(&self, name: &str) -> SecretString {
        self.get(name).into()
    }

    /// Whether the form is to be shown again as it was typed, and not acted on.
    pub(crate) fn is_shown_again(&self) -> bool {
        self.get("shown") == "again"
    }

    /// Whether a page of this session made the form.
    pub(crate) fn is_of(&self, key: &[u8]) -> bool {
        let sent = URL_SAFE_NO_PAD.decode(self.get(FORM)).unwrap_or_default();
        bool::from(sent.as_slice().ct_eq(key))
    }
}

/// The form key as a field has it.
pub(crate) fn form_value(key: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_comes_through_the_door_for_texts() {
        let sent = |typed: &str| {
            let pair = ("a_new_field".to_owned(), typed.to_owned());
            let fields = Fields::of(Ok(Form(vec![pair])));
            fields.get("a_new_field").to_owned()
        };
        assert_eq!(
            sent("Gebu\u{308}hr\u{202e}\r\nund mehr"),
            "Gebühr\nund mehr"
        );
        assert_eq!(sent("a\0b"), "");
        assert_eq!(Fields::of_query(Some("q=a%00b")).get("q"), "");
        assert_eq!(Fields::of_query(Some("q=u%cc%88")).get("q"), "ü");
    }

    #[test]
    fn a_form_of_another_session_is_told() {
        let fields = |value: &str| Fields(vec![(FORM.to_owned(), value.to_owned())]);
        assert!(fields(&form_value(b"key")).is_of(b"key"));
        assert!(!fields(&form_value(b"kez")).is_of(b"key"));
        assert!(!fields("").is_of(b"key"));
        assert!(!Fields::default().is_of(b"key"));
    }
}
