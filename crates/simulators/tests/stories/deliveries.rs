//! Webhooks: receivers, content, time and number of deliveries, and how a receiver knows that one
//! is true.

use std::time::Duration;

use base64::Engine;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};
use serde_json::{Value, json};
use simulators::common::Delivery;
use simulators::paypal::{Choice, LEAF_NAME, Verdict};

use super::published::{differences, example};
use super::shop::Shop;

pub(crate) fn header<'a>(delivery: &'a Delivery, name: &str) -> &'a str {
    delivery.headers[name].to_str().unwrap()
}

/// Checks a delivery as an offline client does: certificate from its address, chain to the root,
/// name, signature over the raw bytes.
pub(crate) async fn is_genuine(shop: &Shop, delivery: &Delivery, webhook: &str) -> bool {
    let address = header(delivery, "paypal-cert-url");
    let Some(path) = address.strip_prefix(super::shop::BASE) else {
        return false;
    };
    let pem = shop.page(path).await;
    assert_eq!(pem.status, 200);
    let leaf = CertificateDer::from_pem_slice(&pem.body).unwrap();
    let leaf = webpki::EndEntityCert::try_from(&leaf).unwrap();
    let root = CertificateDer::from_pem_slice(shop.sim.ca_root_pem().as_bytes()).unwrap();
    let anchors = [webpki::anchor_from_trusted_cert(&root).unwrap()];
    let seconds = u64::try_from(shop.sim.now().as_second()).unwrap();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    let usage = webpki::KeyUsage::server_auth();
    leaf.verify_for_usage(algorithms, &anchors, &[], now, usage, None, None)
        .unwrap();
    leaf.verify_is_valid_for_subject_name(&LEAF_NAME.try_into().unwrap())
        .unwrap();
    assert_eq!(header(delivery, "paypal-auth-algo"), "SHA256withRSA");
    let text = format!(
        "{}|{}|{webhook}|{}",
        header(delivery, "paypal-transmission-id"),
        header(delivery, "paypal-transmission-time"),
        crc32fast::hash(&delivery.body)
    );
    let signature = base64::engine::general_purpose::STANDARD;
    let signature = signature
        .decode(header(delivery, "paypal-transmission-sig"))
        .unwrap();
    let algorithm = webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256;
    leaf.verify_signature(algorithm, text.as_bytes(), &signature)
        .is_ok()
}

/// Asks the provider, with `event` as the text of the event.
pub(crate) async fn postback(
    shop: &Shop,
    delivery: &Delivery,
    webhook: &str,
    event: &str,
) -> String {
    let mut question = json!({"webhook_id": webhook});
    for (field, name) in [
        ("auth_algo", "paypal-auth-algo"),
        ("cert_url", "paypal-cert-url"),
        ("transmission_id", "paypal-transmission-id"),
        ("transmission_sig", "paypal-transmission-sig"),
        ("transmission_time", "paypal-transmission-time"),
    ] {
        question[field] = json!(header(delivery, name));
    }
    let text = question.to_string();
    let text = format!(
        "{},\"webhook_event\":{event}}}",
        text.strip_suffix('}').unwrap()
    );
    let request = http::Request::post("/v1/notifications/verify-webhook-signature")
        .header("authorization", format!("Bearer {}", shop.token))
        .header("content-type", "application/json")
        .body(axum::body::Body::from(text))
        .unwrap();
    super::shop::ask(&shop.router, request)
        .await
        .at("/verification_status")
}

pub(crate) fn raw(delivery: &Delivery) -> &str {
    std::str::from_utf8(&delivery.body).unwrap()
}

#[tokio::test]
async fn an_event_is_signed_so_that_both_ways_of_checking_agree() {
    let mut shop = Shop::open().await;
    let webhook = shop.listen().await;
    shop.paid("12.50").await;
    let deliveries = shop.sim.take_deliveries();
    assert_eq!(deliveries.len(), 2);
    for delivery in &deliveries {
        assert!(is_genuine(&shop, delivery, &webhook).await);
        assert!(!is_genuine(&shop, delivery, "WEBHOOK_ID").await);
        assert_eq!(
            postback(&shop, delivery, &webhook, raw(delivery)).await,
            "SUCCESS"
        );
        let tampered = raw(delivery).replace("12.50", "99.50");
        assert_eq!(
            postback(&shop, delivery, &webhook, &tampered).await,
            "FAILURE"
        );
        assert_eq!(
            postback(&shop, delivery, "5MN80213PR447190T", raw(delivery)).await,
            "FAILURE"
        );
        assert!(!raw(delivery).contains(": "), "compact");
        assert!(
            raw(delivery).starts_with("{\"id\":\"WH-"),
            "the provider's order of fields"
        );
        assert_eq!(header(delivery, "paypal-auth-version"), "v2");
        assert!(delivery.headers.contains_key("correlation-id"));
    }
    let unknown = shop.page("/v1/notifications/certs/CERT-OTHER").await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn ugly_json_is_only_genuine_as_it_came() {
    let mut shop = Shop::open().await;
    let webhook = shop.listen().await;
    shop.sim.turn(|knobs| knobs.webhooks.ugly_json = true);
    shop.paid("12.50").await;
    let delivery = shop.sim.take_deliveries().remove(0);
    assert!(is_genuine(&shop, &delivery, &webhook).await);
    assert_eq!(
        postback(&shop, &delivery, &webhook, raw(&delivery)).await,
        "SUCCESS"
    );
    let again: Value = serde_json::from_slice(&delivery.body).unwrap();
    let again = again.to_string();
    assert_eq!(
        postback(&shop, &delivery, &webhook, &again).await,
        "FAILURE"
    );
}

#[tokio::test]
async fn forgeries_on_demand_are_not_genuine() {
    for forgery in ["signature", "certificate", "webhook"] {
        let mut shop = Shop::open().await;
        let webhook = shop.listen().await;
        shop.sim.turn(|knobs| match forgery {
            "signature" => knobs.webhooks.bad_signature = true,
            "certificate" => knobs.webhooks.foreign_certificate_host = true,
            _ => knobs.webhooks.wrong_webhook_id = true,
        });
        shop.paid("12.50").await;
        let delivery = shop.sim.take_deliveries().remove(0);
        assert!(!is_genuine(&shop, &delivery, &webhook).await, "{forgery}");
        let told = postback(&shop, &delivery, &webhook, raw(&delivery)).await;
        assert_eq!(told, "FAILURE", "{forgery}");
    }
}

#[tokio::test]
async fn an_approval_is_told_at_once_and_a_capture_seconds_later() {
    let mut shop = Shop::open().await;
    shop.listen().await;
    let order = shop.order("12.50").await;
    shop.press(&order, "approve").await;
    let told = shop.sim.due_deliveries();
    assert_eq!(
        told[0].event_type, "CHECKOUT.ORDER.APPROVED",
        "before the browser is back"
    );
    shop.capture(&order, "c").await;
    assert!(shop.sim.due_deliveries().is_empty());
    shop.sim.advance(Duration::from_millis(999));
    assert!(shop.sim.due_deliveries().is_empty());
    shop.sim.advance(Duration::from_millis(3_001));
    assert_eq!(
        shop.sim.due_deliveries()[0].event_type,
        "PAYMENT.CAPTURE.COMPLETED"
    );
}

#[tokio::test]
async fn whatever_happens_to_the_money_is_told() {
    let mut shop = Shop::open().await;
    shop.listen().await;
    let names = |shop: &Shop| -> Vec<&str> {
        let taken = shop.sim.take_deliveries();
        taken
            .iter()
            .map(|delivery| delivery.event_type)
            .skip(1)
            .collect()
    };
    for (choice, first, last) in [
        (Choice::Review, "PENDING", "COMPLETED"),
        (Choice::ReviewDenied, "PENDING", "DENIED"),
        (Choice::Declined, "DECLINED", ""),
    ] {
        let order = shop.order("12.50").await;
        shop.sim.buyer(&order, choice);
        let id = shop.new_id();
        shop.capture(&order, &id).await;
        shop.sim.advance(Duration::from_mins(5));
        let mut expected = vec![format!("PAYMENT.CAPTURE.{first}")];
        expected.extend((!last.is_empty()).then(|| format!("PAYMENT.CAPTURE.{last}")));
        assert_eq!(names(&shop), expected, "{choice:?}");
    }
    let (_, capture) = shop.paid("12.50").await;
    let body = json!({"amount": {"currency_code": "EUR", "value": "2.50"}});
    shop.refund(&capture, Some(&body), "r").await;
    shop.sim.advance(Duration::from_mins(1));
    shop.sim.reverse_capture(&capture, None);
    let dispute = shop.sim.dispute_capture(&capture).unwrap();
    shop.sim.advance(Duration::from_mins(1));
    shop.control(&format!("disputes/{dispute}/escalate"), json!({}))
        .await;
    shop.sim.advance(Duration::from_mins(1));
    shop.sim.resolve_dispute(&dispute, Verdict::Seller);
    let mut told = names(&shop);
    told.sort_unstable();
    let expected = [
        "CUSTOMER.DISPUTE.CREATED",
        "CUSTOMER.DISPUTE.RESOLVED",
        "CUSTOMER.DISPUTE.UPDATED",
        "PAYMENT.CAPTURE.COMPLETED",
        "PAYMENT.CAPTURE.REFUNDED",
        "PAYMENT.CAPTURE.REVERSED",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn an_approval_that_lapses_is_told_only_where_that_is_switched_on() {
    for told in [false, true] {
        let mut shop = Shop::open().await;
        shop.listen().await;
        shop.sim.turn(|knobs| knobs.approval_reversal_told = told);
        let (order, captured) = (shop.order("1.00").await, shop.order("2.00").await);
        shop.sim.buyer(&order, Choice::Pay);
        shop.sim.buyer(&captured, Choice::Pay);
        shop.capture(&captured, "c").await;
        shop.sim.take_deliveries();
        shop.later(3);
        let deliveries = shop.sim.take_deliveries();
        assert_eq!(deliveries.len(), usize::from(told));
        for delivery in deliveries {
            let event: Value = serde_json::from_slice(&delivery.body).unwrap();
            assert_eq!(delivery.event_type, "CHECKOUT.PAYMENT-APPROVAL.REVERSED");
            assert_eq!(event["resource"]["order_id"], json!(order));
        }
    }
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_25_times_within_three_days() {
    let mut shop = Shop::open().await;
    shop.listen().await;
    let order = shop.order("12.50").await;
    shop.sim.buyer(&order, Choice::Pay);
    let start = shop.sim.now();
    let mut delivery = shop.sim.due_deliveries().remove(0);
    let mut seen = vec![header(&delivery, "paypal-transmission-id").to_owned()];
    let mut pauses = vec![];
    while shop.sim.delivery_failed(delivery) {
        let mut waited = 0;
        delivery = loop {
            waited += 10;
            shop.sim.advance(Duration::from_secs(10));
            if let Some(delivery) = shop.sim.due_deliveries().pop() {
                break delivery;
            }
        };
        pauses.push(waited);
        seen.push(header(&delivery, "paypal-transmission-id").to_owned());
    }
    assert_eq!(pauses[..8], [10, 30, 60, 120, 300, 600, 1_800, 3_600]);
    assert!(pauses[8..].iter().all(|pause| *pause == 3 * 3_600));
    assert_eq!(seen.len(), 25);
    assert!(shop.sim.now().duration_since(start).as_hours() < 72);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 25, "each attempt has its own transmission");
}

#[tokio::test]
async fn retries_may_keep_their_transmission() {
    let mut shop = Shop::open().await;
    let webhook = shop.listen().await;
    shop.sim
        .turn(|knobs| knobs.webhooks.same_transmission = true);
    let order = shop.order("12.50").await;
    shop.sim.buyer(&order, Choice::Pay);
    let first = shop.sim.due_deliveries().remove(0);
    shop.sim.delivery_failed(first.clone());
    shop.sim.advance(Duration::from_secs(10));
    let second = shop.sim.due_deliveries().remove(0);
    assert_eq!((first.attempt, second.attempt), (1, 2));
    for name in ["paypal-transmission-id", "paypal-transmission-time"] {
        assert_eq!(header(&first, name), header(&second, name));
    }
    assert_eq!(first.event_id, second.event_id);
    assert!(is_genuine(&shop, &second, &webhook).await);
}

#[tokio::test]
async fn events_come_twice_late_in_reverse_or_never() {
    let mut shop = Shop::open().await;
    shop.listen().await;
    shop.sim.turn(|knobs| {
        knobs.webhooks.copies = 2;
        knobs.webhooks.reversed = true;
        knobs.webhooks.delay_s = 60;
    });
    shop.paid("12.50").await;
    shop.sim.advance(Duration::from_secs(59));
    assert!(shop.sim.due_deliveries().is_empty());
    shop.sim.advance(Duration::from_secs(5));
    let told = shop.sim.due_deliveries();
    let names: Vec<&str> = told.iter().map(|delivery| delivery.event_type).collect();
    let (captured, approved) = ("PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.APPROVED");
    assert_eq!(names, [captured, captured, approved, approved]);
    assert_eq!(told[0].event_id, told[1].event_id, "the same event");
    let id = "paypal-transmission-id";
    assert_ne!(
        header(&told[0], id),
        header(&told[1], id),
        "another transmission"
    );
    shop.sim.turn(|knobs| knobs.webhooks.dropped = true);
    shop.paid("12.50").await;
    assert!(shop.sim.take_deliveries().is_empty());
}

/// The events of a payment's life, each with the example it must look like.
#[tokio::test]
async fn events_have_the_shape_of_the_examples() {
    let mut usual = simulators::paypal::App::new("client-a", "secret-a", "Q7LZ4XW8N2KDA", "Stadt");
    usual.fee = simulators::paypal::FeeModel::default();
    let mut shop = Shop::with(usual).await;
    shop.listen().await;
    let (_, capture) = shop.paid("12.50").await;
    let body = json!({
        "amount": {"currency_code": "EUR", "value": "2.50"},
        "invoice_id": "E1",
        "note_to_payer": "Teilerstattung",
    });
    shop.refund(&capture, Some(&body), "r").await;
    shop.sim.reverse_capture(&capture, None);
    let dispute = shop.sim.dispute_capture(&capture).unwrap();
    shop.sim.resolve_dispute(&dispute, Verdict::Seller);
    let order = shop.order("12.50").await;
    shop.sim.buyer(&order, Choice::ReviewDenied);
    shop.capture(&order, "c").await;
    shop.sim.advance(Duration::from_mins(5));
    let lapsed = shop.order("12.50").await;
    shop.sim.buyer(&lapsed, Choice::Pay);
    shop.sim.expire_order(&lapsed);
    let told = shop.sim.take_deliveries();
    for (name, event_type) in [
        ("event-order-approved", "CHECKOUT.ORDER.APPROVED"),
        (
            "event-approval-reversed",
            "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
        ),
        ("event-capture-completed", "PAYMENT.CAPTURE.COMPLETED"),
        ("event-capture-pending", "PAYMENT.CAPTURE.PENDING"),
        ("event-capture-denied", "PAYMENT.CAPTURE.DENIED"),
        ("event-capture-refunded", "PAYMENT.CAPTURE.REFUNDED"),
        ("event-capture-reversed", "PAYMENT.CAPTURE.REVERSED"),
        ("event-dispute-created", "CUSTOMER.DISPUTE.CREATED"),
        ("event-dispute-resolved", "CUSTOMER.DISPUTE.RESOLVED"),
    ] {
        let Some(example) = example(name) else { return };
        let found = told
            .iter()
            .find(|delivery| delivery.event_type == event_type);
        let event: Value = serde_json::from_slice(&found.expect(event_type).body).unwrap();
        let found = differences(&example, &event, "");
        assert!(found.is_empty(), "{name}: {found:#?}\n{event:#}");
        assert_eq!(event["resource_type"], example["resource_type"], "{name}");
        let keys = |event: &Value| {
            event
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(&event), keys(&example), "{name}");
    }
}
