//! `requestId` makes asking safe to repeat: after a lost answer, by an impatient scheduler, twice
//! at once.

use serde_json::{Value, json};
use storage::{DatabaseUrl, Db, on_both_engines};

use crate::served_authority::{
    PORTAL, SECRET, ServedAuthority, ask, basic, payment, payment_with, send,
};

on_both_engines! {
    the_same_request_again_gets_the_same_answer
    another_body_under_the_same_id_is_payment_exists
    a_request_id_belongs_to_its_pair_of_ids
    two_at_once_make_one_payment
}

async fn the_same_request_again_gets_the_same_answer(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = served.asks("parken", payment().to_string()).await;
    first.transaction();
    let again = served.asks("parken", payment().to_string()).await;
    assert_eq!(again.text(), first.text());
    // A later time of asking, other white space and another order of fields change nothing.
    let later = payment_with(
        "antrag-1",
        "/requestTimestamp",
        &json!("2026-11-24T10:05:00Z"),
    );
    let again = served.asks("parken", later.to_string()).await;
    assert_eq!(again.text(), first.text());
    let spaced = serde_json::to_string_pretty(&payment()).unwrap();
    let again = served.asks("parken", spaced).await;
    assert_eq!(again.text(), first.text());
    let fields = payment();
    let backwards: Vec<String> = fields
        .as_object()
        .unwrap()
        .iter()
        .rev()
        .map(|(key, value)| format!("\"{key}\":{value}"))
        .collect();
    let again = served
        .asks("parken", format!("{{{}}}", backwards.join(",")))
        .await;
    assert_eq!(again.text(), first.text());
}

async fn another_body_under_the_same_id_is_payment_exists(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = served.asks("parken", payment().to_string()).await;
    let id = first.transaction()["transactionId"].clone();
    for (pointer, value) in [
        ("/purpose", json!("Anderes")),
        ("/description", json!("Anderes")),
        ("/redirectUrl", json!("https://portal.example/anders")),
        ("/items/0/description", json!("Anderes")),
        ("/items/0/bookingData/produkt", json!("1")),
        ("/items/0/quantity", json!(2)),
    ] {
        let other = payment_with("antrag-1", pointer, &value);
        let answer = served.asks("parken", other.to_string()).await;
        let detail = answer.problem(400, "PAYMENT_EXISTS");
        assert!(detail.contains("requestId"), "{detail}");
    }
    let dearer = payment().to_string().replace("30.7", "30.8");
    let answer = served.asks("parken", dearer).await;
    answer.problem(400, "PAYMENT_EXISTS");
    let stays = served.reads("parken", id.as_str().unwrap()).await;
    assert_eq!(stays.text(), first.text());
}

async fn a_request_id_belongs_to_its_pair_of_ids(db: Db) {
    let served = ServedAuthority::new(db).await;
    let here = served.asks("parken", payment().to_string()).await;
    let there = served.asks("streng", payment().to_string()).await;
    assert_ne!(
        here.transaction()["transactionId"],
        there.transaction()["transactionId"]
    );
}

async fn two_at_once_make_one_payment(db: Db) {
    let served = ServedAuthority::new(db).await;
    for round in 0..10 {
        let mut wanted = payment();
        wanted["requestId"] = json!(format!("zugleich-{round}"));
        let ask = || served.asks("parken", wanted.to_string());
        let (one, two, three) = tokio::join!(ask(), ask(), ask());
        let id = |answer: &crate::served_authority::Answer| {
            answer.transaction()["transactionId"].clone()
        };
        assert_eq!(id(&one), id(&two));
        assert_eq!(id(&one), id(&three));
    }
    let ten: usize = in_the_books(&served).await;
    assert_eq!(ten, 10, "one claim each");
}

/// Claims that are booked, by their sum.
async fn in_the_books(served: &ServedAuthority) -> usize {
    let ledger = served.authority.ledger().await;
    let claims = ledger
        .lines()
        .find_map(|line| line.strip_prefix("claims"))
        .unwrap();
    let cents: usize = claims.trim().replace(['-', '.'], "").parse().unwrap();
    assert_eq!(cents % 3_070, 0);
    cents / 3_070
}

/// In a file several connections read while one writes, and commits are shared: a request may lose
/// against an equal one whose commit is not on disk yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_make_one_payment_in_an_sqlite_file() {
    let directory = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::SqliteFile(directory.path().join("zahlstelle.db"));
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    let served = ServedAuthority::new(db).await;
    for round in 0..20 {
        let mut wanted = payment();
        wanted["requestId"] = json!(format!("zugleich-{round}"));
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let request = ask("parken", &basic(PORTAL, SECRET), wanted.to_string());
            let answer = send(served.router.clone(), request);
            asking.spawn(async move { answer.await.transaction() });
        }
        let told: Vec<Value> = asking.join_all().await;
        for other in &told {
            assert_eq!(other["transactionId"], told[0]["transactionId"]);
        }
    }
}
