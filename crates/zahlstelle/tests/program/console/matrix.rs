//! Every address of the console, asked by every role: in its own place, in another, with a proof
//! that is too old, without a session, with one that ended, and by a suspended person. What is
//! answered follows from the table of acts.

use std::collections::BTreeSet;
use std::time::Duration;

use app::access::OPERATOR_SLUG;
use app::access::doors::StaffSession;
use console::{ConsoleRoute, ROUTES};
use domain::access::{Act, ActorKind, Holder, Place, Role, Trust};
use http::{Method, StatusCode};
use storage::{Db, on_both_engines};
use testkit::TestPerson;

use super::{Browser, First, hidden, leads_to};
use crate::served_authority::{Answer, ServedAuthority};

on_both_engines! {
    every_role_may_what_the_table_says_and_nothing_else
    without_a_session_that_stands_nothing_opens
    a_right_that_ends_is_gone_with_the_next_request
}

const TOWN: &str = "musterstadt";
const OTHER: &str = "nachbarstadt";
const SIGN_OUT: &str = "/console/sign-out";
const COLLEAGUES: [(&str, Role); 5] = [
    ("sachbearbeitung", Role::Clerk),
    ("leistung", Role::ServiceOwner),
    ("buchhaltung", Role::Bookkeeper),
    ("zahlung", Role::Treasurer),
    ("pruefung", Role::Auditor),
];

/// What a person does by another act: a refund changes what is owed, and enters a line.
const FOLLOWING: [Act; 2] = [Act::ClaimAdjust, Act::BankLineEnter];

/// A person of the matrix, in its own place.
struct Member {
    person: TestPerson,
    holders: Vec<Holder>,
    slug: &'static str,
    grant: String,
    /// One of the authority.
    payment: String,
}

/// What a cell of the matrix expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Is(StatusCode),
    /// To prove oneself again.
    Confirm,
    SignIn,
}

#[test]
fn every_act_of_persons_has_an_address_and_every_address_an_act_of_persons() {
    let routed: BTreeSet<Act> = ROUTES.iter().map(|route| route.act).collect();
    let of_persons = Act::ALL.iter().copied();
    let of_persons = of_persons.filter(|act| act.allows(ActorKind::Person));
    let of_persons = of_persons.filter(|act| !FOLLOWING.contains(act));
    assert_eq!(routed, of_persons.collect());
    for ConsoleRoute { path, act, .. } in ROUTES {
        let in_tenant = path.contains("{tenant}");
        let place = act.rule().staff.unwrap().place;
        assert_eq!(in_tenant, place == Place::Tenant, "{path}");
    }
}

async fn every_role_may_what_the_table_says_and_nothing_else(db: Db) {
    let served = ServedAuthority::new(db).await;
    let members = members(&served).await;
    for fresh in [true, false] {
        if !fresh {
            // Longer than wrong tries are counted.
            served.authority.time_passes(Duration::from_mins(11));
        }
        for member in &members {
            let mut browser = Browser::of(&member.person);
            if fresh {
                let token = served.authority.signs_in(&member.person).await;
                browser = Browser::with(&token);
            }
            asks_everything(&served, browser, (member, fresh)).await;
        }
    }
}

/// Every address but the one that ends the session, which comes last.
async fn asks_everything(
    served: &ServedAuthority,
    mut browser: Browser,
    (member, fresh): (&Member, bool),
) {
    let page = browser.gets(served, "/console/account").await;
    let key = hidden(&page, "form");
    for route in ROUTES.iter().filter(|route| route.path != SIGN_OUT) {
        let expected = expected(route, member, fresh);
        let asked = (route, member, member.slug);
        let answer = asks(served, &mut browser, asked, &key).await;
        check(&answer, expected, (route, member, "own place"));
        let elsewhere = [OTHER, "nirgends", OPERATOR_SLUG, TOWN];
        let elsewhere = elsewhere.into_iter().filter(|slug| *slug != member.slug);
        for slug in elsewhere.filter(|_| route.path.contains("{tenant}")) {
            let answer = asks(served, &mut browser, (route, member, slug), &key).await;
            let unknown = Expected::Is(StatusCode::NOT_FOUND);
            check(&answer, unknown, (route, member, slug));
        }
    }
    let out = browser.posts(served, SIGN_OUT, &[("form", &key)]).await;
    assert_eq!(leads_to(&out), "/console/sign-in");
}

async fn without_a_session_that_stands_nothing_opens(db: Db) {
    let served = ServedAuthority::new(db).await;
    let town = &served.authority;
    let first = First::of(&served).await;
    let people = (&first.admin, &first.lead);
    let gone = town.colleague("weg", Role::Clerk, people).await;
    let payment = served.asked("antrag-1").await;
    let member = Member {
        holders: vec![Holder::Role(Role::Clerk)],
        slug: TOWN,
        payment: payment.clone(),
        grant: grant_of(&served, (&first.lead, TOWN), &gone).await,
        person: gone,
    };
    let ended = town.signs_in(&member.person).await;
    let session = town.app.staff().session(&ended).await.unwrap();
    let Some(StaffSession::SignedIn(staff)) = session else {
        panic!("signed in");
    };
    staff.sign_out().await.unwrap();
    let admin = town.at_console(&first.admin).await.at(TOWN).await;
    let admin = admin.unwrap().unwrap();
    admin.suspend_person(member.person.id).await.unwrap();
    for (what, browser) in [
        ("no session", Browser::default()),
        ("an ended session", Browser::with(&ended)),
        ("a suspended person", Browser::of(&member.person)),
    ] {
        for route in ROUTES {
            let entry = route.act.rule().staff.unwrap().place == Place::Entry;
            let expected = match (entry, route.path) {
                (true, "/console/sign-in/code") | (false, _) => Expected::SignIn,
                (true, "/console/sign-in") if route.method == Method::GET => {
                    Expected::Is(StatusCode::OK)
                }
                (true, "/console/sign-in") => Expected::Is(StatusCode::UNPROCESSABLE_ENTITY),
                (true, _) => Expected::Is(StatusCode::NOT_FOUND),
            };
            let asked = (route, &member, TOWN);
            let answer = asks(&served, &mut browser.clone(), asked, "").await;
            check(&answer, expected, (route, &member, what));
        }
    }
    admin.resume_person(member.person.id).await.unwrap();
    let mut browser = Browser::of(&member.person);
    let account = browser.gets(&served, "/console/account").await;
    assert_eq!(account.status, StatusCode::OK, "resumed");
}

async fn a_right_that_ends_is_gone_with_the_next_request(db: Db) {
    let served = ServedAuthority::new(db).await;
    let town = &served.authority;
    let first = First::of(&served).await;
    let people = (&first.admin, &first.lead);
    let auditor = town.colleague("pruefung", Role::Auditor, people).await;
    let grant = grant_of(&served, (&first.lead, TOWN), &auditor).await;
    let path = format!("/console/{TOWN}/people");
    let mut browser = Browser::of(&auditor);
    let seen = browser.gets(&served, &path).await;
    assert_eq!(seen.status, StatusCode::OK);
    let admin = town.at_console(&first.admin).await.at(TOWN).await;
    let admin = admin.unwrap().unwrap();
    admin.end_grant(grant.parse().unwrap()).await.unwrap();
    let seen = browser.gets(&served, &path).await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
}

/// One person of every role.
async fn members(served: &ServedAuthority) -> Vec<Member> {
    let town = &served.authority;
    let first = First::of(served).await;
    let payment = served.asked("antrag-1").await;
    let mut members = Vec::new();
    for (name, role) in COLLEAGUES {
        let people = (&first.admin, &first.lead);
        let person = town.colleague(name, role, people).await;
        members.push(Member {
            grant: grant_of(served, (&first.lead, TOWN), &person).await,
            holders: vec![Holder::Role(role)],
            slug: TOWN,
            payment: payment.clone(),
            person,
        });
    }
    let operator = town.first("betrieb", (Role::Operator, false)).await;
    members.push(Member {
        grant: grant_of(served, (&operator, OPERATOR_SLUG), &operator).await,
        holders: vec![Holder::Role(Role::Operator)],
        slug: OPERATOR_SLUG,
        payment: payment.clone(),
        person: operator,
    });
    let of_admin = grant_of(served, (&first.lead, TOWN), &first.admin).await;
    let of_lead = grant_of(served, (&first.lead, TOWN), &first.lead).await;
    members.push(Member {
        grant: of_admin,
        holders: vec![Holder::Role(Role::Admin)],
        slug: TOWN,
        payment: payment.clone(),
        person: first.admin,
    });
    members.push(Member {
        grant: of_lead,
        holders: vec![Holder::Role(Role::Treasurer), Holder::Lead],
        slug: TOWN,
        payment: payment.clone(),
        person: first.lead,
    });
    members
}

/// The grant of a person, as another one sees it.
async fn grant_of(
    served: &ServedAuthority,
    (by, slug): (&TestPerson, &str),
    person: &TestPerson,
) -> String {
    let place = served.authority.at_console(by).await.at(slug).await;
    let staff = place.unwrap().unwrap().view_staff().await.unwrap();
    let mut found = staff.iter().filter(|member| member.id == person.id);
    let member = found.next().expect("works here");
    member.grants[0].grant.id.to_string()
}

/// The request for this address, about the person itself.
async fn asks(
    served: &ServedAuthority,
    browser: &mut Browser,
    (route, member, slug): (&ConsoleRoute, &Member, &str),
    key: &str,
) -> Answer {
    let path = route
        .path
        .replace("{tenant}", slug)
        .replace("{person}", &member.person.id.to_string())
        .replace("{grant}", &member.grant)
        .replace("{payment}", &member.payment)
        .replace("{entry}", "aud_00000000000000000000000000000000")
        .replace("{client}", "cli_00000000000000000000000000000000")
        .replace("{refund}", "rfd_00000000000000000000000000000000")
        .replace("{claim}", "clm_00000000000000000000000000000000")
        .replace("{session}", "ses_00000000000000000000000000000000")
        .replace("{service}", "nirgends")
        .replace("{version}", "1")
        .replace("{token}", "unbekannt");
    let form = [("form", key), ("email", &member.person.email)];
    let method = route.method.clone();
    let mut once = browser.clone();
    let answer = once.asks(served, (method, &path), &form).await;
    // A new token is kept: the old one has ended.
    *browser = once;
    answer
}

fn expected(route: &ConsoleRoute, member: &Member, fresh: bool) -> Expected {
    let rule = route.act.rule().staff.expect("an act of persons");
    let is_held = rule
        .holders
        .iter()
        .any(|(holder, _)| member.holders.contains(holder));
    if rule.place == Place::Tenant && !is_held {
        return Expected::Is(StatusCode::FORBIDDEN);
    }
    if rule.trust == Trust::Fresh && !fresh {
        // What is typed into the form stands behind the page that asks for the proof.
        return if route.keeps {
            Expected::Is(StatusCode::OK)
        } else {
            Expected::Confirm
        };
    }
    Expected::Is(allowed(route))
}

/// What the request of [`asks`] is answered where the act is allowed: forms without their fields
/// are wrong, nothing is done to oneself, and what is not there is not found.
fn allowed(route: &ConsoleRoute) -> StatusCode {
    let missing = ["{service}", "{refund}", "{claim}", "{client}", "{entry}"];
    let by_form = route.path.ends_with("/rotate");
    if !by_form && missing.iter().any(|part| route.path.contains(part)) {
        return StatusCode::NOT_FOUND;
    }
    let entry = route.path.starts_with("/console/sign-in");
    if route.method == Method::GET && !entry && !route.path.contains("{token}") {
        return StatusCode::OK;
    }
    match route.path {
        // A form without its fields.
        "/console/sign-in" if route.method == Method::POST => StatusCode::UNPROCESSABLE_ENTITY,
        // Signed in already; the file that was made.
        "/console/sign-in" | "/console/sign-in/code" | "/console/{tenant}/audit/export" => {
            StatusCode::SEE_OTHER
        }
        "/console/invitation/{token}" | "/console/account/sessions/{session}/end" => {
            StatusCode::NOT_FOUND
        }
        "/console/account/recovery-codes" | "/console/{tenant}/payments/{payment}/payer" => {
            StatusCode::OK
        }
        path if path.ends_with("/suspend")
            || path.ends_with("/resume")
            || path.ends_with("/end-sessions")
            || path.ends_with("/reset")
            || path.ends_with("/rotate")
            || path.contains("{grant}") =>
        {
            StatusCode::CONFLICT
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn check(
    answer: &Answer,
    expected: Expected,
    (route, member, what): (&ConsoleRoute, &Member, &str),
) {
    let cell = format!(
        "{} {} by {:?}, {what}: {}",
        route.method,
        route.path,
        member.holders,
        answer.header("location")
    );
    match expected {
        Expected::Is(status) => assert_eq!(answer.status, status, "{cell}"),
        Expected::Confirm => {
            let to = leads_to(answer);
            assert!(to.starts_with("/console/account/confirm"), "{cell}");
        }
        Expected::SignIn => {
            let to = leads_to(answer);
            assert!(to.starts_with("/console/sign-in"), "{cell}");
        }
    }
}
