//! The form that sends the receipt, the link that finds it, and word of money that went back.

use std::time::Duration;

use axum::body::Body;
use domain::PaymentId;
use http::Request;
use storage::{Db, on_both_engines};
use testkit::AtProvider;

use crate::served_authority::{Answer, ServedAuthority, payment_id};

on_both_engines! {
    a_receipt_is_asked_for_without_any_script
    a_mistyped_address_is_named_at_its_field
    changing_the_language_keeps_the_address_and_sends_nothing
    asking_again_and_again_is_refused_with_a_way_out
    the_link_on_the_page_finds_the_receipt_again
    money_that_went_back_is_told_on_page_and_paper
    another_sites_page_cannot_send_the_form
}

async fn paid(served: &ServedAuthority) -> PaymentId {
    let payment = payment_id(&served.asked("antrag-1").await);
    served.authority.pays(payment, AtProvider::Approves).await;
    payment
}

async fn open(served: &ServedAuthority, path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    served.send(request).await
}

fn form(payment: PaymentId, body: &str) -> Request<Body> {
    Request::post(format!("/musterstadt/pay/{payment}/mail?lang=en"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

async fn a_receipt_is_asked_for_without_any_script(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = paid(&served).await;
    let page = open(&served, &format!("/musterstadt/pay/{payment}?lang=en")).await;
    let action = format!("action=\"/musterstadt/pay/{payment}/mail?lang=en\"");
    assert!(page.text().contains(&action) && page.text().contains("type=\"email\""));
    let sent = served.send(form(payment, "email=max%40example.org")).await;
    assert_eq!(sent.status.as_u16(), 303, "{}", sent.text());
    let to = sent.header("location").to_owned();
    assert_eq!(to, format!("/musterstadt/pay/{payment}?lang=en&mailed=1"));
    let page = open(&served, &to).await.text();
    assert!(page.contains("The receipt is on its way"), "{page}");
    assert!(
        !page.contains("max@example.org"),
        "the address is on no page"
    );
    served.authority.does_what_is_due().await;
    let [mail] = <[_; 1]>::try_from(served.authority.mail_server.taken()).unwrap();
    assert_eq!(
        (mail.to.expose().as_str(), mail.language.as_str()),
        ("max@example.org", "en")
    );
}

async fn a_mistyped_address_is_named_at_its_field(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = paid(&served).await;
    for typed in ["max", "", "max%40example.org%0D%0ABcc%3A+a%40b.example"] {
        let wrong = served.send(form(payment, &format!("email={typed}"))).await;
        assert_eq!(wrong.status.as_u16(), 422, "{typed}");
        let page = wrong.text();
        for wanted in [
            "href=\"#email\"",
            "aria-invalid=\"true\"",
            "id=\"email-error\"",
        ] {
            assert!(page.contains(wanted), "{wanted}: {page}");
        }
        assert!(page.contains("<title>Check what you entered"), "{page}");
    }
    let nothing = served.send(form(payment, "")).await;
    assert_eq!(nothing.status.as_u16(), 422);
    let unpaid = payment_id(&served.asked("antrag-2").await);
    let early = served.send(form(unpaid, "email=max%40example.org")).await;
    assert_eq!(early.status.as_u16(), 404);
    served.authority.does_what_is_due().await;
    assert!(served.authority.mail_server.taken().is_empty());
}

async fn changing_the_language_keeps_the_address_and_sends_nothing(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = paid(&served).await;
    let wrong = served.send(form(payment, "email=max%40")).await.text();
    let button = format!("form=\"send\" formaction=\"/musterstadt/pay/{payment}/mail?lang=tr\"");
    assert!(wrong.contains(&button), "{wrong}");
    for typed in ["max%40", "max%40example.org"] {
        let switched = form(payment, &format!("email={typed}&switch=language"));
        let switched = served.send(switched).await;
        assert_eq!(switched.status.as_u16(), 200);
        let value = format!("value=\"{}\"", typed.replace("%40", "@"));
        assert!(switched.text().contains(&value), "{}", switched.text());
    }
    served.authority.does_what_is_due().await;
    assert!(served.authority.mail_server.taken().is_empty());
}

async fn asking_again_and_again_is_refused_with_a_way_out(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = paid(&served).await;
    for _ in 0..5 {
        served.send(form(payment, "email=max%40example.org")).await;
    }
    let sixth = served.send(form(payment, "email=max%40example.org")).await;
    assert_eq!(sixth.status.as_u16(), 429);
    assert!(sixth.text().contains("several times today"));
    assert!(sixth.text().contains("/receipt.pdf"));
}

async fn the_link_on_the_page_finds_the_receipt_again(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = paid(&served).await;
    let page = open(&served, &format!("/musterstadt/pay/{payment}"))
        .await
        .text();
    let (_, rest) = page.split_once("href=\"/musterstadt/receipt/").unwrap();
    let token = rest.split('?').next().unwrap();
    let found = open(&served, &format!("/musterstadt/receipt/{token}?lang=tr")).await;
    assert_eq!(found.status.as_u16(), 200);
    let switch = format!("href=\"/musterstadt/receipt/{token}?lang=uk\"");
    let text = found.text();
    assert!(
        text.contains("<html lang=\"tr\"") && text.contains(&switch),
        "{text}"
    );
    let elsewhere = format!("/nachbarstadt/receipt/{token}");
    let wrong = format!("/musterstadt/receipt/{payment}");
    let code = format!("/musterstadt/q/{token}");
    for path in [elsewhere, wrong, code] {
        assert_eq!(open(&served, &path).await.status.as_u16(), 404, "{path}");
    }
}

async fn money_that_went_back_is_told_on_page_and_paper(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = paid(&served).await;
    let pdf = format!("/musterstadt/pay/{payment}/refund.pdf");
    assert_eq!(open(&served, &pdf).await.status.as_u16(), 404);
    served.authority.provider_reverses(payment);
    served.authority.after(Duration::from_mins(1)).await;
    let page = open(&served, &format!("/musterstadt/pay/{payment}"))
        .await
        .text();
    assert!(page.contains("Wir haben Ihnen Geld erstattet"), "{page}");
    assert!(page.contains("30,70\u{a0}€ am "), "{page}");
    let notice = open(&served, &format!("{pdf}?lang=ar")).await;
    assert_eq!(notice.status.as_u16(), 200);
    assert_eq!(notice.header("content-type"), "application/pdf");
    assert!(notice.body.starts_with(b"%PDF-"));
}

async fn another_sites_page_cannot_send_the_form(db: Db) {
    let served = ServedAuthority::new(db).await;
    let payment = paid(&served).await;
    let mut foreign = form(payment, "email=max%40example.org");
    let cross = http::HeaderValue::from_static("cross-site");
    foreign.headers_mut().insert("sec-fetch-site", cross);
    assert_eq!(served.send(foreign).await.status.as_u16(), 403);
    served.authority.does_what_is_due().await;
    assert!(served.authority.mail_server.taken().is_empty());
}
