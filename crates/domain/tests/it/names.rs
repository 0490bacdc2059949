//! Texts that are stored or told outside: none may change, each is read back.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use domain::access::credentials::CredentialKind;
use domain::access::sessions::SessionEnd;
use domain::access::{ActorKind, GrantState, PersonState, Role, Side};
use domain::bank::Direction;
use domain::claims::ClaimOrigin;
use domain::money::refunds::{RefundOrigin, RefundRoute, RefundState};
use domain::payments::{AttemptOutcome, EndReason};
use domain::tenants::Channel;
use domain::work::TaskKind;
use strum::VariantArray;

fn assert_names<T>(expected: &str)
where
    T: VariantArray + Copy + Debug + Display + FromStr + PartialEq,
{
    let names: Vec<String> = T::VARIANTS.iter().map(ToString::to_string).collect();
    assert_eq!(names.join(" "), expected);
    for value in T::VARIANTS {
        assert_eq!(value.to_string().parse().ok(), Some(*value));
        assert!(value.to_string().to_uppercase().parse::<T>().is_err());
    }
}

#[test]
fn what_is_stored_is_named_as_the_schema_says() {
    assert_names::<ActorKind>("payer client person provider operator system");
    assert_names::<Role>("clerk service_owner bookkeeper treasurer auditor admin operator");
    assert_names::<Side>("office bookkeeper treasurer auditor operator");
    assert_names::<PersonState>("invited active suspended");
    assert_names::<GrantState>("proposed active ended");
    assert_names::<CredentialKind>("password one_time_code recovery_code");
    assert_names::<SessionEnd>("replaced signed_out revoked ended_by_staff credentials_changed");
    assert_names::<Channel>("xbezahldienste");
    assert_names::<ClaimOrigin>("channel api import catalogue staff");
    assert_names::<Direction>("credit debit");
    assert_names::<RefundState>("requested released sent pending done failed rejected withdrawn");
    assert_names::<RefundRoute>("provider by_hand");
    assert_names::<RefundOrigin>("staff provider");
    assert_names::<EndReason>("declined timed_out by_payer by_client by_staff");
    assert_names::<AttemptOutcome>(
        "lapsed declined not_accepted unavailable unreachable cancelled paid_elsewhere paid_partly",
    );
    assert_names::<TaskKind>(
        "refund_overpayment refund_late_payment refund_double_payment explain_partial_payment \
         explain_payment refund_partial_payment explain_bank_line explain_refund \
         explain_excess_refund answer_dispute release_refund pay_refund mend_refund ask_provider mend_provider_account",
    );
}
