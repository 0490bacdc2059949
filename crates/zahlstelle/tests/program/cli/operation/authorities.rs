//! Authorities at the command line: a document to begin with, what is stored, what is refused.

use domain::claims::kassenzeichen::Pool;
use serde_json::Value;

use crate::cli::installation::{Installation, SECRET, secret, wanted};
use crate::process::{client, zahlstelle};

#[tokio::test]
async fn the_document_to_begin_with_can_be_applied_and_is_exported_again() {
    let here = Installation::new(None, "").await;
    let new = zahlstelle(&["tenant", "new"]).said().to_owned();
    let new = new
        .replace("slug = \"musterstadt\"", "slug = \"neustadt\"")
        .replace("parken/05158999", "neu/05158999")
        .replace("-trial.secret", ".secret")
        .replace("name = \"portal\"", "name = \"neues-portal\"");
    std::fs::write(here.path("new.toml"), new).unwrap();
    let file = here.path("new.toml");
    let checked = here.runs(&["tenant", "apply", "--check", &file]);
    for told in [
        "can be applied",
        "tenant neustadt made",
        "client neues-portal made",
    ] {
        assert!(checked.said().contains(told), "{told}: {checked:?}");
    }
    assert!(!here.runs(&["tenant", "list"]).said().contains("neustadt"));
    here.runs(&["tenant", "apply", &file]).said();
    let checked = here.runs(&["tenant", "apply", "--check", &file]);
    assert!(
        checked.said().contains("it would change nothing"),
        "{checked:?}"
    );
    let list = here.runs(&["tenant", "list"]);
    assert!(list.said().contains("neustadt") && list.out.contains("musterstadt"));
    let exported = here
        .runs(&["tenant", "export", "neustadt"])
        .said()
        .to_owned();
    assert!(exported.contains("51254{year:2}{counter:6}"), "{exported}");
    assert!(!exported.contains(&here.provider_secret()) && !exported.contains(SECRET));
    std::fs::write(here.path("exported.toml"), &exported).unwrap();
    here.runs(&["tenant", "apply", &here.path("exported.toml")])
        .said();
    let again = here.runs(&["tenant", "export", "neustadt"]);
    assert_eq!(again.said().trim(), exported.trim());
    assert!(
        here.runs(&["tenant", "export", "nirgends"])
            .complained()
            .contains("tenant list")
    );
}

/// The document with every key that is commented out.
fn uncommented(document: &str) -> String {
    let is_toml = |line: &str| {
        let key = line.split_once(" = ").map_or("", |(key, _)| key);
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        is_key || line.starts_with('[')
    };
    let lines = document.lines().map(|line| match line.strip_prefix("# ") {
        Some(commented) if is_toml(commented) => commented,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn what_the_document_to_begin_with_proposes_in_comments_can_be_applied_too() {
    let here = Installation::new(None, "").await;
    let new = uncommented(zahlstelle(&["tenant", "new"]).said());
    assert!(new.contains("\n[[bank_accounts]]\n"), "{new}");
    let both = "{ method = \"paypal\", account = \"paypal\" }, \
                { method = \"bank_transfer\", account = \"stadtkasse\" }";
    let new = new
        .replace("{ method = \"paypal\", account = \"paypal\" }", both)
        .replace("slug = \"musterstadt\"", "slug = \"neustadt\"")
        .replace("parken/05158999", "neu/05158999")
        .replace("-trial.secret", ".secret")
        .replace("name = \"portal\"", "name = \"neues-portal\"");
    std::fs::write(here.path("new.toml"), new).unwrap();
    here.runs(&["tenant", "apply", &here.path("new.toml")])
        .said();
    let exported = here.runs(&["tenant", "export", "neustadt"]);
    assert!(exported.said().contains("DE02120300000000202051"));
}

#[tokio::test]
async fn an_account_that_cannot_be_used_is_not_stored() {
    let here = Installation::new(None, "").await;
    let tenant = std::fs::read_to_string(here.path("tenant.toml")).unwrap();
    let apply = |text: &str| {
        std::fs::write(here.path("changed.toml"), text).unwrap();
        here.runs(&["tenant", "apply", &here.path("changed.toml")])
    };
    secret(&here.path("wrong.secret"), "wrong");
    let wrong = apply(&tenant.replace("paypal.secret", "wrong.secret"));
    let complaint = wrong.complained();
    assert!(
        complaint.contains("account paypal of musterstadt"),
        "{complaint}"
    );
    assert!(complaint.contains("credentials"), "{complaint}");
    let live = apply(&tenant.replace("environment = \"simulator\"", "environment = \"live\""));
    assert!(live.complained().contains("account paypal"), "{live:?}");
    let real = apply(&tenant.replace("test = true", "test = false"));
    assert!(real.complained().contains("test = true"), "{real:?}");
    // What worked before still works.
    assert!(!here.runs(&["doctor"]).said().contains("WRONG"));
}

#[tokio::test]
async fn what_is_left_out_is_named_and_a_pool_with_told_numbers_keeps_its_form() {
    let here = Installation::new(None, "").await;
    let tenant = std::fs::read_to_string(here.path("tenant.toml")).unwrap();
    let apply = |text: &str| {
        std::fs::write(here.path("changed.toml"), text).unwrap();
        here.runs(&["tenant", "apply", &here.path("changed.toml")])
    };
    let (without_client, _) = tenant.split_once("[[clients]]").unwrap();
    let ran = apply(without_client);
    assert!(ran.said().contains("Left over: client portal"), "{ran:?}");
    // Before the first number is told the form may change.
    apply(&tenant.replace("51254{", "51255{")).said();
    apply(&tenant).said();
    let serving = here.serves(&[]).await;
    here.asks(&client(), "antrag-1").await;
    drop(serving);
    let ran = apply(&tenant.replace("51254{", "51255{"));
    assert!(
        ran.complained().contains("pools.parken.definition"),
        "{ran:?}"
    );
}

#[tokio::test]
async fn a_revoked_client_asks_for_nothing_more() {
    let here = Installation::new(None, "").await;
    let revoke = [
        "tenant",
        "revoke-client",
        "portal",
        "--tenant",
        "musterstadt",
    ];
    assert!(here.runs(&revoke).said().contains("is revoked"));
    let unknown = [
        "tenant",
        "revoke-client",
        "niemand",
        "--tenant",
        "musterstadt",
    ];
    assert!(here.runs(&unknown).complained().contains("no client"));
    let _serving = here.serves(&[]).await;
    let url = format!("{}/paymenttransaction/parken/05158999", here.interface());
    let asked = client().post(url).basic_auth("portal", Some(SECRET));
    let answer = asked.json(&wanted("antrag-1")).send().await.unwrap();
    assert_eq!(answer.status(), 403);
}

#[test]
fn the_documents_schema_is_written_down_and_every_key_is_explained() {
    let written = zahlstelle(&["tenant", "schema"]).said().to_owned();
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operation/");
    let file = format!("{docs}tenant.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&file, &written).unwrap();
    }
    let documented = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        documented == written,
        "run UPDATE_SCHEMA=1 cargo test -p zahlstelle schema"
    );
    let page = std::fs::read_to_string(format!("{docs}tenant-document.md")).unwrap();
    let mut keys = Vec::new();
    names(&serde_json::from_str(&written).unwrap(), &mut keys);
    assert!(keys.len() > 60, "{keys:?}");
    for key in keys {
        let explained =
            page.contains(&format!("`{key}`")) || page.contains(&format!("`[[{key}]]`"));
        assert!(explained, "{key} is not in tenant-document.md");
    }
}

/// The name of every property, wherever it is.
fn names(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get("properties") {
                found.extend(properties.keys().cloned());
            }
            map.values().for_each(|value| names(value, found));
        }
        Value::Array(all) => all.iter().for_each(|value| names(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[tokio::test]
async fn a_counters_number_is_computed_without_taking_it() {
    let here = Installation::new(None, "").await;
    let number = |counter: &str, pool: &str| {
        let of = ["claims", "number", counter, "--pool", pool];
        let at = ["--tenant", "musterstadt", "--year", "2026"];
        here.runs(&[of.as_slice(), at.as_slice()].concat())
    };
    let pool = Pool::parse("51254{year:2}{counter:6}", "mod11", None);
    let expected = pool.unwrap().issue(47, 2026).unwrap();
    let said = number("47", "parken").said().trim().replace(' ', "");
    assert_eq!(said, expected.as_str());
    assert!(said.starts_with("5125426000047"), "{said}");
    assert_eq!(number("47", "parken").said().trim().replace(' ', ""), said);
    assert!(number("9999999", "parken").complained().contains("used up"));
    assert!(number("1", "keiner").complained().contains("no pool"));
}
