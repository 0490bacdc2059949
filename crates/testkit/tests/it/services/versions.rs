//! Versions of services, led by the command line; told on both engines.

use std::error::Error as _;
use std::time::Duration;

use app::access::StaffError;
use app::services::{OrderError, Ordered, ServiceLifecycle, TransitionError};
use app::tenants::documents::{FeeDocument, ServiceDocument, TenantDocument};
use domain::PaymentId;
use domain::access::Role;
use domain::services::ServiceTransition::{
    Approve, Discard, Pause, Publish, SendBack, Submit, TakeBack, Test,
};
use domain::services::{ServiceState, VersionState};
use domain::values::text::Reason;
use storage::{Db, on_both_engines};
use testkit::{SLUG, TestAuthority, authority_with_trial};

on_both_engines! {
    a_changed_fee_waits_for_its_approval_while_the_live_version_goes_on
    the_way_back_is_a_new_version_that_is_approved_too
    the_operator_alone_changes_what_the_operator_answers_for_and_it_is_written_down
    with_persons_a_document_prepares_versions_and_makes_none_live
    a_version_is_sent_back_with_a_reason_taken_back_and_given_up
    a_planted_approval_is_not_published_and_told
    what_was_written_past_the_program_holds_up_all_but_pausing
    a_clerk_that_owns_services_too_changes_more_than_texts
}

const OFFICE: (Role, &str) = (Role::ServiceOwner, "Ada");
const TREASURY: (Role, &str) = (Role::Treasurer, "Kurt");
const LATELY: Duration = Duration::from_secs(2);

/// What the form of the service says it costs, ordered now.
async fn orders(authority: &TestAuthority) -> PaymentId {
    authority.time_passes(LATELY);
    let ordered = authority.orders("kurs", &[("option", "klein")]).await;
    payment(ordered)
}

fn payment(ordered: Result<Ordered, OrderError>) -> PaymentId {
    match ordered {
        Ok(Ordered::Payment(payment)) => payment,
        other => panic!("no payment: {other:?}"),
    }
}

/// The cents that a payment is about, and the version that its payer was shown.
async fn asked(authority: &TestAuthority, payment: PaymentId) -> (i64, i64) {
    let hex = payment.as_uuid().simple().to_string();
    let id = if authority.db.is_postgres() {
        format!("'{hex}'")
    } else {
        format!("x'{hex}'")
    };
    let number = async |column: &str| {
        let sql = format!("SELECT {column} FROM payments WHERE payment_id = {id}");
        authority.count(&sql).await
    };
    (
        number("amount_cents").await,
        number("service_version").await,
    )
}

fn service<'a>(document: &'a mut TenantDocument, code: &str) -> &'a mut ServiceDocument {
    let mut services = document.services.iter_mut();
    services.find(|service| service.code == code).unwrap()
}

/// The document with another price of the small course.
fn dearer(cents: i64) -> TenantDocument {
    let mut document = authority_with_trial();
    let catalogue = service(&mut document, "kurs").catalogue.as_mut().unwrap();
    let FeeDocument::Choice { options } = &mut catalogue.fee else {
        panic!("a choice");
    };
    let mut options = options.iter_mut();
    let small = options.find(|option| option.code == "klein");
    small.unwrap().cents = cents;
    document
}

async fn applies(authority: &TestAuthority, document: &TenantDocument) -> Vec<String> {
    let applied = authority.operator().apply_tenant(document).await;
    let applied = applied.unwrap().changes.into_iter();
    applied.map(|change| change.to_string()).collect()
}

async fn life(authority: &TestAuthority, code: &str) -> ServiceLifecycle {
    let lives = authority.operator().service_lifecycles(SLUG).await;
    let mut lives = lives.unwrap().unwrap().into_iter();
    lives.find(|life| life.code == code).unwrap()
}

async fn a_changed_fee_waits_for_its_approval_while_the_live_version_goes_on(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    authority.opens_trials().await;
    authority.publishes("kurs").await;
    let first = orders(&authority).await;
    let (price, version) = asked(&authority, first).await;
    assert_eq!(version, 1);
    let changes = applies(&authority, &dearer(99_900)).await;
    assert_eq!(changes, ["draft of service kurs made"]);
    assert_eq!(
        applies(&authority, &dearer(99_900)).await,
        [""; 0],
        "as it is"
    );
    for (transition, by) in [(Test, OFFICE), (Submit, OFFICE), (Approve, TREASURY)] {
        let open = orders(&authority).await;
        assert_eq!(
            asked(&authority, open).await,
            (price, 1),
            "before {transition}"
        );
        authority.leads("kurs", transition, by).await.unwrap();
    }
    let is = life(&authority, "kurs").await;
    assert_eq!(
        (is.version, is.open),
        (1, Some((2, VersionState::Approved)))
    );
    assert_eq!(is.state, ServiceState::Live);
    // The page that a payer has open is of the old version: its order is refused, not repriced.
    authority.leads("kurs", Publish, OFFICE).await.unwrap();
    let second = orders(&authority).await;
    assert_eq!(asked(&authority, second).await, (99_900, 2));
    assert_eq!(asked(&authority, first).await, (price, 1), "which it saw");
    let told = "SELECT count(*) FROM audit WHERE act = 'service.publish'
                AND before LIKE '%\"version\":1%' AND after LIKE '%99900%'";
    assert_eq!(authority.count(told).await, 1);
    authority.reconcile().await.unwrap();
}

async fn the_way_back_is_a_new_version_that_is_approved_too(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    authority.opens_trials().await;
    authority.publishes("kurs").await;
    let (price, _) = asked(&authority, orders(&authority).await).await;
    applies(&authority, &dearer(99_900)).await;
    authority.publishes("kurs").await;
    let operator = authority.operator();
    let unknown = operator
        .begin_service_version((SLUG, "kurs"), Some(9))
        .await;
    assert!(
        matches!(unknown, Err(TransitionError::NotFound)),
        "{unknown:?}"
    );
    let back = operator
        .begin_service_version((SLUG, "kurs"), Some(1))
        .await;
    assert_eq!(back.unwrap(), 3);
    let twice = operator.begin_service_version((SLUG, "kurs"), None).await;
    assert!(matches!(twice, Err(TransitionError::Open(3))), "{twice:?}");
    assert_eq!(
        asked(&authority, orders(&authority).await).await,
        (99_900, 2)
    );
    let early = authority.leads("kurs", Publish, OFFICE).await;
    assert!(matches!(early, Err(TransitionError::State(_))), "{early:?}");
    authority.publishes("kurs").await;
    assert_eq!(
        asked(&authority, orders(&authority).await).await,
        (price, 3)
    );
    authority.reconcile().await.unwrap();
}

async fn the_operator_alone_changes_what_the_operator_answers_for_and_it_is_written_down(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let mut document = authority_with_trial();
    service(&mut document, "parken").pay_minutes = 44;
    applies(&authority, &document).await;
    let is = life(&authority, "parken").await;
    assert_eq!((is.version, is.open), (2, None));
    let told: Vec<_> = is
        .transitions
        .iter()
        .map(|made| {
            format!(
                "{} version {} by {}",
                made.transition, made.version, made.role
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "publish version 1 by operator",
            "publish version 2 by operator"
        ]
    );
    let states = "SELECT count(*) FROM service_versions v JOIN services s
        ON s.tenant_id = v.tenant_id AND s.service_id = v.service_id
        WHERE s.code = 'parken' AND v.state = 'replaced'";
    assert_eq!(authority.count(states).await, 1);
    let told = "SELECT count(*) FROM audit WHERE act = 'service.describe'
                AND before LIKE '%pay_minutes%' AND after LIKE '%\"pay_minutes\":44%'";
    assert_eq!(authority.count(told).await, 1);
    authority.reconcile().await.unwrap();
}

async fn with_persons_a_document_prepares_versions_and_makes_none_live(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    authority.opens_trials().await;
    authority.first("kasse", (Role::Treasurer, true)).await;
    let mut document = authority_with_trial();
    service(&mut document, "parken").pay_minutes = 44;
    let mut new = service(&mut document, "parken").clone();
    new.code = "garage".to_owned();
    new.bindings.clear();
    document.services.push(new);
    let changes = applies(&authority, &document).await;
    assert_eq!(
        changes,
        ["draft of service parken made", "service garage made"]
    );
    let is = life(&authority, "parken").await;
    assert_eq!((is.version, is.open), (1, Some((2, VersionState::Draft))));
    let is = life(&authority, "garage").await;
    assert_eq!(
        (is.state, is.open),
        (ServiceState::New, Some((1, VersionState::Draft)))
    );
    let exported = authority
        .operator()
        .export_tenant(SLUG)
        .await
        .unwrap()
        .unwrap();
    let mut exported = exported.services.into_iter();
    let parken = exported.find(|service| service.code == "parken").unwrap();
    assert_ne!(parken.pay_minutes, 44, "what is in force");
    assert!(!parken.bindings.is_empty());
    authority.reconcile().await.unwrap();
}

async fn a_version_is_sent_back_with_a_reason_taken_back_and_given_up(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    authority.opens_trials().await;
    authority.publishes("kurs").await;
    applies(&authority, &dearer(99_900)).await;
    for (transition, by) in [(Test, OFFICE), (Submit, OFFICE)] {
        authority.leads("kurs", transition, by).await.unwrap();
    }
    let silent = app::services::WantedTransition {
        transition: SendBack,
        role: Role::Treasurer,
        reason: Reason::typed(" ").ok(),
        seen: None,
    };
    let kurt = authority.app.operator("Kurt", "tests").unwrap();
    let refused = kurt.change_service_state(SLUG, "kurs", &silent).await;
    assert!(
        matches!(refused, Err(TransitionError::NoReason)),
        "{refused:?}"
    );
    let stale = app::services::WantedTransition {
        transition: Approve,
        seen: Some((2, 7)),
        ..silent
    };
    let refused = kurt.change_service_state(SLUG, "kurs", &stale).await;
    assert!(
        matches!(refused, Err(TransitionError::Meanwhile)),
        "{refused:?}"
    );
    authority.leads("kurs", SendBack, TREASURY).await.unwrap();
    authority.leads("kurs", Submit, OFFICE).await.unwrap();
    // A changed document takes it back by itself.
    applies(&authority, &dearer(88_800)).await;
    let is = life(&authority, "kurs").await;
    assert_eq!(is.open, Some((2, VersionState::Draft)));
    assert_eq!(is.transitions.last().unwrap().transition, TakeBack);
    authority.leads("kurs", Discard, OFFICE).await.unwrap();
    let is = life(&authority, "kurs").await;
    assert_eq!(
        (is.version, is.open, is.state),
        (1, None, ServiceState::Live)
    );
    let refused = authority.leads("kurs", Submit, OFFICE).await.unwrap_err();
    assert!(refused.source().is_none(), "{refused}");
    authority.reconcile().await.unwrap();
}

/// Something is written past the program.
async fn plants(authority: &TestAuthority, statements: &[&str]) {
    let scope = storage::Scope::Tenant(authority.tenant);
    let mut tx = authority.db.write(scope).await.unwrap();
    for sql in statements {
        tx.raw(sql).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// What `verify` says of master data.
async fn told(authority: &TestAuthority) -> String {
    let options = app::ledger::VerifyOptions::default();
    let reports = authority.operator().verify(&options).await.unwrap();
    let told = reports.into_iter().flat_map(|report| report.differences);
    let told = told.filter(|difference| difference.area == "master data");
    told.map(|difference| difference.text + "\n").collect()
}

async fn a_planted_approval_is_not_published_and_told(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    authority.opens_trials().await;
    for transition in [Test, Submit] {
        authority.leads("kurs", transition, OFFICE).await.unwrap();
    }
    let approved = [
        "INSERT INTO service_version_parts (tenant_id, service_id, version, actor, part)
         SELECT tenant_id, service_id, version, 'operator:kurt', 'approver'
         FROM service_versions WHERE state = 'submitted'",
        "UPDATE service_versions SET state = 'approved', approved_by = 'operator:kurt',
            approved_part = 'approver', approved_hash = hash WHERE state = 'submitted'",
    ];
    plants(&authority, &approved).await;
    let published = authority.leads("kurs", Publish, OFFICE).await;
    assert!(
        matches!(published, Err(TransitionError::Unproven)),
        "{published:?}"
    );
    let told = told(&authority).await;
    assert!(
        told.contains("version 1 has an approver that approved nothing of it"),
        "{told}"
    );
}

async fn what_was_written_past_the_program_holds_up_all_but_pausing(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    authority.opens_trials().await;
    authority.publishes("kurs").await;
    authority.reconcile().await.unwrap();
    let author = "INSERT INTO service_version_parts (tenant_id, service_id, version, actor, part)
        SELECT v.tenant_id, v.service_id, v.version, 'operator:eva', 'author'
        FROM service_versions v
        JOIN services s ON s.tenant_id = v.tenant_id AND s.service_id = v.service_id
        WHERE s.code = 'kurs'";
    plants(&authority, &[author]).await;
    let operator = authority.operator();
    let begun = operator.begin_service_version((SLUG, "kurs"), None).await;
    assert!(matches!(begun, Err(TransitionError::Unproven)), "{begun:?}");
    let applied = operator.apply_tenant(&dearer(99_900)).await;
    let applied = format!("{:?}", applied.unwrap_err());
    assert!(applied.contains("zahlstelle verify"), "{applied}");
    let life = authority.leads("kurs", Pause, OFFICE).await.unwrap();
    assert_eq!(life.service, ServiceState::Paused);
    let told = told(&authority).await;
    assert!(
        told.contains("not what its last act commits to"),
        "still: {told}"
    );
}

async fn a_clerk_that_owns_services_too_changes_more_than_texts(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let office = authority.staffed().await;
    // It is a draft still.
    let number = 1;
    let longer = async || {
        let clerk = authority.at_work(&office.clerk).await;
        let version = clerk.view_version("kurs", number).await.unwrap();
        let mut document = version.document;
        document.pay_minutes += 7;
        let seen = (number, version.revision);
        clerk.describe_version("kurs", (seen, &document)).await
    };
    let denied = longer().await;
    assert!(matches!(denied, Err(StaffError::Denied(_))), "{denied:?}");
    let admin = authority.at_work(&office.admin).await;
    let owner = testkit::wanted(Role::ServiceOwner);
    let grant = admin.propose_grant(office.clerk.id, &owner).await.unwrap();
    let lead = authority.at_work(&office.lead).await;
    lead.confirm_grant(grant).await.unwrap();
    longer().await.unwrap();
    authority.reconcile().await.unwrap();
}
