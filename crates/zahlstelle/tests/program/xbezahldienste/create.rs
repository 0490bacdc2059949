//! An online service asks for a payment: what it is answered, to the letter.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use storage::{Db, on_both_engines};

use crate::served_authority::{
    PORTAL, SECRET, ServedAuthority, ask, basic, get, payment, payment_with,
};

on_both_engines! {
    asking_for_a_payment_is_answered_200_with_what_the_standard_lists
    reading_says_the_same_as_creating
    nothing_is_ever_added_to_the_standards_objects
    what_the_standard_does_not_know_is_taken_and_not_given_back
    the_return_address_keeps_its_query_to_the_letter
    numbers_come_back_as_they_were_written
}

/// Everything that may stand in an answer, sections 1.4 to 1.7 of the domain paper.
pub(super) const FIELDS: [&str; 33] = [
    "/paymentInformation",
    "/paymentInformation/paymentMethod",
    "/paymentInformation/paymentMethodDetail",
    "/paymentInformation/status",
    "/paymentInformation/statusDetail",
    "/paymentInformation/transactionId",
    "/paymentInformation/transactionRedirectUrl",
    "/paymentInformation/transactionReference",
    "/paymentInformation/transactionTimestamp",
    "/paymentInformation/transactionUrl",
    "/paymentRequest",
    "/paymentRequest/currency",
    "/paymentRequest/description",
    "/paymentRequest/grosAmount",
    "/paymentRequest/items",
    "/paymentRequest/items/*",
    "/paymentRequest/items/*/bookingData",
    "/paymentRequest/items/*/bookingData/produkt",
    "/paymentRequest/items/*/bookingData/sachkonto",
    "/paymentRequest/items/*/description",
    "/paymentRequest/items/*/id",
    "/paymentRequest/items/*/quantity",
    "/paymentRequest/items/*/reference",
    "/paymentRequest/items/*/singleNetAmount",
    "/paymentRequest/items/*/singleTaxAmount",
    "/paymentRequest/items/*/taxRate",
    "/paymentRequest/items/*/totalNetAmount",
    "/paymentRequest/items/*/totalTaxAmount",
    "/paymentRequest/purpose",
    "/paymentRequest/redirectUrl",
    "/paymentRequest/requestId",
    "/paymentRequest/requestTimestamp",
    "/paymentRequest/requestor",
];

/// The path of every field in an answer, however deep.
pub(super) fn fields_of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(value, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    if let Value::Object(fields) = value {
        for (key, value) in fields {
            found.insert(format!("{path}/{key}"));
            collect(value, &format!("{path}/{key}"), found);
        }
    } else if let Value::Array(elements) = value {
        for element in elements {
            found.insert(format!("{path}/*"));
            collect(element, &format!("{path}/*"), found);
        }
    }
}

async fn asking_for_a_payment_is_answered_200_with_what_the_standard_lists(db: Db) {
    let served = ServedAuthority::new(db).await;
    let answer = served.asks("parken", payment().to_string()).await;
    let told = answer.transaction();
    assert_eq!(answer.header("cache-control"), "no-store");
    let id = told["transactionId"].as_str().unwrap();
    assert!(id.len() <= 44 && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
    let kassenzeichen = told["transactionReference"].as_str().unwrap();
    assert!(
        kassenzeichen.starts_with("5125426") && kassenzeichen.len() <= 36,
        "{kassenzeichen}"
    );
    let here = "http://127.0.0.1:8";
    let transaction_url =
        format!("{here}/xbezahldienste/api/v1.0.0/paymenttransaction/parken/05158999/{id}");
    assert_eq!(
        answer.json(),
        json!({
            "paymentInformation": {
                "transactionUrl": transaction_url,
                "transactionRedirectUrl": format!("{here}/musterstadt/pay/{id}"),
                "transactionId": id,
                "transactionReference": kassenzeichen,
                "status": "INITIAL",
            },
            "paymentRequest": payment(),
        })
    );
}

async fn reading_says_the_same_as_creating(db: Db) {
    let served = ServedAuthority::new(db).await;
    let created = served.asks("parken", payment().to_string()).await;
    let url = created.transaction()["transactionUrl"].clone();
    let path = url.as_str().unwrap().replace("http://127.0.0.1:8/", "/");
    let read = served.send(get(&path, &basic(PORTAL, SECRET))).await;
    assert_eq!(read.status, 200);
    assert_eq!(read.header("content-type"), "application/json");
    assert_eq!(read.text(), created.text());
}

async fn nothing_is_ever_added_to_the_standards_objects(db: Db) {
    let served = ServedAuthority::new(db).await;
    let known: BTreeSet<String> = FIELDS.map(ToOwned::to_owned).into();
    let answer = served.asks("parken", payment().to_string()).await;
    assert_eq!(fields_of(&answer.json()).difference(&known).next(), None);
    let fewest = json!({
        "requestId": "antrag-2",
        "currency": "EUR",
        "grosAmount": 30.7,
        "redirectUrl": "https://portal.example/",
        "items": [{ "id": "1", "reference": "R", "totalNetAmount": 30.7 }],
    });
    let answer = served.asks("parken", fewest.to_string()).await;
    answer.transaction();
    // What was not sent does not appear, neither as null nor as a default.
    assert_eq!(answer.json()["paymentRequest"], fewest);
}

async fn what_the_standard_does_not_know_is_taken_and_not_given_back(db: Db) {
    let served = ServedAuthority::new(db).await;
    let mut wanted = payment();
    wanted["netAmount"] = json!(1);
    wanted["callbackUrl"] = json!("https://portal.example/hook");
    wanted["items"][0]["vat"] = json!({ "deep": [1, 2, { "er": true }] });
    let answer = served.asks("parken", wanted.to_string()).await;
    answer.transaction();
    assert_eq!(answer.json()["paymentRequest"], payment());
    // And a total under another name is none.
    let misspelt = payment().to_string().replace("grosAmount", "groossAmount");
    let answer = served.asks("parken", misspelt).await;
    let detail = answer.problem(400, "VALIDATION_ERROR");
    assert!(detail.contains("grosAmount"), "{detail}");
}

async fn the_return_address_keeps_its_query_to_the_letter(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (number, back) in [
        "https://portal.example/zurueck?submissionId=1&a=b%20c+d&&leer=&z=%C3%A4#anker",
        "https://portal.example?x=1?y=2&x=3",
        "HTTP://Portal.Example:80/../a//b/?q=%7e~",
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("zurueck-{number}");
        let wanted = payment_with(&id, "/redirectUrl", &json!(back));
        let answer = served.asks("parken", wanted.to_string()).await;
        let told = answer.transaction();
        assert_eq!(answer.json()["paymentRequest"]["redirectUrl"], json!(back));
        let id = told["transactionId"].as_str().unwrap();
        let leave = served
            .send(get(&format!("/musterstadt/pay/{id}/back"), ""))
            .await;
        assert_eq!(leave.status, 303, "{}", leave.text());
        assert_eq!(leave.header("location"), back);
    }
}

async fn numbers_come_back_as_they_were_written(db: Db) {
    let served = ServedAuthority::new(db).await;
    // No float on the way: what looks different to a comparing client is different.
    let written = payment()
        .to_string()
        .replace("\"grosAmount\":30.7", "\"grosAmount\":30.70")
        .replace("\"totalNetAmount\":30.7", "\"totalNetAmount\":30.700000");
    let request = ask("parken", &basic(PORTAL, SECRET), written);
    let answer = served.send(request).await;
    answer.transaction();
    assert!(answer.text().contains("\"grosAmount\":30.70,"));
    assert!(answer.text().contains("\"totalNetAmount\":30.700000,"));
}
