//! A service that is tried out: two tenants are written one after the other.

use domain::services::{Role, Step};
use testkit::TestAuthority;

use super::all_survive;

all_survive! { after trials:
    a_service_tried_out_and_published
}

/// A step that died is taken again; what goes live is the copy all the same.
async fn a_service_tried_out_and_published(authority: &TestAuthority) {
    let (office, treasury) = ((Role::Office, "Ada"), (Role::Treasury, "Kurt"));
    for (step, by) in [
        (Step::Test, office),
        (Step::Revise, office),
        (Step::Test, office),
        (Step::Approve, treasury),
        (Step::Publish, office),
    ] {
        let _dead_or_done = authority.leads("kurs", step, by).await;
    }
}
