//! PayPal's interface files and the example answers beside them. They lie outside the repository;
//! where they are missing, the stories that need them say so and end.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::script::payment;

/// The payment id in all examples.
const EXAMPLE_PAYMENT: &str = "01JD8W3N7Q4ZC5T6Y8K2M9RBVX";

pub(crate) const ORDERS: &str = "checkout_orders_v2.json";
pub(crate) const PAYMENTS: &str = "payments_payment_v2.json";
pub(crate) const WEBHOOKS: &str = "notifications_webhooks_v1.json";
pub(crate) const REPORTING: &str = "reporting_transactions_v1.json";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/paypal")
        .join(name)
}

/// Whether there is something to compare with.
pub(crate) fn is_there() -> bool {
    let there = folder("openapi").is_dir() && folder("examples").is_dir();
    if !there {
        println!("skipped: ../shared/paypal with PayPal's interface files is not there");
    }
    there
}

pub(crate) fn openapi(file: &str) -> Value {
    let text = fs::read(folder("openapi").join(file)).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// An example answer about our own payment instead of the example's.
pub(crate) fn example(name: &str) -> String {
    let path = folder("examples").join(format!("{name}.json"));
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
    text.replace(EXAMPLE_PAYMENT, &payment().to_string())
}

/// The names of all example bodies.
pub(crate) fn examples() -> Vec<String> {
    let files = fs::read_dir(folder("examples")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// Follows a reference within the same file.
fn resolved<'a>(api: &'a Value, part: &'a Value) -> &'a Value {
    match part["$ref"].as_str() {
        Some(reference) => {
            let pointer = reference.trim_start_matches('#');
            let found = api.pointer(pointer);
            resolved(
                api,
                found.unwrap_or_else(|| panic!("{reference} leads nowhere")),
            )
        }
        None => part,
    }
}

/// One operation of an interface file.
pub(crate) struct Operation {
    api: Value,
    path: &'static str,
    method: &'static str,
}

impl Operation {
    pub(crate) fn of(file: &str, method: &'static str, path: &'static str) -> Self {
        let api = openapi(file);
        assert!(api["paths"][path][method].is_object(), "{method} {path}");
        Self { api, path, method }
    }

    fn itself(&self) -> &Value {
        &self.api["paths"][self.path][self.method]
    }

    fn body(&self) -> &Value {
        let body = resolved(&self.api, &self.itself()["requestBody"]);
        &body["content"]["application/json"]["schema"]
    }

    fn answer(&self, status: &str) -> &Value {
        let answers = &self.itself()["responses"];
        let answer = answers.get(status).unwrap_or(&answers["default"]);
        &resolved(&self.api, answer)["content"]["application/json"]["schema"]
    }

    /// The query's parameters with the schemas of their values.
    pub(crate) fn query(&self) -> Vec<(&str, bool, &Value)> {
        let parameters = self.itself()["parameters"].as_array().unwrap().iter();
        let parameters = parameters.map(|parameter| resolved(&self.api, parameter));
        parameters
            .filter(|parameter| parameter["in"] == "query")
            .map(|found| {
                let required = found["required"].as_bool().unwrap_or_default();
                (found["name"].as_str().unwrap(), required, &found["schema"])
            })
            .collect()
    }

    /// OpenAPI 3.0 schemas are JSON schemas of that time, as far as PayPal uses them: `nullable`,
    /// `discriminator` and exclusive limits do not occur in its files.
    pub(crate) fn conforms(&self, schema: &Value, value: &Value) {
        let schema = json!({ "allOf": [schema], "components": self.api["components"] });
        let validator = jsonschema::draft7::new(&schema).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(
            errors.is_empty(),
            "{} {}: {errors:#?}",
            self.method,
            self.path
        );
    }

    /// What we send: well formed.
    pub(crate) fn accepts(&self, body: &Value) {
        self.conforms(self.body(), body);
    }

    /// Well formed, and no field that PayPal does not know.
    pub(crate) fn takes(&self, body: &Value) {
        self.accepts(body);
        self.knows(&[self.body()], body, "");
    }

    pub(crate) fn answers(&self, status: &str, body: &Value) {
        assert!(self.answer(status).is_object(), "{} {status}", self.path);
        self.conforms(self.answer(status), body);
    }

    /// PayPal's schemas allow any further field, so a misspelt one is only found by hand.
    fn knows(&self, schemas: &[&Value], value: &Value, place: &str) {
        if let Some(items) = value.as_array() {
            let inner: Vec<&Value> = schemas
                .iter()
                .flat_map(|schema| self.alternatives(schema))
                .filter_map(|schema| schema.get("items"))
                .collect();
            for item in items {
                self.knows(&inner, item, place);
            }
        }
        for (name, field) in value.as_object().into_iter().flatten() {
            let known: Vec<&Value> = schemas
                .iter()
                .flat_map(|schema| self.alternatives(schema))
                .filter_map(|schema| schema["properties"].get(name))
                .collect();
            let place = format!("{place}/{name}");
            assert!(!known.is_empty(), "{}: PayPal knows no {place}", self.path);
            self.knows(&known, field, &place);
        }
    }

    /// A schema and everything it is put together of.
    fn alternatives<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = resolved(&self.api, schema);
        let parts = ["allOf", "anyOf", "oneOf"]
            .into_iter()
            .filter_map(|kind| schema[kind].as_array())
            .flatten();
        let mut found = vec![schema];
        found.extend(parts.flat_map(|part| self.alternatives(part)));
        found
    }
}
