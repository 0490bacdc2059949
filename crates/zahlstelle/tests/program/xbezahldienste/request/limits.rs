//! The standard's limits, at the edge and one beyond, for a client that is read strictly.

use serde_json::{Value, json};
use storage::{Db, on_both_engines};

use crate::served_authority::{
    BASE, END_POINT, PORTAL, SECRET, ServedAuthority, ask, basic, get, payment, payment_with,
};

on_both_engines! {
    texts_end_where_the_standard_says
    numbers_end_where_the_standard_says
    a_payment_has_one_to_ninety_nine_items
    required_fields_are_asked_for_by_name
    ids_in_the_path_have_36_characters_at_most
    amounts_are_euros_in_whole_cents
    only_euros_are_taken
    times_are_dates_with_time_and_zone
}

fn letters(count: usize) -> Value {
    json!("a".repeat(count))
}

/// Umlauts are one character, whatever they are in bytes.
fn umlauts(count: usize) -> Value {
    json!("ü".repeat(count))
}

/// Each place with values that are taken and values that are refused.
async fn edges(served: &ServedAuthority, edges: &[(&str, &[Value], &[Value])]) {
    let mut number = 0;
    for (pointer, good, bad) in edges {
        for (value, is_good) in good
            .iter()
            .map(|value| (value, true))
            .chain(bad.iter().map(|value| (value, false)))
        {
            number += 1;
            let wanted = payment_with(&format!("antrag-{number}"), pointer, value);
            let answer = served.asks("streng", wanted.to_string()).await;
            if is_good {
                assert_eq!(answer.status, 200, "{pointer} {value}: {}", answer.text());
                continue;
            }
            let detail = answer.problem(400, "VALIDATION_ERROR");
            let name = pointer.rsplit('/').next().unwrap();
            let named = detail.contains(name) || detail.contains("not a PaymentRequest");
            assert!(named, "{pointer} {value}: {detail}");
        }
    }
}

async fn texts_end_where_the_standard_says(db: Db) {
    let served = ServedAuthority::new(db).await;
    let address = |length: usize| {
        let start = "https://portal.example/?";
        json!(format!("{start}{}", "a".repeat(length - start.len())))
    };
    let ids = [letters(1), letters(36), json!("a-B_9")];
    let no_ids = [letters(0), letters(37), json!("a b"), json!("ä"), json!(7)];
    let descriptions = [umlauts(250), letters(1), json!("Straße, Nr. 3 - a_b")];
    let no_descriptions = [
        umlauts(251),
        letters(0),
        json!("a\u{200e}b"),
        json!("a & b"),
        json!("§ 3"),
        json!("€"),
        json!([]),
    ];
    edges(
        &served,
        &[
            ("/requestId", &ids, &no_ids),
            ("/items/0/id", &ids, &no_ids),
            ("/items/0/reference", &ids, &no_ids),
            (
                "/purpose",
                &[letters(27), letters(1), json!("a_b - 9")],
                &[letters(28), letters(0), json!("a.b"), json!("ä"), json!(1)],
            ),
            ("/description", &descriptions, &no_descriptions),
            ("/items/0/description", &descriptions, &no_descriptions),
            (
                "/items/0/bookingData/produkt",
                &[umlauts(250), letters(0)],
                &[umlauts(251), json!("a;b"), json!(122_010)],
            ),
            (
                "/redirectUrl",
                &[address(2_082), json!("http://a/")],
                &[
                    address(2_083),
                    letters(0),
                    json!("/zurueck"),
                    json!("javascript:alert(1)"),
                    json!("https://a/\r\nset-cookie: b"),
                    json!("https://ä.example/"),
                ],
            ),
        ],
    )
    .await;
}

async fn numbers_end_where_the_standard_says(db: Db) {
    let served = ServedAuthority::new(db).await;
    let amounts = [json!(0), json!(999_999), json!(0.01)];
    let no_amounts = [json!(-0.01), json!(1_000_000), json!("1"), json!(true)];
    edges(
        &served,
        &[
            (
                "/items/0/taxRate",
                &[json!(0), json!(100), json!(19), json!(7.8)],
                &[json!(-1), json!(100.01), json!("19")],
            ),
            (
                "/items/0/quantity",
                &[json!(1), json!(999_999)],
                &[json!(0), json!(1_000_000), json!(1.5), json!(-1)],
            ),
            ("/items/0/singleNetAmount", &amounts, &no_amounts),
            ("/items/0/singleTaxAmount", &amounts, &no_amounts),
            ("/items/0/totalNetAmount", &[json!(30.7)], &no_amounts),
            ("/items/0/totalTaxAmount", &[json!(0)], &no_amounts),
            (
                "/grosAmount",
                &[json!(30.7)],
                &[json!(-30.7), json!(999_999.01), json!("30.70")],
            ),
        ],
    )
    .await;
}

async fn a_payment_has_one_to_ninety_nine_items(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (count, status) in [(0, 400), (1, 200), (99, 200), (100, 400)] {
        let mut wanted = payment();
        wanted["requestId"] = json!(format!("antrag-{count}"));
        let item = &payment()["items"][0];
        wanted["items"] = (0..count).map(|_| item.clone()).collect();
        wanted["grosAmount"] = serde_json::from_str(&cents(3_070 * count)).unwrap();
        let answer = served.asks("streng", wanted.to_string()).await;
        assert_eq!(answer.status, status, "{count} items: {}", answer.text());
        if status == 400 {
            let detail = answer.problem(400, "VALIDATION_ERROR");
            assert!(detail.contains("items needs 1 to 99"), "{detail}");
        }
    }
}

fn cents(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

async fn required_fields_are_asked_for_by_name(db: Db) {
    let served = ServedAuthority::new(db).await;
    for pointer in [
        "/requestId",
        "/currency",
        "/grosAmount",
        "/redirectUrl",
        "/items",
        "/items/0/id",
        "/items/0/reference",
        "/items/0/totalNetAmount",
    ] {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut wanted = payment();
        let place = wanted.pointer_mut(parent).unwrap();
        place.as_object_mut().unwrap().remove(name);
        let answer = served.asks("streng", wanted.to_string()).await;
        let detail = answer.problem(400, "VALIDATION_ERROR");
        assert!(detail.contains(name), "{pointer}: {detail}");
    }
}

async fn ids_in_the_path_have_36_characters_at_most(db: Db) {
    let served = ServedAuthority::new(db).await;
    let (fits, too_long) = ("a".repeat(36), "a".repeat(37));
    for originator in [&fits, &too_long, "a%20b", "%C3%A4", "%FF", "a%2Fb"] {
        let answer = served.asks(originator, payment().to_string()).await;
        answer.problem(400, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
        let path = format!("{BASE}/paymenttransaction/{originator}/{END_POINT}/T1");
        let answer = served.send(get(&path, &basic(PORTAL, SECRET))).await;
        answer.problem(404, "NO_VALID_ORIGINATOR_OR_ENDPOINT");
    }
}

async fn amounts_are_euros_in_whole_cents(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (number, (gros, net, status)) in [
        ("0.01", "0.01", 200),
        ("999999", "999999", 200),
        ("999999.00", "999999.000", 200),
        ("0", "0", 400),
        ("30.701", "30.701", 400),
    ]
    .into_iter()
    .enumerate()
    {
        let body = payment()
            .to_string()
            .replace("antrag-1", &format!("betrag-{number}"))
            .replace("\"grosAmount\":30.7", &format!("\"grosAmount\":{gros}"))
            .replace(
                "\"totalNetAmount\":30.7",
                &format!("\"totalNetAmount\":{net}"),
            );
        let request = ask("streng", &basic(PORTAL, SECRET), body);
        let answer = served.send(request).await;
        assert_eq!(answer.status, status, "{gros}: {}", answer.text());
        if status == 400 {
            let detail = answer.problem(400, "VALIDATION_ERROR");
            assert!(detail.contains("grosAmount"), "{detail}");
        }
    }
}

async fn only_euros_are_taken(db: Db) {
    let served = ServedAuthority::new(db).await;
    let others = ["USD", "eur", "EURO", "", "E R"].map(|other| json!(other));
    edges(&served, &[("/currency", &[json!("EUR")], &others)]).await;
}

async fn times_are_dates_with_time_and_zone(db: Db) {
    let served = ServedAuthority::new(db).await;
    let good = [
        "2026-11-24T10:00:00.000Z",
        "2026-11-24T10:00:00Z",
        "2026-11-24T10:00:00+01:00",
    ]
    .map(|time| json!(time));
    let bad = ["", "gestern", "2026-11-24", "2026-13-24T10:00:00Z"].map(|time| json!(time));
    edges(&served, &[("/requestTimestamp", &good, &bad)]).await;
}
