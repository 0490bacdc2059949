//! Stories about mails: recipients, number of mails, and what becomes of the address.

use std::time::Duration;

use app::bank::BankLineTo;
use app::events::AskReceiptError;
use domain::PaymentId;
use domain::payments::Fact;
use serde_json::json;
use storage::{Db, Scope, on_both_engines};
use testkit::{FEE_CENTS, MailServerAnswer, TestAuthority};

on_both_engines! {
    a_receipt_is_sent_once_and_its_address_forgotten
    only_a_payer_that_types_an_address_gets_a_receipt
    asking_too_often_waits_until_tomorrow
    one_mailbox_is_not_flooded_from_many_payments
    a_mailbox_that_is_not_there_is_tried_once
    a_server_that_never_takes_it_is_given_up_and_the_address_goes
    an_address_that_is_kept_hears_of_a_refund_and_is_erased_in_time
    a_refund_without_an_address_is_told_on_the_page_only
    the_authority_gets_a_receipt_of_each_payment_where_its_rules_ask_for_one
    money_is_booked_while_the_rules_about_receipts_cannot_be_read
    a_kept_address_is_sealed_anew_with_a_new_key
    a_receipt_is_found_again_by_its_link_and_by_no_other
}

const ADDRESS: &str = "max.mustermann@example.org";
const WITH_ADDRESS: &str = "SELECT count(*) FROM mails WHERE recipient IS NOT NULL";

/// Kind and recipient of each mail that arrived.
fn arrived(authority: &TestAuthority) -> Vec<(String, String)> {
    let mails = authority.mail_server.taken().into_iter();
    mails.map(|mail| (mail.subject, mail.to.expose())).collect()
}

fn to_payer(kind: &str) -> (String, String) {
    (kind.to_owned(), ADDRESS.to_owned())
}

async fn a_receipt_is_sent_once_and_its_address_forgotten(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.paid_payment().await;
    authority.asks_for_receipt(payment, ADDRESS).await.unwrap();
    assert_eq!(authority.count(WITH_ADDRESS).await, 1);
    assert!(
        arrived(&authority).is_empty(),
        "nothing is sent while the payer waits"
    );
    authority.does_what_is_due().await;
    assert_eq!(arrived(&authority), [to_payer("receipt")]);
    assert_eq!(authority.count(WITH_ADDRESS).await, 0);
    authority.after(Duration::from_hours(48)).await;
    assert_eq!(arrived(&authority).len(), 1);
    let mail = &authority.mail_server.taken()[0];
    assert!(mail.id.starts_with("mai_") && mail.text.contains("/musterstadt/receipt/"));
    authority.reconcile().await.unwrap();
}

async fn only_a_payer_that_types_an_address_gets_a_receipt(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let unpaid = authority.asks_for_payment().await.unwrap();
    let asked = authority.asks_for_receipt(unpaid, ADDRESS).await;
    assert!(matches!(asked, Err(AskReceiptError::NotFound)));
    let payment = authority.paid_payment().await;
    for wrong in [
        "",
        "max",
        "max@",
        "max@example.org\r\nBcc: other@example.org",
    ] {
        let asked = authority.asks_for_receipt(payment, wrong).await;
        assert!(
            matches!(asked, Err(AskReceiptError::BadAddress)),
            "{wrong:?}"
        );
    }
    let asked = authority
        .app
        .payer()
        .ask_receipt("nachbarstadt", payment, (ADDRESS, "de"))
        .await;
    assert!(matches!(asked, Err(AskReceiptError::NotFound)));
    authority.does_what_is_due().await;
    assert!(arrived(&authority).is_empty());
    assert_eq!(authority.count("SELECT count(*) FROM mails").await, 0);
}

async fn asking_too_often_waits_until_tomorrow(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let (payment, other) = (
        authority.paid_payment().await,
        authority.paid_payment().await,
    );
    for _ in 0..5 {
        authority.asks_for_receipt(payment, ADDRESS).await.unwrap();
    }
    let asked = authority.asks_for_receipt(payment, ADDRESS).await;
    assert!(matches!(asked, Err(AskReceiptError::TooMany)));
    authority.asks_for_receipt(other, ADDRESS).await.unwrap();
    authority.after(Duration::from_hours(24)).await;
    authority.asks_for_receipt(payment, ADDRESS).await.unwrap();
    authority.does_what_is_due().await;
    assert_eq!(arrived(&authority).len(), 7);
}

async fn one_mailbox_is_not_flooded_from_many_payments(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let mut payments = Vec::new();
    for _ in 0..5 {
        payments.push(authority.paid_payment().await);
    }
    let upper = ADDRESS.to_uppercase();
    for (asked, payment) in payments.iter().take(4).flat_map(|one| [one; 5]).enumerate() {
        let address = if asked % 2 == 0 { ADDRESS } else { &upper };
        authority.asks_for_receipt(*payment, address).await.unwrap();
    }
    let asked = authority.asks_for_receipt(payments[4], ADDRESS).await;
    assert!(matches!(asked, Err(AskReceiptError::TooMany)), "{asked:?}");
    let other = "erika.mustermann@example.org";
    authority
        .asks_for_receipt(payments[4], other)
        .await
        .unwrap();
    authority.after(Duration::from_hours(24)).await;
    authority
        .asks_for_receipt(payments[4], ADDRESS)
        .await
        .unwrap();
}

async fn a_mailbox_that_is_not_there_is_tried_once(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.paid_payment().await;
    authority.mail_server.answers(MailServerAnswer::Refuses);
    authority.asks_for_receipt(payment, ADDRESS).await.unwrap();
    authority.does_what_is_due().await;
    let refused = "SELECT count(*) FROM mails WHERE outcome = 'refused' AND recipient IS NULL";
    assert_eq!(authority.count(refused).await, 1);
    authority.mail_server.answers(MailServerAnswer::Takes);
    authority.comes_to_rest().await;
    assert!(arrived(&authority).is_empty());
    authority.reconcile().await.unwrap();
}

async fn a_server_that_never_takes_it_is_given_up_and_the_address_goes(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.paid_payment().await;
    authority.mail_server.answers(MailServerAnswer::PutsOff);
    authority.asks_for_receipt(payment, ADDRESS).await.unwrap();
    authority.after(Duration::from_hours(1)).await;
    assert_eq!(authority.count(WITH_ADDRESS).await, 1, "it is tried again");
    for _ in 0..8 {
        authority.after(Duration::from_hours(12)).await;
    }
    let gave_up = "SELECT count(*) FROM mails WHERE outcome = 'gave_up' AND recipient IS NULL";
    assert_eq!(authority.count(gave_up).await, 1);
    assert_eq!(
        authority
            .count("SELECT count(*) FROM jobs WHERE kind = 'send_mail'")
            .await,
        0
    );
}

/// A receipt was mailed by an authority that keeps addresses for thirty days.
async fn keeps_an_address(authority: &TestAuthority) -> PaymentId {
    authority
        .rules_about_mail(json!({ "keep_address_days": 30 }))
        .await;
    let payment = authority.paid_payment().await;
    authority.asks_for_receipt(payment, ADDRESS).await.unwrap();
    authority.does_what_is_due().await;
    payment
}

async fn an_address_that_is_kept_hears_of_a_refund_and_is_erased_in_time(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = keeps_an_address(&authority).await;
    assert_eq!(authority.count(WITH_ADDRESS).await, 1);
    authority.after(Duration::from_hours(24 * 10)).await;
    authority.provider_reverses(payment);
    authority.after(Duration::from_mins(1)).await;
    assert_eq!(
        arrived(&authority),
        [to_payer("receipt"), to_payer("refund")]
    );
    assert_eq!(authority.page(payment).await.refunds.len(), 1);
    authority.after(Duration::from_hours(24 * 21)).await;
    authority.after(Duration::from_hours(24 * 10)).await;
    assert_eq!(authority.count(WITH_ADDRESS).await, 0);
    assert_eq!(arrived(&authority).len(), 2);
    authority.reconcile().await.unwrap();
}

async fn a_refund_without_an_address_is_told_on_the_page_only(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.paid_payment().await;
    authority.asks_for_receipt(payment, ADDRESS).await.unwrap();
    authority.does_what_is_due().await;
    authority.provider_reverses(payment);
    authority.after(Duration::from_mins(1)).await;
    assert_eq!(arrived(&authority), [to_payer("receipt")]);
    let view = authority.page(payment).await;
    assert_eq!(view.refunds.len(), 1);
    assert_eq!(view.refunds[0].amount, view.amount);
}

async fn the_authority_gets_a_receipt_of_each_payment_where_its_rules_ask_for_one(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let before = authority.paid_payment().await;
    authority.does_what_is_due().await;
    assert!(arrived(&authority).is_empty(), "{before}");
    let treasury = "kasse@musterstadt.example";
    authority
        .rules_about_mail(json!({ "receipts_to": { "parken": treasury } }))
        .await;
    authority.paid_payment().await;
    authority.comes_to_rest().await;
    assert_eq!(
        arrived(&authority),
        [("authority".to_owned(), treasury.to_owned())]
    );
    assert_eq!(authority.count(WITH_ADDRESS).await, 0);
    authority.reconcile().await.unwrap();
}

async fn money_is_booked_while_the_rules_about_receipts_cannot_be_read(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let treasury = json!({ "receipts_to": { "parken": "kasse@musterstadt.example" } });
    authority.rules_about_mail(treasury.clone()).await;
    for spoilt in [
        "'{'",
        "replace(document, 'kasse@musterstadt.example', 'kasse')",
    ] {
        let payment = authority.asks_for_payment().await.unwrap();
        assert!(authority.chooses_transfer(payment).await);
        let number = authority.remittance(payment).await.unwrap();
        let scope = Scope::Tenant(authority.tenant);
        let mut tx = authority.db.write(scope).await.unwrap();
        let spoil = format!("UPDATE tenants SET document = {spoilt} WHERE slug <> 'operator'");
        assert_eq!(tx.raw(&spoil).await.unwrap(), 1);
        tx.commit().await.unwrap();

        let to = authority.bank_states(FEE_CENTS, &number).await;
        assert_eq!(to, Some(BankLineTo::Payment(payment, Fact::Paid)));
        let waiting = "SELECT count(*) FROM jobs WHERE kind = 'order_receipt'";
        assert_eq!(authority.count(waiting).await, 1, "{spoilt}");
        for _ in 0..8 {
            authority.after(Duration::from_hours(12)).await;
        }
        let seen = authority.operator().given_up_jobs(9).await.unwrap();
        let [job] = seen.as_slice() else {
            panic!("one job is left to look at: {seen:?}");
        };
        assert_eq!(job.kind, "order_receipt");

        authority.rules_about_mail(treasury.clone()).await;
        assert!(authority.operator().retry_job(job.id).await.unwrap());
        authority.comes_to_rest().await;
        assert_eq!(authority.count(waiting).await, 0);
        authority.reconcile().await.unwrap();
    }
    let to = "kasse@musterstadt.example".to_owned();
    let receipt = ("authority".to_owned(), to);
    assert_eq!(arrived(&authority), [receipt.clone(), receipt]);
}

async fn a_kept_address_is_sealed_anew_with_a_new_key(db: Db) {
    let mut authority = TestAuthority::new(db, 1).await;
    let payment = keeps_an_address(&authority).await;
    authority.gets_a_new_key();
    // The account's secret, the key of hashes, and the address.
    let resealed = authority.operator().reseal_secrets().await.unwrap();
    assert_eq!((resealed.total(), resealed.addresses), (3, 1));
    let again = authority.operator().reseal_secrets().await.unwrap();
    assert_eq!(again.total(), 0);
    authority.provider_reverses(payment);
    authority.after(Duration::from_mins(1)).await;
    assert_eq!(
        arrived(&authority),
        [to_payer("receipt"), to_payer("refund")]
    );
}

async fn a_receipt_is_found_again_by_its_link_and_by_no_other(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.paid_payment().await;
    let link = authority
        .app
        .payer()
        .receipt_link(authority.tenant, payment)
        .await
        .unwrap();
    assert_eq!(
        authority
            .app
            .payer()
            .receipt_link(authority.tenant, payment)
            .await
            .unwrap(),
        link
    );
    let token = link.path().rsplit('/').next().unwrap().to_owned();
    assert_eq!(token.len(), 22, "128 bits: {token}");
    let found = authority
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
        let found = authority
            .app
            .payer()
            .follow_receipt("musterstadt", other)
            .await
            .unwrap();
        assert_eq!(found, None, "{other}");
    }
    let elsewhere = authority
        .app
        .payer()
        .follow_receipt("nachbarstadt", &token)
        .await
        .unwrap();
    assert_eq!(elsewhere, None);
    // It opens a receipt, and no claim or service.
    assert!(
        authority
            .app
            .payer()
            .follow_link("musterstadt", &token)
            .await
            .unwrap()
            .is_none()
    );
}
