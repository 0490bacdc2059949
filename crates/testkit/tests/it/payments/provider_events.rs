//! What providers tell, and what strangers pretend that they told.

use std::time::Duration;

use http::HeaderValue;
use simulators::common::Delivery;
use storage::{Db, Scope, on_both_engines};
use testkit::{AtProvider, TestAuthority, Told};

on_both_engines! {
    forged_events_after_a_restart_do_not_shut_out_a_genuine_one
}

/// What the provider tells about a payment that was approved and whose payer does not return.
async fn told(authority: &TestAuthority) -> (domain::PaymentId, Vec<Delivery>) {
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.time_passes(Duration::from_secs(10));
    (payment, authority.sim.take_deliveries())
}

/// The same event with another's signature and the address of a certificate that does not exist.
fn forged(delivery: &Delivery, number: u32) -> Delivery {
    let mut forged = delivery.clone();
    let address = forged.headers.get("paypal-cert-url").unwrap();
    let address = format!("{}-{number}", address.to_str().unwrap());
    let address = HeaderValue::try_from(address).unwrap();
    forged.headers.insert("paypal-cert-url", address);
    let signature = HeaderValue::from_static("AAAA");
    forged.headers.insert("paypal-transmission-sig", signature);
    forged
}

async fn forged_events_after_a_restart_do_not_shut_out_a_genuine_one(db: Db) {
    let mut authority = TestAuthority::new(db, 41).await;
    let (_, deliveries) = told(&authority).await;
    for delivery in &deliveries {
        assert!(authority.provider_event_arrives(delivery).await);
    }
    let mut tx = authority.db.read(Scope::Operator).await.unwrap();
    let kept = "SELECT name FROM installation WHERE name LIKE 'events_learnt%'";
    let kept = tx.raw_texts(kept).await.unwrap();
    assert_eq!(kept, ["events_learnt:paypal:simulator"]);
    drop(tx);

    authority.restart();
    let (payment, deliveries) = told(&authority).await;
    // More than unknown certificates are fetched, or events asked about, in a minute.
    for number in 0..70 {
        let forged = forged(&deliveries[0], number);
        assert!(!authority.provider_event_arrives(&forged).await);
    }
    for delivery in &deliveries {
        assert!(authority.provider_event_arrives(delivery).await);
    }
    authority.does_what_is_due().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}
