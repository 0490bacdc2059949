//! Stories about mails: recipients, number of mails, and what becomes of the address.

use std::time::Duration;

use app::events::AskReceiptError;
use domain::PaymentId;
use serde_json::json;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, City, Mood};

on_both_engines! {
    a_receipt_is_sent_once_and_its_address_forgotten
    only_who_paid_and_types_an_address_gets_a_receipt
    asking_too_often_waits_until_tomorrow
    a_mailbox_that_is_not_there_is_tried_once
    a_server_that_never_takes_it_is_given_up_and_the_address_goes
    a_mail_server_that_is_down_keeps_no_payment_waiting
    an_address_that_is_kept_hears_of_a_refund_and_is_erased_in_time
    a_refund_without_an_address_is_told_on_the_page_only
    the_authority_gets_a_receipt_of_each_payment_where_its_rules_ask_for_one
    a_kept_address_is_sealed_anew_with_a_new_key
    a_receipt_is_found_again_by_its_link_and_by_no_other
}

const ADDRESS: &str = "max.mustermann@example.org";
const WITH_ADDRESS: &str = "SELECT count(*) FROM mails WHERE recipient IS NOT NULL";

async fn paid(city: &City) -> PaymentId {
    let payment = city.asks_for_payment().await.unwrap();
    city.pays(payment, AtProvider::Approves).await;
    payment
}

/// Kind and recipient of each mail that arrived.
fn arrived(city: &City) -> Vec<(String, String)> {
    let letters = city.post.taken().into_iter();
    letters
        .map(|letter| (letter.subject, letter.to.expose()))
        .collect()
}

fn to_payer(kind: &str) -> (String, String) {
    (kind.to_owned(), ADDRESS.to_owned())
}

async fn a_receipt_is_sent_once_and_its_address_forgotten(db: Db) {
    let city = City::new(db, 1).await;
    let payment = paid(&city).await;
    city.asks_for_receipt(payment, ADDRESS).await.unwrap();
    assert_eq!(city.count(WITH_ADDRESS).await, 1);
    assert!(
        arrived(&city).is_empty(),
        "nothing is sent while the payer waits"
    );
    city.does_what_is_due().await;
    assert_eq!(arrived(&city), [to_payer("receipt")]);
    assert_eq!(city.count(WITH_ADDRESS).await, 0);
    city.after(Duration::from_hours(48)).await;
    assert_eq!(arrived(&city).len(), 1);
    let letter = &city.post.taken()[0];
    assert!(letter.id.starts_with("mai_") && letter.text.contains("/musterstadt/receipt/"));
    city.judge().await.unwrap();
}

async fn only_who_paid_and_types_an_address_gets_a_receipt(db: Db) {
    let city = City::new(db, 1).await;
    let unpaid = city.asks_for_payment().await.unwrap();
    let asked = city.asks_for_receipt(unpaid, ADDRESS).await;
    assert!(matches!(asked, Err(AskReceiptError::NotFound)));
    let payment = paid(&city).await;
    for wrong in [
        "",
        "max",
        "max@",
        "max@example.org\r\nBcc: other@example.org",
    ] {
        let asked = city.asks_for_receipt(payment, wrong).await;
        assert!(
            matches!(asked, Err(AskReceiptError::BadAddress)),
            "{wrong:?}"
        );
    }
    let asked = city
        .app
        .payer()
        .ask_receipt("nachbarstadt", payment, (ADDRESS, "de"))
        .await;
    assert!(matches!(asked, Err(AskReceiptError::NotFound)));
    city.does_what_is_due().await;
    assert!(arrived(&city).is_empty());
    assert_eq!(city.count("SELECT count(*) FROM mails").await, 0);
}

async fn asking_too_often_waits_until_tomorrow(db: Db) {
    let city = City::new(db, 1).await;
    let (payment, other) = (paid(&city).await, paid(&city).await);
    for _ in 0..5 {
        city.asks_for_receipt(payment, ADDRESS).await.unwrap();
    }
    let asked = city.asks_for_receipt(payment, ADDRESS).await;
    assert!(matches!(asked, Err(AskReceiptError::TooMany)));
    city.asks_for_receipt(other, ADDRESS).await.unwrap();
    city.after(Duration::from_hours(24)).await;
    city.asks_for_receipt(payment, ADDRESS).await.unwrap();
    city.does_what_is_due().await;
    assert_eq!(arrived(&city).len(), 7);
}

async fn a_mailbox_that_is_not_there_is_tried_once(db: Db) {
    let city = City::new(db, 1).await;
    let payment = paid(&city).await;
    city.post.feels(Mood::Refuses);
    city.asks_for_receipt(payment, ADDRESS).await.unwrap();
    city.does_what_is_due().await;
    let refused = "SELECT count(*) FROM mails WHERE outcome = 'refused' AND recipient IS NULL";
    assert_eq!(city.count(refused).await, 1);
    city.post.feels(Mood::Takes);
    city.comes_to_rest().await;
    assert!(arrived(&city).is_empty());
    city.judge().await.unwrap();
}

async fn a_server_that_never_takes_it_is_given_up_and_the_address_goes(db: Db) {
    let city = City::new(db, 1).await;
    let payment = paid(&city).await;
    city.post.feels(Mood::PutsOff);
    city.asks_for_receipt(payment, ADDRESS).await.unwrap();
    city.after(Duration::from_hours(1)).await;
    assert_eq!(city.count(WITH_ADDRESS).await, 1, "it is tried again");
    for _ in 0..8 {
        city.after(Duration::from_hours(12)).await;
    }
    let gave_up = "SELECT count(*) FROM mails WHERE outcome = 'gave_up' AND recipient IS NULL";
    assert_eq!(city.count(gave_up).await, 1);
    assert_eq!(
        city.count("SELECT count(*) FROM jobs WHERE kind = 'send_mail'")
            .await,
        0
    );
}

async fn a_mail_server_that_is_down_keeps_no_payment_waiting(db: Db) {
    let city = City::new(db, 1).await;
    let first = paid(&city).await;
    city.post.feels(Mood::PutsOff);
    city.asks_for_receipt(first, ADDRESS).await.unwrap();
    let second = city.asks_for_payment().await.unwrap();
    let order = city.chooses_paypal(second).await.unwrap();
    city.at_provider(&order, AtProvider::Approves);
    city.notices_arrive().await;
    // The loop of payments does not so much as look at letters.
    city.app.system().run_due_jobs(50).await.unwrap();
    assert_eq!(
        city.status(second).await,
        app::payments::OutsideState::Payed
    );
    let untouched = "SELECT count(*) FROM jobs WHERE kind = 'send_mail' AND tries = 0";
    assert_eq!(city.count(untouched).await, 1);
    city.post.feels(Mood::Takes);
    city.after(Duration::from_mins(10)).await;
    assert_eq!(arrived(&city), [to_payer("receipt")]);
}

async fn an_address_that_is_kept_hears_of_a_refund_and_is_erased_in_time(db: Db) {
    let city = City::new(db, 1).await;
    city.rules_about_mail(json!({ "keep_address_days": 30 }))
        .await;
    let payment = paid(&city).await;
    city.asks_for_receipt(payment, ADDRESS).await.unwrap();
    city.does_what_is_due().await;
    assert_eq!(city.count(WITH_ADDRESS).await, 1);
    city.after(Duration::from_hours(24 * 10)).await;
    city.provider_reverses(payment);
    city.after(Duration::from_mins(1)).await;
    assert_eq!(arrived(&city), [to_payer("receipt"), to_payer("refund")]);
    assert_eq!(city.page(payment).await.refunds.len(), 1);
    city.after(Duration::from_hours(24 * 21)).await;
    city.after(Duration::from_hours(24 * 10)).await;
    assert_eq!(city.count(WITH_ADDRESS).await, 0);
    assert_eq!(arrived(&city).len(), 2);
    city.judge().await.unwrap();
}

async fn a_refund_without_an_address_is_told_on_the_page_only(db: Db) {
    let city = City::new(db, 1).await;
    let payment = paid(&city).await;
    city.asks_for_receipt(payment, ADDRESS).await.unwrap();
    city.does_what_is_due().await;
    city.provider_reverses(payment);
    city.after(Duration::from_mins(1)).await;
    assert_eq!(arrived(&city), [to_payer("receipt")]);
    let view = city.page(payment).await;
    assert_eq!(view.refunds.len(), 1);
    assert_eq!(view.refunds[0].amount, view.amount);
}

async fn the_authority_gets_a_receipt_of_each_payment_where_its_rules_ask_for_one(db: Db) {
    let city = City::new(db, 1).await;
    let before = paid(&city).await;
    city.does_what_is_due().await;
    assert!(arrived(&city).is_empty(), "{before}");
    let treasury = "kasse@musterstadt.example";
    city.rules_about_mail(json!({ "receipts_to": { "parken": treasury } }))
        .await;
    paid(&city).await;
    city.comes_to_rest().await;
    assert_eq!(
        arrived(&city),
        [("authority".to_owned(), treasury.to_owned())]
    );
    assert_eq!(city.count(WITH_ADDRESS).await, 0);
    city.judge().await.unwrap();
}

async fn a_kept_address_is_sealed_anew_with_a_new_key(db: Db) {
    let mut city = City::new(db, 1).await;
    city.rules_about_mail(json!({ "keep_address_days": 30 }))
        .await;
    let payment = paid(&city).await;
    city.asks_for_receipt(payment, ADDRESS).await.unwrap();
    city.does_what_is_due().await;
    city.gets_a_new_key();
    // The account's secret, the key for a service's links, and the address.
    assert_eq!(city.operator().reseal_secrets().await.unwrap(), 3);
    assert_eq!(city.operator().reseal_secrets().await.unwrap(), 0);
    city.provider_reverses(payment);
    city.after(Duration::from_mins(1)).await;
    assert_eq!(arrived(&city), [to_payer("receipt"), to_payer("refund")]);
}

async fn a_receipt_is_found_again_by_its_link_and_by_no_other(db: Db) {
    let city = City::new(db, 1).await;
    let payment = paid(&city).await;
    let link = city
        .app
        .payer()
        .receipt_link(city.tenant, payment)
        .await
        .unwrap();
    assert_eq!(
        city.app
            .payer()
            .receipt_link(city.tenant, payment)
            .await
            .unwrap(),
        link
    );
    let token = link.path().rsplit('/').next().unwrap().to_owned();
    assert_eq!(token.len(), 22, "128 bits: {token}");
    let found = city
        .app
        .payer()
        .follow_receipt("musterstadt", &token)
        .await
        .unwrap();
    assert_eq!(found, Some(payment));
    let id = payment.to_string();
    let mut changed = token.clone();
    changed.replace_range(..1, if token.starts_with('A') { "B" } else { "A" });
    for other in ["", &changed, &token[1..], id.as_str(), "%27%20OR%201=1"] {
        let found = city
            .app
            .payer()
            .follow_receipt("musterstadt", other)
            .await
            .unwrap();
        assert_eq!(found, None, "{other}");
    }
    let elsewhere = city
        .app
        .payer()
        .follow_receipt("nachbarstadt", &token)
        .await
        .unwrap();
    assert_eq!(elsewhere, None);
    // It opens a receipt, and no claim or service.
    assert!(
        city.app
            .payer()
            .follow_link("musterstadt", &token)
            .await
            .unwrap()
            .is_none()
    );
}
