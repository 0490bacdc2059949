//! Versions 1.0, 1.1 and 1.2 beside each other, at each address and in each spelling.

use axum::body::Body;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::json;
use storage::{Db, on_both_engines};
use testkit::AtProvider;

use crate::served_authority::{
    Answer, END_POINT, PORTAL, SECRET, ServedAuthority, basic, get, payment, payment_id,
};

on_both_engines! {
    each_spelling_is_read_at_each_address_and_given_back
    from_1_1_on_the_payers_address_stays_after_the_end
    an_unknown_pair_is_404_from_1_1_on
    the_header_wins_over_the_address
    an_unknown_version_is_refused_in_the_standards_shape
    from_1_1_on_descriptions_have_more_letters
    an_item_needs_no_more_than_id_reference_and_net_at_any_version
}

const ADDRESSES: [&str; 4] = ["v1.0.0", "v1.1.0", "v1.2.0", "v1"];

/// A request whose total has this name.
fn spelt(total: &str, request_id: &str) -> String {
    let mut wanted = payment();
    wanted["requestId"] = json!(request_id);
    wanted.to_string().replace("grosAmount", total)
}

fn ask_at(version: &str, originator: &str, body: String) -> Request<Body> {
    let path = format!("/xbezahldienste/api/{version}/paymenttransaction/{originator}/{END_POINT}");
    Request::post(path)
        .header(CONTENT_TYPE, "application/json")
        .header(AUTHORIZATION, basic(PORTAL, SECRET))
        .body(Body::from(body))
        .unwrap()
}

async fn asks_at(
    served: &ServedAuthority,
    version: &str,
    originator: &str,
    body: String,
) -> Answer {
    served.send(ask_at(version, originator, body)).await
}

async fn each_spelling_is_read_at_each_address_and_given_back(db: Db) {
    let served = ServedAuthority::new(db).await;
    for version in ADDRESSES {
        for total in ["grosAmount", "grossAmount"] {
            let body = spelt(total, &format!("{}-{total}", version.replace('.', "-")));
            let answer = asks_at(&served, version, "parken", body).await;
            let told = answer.transaction();
            assert_eq!(answer.json()["paymentRequest"][total], json!(30.7));
            let url = told["transactionUrl"].as_str().unwrap();
            assert!(
                url.contains(&format!("/xbezahldienste/api/{version}/")),
                "{url}"
            );
            let path = url.replace("http://127.0.0.1:8/", "/");
            let read = served.send(get(&path, &basic(PORTAL, SECRET))).await;
            assert_eq!(read.text(), answer.text());
        }
    }
    let both =
        spelt("grosAmount", "beide").replace("\"currency\"", "\"grossAmount\":30.7,\"currency\"");
    let detail = asks_at(&served, "v1", "parken", both).await;
    let detail = detail.problem(400, "VALIDATION_ERROR");
    assert!(detail.contains("grosAmount and grossAmount"), "{detail}");
}

async fn from_1_1_on_the_payers_address_stays_after_the_end(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (total, stays) in [("grosAmount", false), ("grossAmount", true)] {
        // The newest line of a client in the field sends this spelling to that address.
        let told = asks_at(&served, "v1.0.0", "parken", spelt(total, total)).await;
        let told = told.transaction();
        let id = told["transactionId"].as_str().unwrap();
        served
            .authority
            .pays(payment_id(id), AtProvider::Approves)
            .await;
        for version in ADDRESSES {
            let path =
                format!("/xbezahldienste/api/{version}/paymenttransaction/parken/{END_POINT}/{id}");
            let paid = served
                .send(get(&path, &basic(PORTAL, SECRET)))
                .await
                .transaction();
            assert_eq!(paid["status"], "PAYED");
            let address = paid.get("transactionRedirectUrl");
            assert_eq!(
                address,
                told.get("transactionRedirectUrl").filter(|_| stays)
            );
        }
    }
}

async fn an_unknown_pair_is_404_from_1_1_on(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (version, unknown, paused) in [
        ("v1.0.0", 400, 400),
        ("v1.1.0", 404, 503),
        ("v1.2.0", 404, 503),
        ("v1", 404, 503),
    ] {
        let answer = asks_at(&served, version, "niemand", payment().to_string()).await;
        answer.problem(unknown, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
        let path = format!("/xbezahldienste/api/{version}/status/niemand/{END_POINT}");
        let answer = served.send(get(&path, &basic(PORTAL, SECRET))).await;
        answer.problem(unknown, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
        let answer = asks_at(&served, version, "pause", payment().to_string()).await;
        answer.problem(paused, "UNSPECIFIED");
    }
}

async fn the_header_wins_over_the_address(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (version, header, status) in [
        ("v1.0.0", "1.2.0", 404),
        ("v1", "1.0.0", 400),
        ("v1.0.0", "9", 400),
    ] {
        let mut request = ask_at(version, "niemand", payment().to_string());
        let value = header.parse().unwrap();
        request
            .headers_mut()
            .insert("x-xbezahldienste-version", value);
        let answer = served.send(request).await;
        answer.problem(status, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
    }
}

async fn an_unknown_version_is_refused_in_the_standards_shape(db: Db) {
    let served = ServedAuthority::new(db).await;
    let answer = asks_at(&served, "v2.0.0", "parken", payment().to_string()).await;
    answer.problem(404, "UNSPECIFIED");
}

async fn from_1_1_on_descriptions_have_more_letters(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (total, originator, status) in [
        ("grosAmount", "streng", 400),
        ("grossAmount", "streng", 200),
        ("grossAmount", "parken", 200),
    ] {
        let body = spelt(total, "din").replace("ein Jahr", "§ 3 (1) & Porto");
        let answer = asks_at(&served, "v1.0.0", originator, body).await;
        assert_eq!(answer.status.as_u16(), status, "{total}: {}", answer.text());
    }
}

async fn an_item_needs_no_more_than_id_reference_and_net_at_any_version(db: Db) {
    let served = ServedAuthority::new(db).await;
    for version in ADDRESSES {
        let id = version.replace('.', "-");
        let mut wanted: serde_json::Value =
            serde_json::from_str(&spelt("grossAmount", &id)).unwrap();
        let item = wanted["items"][0].as_object_mut().unwrap();
        item.retain(|name, _| matches!(name.as_str(), "id" | "reference" | "totalNetAmount"));
        item.insert("totalNetAmount".to_owned(), json!(30.7));
        let answer = asks_at(&served, version, "parken", wanted.to_string()).await;
        answer.transaction();
        for name in ["id", "reference", "totalNetAmount"] {
            let mut less = wanted.clone();
            less["requestId"] = json!(format!("{id}-{name}"));
            less["items"][0].as_object_mut().unwrap().remove(name);
            let answer = asks_at(&served, version, "parken", less.to_string()).await;
            let detail = answer.problem(400, "VALIDATION_ERROR");
            assert!(detail.contains(&format!("items 1 {name}")), "{detail}");
        }
    }
}
