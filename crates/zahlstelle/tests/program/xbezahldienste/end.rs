//! `INITIAL` becomes one of three ends, once, and each end shows the fields the standard says.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use storage::{Db, on_both_engines};
use testkit::AtProvider;

use super::create::{FIELDS, fields_of};
use crate::served_authority::{ServedAuthority, payment_id};

on_both_engines! {
    a_paid_payment_is_payed_with_method_and_time_and_no_way_to_pay_again
    a_payment_by_transfer_is_initial_after_a_part_and_payed_with_other_at_the_end
    a_payment_called_off_is_canceled
    a_payment_whose_time_ran_out_is_failed
    while_the_payer_is_busy_it_stays_initial
    money_given_back_later_does_not_change_payed
    an_ended_payment_is_told_when_it_is_asked_for_again
}

/// The names of the fields in `paymentInformation`.
fn names(told: &Value) -> Vec<&str> {
    told.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

async fn information(served: &ServedAuthority, id: &str) -> Value {
    served.reads("parken", id).await.transaction()
}

async fn calls_off(served: &ServedAuthority, id: &str) {
    let path = format!("/musterstadt/pay/{id}/cancel");
    let press = Request::post(path).body(Body::empty()).unwrap();
    assert_eq!(served.send(press).await.status, 303);
}

async fn a_paid_payment_is_payed_with_method_and_time_and_no_way_to_pay_again(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let before = information(&served, &id).await;
    served.authority.time_passes(Duration::from_millis(61_250));
    served
        .authority
        .pays(payment_id(&id), AtProvider::Approves)
        .await;
    let answer = served.reads("parken", &id).await;
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

/// `parken` may be paid by transfer, too.
async fn takes_transfers(served: &ServedAuthority) {
    let operator = served.authority.operator();
    let document = operator.export_tenant("musterstadt").await;
    let mut document = document.unwrap().unwrap();
    let transfer = json!({ "method": "bank_transfer", "account": testkit::BANK });
    for service in &mut document.services {
        if service.code == "parken" {
            let method = serde_json::from_value(transfer.clone());
            service.methods.push(method.unwrap());
        }
    }
    operator.apply_tenant(&document).await.unwrap();
}

async fn a_payment_by_transfer_is_initial_after_a_part_and_payed_with_other_at_the_end(db: Db) {
    let served = ServedAuthority::new(db).await;
    takes_transfers(&served).await;
    let id = served.asked("antrag-1").await;
    let (authority, payment) = (&served.authority, payment_id(&id));
    let open = information(&served, &id).await;
    assert!(authority.chooses_transfer(payment).await);
    assert_eq!(
        information(&served, &id).await,
        open,
        "told how to transfer"
    );
    let number = authority.remittance(payment).await.unwrap();
    authority.bank_states(1_000, &number).await.unwrap();
    assert_eq!(information(&served, &id).await, open, "a part arrived");
    authority.time_passes(Duration::from_hours(24));
    authority.bank_states(2_070, &number).await.unwrap();
    assert_eq!(
        information(&served, &id).await,
        json!({
            "transactionUrl": open["transactionUrl"],
            "transactionId": id,
            "transactionReference": open["transactionReference"],
            "transactionTimestamp": "2026-11-25T09:00:00Z",
            "paymentMethod": "OTHER",
            "status": "PAYED",
        })
    );
}

async fn a_payment_called_off_is_canceled(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    calls_off(&served, &id).await;
    let told = information(&served, &id).await;
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
    served
        .authority
        .pays(payment_id(&id), AtProvider::Approves)
        .await;
    served.authority.comes_to_rest().await;
    assert_eq!(information(&served, &id).await, told);
}

async fn a_payment_whose_time_ran_out_is_failed(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    served.authority.after(Duration::from_mins(31)).await;
    let told = information(&served, &id).await;
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
    calls_off(&served, &id).await;
    served.authority.comes_to_rest().await;
    assert_eq!(information(&served, &id).await, told);
}

async fn while_the_payer_is_busy_it_stays_initial(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    let payment = payment_id(&id);
    let open = information(&served, &id).await;
    let order = served.authority.chooses_paypal(payment).await.unwrap();
    assert_eq!(
        information(&served, &id).await,
        open,
        "sent to the provider"
    );
    served
        .authority
        .at_provider(&order, AtProvider::ApprovesAndIsChecked);
    assert_eq!(
        information(&served, &id).await,
        open,
        "approved, not yet asked"
    );
    served.authority.comes_back(payment).await;
    assert_eq!(information(&served, &id).await, open, "under review");
    let declined = served.asked("antrag-2").await;
    let open = information(&served, &declined).await;
    let payment = payment_id(&declined);
    served
        .authority
        .pays(payment, AtProvider::ApprovesAndIsRefused)
        .await;
    assert_eq!(
        information(&served, &declined).await,
        open,
        "declined, try again"
    );
}

async fn money_given_back_later_does_not_change_payed(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    served
        .authority
        .pays(payment_id(&id), AtProvider::Approves)
        .await;
    let told = information(&served, &id).await;
    served.authority.provider_reverses(payment_id(&id));
    served.authority.comes_to_rest().await;
    assert_eq!(information(&served, &id).await, told);
}

async fn an_ended_payment_is_told_when_it_is_asked_for_again(db: Db) {
    let served = ServedAuthority::new(db).await;
    let id = served.asked("antrag-1").await;
    served
        .authority
        .pays(payment_id(&id), AtProvider::Approves)
        .await;
    let mut again = crate::served_authority::payment();
    again["requestTimestamp"] = json!("2026-11-24T11:00:00.000Z");
    let told = served.asks("parken", again.to_string()).await.transaction();
    assert_eq!(told["status"], "PAYED");
    assert_eq!(told["transactionId"], json!(id));
}
