//! What happens between the steps of a refund: the payer takes the money back, a person changes its
//! role, the tenant its limit, the provider its mind.

use std::time::Duration;

use domain::access::Role;
use domain::money::refunds::{Refund, RefundRefusal, RefundRoute, RefundState};
use domain::{Day, RefundId};
use simulators::common::Fault;
use storage::{Db, Scope, on_both_engines};
use testkit::{BANK, Office, TestAuthority, seen_refund, wanted};

use super::{refusal, released, state};

on_both_engines! {
    what_the_payer_took_back_is_not_released
    what_the_payer_took_back_is_not_sent
    a_changed_role_does_not_release_its_own_request
    a_lower_limit_holds_for_what_is_requested_already
    money_of_an_earlier_try_ends_a_refund_that_is_released_anew
    what_is_not_answered_for_40_days_fails_and_is_not_sent_again
    what_the_payer_took_back_is_not_transferred_any_more_and_what_was_is_booked
    what_was_transferred_is_booked_though_the_payer_took_it_back_just_before
    a_refund_of_other_money_or_by_another_number_does_not_end_ours
    what_went_back_beyond_the_amount_counts_as_left_otherwise
    a_refused_account_after_a_lost_answer_decides_nothing
}

/// What a person finds out about money that left by itself.
const EXPLAINED: [&str; 2] = ["explain_excess_refund", "explain_refund"];
const REFUNDS: &str = "POST /v2/payments/captures/*/refund";

fn sorted(mut tasks: Vec<String>) -> Vec<String> {
    tasks.sort_unstable();
    tasks
}

/// Something is written past the program.
pub(super) async fn changes(authority: &TestAuthority, sql: &str) {
    let scope = Scope::Tenant(authority.tenant);
    let mut tx = authority.db.write(scope).await.unwrap();
    tx.raw(sql).await.unwrap();
    tx.commit().await.unwrap();
}

/// The job that asks the provider waits for half an hour.
pub(super) async fn job_waits(authority: &TestAuthority) {
    let later = "UPDATE jobs SET due_at = (SELECT max(expires_at) FROM payments),
        lease_until = (SELECT max(expires_at) FROM payments) WHERE kind = 'send_refund'";
    changes(authority, later).await;
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

/// A refund that the provider refused, released as a transfer.
async fn to_be_transferred(authority: &TestAuthority, office: &Office) -> RefundId {
    authority.sim.fault(super::refuses());
    let refund = released(authority, office, 1_000).await;
    authority.after(Duration::from_mins(1)).await;
    let lead = authority.at_work(&office.lead).await;
    let by_hand = (refund, RefundRoute::ByHand);
    authority.releases_by(&lead, by_hand).await.unwrap();
    assert_eq!(authority.tasks().await, ["pay_refund"]);
    refund
}

async fn what_the_payer_took_back_is_not_transferred_any_more_and_what_was_is_booked(db: Db) {
    for was in [false, true] {
        let db = storage::testing::emptied(&db).await;
        let authority = TestAuthority::new(db, 7).await;
        let office = authority.staffed().await;
        let refund = to_be_transferred(&authority, &office).await;
        let lead = authority.at_work(&office.lead).await;
        let payment = seen_refund(&lead, refund).await.refund.payment.unwrap();
        authority.provider_reverses(payment);
        authority.after(Duration::from_mins(1)).await;
        authority.does_what_is_due().await;
        let mut tasks = sorted(authority.tasks().await);
        assert_eq!(
            tasks.pop().as_deref(),
            Some("mend_refund"),
            "and pay_refund is done"
        );
        assert_eq!(tasks, EXPLAINED);
        let lead = authority.at_work(&office.lead).await;
        let seen = seen_refund(&lead, refund).await.refund;
        let why = seen.failure.as_deref();
        assert_eq!(
            (seen.state, why),
            (RefundState::Failed, Some(Refund::TAKEN_MEANWHILE))
        );
        if was {
            let today = Day::in_berlin(authority.app.system().moment().now);
            lead.pay_refund(refund, (BANK, today)).await.unwrap();
            assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
        } else {
            lead.withdraw_refund(refund).await.unwrap();
        }
        assert_eq!(sorted(authority.tasks().await), EXPLAINED);
        let left = authority.count("SELECT count(*) FROM money_out").await;
        assert_eq!(left, 1 + i64::from(was));
        authority.comes_to_rest().await;
        authority.reconcile().await.unwrap();
    }
}

/// The message came, and its job has not stopped the transfer yet.
async fn what_was_transferred_is_booked_though_the_payer_took_it_back_just_before(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let office = authority.staffed().await;
    let refund = to_be_transferred(&authority, &office).await;
    changes(&authority, "UPDATE money_in_sums SET seen = received").await;
    let lead = authority.at_work(&office.lead).await;
    let today = Day::in_berlin(authority.app.system().moment().now);
    lead.pay_refund(refund, (BANK, today)).await.unwrap();
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    assert_eq!(authority.tasks().await, ["explain_excess_refund"]);
    changes(&authority, "UPDATE money_in_sums SET seen = 0").await;
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

/// A refund of ours went back, and its answer is lost.
async fn unheard(authority: &TestAuthority, office: &Office) -> RefundId {
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 1_000,
        ..Fault::on(REFUNDS)
    });
    let refund = released(authority, office, 1_000).await;
    authority.does_what_is_due().await;
    assert_eq!(state(authority, office, refund).await, RefundState::Sent);
    refund
}

async fn a_refund_of_other_money_or_by_another_number_does_not_end_ours(db: Db) {
    for other in ["money_ref = 'OTHER'", "external_ref = 'OTHER'"] {
        let db = storage::testing::emptied(&db).await;
        let authority = TestAuthority::new(db, 9).await;
        let office = authority.staffed().await;
        let refund = unheard(&authority, &office).await;
        changes(&authority, &format!("UPDATE refunds SET {other}")).await;
        authority.provider_events_arrive().await;
        authority.does_what_is_due().await;
        let is = state(&authority, &office, refund).await;
        assert_eq!(is, RefundState::Sent, "{other}");
        let tasks = authority.tasks().await;
        assert!(tasks.contains(&"explain_refund".to_owned()), "{tasks:?}");
        assert_eq!(
            authority.count("SELECT seen FROM money_in_sums").await,
            1_000
        );
    }
}

async fn what_went_back_beyond_the_amount_counts_as_left_otherwise(db: Db) {
    let authority = TestAuthority::new(db, 10).await;
    let office = authority.staffed().await;
    let refund = unheard(&authority, &office).await;
    changes(&authority, "UPDATE refunds SET amount_cents = 900").await;
    changes(&authority, "UPDATE money_in_sums SET reserved = 900").await;
    authority.provider_events_arrive().await;
    authority.does_what_is_due().await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    assert_eq!(authority.tasks().await, ["explain_refund"]);
    assert_eq!(authority.count("SELECT seen FROM money_in_sums").await, 100);
    let options = app::ledger::VerifyOptions::default();
    let reports = authority.operator().verify(&options).await.unwrap();
    let mut told = reports.iter().flat_map(|report| &report.differences);
    assert!(
        told.all(|told| told.area != "money"),
        "the sums are those of the facts"
    );
}

async fn a_refused_account_after_a_lost_answer_decides_nothing(db: Db) {
    let authority = TestAuthority::new(db, 11).await;
    let office = authority.staffed().await;
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        ..Fault::on(REFUNDS)
    });
    authority.sim.fault(Fault {
        status: Some(403),
        times: 1_000,
        ..Fault::on(REFUNDS)
    });
    let refund = released(&authority, &office, 1_000).await;
    authority.does_what_is_due().await;
    drop(authority.sim.take_deliveries());
    authority.after(Duration::from_mins(10)).await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Sent);
    assert_eq!(authority.tasks().await, ["mend_provider_account"]);
    authority.sim.clear_faults();
    authority.after(Duration::from_hours(4)).await;
    assert_eq!(state(&authority, &office, refund).await, RefundState::Done);
    assert_eq!(authority.count("SELECT count(*) FROM money_out").await, 1);
    authority.reconcile().await.unwrap();
}
