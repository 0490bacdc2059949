//! Two kinds of clients exist: those that keep to the standard's patterns and those that do not.
//! A client's setting says how it is read.

use serde_json::{Value, json};
use storage::{Db, on_both_engines};

use crate::served_authority::{ServedAuthority, get, payment, payment_with};

on_both_engines! {
    forbidden_characters_are_repaired_for_the_page_and_given_back_as_sent
    a_strict_client_is_told_instead
    absent_null_and_empty_are_the_same
    a_requestor_is_taken_in_any_form_and_not_kept
    texts_are_cut_where_they_are_shown_and_never_missing
    characters_that_databases_dislike_do_no_harm
    wrong_types_are_read_or_refused_by_the_name_of_the_field
    a_byte_order_mark_is_ignored
    what_an_error_says_names_no_example_that_is_refused
}

async fn page_of(served: &ServedAuthority, information: &Value) -> String {
    let id = information["transactionId"].as_str().unwrap();
    served
        .send(get(&format!("/musterstadt/pay/{id}"), ""))
        .await
        .text()
}

async fn forbidden_characters_are_repaired_for_the_page_and_given_back_as_sent(db: Db) {
    let served = ServedAuthority::new(db).await;
    let mut wanted = payment();
    wanted["description"] = json!("Auslagen & Porto (§ 3): <b>fett</b>");
    wanted["purpose"] = json!("Gebühr (4711)");
    wanted["items"][0]["description"] = json!("Kopie/Abschrift <b>fett</b>");
    wanted["items"][0]["bookingData"]["produkt"] = json!("122010;4");
    let answer = served.asks("parken", wanted.to_string()).await;
    let told = answer.transaction();
    assert_eq!(answer.json()["paymentRequest"], wanted);
    let page = page_of(&served, &told).await;
    assert!(page.contains("Kopie Abschrift  b fett  b "), "{page}");
}

async fn a_strict_client_is_told_instead(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (pointer, text) in [
        ("/description", "Auslagen & Porto"),
        ("/purpose", "Gebühr"),
        ("/items/0/description", "Kopie/Abschrift"),
        ("/items/0/bookingData/produkt", "122010;4"),
    ] {
        let wanted = payment_with("streng", pointer, &json!(text));
        let answer = served.asks("streng", wanted.to_string()).await;
        let detail = answer.problem(400, "VALIDATION_ERROR");
        let name = pointer.rsplit('/').next().unwrap();
        assert!(detail.contains(name), "{detail}");
    }
}

async fn absent_null_and_empty_are_the_same(db: Db) {
    let served = ServedAuthority::new(db).await;
    let mut absent = payment();
    let fields = absent.as_object_mut().unwrap();
    for name in ["purpose", "description", "requestTimestamp"] {
        fields.remove(name);
    }
    let item = absent["items"][0].as_object_mut().unwrap();
    let optional = [
        "description",
        "taxRate",
        "quantity",
        "totalTaxAmount",
        "singleNetAmount",
        "singleTaxAmount",
        "bookingData",
    ];
    for name in optional {
        item.remove(name);
    }
    let mut null = absent.clone();
    for name in ["purpose", "description", "requestTimestamp", "requestor"] {
        null[name] = Value::Null;
    }
    for name in optional {
        null["items"][0][name] = Value::Null;
    }
    let mut empty = absent.clone();
    empty["requestor"] = json!({});
    empty["items"][0]["bookingData"] = json!({ "produkt": null });
    for originator in ["parken", "streng"] {
        let first = served.asks(originator, absent.to_string()).await;
        first.transaction();
        assert_eq!(first.json()["paymentRequest"], absent);
        for same in [&null, &empty] {
            let again = served.asks(originator, same.to_string()).await;
            assert_eq!(again.text(), first.text(), "{originator}: {same}");
        }
    }
}

async fn a_requestor_is_taken_in_any_form_and_not_kept(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (number, requestor) in [
        Value::Null,
        json!({}),
        json!({ "name": "Mustermann", "firstName": "Erika", "gender": "F",
            "isOrganization": false, "address": { "street": "Weg", "houseNumber": "1",
            "addressLine": ["c/o: Meier"], "postalCode": "99999", "city": "Musterstadt",
            "country": "DE" } }),
        json!({ "isOrganization": true, "organizationName": "Muster & Söhne", "gender": "X" }),
        // The forms of 1.2.
        json!({ "requestorType": "INDIVIDUAL", "name": "D’Ärco Ĺőŵ", "firstName": "Erika",
            "gender": "F", "address": { "addressType": "POSTAL_ADDRESS",
            "addressLine1": "Weg 1", "addressLine2": "c/o Meier", "city": "Musterstadt",
            "postalCode": "99999", "countryCode": "DE", "countrySubdivision": "DE-NW" } }),
        json!({ "requestorType": "ORGANIZATION", "name": "Muster & Söhne (GmbH) № 1",
            "address": { "addressType": "POSTAL_ADDRESS", "addressLine1": "Weg 1",
            "city": "Musterstadt", "postalCode": "99999", "countryCode": "DE" } }),
    ]
    .into_iter()
    .enumerate()
    {
        for originator in ["parken", "streng"] {
            let wanted = payment_with(&format!("r-{number}"), "/requestor", &requestor);
            let answer = served.asks(originator, wanted.to_string()).await;
            answer.transaction();
            assert!(!answer.text().contains("requestor"));
        }
    }
}

async fn texts_are_cut_where_they_are_shown_and_never_missing(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (number, (texts, shown)) in [
        (["Bescheinigung", "Ganzes", "Zweck"], "Bescheinigung"),
        (["", "Ganzes", "Zweck"], "Ganzes"),
        (
            ["&&", "", "Zweck 4711 / Zone 7 und Zone 8"],
            "Zweck 4711   Zone 7 und Zone 8",
        ),
        (["", "", "Führungszeugnis"], "Führungszeugnis"),
        (
            ["Gebu\u{308}hr fu\u{308}r\u{202e} sie", "", ""],
            "Gebühr für sie",
        ),
        (["", "", ""], "PARK-01"),
    ]
    .into_iter()
    .enumerate()
    {
        let [item, description, purpose] = texts;
        let mut wanted = payment_with(&format!("t-{number}"), "/description", &json!(description));
        wanted["purpose"] = json!(purpose);
        wanted["items"][0]["description"] = json!(item);
        let answer = served.asks("parken", wanted.to_string()).await;
        let page = page_of(&served, &answer.transaction()).await;
        assert!(page.contains(&format!(">{shown}<")), "{shown}: {page}");
    }
    let long = json!("lang ".repeat(51));
    let long = payment_with("lang", "/items/0/description", &long);
    let answer = served.asks("parken", long.to_string()).await;
    let page = page_of(&served, &answer.transaction()).await;
    assert!(page.contains(&"lang ".repeat(50)) && !page.contains(&"lang ".repeat(51)));
}

async fn characters_that_databases_dislike_do_no_harm(db: Db) {
    let served = ServedAuthority::new(db).await;
    let mut wanted = payment();
    let text = json!("null\u{0}byte '; DROP TABLE payments; -- \u{1F600}");
    wanted["description"] = text.clone();
    wanted["items"][0]["description"] = text;
    wanted["items"][0]["bookingData"]["pro\u{0}dukt"] = json!("\u{0}\u{7f}");
    let answer = served.asks("parken", wanted.to_string()).await;
    let told = answer.transaction();
    assert_eq!(answer.json()["paymentRequest"], wanted);
    let page = page_of(&served, &told).await;
    assert!(page.contains("null byte    DROP TABLE payments"), "{page}");
    let surrogate = payment()
        .to_string()
        .replace("ein Jahr", "halb \\ud800 so lang");
    served
        .asks("parken", surrogate)
        .await
        .problem(400, "VALIDATION_ERROR");
}

async fn wrong_types_are_read_or_refused_by_the_name_of_the_field(db: Db) {
    let served = ServedAuthority::new(db).await;
    for (number, (pointer, value, at_strict)) in [
        ("/items/0/quantity", json!(1.0), 200),
        ("/items/0/quantity", json!("1"), 400),
        ("/items/0/bookingData", json!([]), 200),
        ("/items/0/bookingData/produkt", json!(4711), 400),
        ("/purpose", json!(4711), 400),
    ]
    .into_iter()
    .enumerate()
    {
        let wanted = payment_with(&format!("typ-{number}"), pointer, &value).to_string();
        let answer = served.asks("parken", wanted.clone()).await;
        assert_eq!(answer.status, 200, "{pointer} {value}: {}", answer.text());
        let answer = served.asks("streng", wanted).await;
        assert_eq!(answer.status, at_strict, "{pointer}: {}", answer.text());
    }
    let wanted = payment_with("x", "/requestId", &json!(123_456)).to_string();
    let answer = served.asks("parken", wanted).await;
    answer.transaction();
    assert_eq!(answer.json()["paymentRequest"]["requestId"], json!(123_456));
    for (pointer, value, said) in [
        ("/requestId", json!(true), "requestId needs a text"),
        (
            "/items/0/reference",
            json!({}),
            "items 1 reference needs a text",
        ),
        ("/items", json!({}), "items needs a sequence"),
        (
            "/items/0/bookingData",
            json!(["a"]),
            "items 1 bookingData needs an object",
        ),
        (
            "/items/0/quantity",
            json!(1.5),
            "items 1 quantity is not a whole number",
        ),
    ] {
        let wanted = payment_with("y", pointer, &value).to_string();
        let detail = served.asks("parken", wanted).await;
        let detail = detail.problem(400, "VALIDATION_ERROR");
        assert!(detail.contains(said), "{said}: {detail}");
    }
}

async fn a_byte_order_mark_is_ignored(db: Db) {
    let served = ServedAuthority::new(db).await;
    let marked = format!("\u{feff}{}", payment());
    served.asks("streng", marked).await.transaction();
}

async fn what_an_error_says_names_no_example_that_is_refused(db: Db) {
    let served = ServedAuthority::new(db).await;
    let wanted = payment_with("z", "/requestTimestamp", &json!("gestern")).to_string();
    let detail = served.asks("parken", wanted).await;
    let detail = detail.problem(400, "VALIDATION_ERROR");
    assert!(
        detail.contains("requestTimestamp is not a date"),
        "{detail}"
    );
    assert!(!detail.contains("2026"), "{detail}");
    let wanted = payment_with("z", "/redirectUrl", &json!("https://bürger.example/")).to_string();
    let detail = served.asks("parken", wanted).await;
    let detail = detail.problem(400, "VALIDATION_ERROR");
    assert!(detail.contains("percent-encoding"), "{detail}");
}
