//! Stories of the staff: how people come in, what two of them decide, and what ends at once.

mod mails;
mod persons;
mod signing_in;

use app::access::StaffError;
use app::access::doors::StaffTenantApp;
use domain::access::Role;
use testkit::{TestAuthority, TestPerson};

const TOWN: &str = "musterstadt";

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
