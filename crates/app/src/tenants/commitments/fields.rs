//! The fields of an object, and what an act changed of them: the audit trail tells the fields that
//! differ, before and after. Of a secret it tells that it changed.

use std::collections::{BTreeMap, BTreeSet};

use domain::services::VersionState;
use serde_json::{Map, Value};

use crate::services::{FieldChange, FieldValue};

/// Fields of a service that stand beside its document.
const BESIDE: [&str; 2] = ["state", "version"];

/// The fields of an object by their paths: `catalogue.fee.cents`. Entries of a list of objects are
/// named by their code, or by their number where they have none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields {
    shown: BTreeMap<String, Value>,
    /// As they are stored: sealed or hashed.
    secret: BTreeMap<String, Vec<u8>>,
}

/// The fields that differ, as JSON objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChangedFields {
    /// `None` where the object is new.
    pub(crate) before: Option<String>,
    pub(crate) after: String,
}

impl Fields {
    /// Of a stored document. One that cannot be read is one field.
    pub(crate) fn of_document(document: &str) -> Self {
        Self::default().and_document("", document)
    }

    /// With the fields of a further document under this path.
    pub(crate) fn and_document(mut self, path: &str, document: &str) -> Self {
        let value = serde_json::from_str(document);
        let value = value.unwrap_or_else(|_unreadable| Value::from(document));
        put(&mut self.shown, path.to_owned(), value);
        self
    }

    pub(crate) fn and(mut self, path: &str, value: impl Into<Value>) -> Self {
        put(&mut self.shown, path.to_owned(), value.into());
        self
    }

    /// With what the next version says otherwise than the one that holds, which is here already.
    pub(crate) fn and_draft(mut self, document: &str, state: VersionState, number: i64) -> Self {
        let draft = Self::of_document(document);
        let gone = self
            .shown
            .keys()
            .filter(|path| !draft.shown.contains_key(*path));
        let gone = gone.map(|path| (path.clone(), Value::Null));
        let gone: Vec<_> = gone
            .filter(|(path, _)| !BESIDE.contains(&path.as_str()))
            .collect();
        let mut other: Vec<_> = draft.shown.into_iter().collect();
        other.retain(|(path, value)| self.shown.get(path) != Some(value));
        other.extend(gone);
        for (path, value) in other {
            self.shown.insert(format!("draft.{path}"), value);
        }
        self.and("draft", format!("version {number}, {state}"))
    }

    /// With a secret, as it is stored.
    pub(crate) fn and_secret(mut self, path: &str, stored: &[u8]) -> Self {
        self.secret.insert(path.to_owned(), stored.to_vec());
        self
    }

    /// The fields that differ, by path.
    pub(crate) fn differences(before: &Self, after: &Self) -> Vec<FieldChange> {
        let paths = before.shown.keys().chain(after.shown.keys());
        let paths: BTreeSet<_> = paths.collect();
        let changes = paths.into_iter().map(|path| FieldChange {
            path: path.clone(),
            before: before.shown.get(path).map(FieldValue::of),
            after: after.shown.get(path).map(FieldValue::of),
        });
        changes
            .filter(|change| change.before != change.after)
            .collect()
    }

    /// `None` where nothing differs.
    pub(crate) fn changed(before: Option<&Self>, after: &Self) -> Option<ChangedFields> {
        let nothing = Self::default();
        let was = before.unwrap_or(&nothing);
        let (mut old, mut new) = (Map::new(), Map::new());
        for path in was.shown.keys().chain(after.shown.keys()) {
            let (one, other) = (was.shown.get(path), after.shown.get(path));
            if one != other {
                old.extend(one.map(|value| (path.clone(), value.clone())));
                new.extend(other.map(|value| (path.clone(), value.clone())));
            }
        }
        for (path, stored) in &after.secret {
            if was.secret.get(path) != Some(stored) {
                new.insert(path.clone(), "changed".into());
            }
        }
        (!old.is_empty() || !new.is_empty()).then(|| ChangedFields {
            before: before.map(|_known| Value::Object(old).to_string()),
            after: Value::Object(new).to_string(),
        })
    }
}

/// The value under this path, or the values within it. What is absent says nothing.
fn put(fields: &mut BTreeMap<String, Value>, path: String, value: Value) {
    let below = |name: &str| match path.as_str() {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    match value {
        Value::Object(values) => {
            for (name, value) in values {
                put(fields, below(&name), value);
            }
        }
        Value::Array(values) if values.iter().any(Value::is_object) => {
            for (number, value) in values.into_iter().enumerate() {
                let code = value.get("code").and_then(Value::as_str);
                let name = code.map_or_else(|| number.to_string(), str::to_owned);
                put(fields, below(&name), value);
            }
        }
        Value::Null => {}
        value @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            fields.insert(path, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(before: &str, after: &str) -> Option<(String, String)> {
        let (before, after) = (Fields::of_document(before), Fields::of_document(after));
        let changed = Fields::changed(Some(&before), &after)?;
        Some((changed.before.unwrap(), changed.after))
    }

    #[test]
    fn fields_that_differ_are_told_by_their_paths() {
        let before = r#"{"a": {"fee": 12, "same": 1}, "list": [{"code": "x", "cents": 1}]}"#;
        let after = r#"{"a": {"fee": 999, "same": 1}, "list": [{"code": "x"}], "new": ["y"]}"#;
        let told = changed(before, after).unwrap();
        assert_eq!(told.0, r#"{"a.fee":12,"list.x.cents":1}"#);
        assert_eq!(told.1, r#"{"a.fee":999,"new":["y"]}"#);
    }

    #[test]
    fn nothing_is_told_where_nothing_differs() {
        assert_eq!(changed(r#"{"a": [1], "b": null}"#, r#"{"a": [1]}"#), None);
    }

    #[test]
    fn a_secret_is_told_to_have_changed_and_not_what_it_is() {
        let one = Fields::default().and_secret("secret", b"one");
        let other = Fields::default().and_secret("secret", b"other");
        let other = other.and("name", "portal");
        let told = Fields::changed(Some(&one), &other).unwrap();
        assert_eq!(told.before.as_deref(), Some("{}"));
        assert_eq!(told.after, r#"{"name":"portal","secret":"changed"}"#);
        assert_eq!(Fields::changed(Some(&other), &other), None);
    }

    #[test]
    fn a_new_object_is_told_whole_and_an_unreadable_document_as_it_is() {
        let new = Fields::of_document("{").and("code", "a");
        let told = Fields::changed(None, &new).unwrap();
        assert_eq!(told.before, None);
        assert_eq!(told.after, r#"{"":"{","code":"a"}"#);
    }
}
