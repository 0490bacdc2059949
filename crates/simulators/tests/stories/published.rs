//! What PayPal publishes about its interface, and examples of its answers. They lie beside the
//! workspace where a developer has them, and are never copied into it.

use std::collections::HashMap;
use std::path::PathBuf;

use jsonschema::Validator;
use serde_json::{Value, json};
use simulators::common::JournalEntry;

/// A file beside the workspace; says so when it is not there.
fn beside(name: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/paypal");
    let text = std::fs::read_to_string(root.join(name)).ok();
    if text.is_none() {
        println!("skipped: ../shared/paypal/{name} is not here");
    }
    text
}

pub(crate) fn example(name: &str) -> Option<Value> {
    let text = beside(&format!("examples/{name}.json"))?;
    Some(serde_json::from_str(&text).unwrap())
}

pub(crate) fn example_report() -> Option<String> {
    beside("examples/STL-20261125.01.009.CSV")
}

pub(crate) fn catalogue() -> Option<Value> {
    Some(serde_json::from_str(&beside("openapi/issues-catalogue.json")?).unwrap())
}

/// PayPal's schemas of all answers.
pub(crate) struct Schemas {
    documents: Vec<Value>,
    made: HashMap<String, Validator>,
}

/// How an answer fared.
#[derive(Debug, PartialEq)]
pub(crate) enum Fit {
    Fits,
    /// PayPal publishes no schema for it.
    Unpublished,
}

const DOCUMENTS: &[&str] = &[
    "checkout_orders_v2",
    "payments_payment_v2",
    "notifications_webhooks_v1",
    "reporting_transactions_v1",
    "customer_disputes_v1",
];

impl Schemas {
    pub(crate) fn read() -> Option<Self> {
        let mut documents = Vec::new();
        for name in DOCUMENTS {
            let text = beside(&format!("openapi/{name}.json"))?;
            documents.push(serde_json::from_str(&text).unwrap());
        }
        let made = HashMap::new();
        Some(Self { documents, made })
    }

    /// Panics with what is wrong when an answer does not fit.
    pub(crate) fn check(&mut self, entry: &JournalEntry) -> Fit {
        let Ok(body) = serde_json::from_slice::<Value>(&entry.answer) else {
            assert!(
                entry.answer.is_empty() || !entry.path.starts_with("/v"),
                "{} {} is no JSON",
                entry.method,
                entry.path
            );
            return Fit::Unpublished;
        };
        // The token check's own shape and both limits are not described anywhere.
        if body.get("error").is_some()
            || body["name"] == "RESULTSET_TOO_LARGE"
            || entry.status == 429
        {
            return Fit::Unpublished;
        }
        let Some((document, operation)) = self.operation(entry) else {
            return Fit::Unpublished;
        };
        let what = format!("{} {} {}", entry.method, operation.path, entry.status);
        if !self.made.contains_key(&what) {
            let Some(schema) = schema_of(&self.documents[document], &operation, entry.status)
            else {
                return Fit::Unpublished;
            };
            let validator = jsonschema::draft7::new(&schema).unwrap();
            self.made.insert(what.clone(), validator);
        }
        let body = as_its_own_pattern_wants(body);
        let errors: Vec<String> = self.made[&what]
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {errors:#?}\n{body:#}");
        Fit::Fits
    }

    fn operation(&self, entry: &JournalEntry) -> Option<(usize, Operation)> {
        let method = entry.method.to_lowercase();
        for (number, document) in self.documents.iter().enumerate() {
            for (path, operations) in document["paths"].as_object().unwrap() {
                if operations.get(&method).is_some() && is_like(path, &entry.path) {
                    let (path, method) = (path.clone(), method);
                    return Some((number, Operation { path, method }));
                }
            }
        }
        None
    }
}

struct Operation {
    path: String,
    method: String,
}

fn is_like(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template
            .zip(path)
            .all(|(want, have)| want == have || want.starts_with('{'))
}

/// OpenAPI 3.0 schemas are JSON schemas of that time, as far as PayPal uses them.
fn schema_of(document: &Value, operation: &Operation, status: u16) -> Option<Value> {
    let answers = &document["paths"][&operation.path][&operation.method]["responses"];
    let status = status.to_string();
    // A repeated refund answers 200 where only 201 is described.
    let created = Some("201").filter(|_| status == "200");
    let answer = answers
        .get(&status)
        .or_else(|| answers.get(created?))
        .or_else(|| answers.get("default"))?;
    let answer = match answer["$ref"].as_str() {
        Some(place) => document.pointer(place.trim_start_matches('#'))?,
        None => answer,
    };
    let schema = answer["content"]["application/json"].get("schema")?;
    Some(json!({ "allOf": [schema], "components": document["components"] }))
}

/// PayPal renders the times of a search as `+0000`, which its own published pattern refuses.
fn as_its_own_pattern_wants(mut body: Value) -> Value {
    for field in ["start_date", "end_date", "last_refreshed_datetime"] {
        if let Some(text) = body.get(field).and_then(Value::as_str) {
            let text = text.replace("+0000", "Z");
            body[field] = json!(text);
        }
    }
    body
}

/// Where `ours` lacks something that `example` has, or has it in another kind.
pub(crate) fn differences(example: &Value, ours: &Value, at: &str) -> Vec<String> {
    match (example, ours) {
        (Value::Object(example), Value::Object(ours)) => example
            .iter()
            .flat_map(|(key, value)| match ours.get(key) {
                Some(own) => differences(value, own, &format!("{at}/{key}")),
                None => vec![format!("{at}/{key} is missing")],
            })
            .collect(),
        (Value::Array(example), Value::Array(ours)) => {
            if example.is_empty() != ours.is_empty() {
                return vec![format!("{at} has {} entries", ours.len())];
            }
            let pairs = example.iter().zip(ours).enumerate();
            pairs
                .flat_map(|(number, (value, own))| {
                    differences(value, own, &format!("{at}/{number}"))
                })
                .collect()
        }
        (Value::String(example), Value::String(ours)) => {
            let (want, have) = (pattern(example), pattern(ours));
            if is_fixed(example) && example != ours {
                vec![format!("{at} is {ours}, not {example}")]
            } else if want == have {
                Vec::new()
            } else {
                vec![format!(
                    "{at} looks like {have}, not {want}: {ours}, {example}"
                )]
            }
        }
        (Value::Bool(_), Value::Bool(_)) | (Value::Number(_), Value::Number(_)) => Vec::new(),
        _ => vec![format!("{at} is {ours}, not {example}")],
    }
}

/// A word of the interface, such as a status: it has to be the same.
fn is_fixed(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    text.bytes().all(word) && text != "MUSTERHAUSEN"
}

/// The outer form of a time, a decimal or an address; other texts are free.
fn pattern(text: &str) -> &'static str {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = text.len() >= 20 && text.as_bytes()[10] == b'T' && digits(&text[..4]);
    let is_decimal = text
        .trim_start_matches('-')
        .split_once('.')
        .is_some_and(|(whole, rest)| digits(whole) && digits(rest) && rest.len() == 2);
    match text {
        _ if is_time && text.ends_with("+0000") => "time +0000",
        _ if is_time && text.ends_with('Z') && text.contains('.') => "time with milliseconds",
        _ if is_time && text.ends_with('Z') => "time",
        _ if is_time && text.ends_with("-08:00") => "Pacific time",
        _ if is_decimal => "decimal",
        _ if text.starts_with("https://") => "address",
        _ => "text",
    }
}
