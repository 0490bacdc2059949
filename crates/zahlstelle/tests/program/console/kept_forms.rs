//! What was typed when the session ended is shown again to the same person, and sends nothing by
//! itself.

use std::time::Duration;

use console::ROUTES;
use domain::access::{Act, Role};
use http::StatusCode;
use storage::{Db, on_both_engines};
use testkit::TestPerson;

use super::refunds::paid;
use super::{Browser, First, hidden, leads_to};
use crate::served_authority::{Answer, ServedAuthority};

on_both_engines! {
    what_was_typed_before_the_session_ended_is_shown_again_unsent
    what_one_person_typed_is_not_shown_to_another
    every_form_that_is_kept_is_shown_again_and_not_acted_on
}

const INVITE: &str = "/console/musterstadt/people/invite";
const TYPED: [(&str, &str); 4] = [
    ("form", "of the session that ended"),
    ("name", "Erika <Neu>"),
    ("email", "neu@musterstadt.example"),
    ("role", "clerk"),
];
const INVITED: &str = "SELECT count(*) FROM memberships WHERE state = 'invited'";

/// Signs in from the page that asks for it, with what the page carries along.
async fn proves(
    served: &ServedAuthority,
    browser: &mut Browser,
    (asked, person): (&Answer, &TestPerson),
) -> Answer {
    let kept = hidden(asked, "kept");
    let fields = [
        ("email", person.email.as_str()),
        ("password", &person.password),
        ("kept", &kept),
    ];
    let half = browser.posts(served, "/console/sign-in", &fields).await;
    assert_eq!(half.status, StatusCode::OK, "{}", half.text());
    let (key, kept) = (hidden(&half, "form"), hidden(&half, "kept"));
    let code = served.authority.code(person);
    let fields = [("form", key.as_str()), ("code", &code), ("kept", &kept)];
    browser
        .posts(served, "/console/sign-in/code", &fields)
        .await
}

async fn what_was_typed_before_the_session_ended_is_shown_again_unsent(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let mut browser = Browser::of(&first.admin);
    served.authority.time_passes(Duration::from_mins(31));
    let asked = browser.posts(&served, INVITE, &TYPED).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(!asked.text().contains("Erika"), "it is sealed");
    let back = proves(&served, &mut browser, (&asked, &first.admin)).await;
    assert_eq!(back.status, StatusCode::OK);
    assert!(
        back.text().contains("Erika &#60;Neu&#62;"),
        "{}",
        back.text()
    );
    let key = hidden(&back, "form");
    let mut again = TYPED.to_vec();
    again[0] = ("form", &key);
    again.push(("shown", "again"));
    let shown = browser.posts(&served, INVITE, &again).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text().contains("neu@musterstadt.example"));
    assert_eq!(served.authority.count(INVITED).await, 0, "nothing was sent");
    again.pop();
    let sent = browser.posts(&served, INVITE, &again).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert_eq!(served.authority.count(INVITED).await, 1);
}

async fn what_one_person_typed_is_not_shown_to_another(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let mut browser = Browser::of(&first.admin);
    served.authority.time_passes(Duration::from_mins(31));
    let asked = browser.posts(&served, INVITE, &TYPED).await;
    let back = proves(&served, &mut browser, (&asked, &first.lead)).await;
    assert_eq!(leads_to(&back), "/console");
    let mut nobody = Browser::default();
    let asked = nobody.posts(&served, INVITE, &TYPED).await;
    assert!(leads_to(&asked).starts_with("/console/sign-in"));
}

async fn every_form_that_is_kept_is_shown_again_and_not_acted_on(db: Db) {
    let served = ServedAuthority::new(db).await;
    let first = First::of(&served).await;
    let people = (&first.admin, &first.lead);
    let clerk = served
        .authority
        .colleague("akte", Role::Clerk, people)
        .await;
    let payment = paid(&served).await;
    let at = served.authority.at_work(&clerk).await;
    let refund = served
        .authority
        .requests_refund(&at, (payment, 1_000))
        .await;
    let refund = refund.unwrap();
    let claim = served.authority.enters_claim(&at, 5_500).await.unwrap();
    let rows = "SELECT count(*) FROM audit";
    let before = served.authority.count(rows).await;
    for route in ROUTES.iter().filter(|route| route.keeps) {
        let at_treasury = [Act::RefundReject, Act::RefundPay].contains(&route.act);
        let at_counter = route.act == Act::RefundRequest || route.path.contains("/claims/");
        let person = if at_counter {
            &clerk
        } else if at_treasury {
            &first.lead
        } else {
            &first.admin
        };
        let mut browser = Browser::of(person);
        let page = browser.gets(&served, "/console/account").await;
        let key = hidden(&page, "form");
        let path = route.path.replace("{tenant}", "musterstadt");
        let path = path.replace("{person}", &clerk.id.to_string());
        let path = path.replace("{refund}", &refund.to_string());
        let path = path.replace("{claim}", &claim.to_string());
        let mut form = TYPED.to_vec();
        form[0] = ("form", &key);
        form.extend([("role", "service_owner"), ("shown", "again")]);
        let shown = browser.posts(&served, &path, &form).await;
        assert_eq!(shown.status, StatusCode::OK, "{path}");
        assert!(shown.text().contains("<form"), "{path}");
    }
    assert_eq!(served.authority.count(rows).await, before);
}
