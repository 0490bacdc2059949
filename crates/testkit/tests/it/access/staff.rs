//! Stories of the staff: how people come in, what two of them decide, and what ends at once.

mod audit;
mod clients;
mod guessing;
mod mails;
mod persons;
mod resets;
mod signing_in;

use app::access::StaffError;
use app::access::doors::StaffTenantApp;
use domain::PersonId;
use domain::access::Role;
use testkit::{TestAuthority, TestPerson, details};

const TOWN: &str = "musterstadt";
const NEXT: &str = "nachbarstadt";

/// The person at work, with the session of its browser.
async fn works(authority: &TestAuthority, person: &TestPerson) -> StaffTenantApp {
    let place = authority.at_console(person).await.at(TOWN).await;
    place.unwrap().expect("a grant in force")
}

/// The same after the person proved itself again.
async fn works_fresh(authority: &TestAuthority, person: &TestPerson) -> StaffTenantApp {
    let place = authority.fresh_at_console(person).await.at(TOWN).await;
    place.unwrap().expect("a grant in force")
}

/// A second authority: its administrator at work, and the lead of its treasury.
async fn neighbours(authority: &TestAuthority) -> (StaffTenantApp, StaffTenantApp) {
    let mut document = testkit::authority_document();
    NEXT.clone_into(&mut document.slug);
    document.services.clear();
    document.clients.clear();
    authority.operator().apply_tenant(&document).await.unwrap();
    let mut people = Vec::new();
    for (name, role) in [
        ("nebenan", (Role::Admin, false)),
        ("nebenkasse", (Role::Treasurer, true)),
    ] {
        let operator = authority.operator();
        let invited = operator.invite_first(NEXT, &details(name), role).await;
        let person = authority.comes_in(name, invited.unwrap()).await;
        let place = authority.at_console(&person).await.at(NEXT).await;
        people.push(place.unwrap().unwrap());
    }
    let lead = people.pop().unwrap();
    (people.pop().unwrap(), lead)
}

/// Confirms what is proposed of the person.
async fn confirms(lead: &StaffTenantApp, person: PersonId) {
    let staff = lead.view_staff().await.unwrap();
    let proposed = staff.iter().filter(|member| member.id == person);
    for grant in proposed.flat_map(|member| &member.grants) {
        lead.confirm_grant(grant.grant.id).await.unwrap();
    }
}

/// The first two people of an authority.
async fn first(authority: &TestAuthority) -> (TestPerson, TestPerson) {
    (
        authority.first("amt", (Role::Admin, false)).await,
        authority.first("kasse", (Role::Treasurer, true)).await,
    )
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, StaffError>) -> String {
    outcome.expect_err("it is refused").to_string()
}
