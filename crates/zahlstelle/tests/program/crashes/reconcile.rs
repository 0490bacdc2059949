//! Two books kept by two programs, and what people remember.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::load::Told;
use crate::cli::installation::Installation;
use crate::process::client;

async fn books(here: &Installation) -> Value {
    let url = format!("{}/_sim/books", here.simulator);
    let books: Value = client()
        .get(url)
        .bearer_auth(here.control_token())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    // The authority's account, and the one it tries services out with, which takes nothing here.
    let (used, unused): (Vec<&Value>, Vec<&Value>) = books["apps"]
        .as_array()
        .unwrap()
        .iter()
        .partition(|app| !app["captures"].as_array().unwrap().is_empty());
    assert_eq!((used.len(), unused.len()), (1, 1));
    used[0].clone()
}

/// Every answer was true, and every cent that moved is told about.
pub(super) async fn reconcile(here: &Installation, told: &[Told], ended: &[Value]) {
    let mut payments = HashMap::new();
    for told in told {
        let other = payments.insert(&told.transaction, &told.request_id);
        assert_eq!(other, None, "one payment for two requests");
    }
    let captures = books(here).await["captures"].clone();
    let mut taken: BTreeMap<String, i64> = BTreeMap::new();
    for capture in captures.as_array().unwrap() {
        assert_eq!(capture["status"], "COMPLETED");
        let payment = capture["custom_id"].as_str().unwrap().to_owned();
        let cents = capture["gross_cents"].as_i64().unwrap();
        let twice = taken.insert(payment, cents);
        assert_eq!(twice, None, "the money was taken twice: {capture}");
    }
    let mut ends: BTreeMap<&str, u32> = BTreeMap::new();
    for (told, ended) in told.iter().zip(ended) {
        let end = ended["status"].as_str().unwrap();
        *ends.entry(end).or_default() += 1;
        let money = taken.remove(&told.transaction);
        let payed = end == "PAYED";
        assert_eq!(payed.then_some(3_070), money, "{told:?} ended as {ended}");
        assert_eq!(payed, told.approved, "{told:?} ended as {ended}");
        assert!(payed || end == "FAILED", "{told:?} ended as {ended}");
        if let Some(before) = &told.payed {
            assert_eq!(before, ended, "what was told once has changed");
        }
    }
    assert_eq!(taken, BTreeMap::new(), "money for payments nobody knows of");
    let seen = told.iter().filter(|told| told.payed.is_some()).count();
    println!("{ends:?}, {seen} were seen as PAYED before the end");
    let failed = ends.get("FAILED").copied().unwrap_or(0);
    assert!(
        seen > 20 && failed > 5,
        "too little happened to prove anything"
    );
}

/// Our books are the provider's, to the cent, and so says the program.
pub(super) async fn verify_agrees(here: &Installation) {
    let theirs = books(here).await;
    let taken = theirs["captures"].as_array().unwrap().len();
    let compared = format!("compared with the provider: {taken} entries");
    let ran = here.verifies_until(&compared).await;
    let said = ran.said();
    assert!(said.contains("The books agree."), "{said}");
    assert_eq!(json!(balance(said, "clearing:")), theirs["balance_cents"]);
    assert_eq!(balance(said, "receivable"), 0, "nobody owes anything");
    let arrived = balance(said, "clearing:") + balance(said, "fees");
    assert_eq!(balance(said, "claims"), -arrived);
    assert!(!said.contains("waiting for the treasury"), "{said}");
}

/// Cents in an account's line; zero without one.
fn balance(said: &str, account: &str) -> i64 {
    let line = said
        .lines()
        .find_map(|line| line.trim().strip_prefix(account));
    line.map_or(0, |line| {
        let euros = line.rsplit(' ').next().unwrap();
        euros.replace('.', "").parse().unwrap()
    })
}
