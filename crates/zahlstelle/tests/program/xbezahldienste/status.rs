//! Whether the service works: in general without credentials, and for one pair of ids.

use axum::body::Body;
use http::Request;
use storage::{Db, on_both_engines};

use crate::served_authority::{
    Answer, BASE, END_POINT, NARROW, NEIGHBOUR, PORTAL, SECRET, ServedAuthority, basic, get,
};

on_both_engines! {
    the_general_status_needs_no_credentials
    the_status_of_a_pair_says_whether_payments_are_taken
    the_status_of_a_pair_is_for_clients_that_may_use_it
}

fn works(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    // Also the good answer is a SystemResponse, and says so.
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body = answer.json();
    let fields: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["detail", "status", "title", "type"]);
    assert_eq!(body["status"], 200);
    assert_eq!(body["title"], "OK");
}

async fn the_general_status_needs_no_credentials(db: Db) {
    let served = ServedAuthority::new(db).await;
    let request = Request::get(format!("{BASE}/status")).body(Body::empty());
    works(&served.send(request.unwrap()).await);
}

async fn the_status_of_a_pair_says_whether_payments_are_taken(db: Db) {
    let served = ServedAuthority::new(db).await;
    let proof = basic(PORTAL, SECRET);
    let path = |originator| format!("{BASE}/status/{originator}/{END_POINT}");
    works(&served.send(get(&path("parken"), &proof)).await);
    let answer = served.send(get(&path("pause"), &proof)).await;
    answer.problem(503, "UNSPECIFIED");
    let answer = served.send(get(&path("niemand"), &proof)).await;
    answer.problem(400, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
}

async fn the_status_of_a_pair_is_for_clients_that_may_use_it(db: Db) {
    let served = ServedAuthority::new(db).await;
    let path = format!("{BASE}/status/streng/{END_POINT}");
    served.send(get(&path, "")).await.problem(401, "FORBIDDEN");
    for proof in [&basic(NARROW, SECRET), &basic(NEIGHBOUR, SECRET)] {
        served
            .send(get(&path, proof))
            .await
            .problem(403, "FORBIDDEN");
    }
}
