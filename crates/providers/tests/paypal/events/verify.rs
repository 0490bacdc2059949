//! Judging events: by PayPal's certificate, and by asking PayPal where that says nothing.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, Response};
use providers::{CaptureId, EventVerdict, Events, Hint};
use rcgen::{CertificateParams, DistinguishedName, ExtendedKeyUsagePurpose, date_time_ymd};
use rustls_pki_types::pem::PemObject;
use serde_json::{Value, json};

use crate::events::signing::*;
use crate::script::*;

pub(crate) const EVENT: &str = "WH-6PR20458MS771934F-1CD93350WE220486V";
const DAY: Duration = Duration::from_hours(24);

/// With PayPal's own spacing, which no serializer here would write again.
fn body() -> String {
    format!(
        "{{\"id\" : \"{EVENT}\", \"event_version\":\"1.0\",\n \"event_type\":\
         \"PAYMENT.CAPTURE.COMPLETED\", \"resource_type\":\"capture\", \"amount\": 12.50,\
         \"resource\":{{\"id\":\"{CAPTURE}\", \"summary\":\"Geb\\u00fchr\"}} }}"
    )
}

fn sent() -> Sent {
    Sent::to(WEBHOOK, body())
}

fn genuine() -> EventVerdict {
    EventVerdict::Genuine {
        event: EVENT.to_owned(),
        hint: Hint::Capture {
            capture: CaptureId::parse(CAPTURE).unwrap(),
            order: None,
        },
    }
}

fn is_forged(verdict: &EventVerdict) -> bool {
    matches!(verdict, EventVerdict::Forged { .. })
}

fn cannot_tell(verdict: &EventVerdict) -> bool {
    matches!(verdict, EventVerdict::CannotTell { .. })
}

/// Knows the certificate already, so that stories about signatures need no script.
pub(crate) async fn acquainted() -> World {
    let world = simulated();
    world.expects_text(FETCH, 200, certificate());
    assert_eq!(sent().judged_in(&world).await, genuine());
    world.seen();
    world
}

#[tokio::test]
async fn a_event_paypal_signed_is_genuine_however_often_and_late_it_comes() {
    let world = acquainted().await;
    // PayPal is not asked any more: the script is empty.
    assert_eq!(sent().judged_in(&world).await, genuine());
    world.passes(DAY * 3);
    assert_eq!(sent().judged_in(&world).await, genuine());
}

#[tokio::test]
async fn one_changed_letter_makes_a_event_a_forgery() {
    let world = acquainted().await;
    for (old, new) in [
        (CAPTURE, "8BD61745WN208341R"),
        ("12.50", "12.51"),
        (": ", ":"),
        ("} }", "}}"),
        ("\\u00fc", "ü"),
    ] {
        let mut delivery = sent();
        delivery.body = body().replace(old, new).into();
        assert_ne!(delivery.body, sent().body);
        assert!(is_forged(&delivery.judged_in(&world).await), "{old}");
    }
    for (name, value) in [
        (
            "paypal-transmission-id",
            "b2b6ee40-c84b-11f0-9a3e-3f1c0a7d2e56",
        ),
        ("paypal-transmission-time", "2026-11-23T09:15:47Z"),
        ("paypal-transmission-sig", "AAAA"),
        ("paypal-transmission-sig", "not base64!"),
    ] {
        let verdict = sent().with(name, value).judged_in(&world).await;
        assert!(is_forged(&verdict), "{name}");
    }
}

#[tokio::test]
async fn a_body_written_anew_is_no_longer_what_was_signed() {
    let world = acquainted().await;
    let mut delivery = sent();
    let parsed: Value = serde_json::from_slice(&delivery.body).unwrap();
    delivery.body = parsed.to_string().into();
    assert!(is_forged(&delivery.judged_in(&world).await));
}

#[tokio::test]
async fn an_event_to_another_subscription_is_not_for_us() {
    let world = acquainted().await;
    // The last one signs what PayPal's own simulator sends on request.
    for webhook in ["6MN80213PR447190T", "", "WEBHOOK_ID"] {
        let verdict = Sent::to(webhook, body()).judged_in(&world).await;
        assert!(is_forged(&verdict), "{webhook}");
    }
}

#[tokio::test]
async fn without_a_subscription_of_our_own_no_event_can_be_judged() {
    for webhook in [None, Some("WEBHOOK_ID"), Some(""), Some("a|b")] {
        let mut account = account();
        account.webhook_id = webhook.map(str::to_owned);
        let world = simulated_with(account);
        let delivery = Sent::to(webhook.unwrap_or_default(), body());
        assert!(
            cannot_tell(&delivery.judged_in(&world).await),
            "{webhook:?}"
        );
    }
}

#[tokio::test]
async fn another_key_does_not_sign_for_paypals_certificate() {
    let world = acquainted().await;
    let delivery = Sent::signed_with(&rsa_key(), WEBHOOK, body());
    assert!(is_forged(&delivery.judged_in(&world).await));
}

#[tokio::test]
async fn only_the_agreed_algorithm_counts_and_no_question_is_sent_for_another() {
    let world = simulated();
    for algorithm in [
        "SHA1withRSA",
        "none",
        "sha256withrsa",
        "SHA256withECDSA",
        "",
    ] {
        let verdict = sent()
            .with("paypal-auth-algo", algorithm)
            .judged_in(&world)
            .await;
        assert!(is_forged(&verdict), "{algorithm}");
    }
}

#[tokio::test]
async fn a_certificate_from_elsewhere_is_not_even_fetched() {
    let world = simulated();
    let folder = "paypal-sim.example/v1/notifications/certs";
    for address in [
        "https://evil.example/v1/notifications/certs/CERT-1".to_owned(),
        "https://paypal-sim.example.evil.example/v1/notifications/certs/CERT-1".to_owned(),
        "https://paypal-sim.example@evil.example/v1/notifications/certs/CERT-1".to_owned(),
        "https://127.0.0.1/v1/notifications/certs/CERT-1".to_owned(),
        "https://paypal-sim.example/v1/notifications/CERT-1".to_owned(),
        "https://paypal-sim.example/certs/CERT-1".to_owned(),
        format!("http://{folder}/CERT-1"),
        format!("ftp://{folder}/CERT-1"),
        format!("https://user@{folder}/CERT-1"),
        format!("https://{folder}/../../oauth2/token"),
        format!("https://{folder}/%2e%2e/token"),
        format!("https://{folder}/a/CERT-1"),
        format!("https://{folder}/CERT-1?of=me"),
        format!("https://{folder}/CERT-1#me"),
        format!("https://{folder}/"),
        CERTIFICATE.replace(".example/", ".example:8443/"),
        "CERT-1".to_owned(),
        String::new(),
    ] {
        let delivery = sent().with("paypal-cert-url", &address);
        assert!(is_forged(&delivery.judged_in(&world).await), "{address}");
    }
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn a_header_that_is_missing_twofold_or_too_long_cannot_be_paypals() {
    let world = simulated();
    for name in [
        "paypal-transmission-id",
        "paypal-transmission-time",
        "paypal-transmission-sig",
        "paypal-cert-url",
        "paypal-auth-algo",
    ] {
        let mut missing = sent();
        let value = missing.headers.remove(name).unwrap();
        assert!(is_forged(&missing.judged_in(&world).await), "no {name}");
        let mut twofold = sent();
        let known: HeaderName = name.parse().unwrap();
        twofold.headers.append(known.clone(), value);
        assert!(is_forged(&twofold.judged_in(&world).await), "two {name}");
        let mut foreign = sent();
        let bytes = HeaderValue::from_bytes(b"\xff").unwrap();
        foreign.headers.insert(known, bytes);
        assert!(is_forged(&foreign.judged_in(&world).await), "odd {name}");
        let too_long = sent().with(name, &"A".repeat(501));
        assert!(is_forged(&too_long.judged_in(&world).await), "long {name}");
    }
}

#[tokio::test]
async fn what_is_no_json_or_too_large_is_refused_before_a_call() {
    let world = simulated();
    let large = format!("\"{}\"", "x".repeat(256 << 10));
    for body in ["", "id=1", "{", "{}{}", "\u{feff}{}", large.as_str()] {
        let verdict = Sent::to(WEBHOOK, body).judged_in(&world).await;
        assert!(is_forged(&verdict));
    }
    let latin1 = Sent::to(WEBHOOK, b"{\"name\":\"\xfc\"}".as_slice());
    assert!(is_forged(&latin1.judged_in(&world).await));
}

#[tokio::test]
async fn a_certificate_made_for_something_else_signs_no_events() {
    for name in [
        "api.paypal.com",
        "messageverificationcerts.paypal.com.evil.example",
        "messageverificationcerts.evil-paypal.com",
        "evil.messageverificationcerts.paypal.com",
    ] {
        let mut leaf = leaf();
        leaf.distinguished_name = named(name);
        let world = simulated();
        world.expects_text(FETCH, 200, ROOT.signs(&leaf));
        // Final: PayPal is not asked.
        assert!(is_forged(&sent().judged_in(&world).await), "{name}");
    }
    let mut nameless = leaf();
    nameless.distinguished_name = DistinguishedName::new();
    let world = simulated();
    world.expects_text(FETCH, 200, ROOT.signs(&nameless));
    assert!(is_forged(&sent().judged_in(&world).await));
}

#[tokio::test]
async fn a_chain_over_an_intermediate_is_as_good_if_it_is_whole() {
    let intermediate = ROOT.intermediate("Issuer of PayPal");
    let leaf = intermediate.signs(&leaf());
    let world = simulated();
    world.expects_text(FETCH, 200, format!("{leaf}{}", intermediate.pem));
    assert_eq!(sent().judged_in(&world).await, genuine());

    let world = simulated();
    world.expects_text(FETCH, 200, leaf);
    asks_paypal(&world, "SUCCESS");
    assert_eq!(sent().judged_in(&world).await, genuine());
}

/// The certificate says nothing, so PayPal is asked and answers this.
fn asks_paypal(world: &World, status: &str) {
    world.gives_token();
    let answer = json!({ "verification_status": status });
    world.expects(POSTBACK, 200, answer);
}

/// Certificates about which nothing can be said.
fn doubtful() -> Vec<(&'static str, String)> {
    let spoilt = |spoil: fn(&mut CertificateParams)| {
        let mut leaf = leaf();
        spoil(&mut leaf);
        ROOT.signs(&leaf)
    };
    let expired = spoilt(|leaf| leaf.not_after = date_time_ymd(2026, 11, 1));
    let early = spoilt(|leaf| leaf.not_before = date_time_ymd(2026, 11, 30));
    let usage = |leaf: &mut CertificateParams| {
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    let whole = certificate();
    vec![
        ("expired", expired),
        ("not yet valid", early),
        ("for clients", spoilt(usage)),
        (
            "of a foreign root",
            Authority::root("Root of PayPal").signs(&leaf()),
        ),
        ("a root alone", ROOT.pem.clone()),
        ("cut off", whole[..whole.len() / 2].to_owned()),
        ("a page", "<html>Not here</html>".to_owned()),
        ("empty", String::new()),
    ]
}

#[tokio::test]
async fn where_the_certificate_says_nothing_paypal_is_asked() {
    for (kind, pem) in doubtful() {
        let world = simulated();
        world.expects_text(FETCH, 200, pem.clone());
        asks_paypal(&world, "SUCCESS");
        assert_eq!(sent().judged_in(&world).await, genuine(), "{kind}");

        let world = simulated();
        world.expects_text(FETCH, 200, pem);
        asks_paypal(&world, "FAILURE");
        assert!(is_forged(&sent().judged_in(&world).await), "{kind}");
    }
}

#[tokio::test]
async fn a_certificate_that_cannot_be_had_is_no_reason_to_refuse() {
    for status in [301, 302, 307, 308, 404, 403, 500, 503] {
        let world = simulated();
        // A redirect leads to a good certificate, but is not followed.
        let answer = Response::builder()
            .status(status)
            .header("location", "https://evil.example/CERT-1")
            .body(certificate().into());
        world.expects_answer(FETCH, Ok(answer.unwrap()));
        asks_paypal(&world, "SUCCESS");
        assert_eq!(sent().judged_in(&world).await, genuine(), "{status}");
    }
    let world = simulated();
    world.expects_silence(FETCH);
    asks_paypal(&world, "SUCCESS");
    assert_eq!(sent().judged_in(&world).await, genuine());
}

#[tokio::test]
async fn neither_certificate_nor_answer_means_not_judged_yet() {
    let world = simulated();
    world.expects_silence(FETCH);
    world.expects_silence("POST /v1/oauth2/token");
    assert!(cannot_tell(&sent().judged_in(&world).await));

    let world = simulated();
    world.expects_silence(FETCH);
    asks_paypal(&world, "SOMETHING_NEW");
    assert!(cannot_tell(&sent().judged_in(&world).await));
    for (status, text) in [
        (200, ""),
        (200, "{}"),
        (200, "{\"verification_status\":true}"),
        (200, "<html>"),
        (400, "{\"name\":\"VALIDATION_ERROR\"}"),
        (403, "{\"name\":\"NOT_AUTHORIZED\"}"),
        (500, "{\"verification_status\":\"SUCCESS\"}"),
        (302, "{\"verification_status\":\"SUCCESS\"}"),
    ] {
        world.expects_silence(FETCH);
        world.expects_text(POSTBACK, status, text);
        assert!(
            cannot_tell(&sent().judged_in(&world).await),
            "{status} {text}"
        );
    }
}

#[tokio::test]
async fn paypal_is_asked_in_the_very_letters_of_the_event() {
    let world = simulated();
    world.expects_silence(FETCH);
    asks_paypal(&world, "SUCCESS");
    sent().judged_in(&world).await;
    let question = world.last();
    let text = std::str::from_utf8(question.body()).unwrap();
    assert!(text.contains(&body()), "{text}");
    let parsed: Value = serde_json::from_str(text).unwrap();
    assert_eq!(parsed["webhook_id"], WEBHOOK);
    assert_eq!(parsed["cert_url"], CERTIFICATE);
}

#[tokio::test]
async fn a_certificate_renewed_in_its_place_is_fetched_anew() {
    let world = acquainted().await;
    world.passes(DAY * 10);
    // The known one has expired meanwhile: once more PayPal helps, then there is a new one.
    asks_paypal(&world, "SUCCESS");
    assert_eq!(sent().judged_in(&world).await, genuine());
    let mut renewed = leaf();
    renewed.not_after = date_time_ymd(2027, 12, 1);
    world.expects_text(FETCH, 200, ROOT.signs(&renewed));
    assert_eq!(sent().judged_in(&world).await, genuine());
    assert_eq!(sent().judged_in(&world).await, genuine());
}

#[tokio::test]
async fn strangers_cannot_make_us_ask_without_end() {
    let world = simulated();
    let failure = || json!({ "verification_status": "FAILURE" });
    // Ten unknown certificates a minute are fetched, and 60 events are asked about.
    for number in 0..60 {
        if number < 10 {
            world.expects_text(FETCH, 404, "");
        }
        if number == 0 {
            world.gives_token();
        }
        world.expects(POSTBACK, 200, failure());
        assert!(is_forged(&sent().judged_in(&world).await));
    }
    assert!(cannot_tell(&sent().judged_in(&world).await));
    world.passes(Duration::from_mins(1));
    world.expects_text(FETCH, 200, certificate());
    assert_eq!(sent().judged_in(&world).await, genuine());
}

/// The address of a certificate that a stranger made up.
fn made_up(number: u32) -> String {
    CERTIFICATE.replace("CERT-", &format!("CERT-{number}-"))
}

#[tokio::test]
async fn forged_events_do_not_use_up_the_genuine_ones_allowance() {
    let world = acquainted().await;
    // The known certificate has expired, and is renewed in its place.
    world.passes(DAY * 10);
    let failure = || json!({ "verification_status": "FAILURE" });
    for number in 0..60 {
        if number < 10 {
            world.expects_text(FETCH_ANY, 404, "");
        }
        if number == 0 {
            world.gives_token();
        }
        world.expects(POSTBACK, 200, failure());
        let forged = sent().with("paypal-cert-url", &made_up(number));
        assert!(is_forged(&forged.judged_in(&world).await));
    }
    let one_more = sent().with("paypal-cert-url", &made_up(60));
    assert!(cannot_tell(&one_more.judged_in(&world).await));
    world.expects(POSTBACK, 200, json!({ "verification_status": "SUCCESS" }));
    assert_eq!(sent().judged_in(&world).await, genuine());
    let mut renewed = leaf();
    renewed.not_after = date_time_ymd(2027, 12, 1);
    world.expects_text(FETCH, 200, ROOT.signs(&renewed));
    assert_eq!(sent().judged_in(&world).await, genuine());
}

#[tokio::test]
async fn certificates_that_signed_nothing_make_room_for_others_first() {
    let world = acquainted().await;
    for number in 0..9 {
        world.expects_text(FETCH_ANY, 200, certificate());
        // Signed with its key, for another subscription.
        let forged = Sent::to("6MN80213PR447190T", body());
        let forged = forged.with("paypal-cert-url", &made_up(number));
        assert!(is_forged(&forged.judged_in(&world).await));
    }
    assert_eq!(sent().judged_in(&world).await, genuine());
}

#[tokio::test]
async fn what_signed_last_is_known_after_a_restart() {
    let world = acquainted().await;
    let learnt = world.paypal.take_learnt().unwrap();
    assert_eq!(world.paypal.take_learnt(), None);
    assert_eq!(sent().judged_in(&world).await, genuine());
    assert_eq!(world.paypal.take_learnt(), None, "it was told");

    // Nothing is fetched and PayPal is not asked: the script is empty.
    let restarted = simulated();
    restarted.paypal.recall(&learnt);
    assert_eq!(sent().judged_in(&restarted).await, genuine());
    assert_eq!(restarted.paypal.take_learnt(), None);
}

#[tokio::test]
async fn what_was_learnt_is_judged_like_what_is_fetched() {
    let learnt = acquainted().await.paypal.take_learnt().unwrap();
    for unusable in [
        "",
        "{}",
        &learnt.replace("paypal-sim.example", "evil.example"),
        &learnt.replace("[\"", "[\"!"),
    ] {
        let world = simulated();
        world.paypal.recall(unusable);
        world.expects_text(FETCH, 200, certificate());
        assert_eq!(sent().judged_in(&world).await, genuine(), "{unusable}");
    }
    // One of a foreign root is no proof.
    let world = simulated();
    let foreign = Authority::root("Root of PayPal").signs(&leaf());
    let mut chain = rustls_pki_types::CertificateDer::pem_slice_iter(foreign.as_bytes());
    let foreign = STANDARD.encode(chain.next().unwrap().unwrap());
    let address = CERTIFICATE;
    let planted = json!({ "address": address, "chain": [foreign] });
    world.paypal.recall(&planted.to_string());
    asks_paypal(&world, "FAILURE");
    assert!(is_forged(&sent().judged_in(&world).await));
}
