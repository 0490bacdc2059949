//! What happens between the steps of a refund: the payer takes the money back, a person changes its
//! role, the tenant its limit, the provider its mind.

use std::time::Duration;

use domain::access::Role;
use domain::money::refunds::{Refund, RefundRefusal, RefundState};
use simulators::common::Fault;
use storage::{Db, Scope, on_both_engines};
use testkit::{TestAuthority, seen_refund, wanted};

use super::{refusal, released, state};

on_both_engines! {
    what_the_payer_took_back_is_not_released
    what_the_payer_took_back_is_not_sent
    a_changed_role_does_not_release_its_own_request
    a_lower_limit_holds_for_what_is_requested_already
    money_of_an_earlier_try_ends_a_refund_that_is_released_anew
    what_is_not_answered_for_40_days_fails_and_is_not_sent_again
}

/// What a person finds out about money that left by itself.
const EXPLAINED: [&str; 2] = ["explain_excess_refund", "explain_refund"];
const REFUNDS: &str = "POST /v2/payments/captures/*/refund";

fn sorted(mut tasks: Vec<String>) -> Vec<String> {
    tasks.sort_unstable();
    tasks
}

async fn changes(authority: &TestAuthority, scope: Scope, sql: &'static str) {
    let mut tx = authority.db.write(scope).await.unwrap();
    tx.raw(sql).await.unwrap();
    tx.commit().await.unwrap();
}

/// The job that asks the provider waits for half an hour.
async fn job_waits(authority: &TestAuthority) {
    let later = "UPDATE jobs SET due_at = (SELECT max(expires_at) FROM payments),
        lease_until = (SELECT max(expires_at) FROM payments) WHERE kind = 'send_refund'";
    changes(authority, Scope::Tenant(authority.tenant), later).await;
}

async fn what_the_payer_took_back_is_not_released(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let refund = authority.requests_refund(&clerk, (payment, 1_000)).await;
    let refund = refund.unwrap();
    authority.provider_reverses(payment);
    authority.after(Duration::from_mins(1)).await;
    let lead = authority.at_work(&office.lead).await;
    let late = authority.releases_refund(&lead, refund).await;
    assert_eq!(refusal(late), RefundRefusal::NotAvailable);
    lead.reject_refund(refund, "zurückgebucht").await.unwrap();
    assert_eq!(sorted(authority.tasks().await), EXPLAINED);
    authority.reconcile().await.unwrap();
}

async fn what_the_payer_took_back_is_not_sent(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let office = authority.staffed().await;
    let refund = released(&authority, &office, 1_000).await;
    job_waits(&authority).await;
    let lead = authority.at_work(&office.lead).await;
    let payment = seen_refund(&lead, refund).await.refund.payment.unwrap();
    authority.provider_reverses(payment);
    authority.after(Duration::from_mins(1)).await;
    assert_eq!(
        state(&authority, &office, refund).await,
        RefundState::Released
    );
    authority.after(Duration::from_mins(40)).await;
    let lead = authority.at_work(&office.lead).await;
    let seen = seen_refund(&lead, refund).await.refund;
    let why = seen.failure.as_deref();
    assert_eq!(
        (seen.state, why),
        (RefundState::Failed, Some(Refund::TAKEN_MEANWHILE))
    );
    let again = authority.releases_refund(&lead, refund).await;
    assert_eq!(refusal(again), RefundRefusal::NotAvailable);
    lead.withdraw_refund(refund).await.unwrap();
    assert_eq!(sorted(authority.tasks().await), EXPLAINED);
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn a_changed_role_does_not_release_its_own_request(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let refund = authority.requests_refund(&clerk, (payment, 1_000)).await;
    let refund = refund.unwrap();
    let admin = authority.at_work(&office.admin).await;
    let staff = admin.view_staff().await.unwrap();
    let mut staff = staff.iter().filter(|member| member.id == office.clerk.id);
    let old = staff.next().unwrap().grants[0].grant.id;
    admin.end_grant(old).await.unwrap();
    let new = wanted(Role::Treasurer);
    admin.propose_grant(office.clerk.id, &new).await.unwrap();
    authority.confirms_all(office.clerk.id, &office.lead).await;
    let same = authority.at_work(&office.clerk).await;
    let own = authority.releases_refund(&same, refund).await;
    assert_eq!(refusal(own), RefundRefusal::OwnRequest);
    let own = same.reject_refund(refund, "doch nicht").await;
    assert_eq!(refusal(own), RefundRefusal::OwnRequest);
}

async fn a_lower_limit_holds_for_what_is_requested_already(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let office = authority.staffed().await;
    let payment = authority.paid_payment().await;
    let clerk = authority.at_work(&office.clerk).await;
    let refund = authority.requests_refund(&clerk, (payment, 1_000)).await;
    let refund = refund.unwrap();
    authority.one_person_releases_up_to(999).await;
    let lead = authority.at_work(&office.lead).await;
    authority.releases_refund(&lead, refund).await.unwrap();
    let seen = seen_refund(&lead, refund).await.refund;
    assert_eq!(
        (seen.state, seen.releases_needed),
        (RefundState::Requested, 2)
    );
    authority.one_person_releases_up_to(100_000).await;
    let other = authority.at_work(&office.treasurer).await;
    authority.releases_refund(&other, refund).await.unwrap();
    authority.comes_to_rest().await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    authority.reconcile().await.unwrap();
}

/// The provider says no and gives the money back all the same. Its message comes when the refund is
/// released anew, before it is sent.
async fn money_of_an_earlier_try_ends_a_refund_that_is_released_anew(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let office = authority.staffed().await;
    authority.sim.fault(Fault {
        after_effect: true,
        issue: Some("REFUND_FAILED_INSUFFICIENT_FUNDS".to_owned()),
        ..Fault::on(REFUNDS)
    });
    let refund = released(&authority, &office, 1_000).await;
    authority.does_what_is_due().await;
    assert_eq!(
        state(&authority, &office, refund).await,
        RefundState::Failed
    );
    let lead = authority.at_work(&office.lead).await;
    authority.releases_refund(&lead, refund).await.unwrap();
    job_waits(&authority).await;
    authority.after(Duration::from_mins(1)).await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    authority.comes_to_rest().await;
    assert_eq!(authority.count("SELECT count(*) FROM money_out").await, 1);
    assert_eq!(authority.count("SELECT seen FROM money_in_sums").await, 0);
    assert_eq!(authority.tasks().await, [""; 0]);
    authority.reconcile().await.unwrap();
}

async fn what_is_not_answered_for_40_days_fails_and_is_not_sent_again(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let office = authority.staffed().await;
    authority.sim.fault(Fault {
        lost: true,
        times: 1_000,
        ..Fault::on(REFUNDS)
    });
    let refund = released(&authority, &office, 1_000).await;
    for _ in 0..16 {
        authority.after(Duration::from_hours(4)).await;
    }
    assert_eq!(authority.tasks().await, ["ask_provider"]);
    assert_eq!(state(&authority, &office, refund).await, RefundState::Sent);
    authority.sim.clear_faults();
    authority.after(Duration::from_hours(40 * 24)).await;
    let lead = authority.at_work(&office.lead).await;
    let seen = seen_refund(&lead, refund).await.refund;
    let why = seen.failure.as_deref();
    assert_eq!(
        (seen.state, why),
        (RefundState::Failed, Some(Refund::NO_ANSWER))
    );
    assert_eq!(authority.tasks().await, ["mend_refund"]);
    lead.withdraw_refund(refund).await.unwrap();
    authority.reconcile().await.unwrap();
}
