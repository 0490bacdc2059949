//! A service that is tried out: two tenants are written one after the other.

use domain::access::Role;
use domain::services::ServiceTransition;
use testkit::TestAuthority;

use super::all_survive;

all_survive! { after trials:
    a_service_tried_out_and_published
}

/// A step that died is taken again; what goes live is the copy all the same.
async fn a_service_tried_out_and_published(authority: &TestAuthority) {
    let (office, treasury) = ((Role::ServiceOwner, "Ada"), (Role::Treasurer, "Kurt"));
    for (step, by) in [
        (ServiceTransition::Test, office),
        (ServiceTransition::Submit, office),
        (ServiceTransition::TakeBack, office),
        (ServiceTransition::Test, office),
        (ServiceTransition::Submit, office),
        (ServiceTransition::Approve, treasury),
        (ServiceTransition::Publish, office),
    ] {
        let _dead_or_done = authority.leads("kurs", step, by).await;
    }
}
