//! Where finance books a claim, whatever its origin: each line has its booking data.

use std::collections::BTreeMap;

use app::payments::{Item, PaymentRequest};
use domain::tenants::Channel;
use serde_json::json;
use storage::{Db, Scope, on_both_engines};
use testkit::{TestAuthority, authority_document, file_of};

on_both_engines! {
    lines_of_every_origin_have_the_booking_data_of_their_service
    what_the_calling_system_sends_wins_over_the_service
}

/// The authority, whose services say where they are booked.
async fn booking(db: Db, seed: u64) -> TestAuthority {
    let authority = TestAuthority::new(db, seed).await;
    let mut document = authority_document();
    let permit = json!({ "konto": "4311", "produkt": "122010" });
    for service in &mut document.services {
        let bookings = match service.code.as_str() {
            "parken" => json!([
                { "reference": "PARK-01", "booking_data": permit },
                { "reference": "PARK-02", "booking_data": { "konto": "4312" } },
            ]),
            "bussgeld" => json!([{ "reference": "B", "booking_data": { "konto": "4561" } }]),
            "meldung" => json!([{ "reference": "M", "booking_data": { "konto": "4313" } }]),
            _ => continue,
        };
        service.bookings = serde_json::from_value(bookings).unwrap();
    }
    authority.operator().apply_tenant(&document).await.unwrap();
    authority
}

/// Cents and booking data of each line, in the order of the amounts.
async fn lines(authority: &TestAuthority) -> Vec<String> {
    let scope = Scope::Tenant(authority.tenant);
    let mut tx = authority.db.read(scope).await.unwrap();
    let sql = "SELECT CAST(amount_cents AS TEXT) || ' ' || coalesce(booking_data, 'none')
        FROM claim_lines ORDER BY amount_cents";
    tx.raw_texts(sql).await.unwrap()
}

fn item(reference: &str, cents: i64, booking_data: &[(&str, &str)]) -> Item {
    let pairs = booking_data.iter();
    Item {
        reference: reference.to_owned(),
        description: String::new(),
        cents,
        booking_data: pairs
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
    }
}

/// An online service asks for these items.
async fn asks(authority: &TestAuthority, items: Vec<Item>) {
    let client = authority.client().await.unwrap();
    let binding = client.binding(Channel::Xbezahldienste, "parken/05158999");
    let binding = binding.await.unwrap();
    let request = PaymentRequest {
        reference: "antrag-1".to_owned(),
        fingerprint: [7; 32],
        description: String::new(),
        lines: items,
        return_url: None,
        echo: "{}".to_owned(),
    };
    client.create_payment(&binding, &request).await.unwrap();
}

async fn lines_of_every_origin_have_the_booking_data_of_their_service(db: Db) {
    let authority = booking(db, 1).await;
    asks(
        &authority,
        vec![item("PARK-01", 3_000, &[]), item("X", 70, &[])],
    )
    .await;
    authority.orders_certificates(1).await.unwrap();
    let file = file_of(&[(1, 5_500, "1234")]);
    authority.imports(&file).await.unwrap();
    let expected = [
        "70 none",
        r#"1200 {"konto":"4313"}"#,
        r#"3000 {"konto":"4311","produkt":"122010"}"#,
        r#"5500 {"konto":"4561"}"#,
    ];
    assert_eq!(lines(&authority).await, expected);
    let corrected = file_of(&[(1, 5_600, "1234")]);
    authority.imports(&corrected).await.unwrap();
    let newest = lines(&authority).await.pop();
    assert_eq!(newest.as_deref(), Some(r#"5600 {"konto":"4561"}"#));
    authority.reconcile().await.unwrap();
}

async fn what_the_calling_system_sends_wins_over_the_service(db: Db) {
    let authority = booking(db, 2).await;
    let sent = [("konto", "9999"), ("kostenstelle", "7")];
    asks(&authority, vec![item("PARK-01", 3_000, &sent)]).await;
    let expected = r#"3000 {"konto":"9999","kostenstelle":"7","produkt":"122010"}"#;
    assert_eq!(lines(&authority).await, [expected]);
    authority.reconcile().await.unwrap();
}
