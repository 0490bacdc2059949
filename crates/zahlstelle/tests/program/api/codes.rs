//! Codes and slips: what is printed on a notice leads to it, and to nothing else.

use std::io::Write as _;
use std::process::Command;
use std::time::Duration;

use axum::body::Body;
use http::Request;
use serde_json::Value;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, file_of, notice_number};

use crate::served_authority::{
    Answer, NARROW, NEIGHBOUR, PORTAL, SECRET, ServedAuthority, basic, get,
};

on_both_engines! {
    a_notice_has_a_link_code_that_leads_to_it_without_a_second_factor
    a_transfer_code_carries_what_is_still_open
    a_slip_shows_both_codes
    a_service_has_a_link_code
    a_service_has_a_transfer_code
    each_refusal_has_a_code_of_its_own
    no_client_gets_codes_of_others
    a_token_of_the_token_endpoint_is_as_good_as_a_password
}

async fn served(db: Db) -> ServedAuthority {
    let served = ServedAuthority::new(db).await;
    served.authority.sends_three_fines().await;
    served
}

async fn asks(served: &ServedAuthority, path: &str) -> Answer {
    let path = format!("/api/v1/{path}");
    served.send(get(&path, &basic(PORTAL, SECRET))).await
}

fn code_of(counter: u64, file: &str) -> String {
    format!("claims/{}/codes/{file}", notice_number(counter))
}

/// What zbar reads from a picture; `None` (the reason printed) where it is not installed.
fn read(picture: &[u8], ending: &str) -> Option<String> {
    let mut file = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
    file.write_all(picture).unwrap();
    let reader = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sbinary"])
        .arg(file.path())
        .output();
    let Ok(read) = reader else {
        println!("skipped: zbarimg (package zbar-tools) is not installed");
        return None;
    };
    assert!(read.status.success(), "zbar sees no code");
    Some(String::from_utf8(read.stdout).unwrap())
}

fn problem(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body: Value = answer.json();
    let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
    let known = ["code", "detail", "request_id", "status", "title", "type"];
    assert_eq!(fields, known);
    assert_eq!(body["status"], status);
    body["code"].as_str().unwrap().to_owned()
}

async fn a_notice_has_a_link_code_that_leads_to_it_without_a_second_factor(db: Db) {
    let served = served(db).await;
    let png = asks(&served, &code_of(1, "link.png")).await;
    assert_eq!(
        (png.status.as_u16(), png.header("content-type")),
        (200, "image/png")
    );
    let again = asks(&served, &code_of(1, "link.png")).await;
    assert_eq!(png.body, again.body, "paper lasts: the link stays");
    let svg = asks(&served, &code_of(1, "link.svg")).await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.text().starts_with("<svg"));
    let Some(link) = read(&png.body, ".png") else {
        return;
    };
    let (_, path) = link.split_once("127.0.0.1:8").unwrap();
    let (base, token) = path.rsplit_once('/').unwrap();
    assert_eq!(base, "/musterstadt/q");
    assert_eq!(token.len(), 22);
    assert!(!link.contains(&notice_number(1)), "{link}");
    let page = open(&served, path).await;
    assert_eq!(page.status.as_u16(), 200);
    let text = page.text();
    let without_groups = text.replace([' ', '.', '\u{a0}'], "");
    assert!(without_groups.contains(&notice_number(1)), "{text}");
    assert!(text.contains("55,00"), "{text}");
    assert!(!without_groups.contains(&notice_number(2)));
    let elsewhere = open(&served, &format!("/nachbarstadt/q/{token}")).await;
    assert_eq!(elsewhere.status.as_u16(), 404);
    let guessed = open(&served, "/musterstadt/q/AAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(guessed.status.as_u16(), 404);
}

async fn open(served: &ServedAuthority, path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    served.send(request).await
}

async fn a_transfer_code_carries_what_is_still_open(db: Db) {
    let served = served(db).await;
    let transfer = async || {
        let png = asks(&served, &code_of(1, "transfer.png")).await;
        assert_eq!(png.status.as_u16(), 200, "{}", png.text());
        read(&png.body, ".png")
    };
    let lines = |amount: &str| {
        format!(
            "BCD\n002\n1\nSCT\n\nStadt Müsterstadt\nDE02120300000000202051\n{amount}\nGOVT\n\n{}",
            notice_number(1)
        )
    };
    let Some(whole) = transfer().await else {
        return;
    };
    assert_eq!(whole, lines("EUR55.00"));
    let part = domain::Money::from_cents(1_500).unwrap();
    let part = app::claims::notices::NoticePayment::Part(part);
    let payment = served
        .authority
        .opens_payment(&[(1, "1234")], part)
        .await
        .unwrap();
    served.authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(transfer().await.unwrap(), lines("EUR40.00"));
}

async fn a_slip_shows_both_codes(db: Db) {
    let served = served(db).await;
    let path = format!("claims/{}/slip.pdf?lang=en", notice_number(1));
    let slip = asks(&served, &path).await;
    assert_eq!(slip.status.as_u16(), 200, "{}", slip.text());
    assert_eq!(slip.header("content-type"), "application/pdf");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("slip.pdf"), &slip.body).unwrap();
    let page = ["-r", "150", "-png", "-singlefile", "slip.pdf", "slip"];
    let drawn = Command::new("pdftoppm")
        .args(page)
        .current_dir(folder.path())
        .status();
    let Ok(drawn) = drawn else {
        println!("skipped: pdftoppm (package poppler-utils) is not installed");
        return;
    };
    assert!(drawn.success());
    let picture = std::fs::read(folder.path().join("slip.png")).unwrap();
    let Some(read) = read(&picture, ".png") else {
        return;
    };
    assert!(read.contains("/musterstadt/q/"), "{read}");
    assert!(read.contains("EUR55.00\nGOVT"), "{read}");
}

async fn a_service_has_a_link_code(db: Db) {
    let served = served(db).await;
    let png = asks(&served, "services/parken/codes/link.png").await;
    assert_eq!(png.status.as_u16(), 200, "{}", png.text());
    let Some(link) = read(&png.body, ".png") else {
        return;
    };
    let (_, path) = link.split_once("127.0.0.1:8").unwrap();
    let led = open(&served, path).await;
    assert_eq!(led.status.as_u16(), 303);
    assert_eq!(
        led.header("location"),
        "/musterstadt/services/parken?lang=de"
    );
}

async fn a_service_has_a_transfer_code(db: Db) {
    let served = served(db).await;
    let code = |amount: &str, text: &str| {
        let payee = "Stadt Müsterstadt\nDE02120300000000202051";
        format!("BCD\n002\n1\nSCT\n\n{payee}\n{amount}\nGOVT\n\n{text}")
    };
    for (service, wanted) in [
        ("ausweis", code("EUR30.70", "5.0123.000001.2")),
        // Its fee is for the payer to know, and its text is its name.
        ("meldung", code("", "Meldebescheinigung")),
        ("parken", code("", "Bewohnerparkausweis")),
    ] {
        let png = asks(&served, &format!("services/{service}/codes/transfer.png")).await;
        assert_eq!(png.status.as_u16(), 200, "{}", png.text());
        let Some(read) = read(&png.body, ".png") else {
            return;
        };
        assert_eq!(read, wanted, "{service}");
    }
    let retire = app::services::WantedTransition {
        transition: domain::services::ServiceTransition::Retire,
        role: domain::access::Role::ServiceOwner,
        seen: None,
        reason: None,
    };
    let operator = served.authority.operator();
    operator
        .change_service_state("musterstadt", "ausweis", &retire)
        .await
        .unwrap();
    let gone = asks(&served, "services/ausweis/codes/transfer.svg").await;
    assert_eq!(problem(&gone, 409), "service_retired");
}

async fn each_refusal_has_a_code_of_its_own(db: Db) {
    let served = served(db).await;
    for (path, status, code) in [
        ("claims/99/codes/link.svg".to_owned(), 404, "claim_unknown"),
        ("claims/%20/slip.pdf".to_owned(), 404, "claim_unknown"),
        (code_of(1, "link.gif"), 404, "code_unknown"),
        (code_of(1, "link"), 404, "code_unknown"),
        (
            "services/parken/codes/slip.svg".to_owned(),
            404,
            "code_unknown",
        ),
        (
            "services/nichts/codes/link.svg".to_owned(),
            404,
            "service_unknown",
        ),
    ] {
        assert_eq!(problem(&asks(&served, &path).await, status), code, "{path}");
    }
    let post = Request::post(format!("/api/v1/{}", code_of(1, "link.svg")));
    let post = served.send(post.body(Body::empty()).unwrap()).await;
    assert_eq!(problem(&post, 405), "method_not_allowed");
    // As printed, with separators, it is the same number.
    let number = notice_number(1);
    let printed = format!("{}.{}", &number[..3], &number[3..]);
    let link = asks(&served, &format!("claims/{printed}/codes/link.svg")).await;
    assert_eq!(link.status.as_u16(), 200, "{}", link.text());
    // A payment of a calling system's has its own address.
    let asked = served.asked("antrag-1").await;
    let number = served
        .authority
        .page(crate::served_authority::payment_id(&asked))
        .await
        .kassenzeichen
        .replace(' ', "");
    let link = asks(&served, &format!("claims/{number}/codes/link.svg")).await;
    assert_eq!(problem(&link, 409), "claim_without_notice");
    // In enforcement, then paid.
    let blocked = file_of(&[(2, 2_000, "2345")]).replace(";;;\n", ";;;blocked\n");
    served.authority.imports(&blocked).await.unwrap();
    let transfer = asks(&served, &code_of(2, "transfer.svg")).await;
    assert_eq!(problem(&transfer, 409), "claim_blocked");
    let whole = app::claims::notices::NoticePayment::Whole;
    let payment = served
        .authority
        .opens_payment(&[(1, "1234")], whole)
        .await
        .unwrap();
    served.authority.pays(payment, AtProvider::Approves).await;
    let slip = asks(&served, &format!("claims/{}/slip.pdf", notice_number(1))).await;
    assert_eq!(problem(&slip, 409), "claim_nothing_open");
}

async fn no_client_gets_codes_of_others(db: Db) {
    let served = served(db).await;
    for file in ["codes/link.svg", "codes/transfer.png", "slip.pdf"] {
        let path = format!("/api/v1/claims/{}/{file}", notice_number(1));
        for name in [NARROW, NEIGHBOUR] {
            let answer = served.send(get(&path, &basic(name, SECRET))).await;
            assert_eq!(problem(&answer, 404), "claim_unknown", "{name}");
        }
        for proof in [
            "",
            "Basic",
            "Bearer x",
            &basic(PORTAL, "wrong"),
            &basic("", ""),
        ] {
            let answer = served.send(get(&path, proof)).await;
            assert_eq!(problem(&answer, 401), "not_authenticated", "{proof}");
            let challenge = answer.header("www-authenticate");
            assert!(challenge.contains("realm=\"Zahlstelle\""), "{challenge}");
        }
    }
    let path = "/api/v1/services/bussgeld/codes/link.svg";
    for name in [NARROW, NEIGHBOUR] {
        let answer = served.send(get(path, &basic(name, SECRET))).await;
        assert_eq!(problem(&answer, 404), "service_unknown", "{name}");
    }
}

async fn a_token_of_the_token_endpoint_is_as_good_as_a_password(db: Db) {
    let served = served(db).await;
    let form = format!("grant_type=client_credentials&client_id={PORTAL}&client_secret={SECRET}");
    let request = Request::post("/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let token = served.send(request).await.json()["access_token"].clone();
    let proof = format!("Bearer {}", token.as_str().unwrap());
    let path = format!("/api/v1/{}", code_of(1, "link.svg"));
    assert_eq!(served.send(get(&path, &proof)).await.status.as_u16(), 200);
    served.authority.time_passes(Duration::from_hours(2));
    assert_eq!(served.send(get(&path, &proof)).await.status.as_u16(), 401);
}
