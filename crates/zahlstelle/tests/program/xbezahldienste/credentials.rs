//! HTTP Basic: missing credentials are 401 with a challenge, wrong and foreign ones 403 alike.

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use serde_json::json;
use storage::{Db, on_both_engines};

use crate::served_authority::{
    Answer, BASE, END_POINT, NARROW, NEIGHBOUR, PORTAL, SECRET, ServedAuthority, ask, basic, get,
    payment, payment_with,
};

on_both_engines! {
    missing_credentials_are_401_with_a_challenge
    wrong_and_foreign_credentials_are_403_alike
    a_client_may_be_limited_to_some_services
    credentials_are_asked_for_before_the_body_is_read
    the_right_secret_works_after_any_number_of_wrong_ones
}

/// The detail without its number.
fn said(answer: &Answer) -> String {
    let detail = answer.problem(403, "FORBIDDEN");
    detail.rsplit_once(" Reference ").unwrap().0.to_owned()
}

async fn missing_credentials_are_401_with_a_challenge(db: Db) {
    let served = ServedAuthority::new(db).await;
    let path = format!("{BASE}/paymenttransaction/parken/{END_POINT}/T1");
    let no_colon = format!("Basic {}", STANDARD.encode("portal"));
    for proof in ["", "Basic", "Basic ", "Basic !!!", &no_colon, "Digest abc"] {
        for request in [
            get(&path, proof),
            ask("parken", proof, payment().to_string()),
        ] {
            let answer = served.send(request).await;
            answer.problem(401, "FORBIDDEN");
            let challenges: Vec<_> = answer.headers.get_all(WWW_AUTHENTICATE).iter().collect();
            assert_eq!(
                challenges,
                [
                    "Basic realm=\"XBezahldienste\"",
                    "Bearer realm=\"XBezahldienste\""
                ],
                "{proof}"
            );
        }
    }
    let nothing = Request::get(&path).body(Body::empty()).unwrap();
    served.send(nothing).await.problem(401, "FORBIDDEN");
}

async fn wrong_and_foreign_credentials_are_403_alike(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let proofs = [
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
        details.push(said(&served.send(request).await));
        details.push(said(&served.send(get(&path, proof)).await));
    }
    details.dedup();
    assert_eq!(details.len(), 1, "{details:?}");
    let wrong = served.send(get(&path, &basic(PORTAL, "wrong"))).await;
    assert_eq!(wrong.header("www-authenticate"), "");
    // The scheme's name has no case.
    let shouted = basic(PORTAL, SECRET).replace("Basic", "BASIC");
    served.send(get(&path, &shouted)).await.transaction();
}

async fn a_client_may_be_limited_to_some_services(db: Db) {
    let served = ServedAuthority::new(db).await;
    let proof = basic(NARROW, SECRET);
    let own = served
        .send(ask("parken", &proof, payment().to_string()))
        .await;
    let id = own.transaction()["transactionId"].clone();
    let other = ask("streng", &proof, payment().to_string());
    served.send(other).await.problem(403, "FORBIDDEN");
    // A payment of another service of the same authority cannot be read either.
    let foreign = served.asks("streng", payment().to_string()).await;
    let foreign = foreign.transaction()["transactionId"].clone();
    let foreign = foreign.as_str().unwrap();
    for (originator, id) in [("streng", foreign), ("parken", foreign)] {
        let path = format!("{BASE}/paymenttransaction/{originator}/{END_POINT}/{id}");
        let answer = served.send(get(&path, &proof)).await;
        assert!(matches!(answer.status.as_u16(), 403 | 404));
        assert!(!answer.text().contains("paymentInformation"));
    }
    served
        .reads("parken", id.as_str().unwrap())
        .await
        .transaction();
}

async fn credentials_are_asked_for_before_the_body_is_read(db: Db) {
    let served = ServedAuthority::new(db).await;
    let request = ask("parken", &basic(PORTAL, "wrong"), "no JSON at all");
    served.send(request).await.problem(403, "FORBIDDEN");
}

async fn the_right_secret_works_after_any_number_of_wrong_ones(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let path = format!("{BASE}/paymenttransaction/parken/{END_POINT}/{id}");
    let mut last = None;
    for _ in 0..25 {
        let answer = served.send(get(&path, &basic(PORTAL, "guess"))).await;
        answer.problem(403, "FORBIDDEN");
        last = Some(answer);
    }
    // The failing caller is asked to wait.
    assert_eq!(last.unwrap().header("retry-after"), "60");
    let first_of_another_name = served.send(get(&path, &basic(NARROW, "guess"))).await;
    assert_eq!(first_of_another_name.header("retry-after"), "");
    served.reads("parken", &id).await.transaction();
    let wanted = payment_with("antrag-2", "/requestId", &json!("antrag-2"));
    served
        .asks("parken", wanted.to_string())
        .await
        .transaction();
    let token = Request::post("/oauth/token")
        .header(AUTHORIZATION, basic(PORTAL, SECRET))
        .body(Body::from("grant_type=client_credentials"));
    assert_eq!(served.send(token.unwrap()).await.status, 200);
}
