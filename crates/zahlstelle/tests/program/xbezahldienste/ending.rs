//! `INITIAL` becomes one of three ends, once, and each end shows the fields the standard says.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use storage::{Db, on_both_engines};
use testkit::AtProvider;

use super::creating::{FIELDS, fields_of};
use crate::town::{Town, payment_id};

on_both_engines! {
    a_paid_payment_is_payed_with_method_and_time_and_no_way_to_pay_again
    a_payment_called_off_is_canceled
    a_payment_whose_time_ran_out_is_failed
    while_the_payer_is_busy_it_stays_initial
    money_given_back_later_does_not_change_payed
    an_ended_payment_is_told_to_who_asks_for_it_again
}

/// The names of the fields in `paymentInformation`.
fn names(told: &Value) -> Vec<&str> {
    told.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

async fn information(town: &Town, id: &str) -> Value {
    town.reads("parken", id).await.transaction()
}

async fn calls_off(town: &Town, id: &str) {
    let path = format!("/musterstadt/pay/{id}/cancel");
    let press = Request::post(path).body(Body::empty()).unwrap();
    assert_eq!(town.send(press).await.status, 303);
}

async fn a_paid_payment_is_payed_with_method_and_time_and_no_way_to_pay_again(db: Db) {
    let town = Town::new(db).await;
    let id = town.asked("antrag-1").await;
    let before = information(&town, &id).await;
    town.city.time_passes(Duration::from_millis(61_250));
    town.city.pays(payment_id(&id), AtProvider::Approves).await;
    let answer = town.reads("parken", &id).await;
    let told = answer.transaction();
    assert_eq!(
        told,
        json!({
            "transactionUrl": before["transactionUrl"],
            "transactionId": id,
            "transactionReference": before["transactionReference"],
            "transactionTimestamp": "2026-11-24T09:01:01.25Z",
            "paymentMethod": "PAYPAL",
            "status": "PAYED",
        })
    );
    let extra = fields_of(&answer.json())
        .into_iter()
        .find(|field| !FIELDS.contains(&field.as_str()));
    assert_eq!(extra, None);
}

async fn a_payment_called_off_is_canceled(db: Db) {
    let town = Town::new(db).await;
    let id = town.asked("antrag-1").await;
    calls_off(&town, &id).await;
    let told = information(&town, &id).await;
    assert_eq!(told["status"], "CANCELED");
    assert_eq!(
        names(&told),
        [
            "status",
            "transactionId",
            "transactionReference",
            "transactionUrl"
        ]
    );
    town.city.pays(payment_id(&id), AtProvider::Approves).await;
    town.city.comes_to_rest().await;
    assert_eq!(information(&town, &id).await, told);
}

async fn a_payment_whose_time_ran_out_is_failed(db: Db) {
    let town = Town::new(db).await;
    let id = town.asked("antrag-1").await;
    town.city.after(Duration::from_mins(31)).await;
    let told = information(&town, &id).await;
    assert_eq!(told["status"], "FAILED");
    assert_eq!(
        names(&told),
        [
            "status",
            "transactionId",
            "transactionReference",
            "transactionUrl"
        ]
    );
    calls_off(&town, &id).await;
    town.city.comes_to_rest().await;
    assert_eq!(information(&town, &id).await, told);
}

async fn while_the_payer_is_busy_it_stays_initial(db: Db) {
    let town = Town::new(db).await;
    let id = town.asked("antrag-1").await;
    let payment = payment_id(&id);
    let open = information(&town, &id).await;
    let order = town.city.chooses_paypal(payment).await.unwrap();
    assert_eq!(information(&town, &id).await, open, "sent to the provider");
    town.city
        .at_provider(&order, AtProvider::ApprovesAndIsChecked);
    assert_eq!(
        information(&town, &id).await,
        open,
        "approved, not yet asked"
    );
    town.city.comes_back(payment).await;
    assert_eq!(information(&town, &id).await, open, "under review");
    let declined = town.asked("antrag-2").await;
    let open = information(&town, &declined).await;
    let payment = payment_id(&declined);
    town.city
        .pays(payment, AtProvider::ApprovesAndIsRefused)
        .await;
    assert_eq!(
        information(&town, &declined).await,
        open,
        "declined, try again"
    );
}

async fn money_given_back_later_does_not_change_payed(db: Db) {
    let town = Town::new(db).await;
    let id = town.asked("antrag-1").await;
    town.city.pays(payment_id(&id), AtProvider::Approves).await;
    let told = information(&town, &id).await;
    town.city.provider_reverses(payment_id(&id));
    town.city.comes_to_rest().await;
    assert_eq!(information(&town, &id).await, told);
}

async fn an_ended_payment_is_told_to_who_asks_for_it_again(db: Db) {
    let town = Town::new(db).await;
    let id = town.asked("antrag-1").await;
    town.city.pays(payment_id(&id), AtProvider::Approves).await;
    let mut again = crate::town::payment();
    again["requestTimestamp"] = json!("2026-11-24T11:00:00.000Z");
    let told = town.asks("parken", again.to_string()).await.transaction();
    assert_eq!(told["status"], "PAYED");
    assert_eq!(told["transactionId"], json!(id));
}
