//! HTTP Basic: what is missing, wrong or foreign is 403, and which of them it is nobody learns.

use std::time::Duration;

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use storage::{Db, on_both_engines};

use crate::town::{
    Answer, BASE, END_POINT, NARROW, NEIGHBOUR, PORTAL, SECRET, Town, ask, basic, get, payment,
};

on_both_engines! {
    missing_wrong_and_foreign_credentials_are_403_alike
    a_client_may_be_limited_to_some_services
    credentials_are_asked_for_before_the_body_is_read
    guessing_is_slowed_down_and_ends
}

/// The detail without its number.
fn said(answer: &Answer) -> String {
    let detail = answer.problem(403, "FORBIDDEN");
    detail.rsplit_once(" Reference ").unwrap().0.to_owned()
}

async fn missing_wrong_and_foreign_credentials_are_403_alike(db: Db) {
    let town = Town::new(db).await;
    let id = town.asked("antrag-1").await;
    let no_colon = format!("Basic {}", STANDARD.encode("portal"));
    let proofs = [
        String::new(),
        "Basic".to_owned(),
        "Basic ".to_owned(),
        "Basic !!!".to_owned(),
        no_colon,
        "Digest abc".to_owned(),
        "Bearer ".to_owned(),
        basic(PORTAL, "wrong"),
        basic(PORTAL, ""),
        basic("", ""),
        basic("nobody", SECRET),
        basic(NEIGHBOUR, SECRET),
    ];
    let path = format!("{BASE}/paymenttransaction/parken/{END_POINT}/{id}");
    let mut details = Vec::new();
    for proof in &proofs {
        let request = ask("parken", proof, payment().to_string());
        details.push(said(&town.send(request).await));
        details.push(said(&town.send(get(&path, proof)).await));
    }
    details.dedup();
    assert_eq!(details.len(), 1, "{details:?}");
    let nothing = Request::get(&path).body(Body::empty()).unwrap();
    assert_eq!(said(&town.send(nothing).await), details[0]);
    // The scheme's name has no case.
    let shouted = basic(PORTAL, SECRET).replace("Basic", "BASIC");
    town.send(get(&path, &shouted)).await.transaction();
}

async fn a_client_may_be_limited_to_some_services(db: Db) {
    let town = Town::new(db).await;
    let proof = basic(NARROW, SECRET);
    let own = town
        .send(ask("parken", &proof, payment().to_string()))
        .await;
    let id = own.transaction()["transactionId"].clone();
    let other = ask("streng", &proof, payment().to_string());
    town.send(other).await.problem(403, "FORBIDDEN");
    // A payment of another service of the same town cannot be read either.
    let foreign = town.asks("streng", payment().to_string()).await;
    let foreign = foreign.transaction()["transactionId"].clone();
    let foreign = foreign.as_str().unwrap();
    for (originator, id) in [("streng", foreign), ("parken", foreign)] {
        let path = format!("{BASE}/paymenttransaction/{originator}/{END_POINT}/{id}");
        let answer = town.send(get(&path, &proof)).await;
        assert!(matches!(answer.status.as_u16(), 403 | 404));
        assert!(!answer.text().contains("paymentInformation"));
    }
    town.reads("parken", id.as_str().unwrap())
        .await
        .transaction();
}

async fn credentials_are_asked_for_before_the_body_is_read(db: Db) {
    let town = Town::new(db).await;
    let request = ask("parken", &basic(PORTAL, "wrong"), "no JSON at all");
    town.send(request).await.problem(403, "FORBIDDEN");
}

async fn guessing_is_slowed_down_and_ends(db: Db) {
    let town = Town::new(db).await;
    let id = town.asked("antrag-1").await;
    let path = format!("{BASE}/paymenttransaction/parken/{END_POINT}/{id}");
    for _ in 0..20 {
        let guess = get(&path, &basic(PORTAL, "guess"));
        town.send(guess).await.problem(403, "FORBIDDEN");
    }
    let known = get(&path, &basic(PORTAL, SECRET));
    town.send(known).await.problem(403, "FORBIDDEN");
    town.city.time_passes(Duration::from_mins(1));
    town.reads("parken", &id).await.transaction();
}
