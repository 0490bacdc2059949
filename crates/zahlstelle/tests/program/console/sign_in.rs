//! Signing in: two steps, a new token with each, and no way to learn from a refusal.

use std::time::Duration;

use domain::access::Role;
use http::StatusCode;
use storage::{Db, on_both_engines};

use super::{Browser, First, hidden, leads_to};
use crate::served_authority::ServedAuthority;

on_both_engines! {
    a_person_comes_in_by_an_invitation_and_signs_in_again
    a_link_that_is_only_looked_at_stays
    a_wrong_password_and_an_unknown_address_are_answered_alike
    guessing_stops_and_the_known_browser_gets_in
    a_form_of_another_session_is_refused
    signing_out_ends_the_session_on_every_node
}

const PEOPLE: &str = "/console/musterstadt/people";

async fn a_person_comes_in_by_an_invitation_and_signs_in_again(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    served.authority.time_passes(Duration::from_secs(30));
    let mut browser = Browser::default();
    let asked = browser.gets(&served, PEOPLE).await;
    let sign_in = leads_to(&asked);
    assert_eq!(
        sign_in,
        "/console/sign-in?to=%2Fconsole%2Fmusterstadt%2Fpeople"
    );
    let form = browser.gets(&served, &sign_in).await;
    assert_eq!(form.header("cache-control"), "no-store");
    assert!(!form.header("content-security-policy").contains("paypal"));
    let to = hidden(&form, "to");
    assert_eq!(to, PEOPLE);
    let (email, password) = (first.admin.email.to_uppercase(), &first.admin.password);
    let fields = [
        ("email", email.as_str()),
        ("password", password),
        ("to", &to),
    ];
    let half = browser.posts(&served, "/console/sign-in", &fields).await;
    let code = leads_to(&half);
    assert!(code.starts_with("/console/sign-in/code"), "{code}");
    let before = browser.cookie("zst_staff").unwrap().to_owned();
    let asked = browser.gets(&served, PEOPLE).await;
    assert!(
        leads_to(&asked).starts_with("/console/sign-in/code"),
        "half is not in"
    );

    let form = browser.gets(&served, &code).await;
    let (key, digits) = (hidden(&form, "form"), served.authority.code(&first.admin));
    let fields = [("form", key.as_str()), ("code", &digits), ("to", &to)];
    let whole = browser
        .posts(&served, "/console/sign-in/code", &fields)
        .await;
    assert_eq!(leads_to(&whole), PEOPLE);
    assert_ne!(browser.cookie("zst_staff").unwrap(), before, "a new token");
    let people = browser.gets(&served, PEOPLE).await;
    assert_eq!(people.status, StatusCode::OK);
    assert!(people.text().contains("kasse@musterstadt.example"));

    let mut stale = Browser::default();
    stale.cookies.push(("zst_staff".to_owned(), before));
    let asked = stale.gets(&served, PEOPLE).await;
    assert!(
        leads_to(&asked).starts_with("/console/sign-in?"),
        "the old token ended"
    );
}

async fn a_link_that_is_only_looked_at_stays(db: Db) {
    let served = ServedAuthority::new(db).await;
    let details = testkit::details("neu");
    let role = (Role::Admin, false);
    let operator = served.authority.operator();
    let invited = operator.invite_first("musterstadt", &details, role).await;
    let link = invited.unwrap().link.unwrap();
    let link = served.authority.link("neu", link).await;
    let mut browser = Browser::default();
    for _ in 0..3 {
        let seen = browser.gets(&served, link.path()).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.text().contains("neu@musterstadt.example"));
        // A program that sends the form as it finds it.
        let device = hidden(&seen, "device");
        let sent = browser
            .posts(&served, link.path(), &[("device", &device)])
            .await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let unknown = browser.gets(&served, "/console/invitation/unbekannt").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    served.authority.time_passes(Duration::from_hours(72));
    let late = browser.gets(&served, link.path()).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
}

async fn a_wrong_password_and_an_unknown_address_are_answered_alike(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let mut answers = Vec::new();
    for (email, password) in [
        (first.admin.email.as_str(), "ein falsches Passwort"),
        ("unbekannt@musterstadt.example", "ein falsches Passwort"),
        ("keine Adresse", ""),
    ] {
        let mut browser = Browser::default();
        let fields = [("email", email), ("password", password)];
        let answer = browser.posts(&served, "/console/sign-in", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.cookie("zst_staff"), None);
        answers.push(answer.text().replace(email, ""));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

async fn guessing_stops_and_the_known_browser_gets_in(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    served.authority.time_passes(Duration::from_secs(30));
    let email = first.admin.email.as_str();
    let wrong = [("email", email), ("password", "geraten, aber falsch")];
    let right = [
        ("email", email),
        ("password", first.admin.password.as_str()),
    ];
    let mut stranger = Browser::default();
    for _ in 0..5 {
        let answer = stranger.posts(&served, "/console/sign-in", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let slowed = stranger.posts(&served, "/console/sign-in", &right).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "not compared");
    let mut known = Browser::of(&first.admin);
    let answer = known.posts(&served, "/console/sign-in", &right).await;
    assert!(leads_to(&answer).starts_with("/console/sign-in/code"));
    // Another person's token is none for this name.
    let mut other = Browser::of(&first.lead);
    let slowed = other.posts(&served, "/console/sign-in", &right).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    served.authority.time_passes(Duration::from_mins(10));
    let answer = stranger.posts(&served, "/console/sign-in", &right).await;
    assert!(leads_to(&answer).starts_with("/console/sign-in/code"));
}

async fn a_form_of_another_session_is_refused(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let mut admin = Browser::of(&first.admin);
    let mut lead = Browser::of(&first.lead);
    let page = lead.gets(&served, "/console/account").await;
    let foreign = hidden(&page, "form");
    for key in ["", "nonsense", &foreign] {
        let answer = admin
            .posts(&served, "/console/sign-out", &[("form", key)])
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{key}");
    }
    let still = admin.gets(&served, "/console/account").await;
    assert_eq!(still.status, StatusCode::OK);
}

async fn signing_out_ends_the_session_on_every_node(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let mut admin = Browser::of(&first.admin);
    let copied = admin.clone();
    let page = admin.gets(&served, "/console/account").await;
    let key = hidden(&page, "form");
    let out = admin
        .posts(&served, "/console/sign-out", &[("form", &key)])
        .await;
    assert_eq!(leads_to(&out), "/console/sign-in");
    assert_eq!(out.header("clear-site-data"), "\"cache\"");
    assert_eq!(admin.cookie("zst_staff"), None);
    let asked = copied.clone().gets(&served, PEOPLE).await;
    assert!(leads_to(&asked).starts_with("/console/sign-in?"));
}
