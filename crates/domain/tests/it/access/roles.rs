//! Roles that never meet in one person.

use domain::access::Role;

#[test]
fn what_the_law_keeps_apart_never_meets() {
    use Role::{Admin, Auditor, Bookkeeper, Clerk, Operator, ServiceOwner, Treasurer};
    assert!(!Bookkeeper.meets(Treasurer));
    for treasury in [Bookkeeper, Treasurer] {
        assert!(treasury.is_of_treasury());
        for office in [Clerk, ServiceOwner, Admin] {
            assert!(!treasury.meets(office), "{treasury} and {office}");
        }
    }
    for alone in [Auditor, Operator] {
        let others = Role::ALL.iter().filter(|role| **role != alone);
        for other in others {
            assert!(
                !alone.meets(*other) && !other.meets(alone),
                "{alone}, {other}"
            );
        }
    }
}

#[test]
fn a_small_office_shares_its_roles() {
    use Role::{Admin, Clerk, ServiceOwner};
    for one in [Admin, Clerk, ServiceOwner] {
        for other in [Admin, Clerk, ServiceOwner] {
            assert!(one.meets(other), "{one} and {other}");
        }
    }
}
