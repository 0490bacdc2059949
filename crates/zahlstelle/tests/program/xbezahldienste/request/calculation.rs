//! Items must add up to the total; how each client rounds its tax is the client's business.

use serde_json::{Value, json};
use storage::{Db, on_both_engines};

use crate::served_authority::{ServedAuthority, get, payment, payment_with};

on_both_engines! {
    items_that_do_not_add_up_are_a_calculation_error
    the_sum_is_rounded_half_up_once
    tax_rounded_per_piece_is_taken
    missing_booking_data_is_named
    an_unknown_reference_is_named
    a_default_booking_takes_every_other_reference
    a_service_has_its_own_limits
    numbers_are_read_in_every_form_of_json
    what_is_shown_adds_up
}

/// A request whose items have these net and tax amounts, as written.
fn adding_up(request_id: &str, gros: &str, items: &[(&str, &str)]) -> String {
    let mut wanted = payment();
    wanted["requestId"] = json!(request_id);
    wanted["grosAmount"] = json!("GROS");
    let item = |(at, _): (usize, &(&str, &str))| {
        json!({ "id": at.to_string(), "reference": "R", "description": "Gebühr", "taxRate": 19,
            "quantity": 1, "totalNetAmount": format!("NET{at}"),
            "totalTaxAmount": format!("TAX{at}") })
    };
    wanted["items"] = items.iter().enumerate().map(item).collect();
    let mut text = wanted.to_string().replace("\"GROS\"", gros);
    for (at, (net, tax)) in items.iter().enumerate() {
        text = text
            .replace(&format!("\"NET{at}\""), net)
            .replace(&format!("\"TAX{at}\""), tax);
    }
    text
}

async fn items_that_do_not_add_up_are_a_calculation_error(db: Db) {
    let served = ServedAuthority::new(db).await;
    for originator in ["parken", "streng"] {
        for body in [
            adding_up("a", "30.71", &[("30.70", "0")]),
            adding_up("b", "30.69", &[("30.70", "0")]),
            adding_up("c", "30.70", &[("30.70", "0"), ("30.70", "0")]),
            adding_up("d", "30.70", &[("30.70", "5.83")]),
            adding_up("e", "30.70", &[("0", "0")]),
        ] {
            let detail = served
                .asks(originator, body)
                .await
                .problem(400, "CALCULATION_ERROR");
            assert!(detail.contains("grosAmount"), "{detail}");
        }
    }
}

async fn the_sum_is_rounded_half_up_once(db: Db) {
    let served = ServedAuthority::new(db).await;
    let half = [("0.004", "0.001")];
    let thirds = [("0.333", "0"), ("0.333", "0"), ("0.334", "0")];
    let halves = [("10.0025", "0"), ("10.0025", "0")];
    for (number, (gros, items)) in [
        ("0.01", half.as_slice()),
        // Rounding each item first would give 0.99.
        ("1.00", &thirds),
        // Rounding each item first would give 20.00.
        ("20.01", &halves),
        ("0.01", &[("0.014999", "0")]),
    ]
    .into_iter()
    .enumerate()
    {
        let body = adding_up(&format!("gut-{number}"), gros, items);
        served.asks("streng", body).await.transaction();
    }
    for (gros, items) in [
        ("0.01", [("0.004999", "0")].as_slice()),
        ("20.00", &halves),
        ("0.99", &thirds),
    ] {
        let body = adding_up("schlecht", gros, items);
        served
            .asks("streng", body)
            .await
            .problem(400, "CALCULATION_ERROR");
    }
}

async fn tax_rounded_per_piece_is_taken(db: Db) {
    let served = ServedAuthority::new(db).await;
    // 19 % of 0.15 is 0.0285, as a client in the field rounds it 0.03 for each of 100 pieces: 3.00.
    // 19 % of the total of 15.00 would be 2.85.
    let mut wanted = payment();
    wanted["grosAmount"] = json!(18);
    wanted["items"] = json!([{ "id": "1", "reference": "R", "description": "Kopie",
        "taxRate": 19, "quantity": 100, "singleNetAmount": 0.15, "singleTaxAmount": 0.03,
        "totalNetAmount": 15, "totalTaxAmount": 3 }]);
    served
        .asks("streng", wanted.to_string())
        .await
        .transaction();
}

async fn missing_booking_data_is_named(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (number, (data, missing)) in [
        (json!({ "produkt": "1", "sachkonto": "2" }), None),
        (json!({ "produkt": "1" }), Some("sachkonto")),
        (json!({ "sachkonto": "2" }), Some("produkt")),
        (
            json!({ "produkt": null, "sachkonto": "2" }),
            Some("produkt"),
        ),
        (json!({ "produkt": " ", "sachkonto": "" }), Some("produkt")),
        (json!({}), Some("produkt")),
        (json!([]), Some("produkt")),
        (Value::Null, Some("produkt")),
    ]
    .into_iter()
    .enumerate()
    {
        let mut wanted = payment_with(&format!("b-{number}"), "/items/0/bookingData", &data);
        wanted["items"][0]["reference"] = json!("AKTE-01");
        let answer = served.asks("akte", wanted.to_string()).await;
        if let Some(key) = missing {
            let detail = answer.problem(400, "BOOKING_DATA_MISSING");
            assert!(
                detail.contains(&format!("items 1 bookingData {key}")),
                "{detail}"
            );
        } else {
            answer.transaction();
        }
    }
}

async fn an_unknown_reference_is_named(db: Db) {
    let served = ServedAuthority::new(db).await;
    let wanted = payment_with("r", "/items/0/reference", &json!("FREMD-9"));
    let detail = served
        .asks("akte", wanted.to_string())
        .await
        .problem(400, "VALIDATION_ERROR");
    assert!(detail.contains("reference FREMD-9"), "{detail}");
}

async fn a_default_booking_takes_every_other_reference(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (reference, code) in [
        ("4711-zufall", None),
        ("KLEIN-01", Some("BOOKING_DATA_MISSING")),
    ] {
        let mut wanted = payment_with(reference, "/items/0/reference", &json!(reference));
        wanted["items"][0]
            .as_object_mut()
            .unwrap()
            .remove("bookingData");
        let answer = served.asks("klein", wanted.to_string()).await;
        match code {
            None => drop(answer.transaction()),
            Some(code) => drop(answer.problem(400, code)),
        }
    }
}

async fn a_service_has_its_own_limits(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (number, (gros, taken)) in [
        ("1.00", true),
        ("50.00", true),
        ("0.99", false),
        ("50.01", false),
    ]
    .into_iter()
    .enumerate()
    {
        let body = adding_up(&format!("k-{number}"), gros, &[(gros, "0")]);
        let answer = served.asks("klein", body).await;
        if taken {
            answer.transaction();
        } else {
            answer.problem(400, "VALIDATION_ERROR");
        }
    }
}

async fn numbers_are_read_in_every_form_of_json(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (number, (gros, items)) in [
        ("1E+2", [("1E+2", "0E-7")].as_slice()),
        ("0.30000000000000004", &[("0.1", "0.2")]),
        ("25.200000000000003", &[("25.200000000000003", "0")]),
        ("11.9", &[("10", "1.9000000000000001")]),
    ]
    .into_iter()
    .enumerate()
    {
        let body = adding_up(&format!("form-{number}"), gros, items);
        let single = "\"singleNetAmount\":3.3333333333333335,\"taxRate\"";
        let body = body.replace("\"taxRate\"", single);
        served.asks("streng", body).await.transaction();
    }
    for (gros, rule) in [
        ("19.999", "has fractions of a cent"),
        ("-1", "is negative"),
        ("1e9", "is larger than 999999"),
    ] {
        let body = adding_up("regel", gros, &[("19.999", "0")]);
        let detail = served.asks("parken", body).await;
        let detail = detail.problem(400, "VALIDATION_ERROR");
        assert!(detail.contains(&format!("grosAmount {rule}")), "{detail}");
    }
}

async fn what_is_shown_adds_up(db: Db) {
    let served = ServedAuthority::new(db).await;
    let body = adding_up("halbe", "20.01", &[("10.005", "0"), ("10.005", "0")]);
    let told = served.asks("parken", body).await.transaction();
    let id = told["transactionId"].as_str().unwrap();
    let page = served
        .send(get(&format!("/musterstadt/pay/{id}"), ""))
        .await
        .text();
    assert_eq!(page.matches("10,01").count(), 1, "{page}");
    assert_eq!(page.matches("10,00").count(), 1, "{page}");
    assert!(page.contains("20,01"), "{page}");
}
