//! What is wrong is said in the standard's shape, with a number to quote and nothing of our
//! insides; and whatever is sent, something sensible comes back.

use std::collections::HashSet;

use axum::body::Body;
use http::Request;
use http::header::AUTHORIZATION;
use serde_json::json;
use storage::{Db, Scope, on_both_engines};

use crate::served_authority::{
    BASE, END_POINT, NEIGHBOUR, PORTAL, SECRET, ServedAuthority, ask, basic, get, payment,
    payment_with,
};

on_both_engines! {
    garbage_is_refused_cleanly
    huge_bodies_are_refused_cleanly
    unknown_pairs_and_transactions_are_told_apart
    tenants_cannot_see_each_others_transactions
    a_paused_service_takes_nothing_and_says_so
    every_error_has_a_number_of_its_own_to_quote
    our_own_faults_show_nothing_of_our_insides
    addresses_and_methods_not_served_are_refused_in_the_same_shape
}

async fn garbage_is_refused_cleanly(db: Db) {
    let served = ServedAuthority::new(db).await;
    let deep = format!("{{\"items\":{}", "[".repeat(100_000));
    let deep_number = format!("{{\"grosAmount\":{}", "[".repeat(100_000));
    for body in [
        "",
        "null",
        "[]",
        "{",
        "true",
        "{}",
        "<xml/>",
        "\u{feff}{}",
        "{\"requestId\":\"a\",\"requestId\":\"b\"}",
        "{\"items\":[null]}",
        &deep,
        &deep_number,
    ] {
        let answer = served.asks("parken", body.to_owned()).await;
        answer.problem(400, "VALIDATION_ERROR");
    }
    let no_text = vec![0xff, 0xfe, b'{', 0];
    served
        .asks("parken", no_text)
        .await
        .problem(400, "VALIDATION_ERROR");
}

async fn huge_bodies_are_refused_cleanly(db: Db) {
    let served = ServedAuthority::new(db).await;
    let largest = payment_with("gross", "/unbekannt", &json!("a".repeat(200 * 1024)));
    served
        .asks("parken", largest.to_string())
        .await
        .transaction();
    let huge = payment_with("riesig", "/unbekannt", &json!("a".repeat(300 * 1024)));
    let answer = served.asks("parken", huge.to_string()).await;
    let detail = answer.problem(413, "VALIDATION_ERROR");
    assert!(detail.contains("256"), "says how much is allowed: {detail}");
    // Without credentials the body is not read at all.
    let answer = served.send(ask("parken", "", huge.to_string())).await;
    answer.problem(401, "FORBIDDEN");
}

async fn unknown_pairs_and_transactions_are_told_apart(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let proof = basic(PORTAL, SECRET);
    served
        .asks("niemand", payment().to_string())
        .await
        .problem(400, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
    served
        .reads("niemand", &id)
        .await
        .problem(404, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
    let other_place = format!("{BASE}/paymenttransaction/parken/05158998/{id}");
    served
        .send(get(&other_place, &proof))
        .await
        .problem(404, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
    let unknown = id.replace(&id[id.len() - 4..], "0000");
    for id in [unknown.as_str(), "T1", "pay_", "%00", "ä"] {
        let id = id.replace('ä', "%C3%A4");
        served
            .reads("parken", &id)
            .await
            .problem(404, "VALIDATION_ERROR");
    }
    // Under another pair of the same client it is not there either.
    served
        .reads("streng", &id)
        .await
        .problem(404, "VALIDATION_ERROR");
}

async fn tenants_cannot_see_each_others_transactions(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let stranger = basic(NEIGHBOUR, SECRET);
    let path = format!("{BASE}/paymenttransaction/parken/{END_POINT}/{id}");
    served
        .send(get(&path, &stranger))
        .await
        .problem(403, "FORBIDDEN");
    let request = ask("parken", &stranger, payment().to_string());
    served.send(request).await.problem(403, "FORBIDDEN");
    let own_pair = format!("{BASE}/paymenttransaction/nebenan/{END_POINT}/{id}");
    served
        .send(get(&own_pair, &stranger))
        .await
        .problem(404, "VALIDATION_ERROR");
    // The same request id is another one over there.
    let theirs = ask("nebenan", &stranger, payment().to_string());
    let theirs = served.send(theirs).await.transaction();
    assert_ne!(theirs["transactionId"], json!(id));
    let link = theirs["transactionRedirectUrl"].as_str().unwrap();
    assert!(link.contains("/nachbarstadt/pay/"), "{link}");
    // And a link of one authority leads nowhere in the other.
    let crossed = served
        .send(get(&format!("/nachbarstadt/pay/{id}"), ""))
        .await;
    assert_eq!(crossed.status, 404);
}

async fn a_paused_service_takes_nothing_and_says_so(db: Db) {
    let served = ServedAuthority::new(db).await;
    let detail = served
        .asks("pause", payment().to_string())
        .await
        .problem(400, "UNSPECIFIED");
    assert!(detail.contains("takes no payments"), "{detail}");
}

async fn every_error_has_a_number_of_its_own_to_quote(db: Db) {
    let served = ServedAuthority::new(db).await;
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let answer = served.asks("parken", "{}").await;
        let detail = answer.problem(400, "VALIDATION_ERROR");
        let number = detail.rsplit_once("Reference ").unwrap().1.to_owned();
        let digits = number.trim_end_matches('.');
        assert!(digits.len() == 16 && digits.chars().all(|c| c.is_ascii_hexdigit()));
        assert!(seen.insert(number), "each request has its own");
    }
}

async fn our_own_faults_show_nothing_of_our_insides(db: Db) {
    let served = ServedAuthority::new(db.clone()).await;
    let id = served.asked("antrag-1").await;
    let owner = storage::testing::as_owner(&db).await;
    let mut tx = owner.write(Scope::Operator).await.unwrap();
    for table in ["payment_requests", "bindings"] {
        tx.raw(&format!("ALTER TABLE {table} RENAME TO broken_{table}"))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    for answer in [
        served.asks("parken", payment().to_string()).await,
        served.reads("parken", &id).await,
    ] {
        let detail = answer.problem(500, "UNSPECIFIED");
        let (said, number) = detail.split_once(" Reference ").unwrap();
        assert_eq!(
            said,
            "The request could not be carried out. Please try again later."
        );
        assert_eq!(number.len(), 17);
    }
}

async fn addresses_and_methods_not_served_are_refused_in_the_same_shape(db: Db) {
    let served = ServedAuthority::new(db).await;
    let proof = basic(PORTAL, SECRET);
    for (method, path, status) in [
        ("GET", "", 404),
        ("GET", "/paymenttransaction", 404),
        ("POST", "/paymenttransaction/parken", 404),
        ("GET", "/paymenttransaction/parken/05158999", 405),
        ("DELETE", "/paymenttransaction/parken/05158999", 405),
        ("PUT", "/paymenttransaction/parken/05158999/T1", 405),
        ("POST", "/status", 405),
        ("GET", "/status/", 404),
        ("POST", "/paymenttransaction/parken/05158999/", 404),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(format!("{BASE}{path}"))
            .header(AUTHORIZATION, &proof)
            .body(Body::empty())
            .unwrap();
        let answer = served.send(request).await;
        let detail = answer.problem(status, "UNSPECIFIED");
        assert!(detail.contains("Reference "), "{method} {path}: {detail}");
    }
}
