//! What citizens order from the catalogue, and how its services change their state; told on both
//! engines.

use std::time::Duration;

use app::payments::{CitizenState, CreatePaymentError};
use app::services::{FormError, OrderError, Ordered, TransitionError};
use domain::PaymentId;
use domain::access::Role;
use domain::services::ServiceTransition::{Approve, Pause, Publish, Resume, Retire, Submit, Test};
use domain::services::{FeeError, FieldError, ServiceState};
use storage::{Db, Scope, on_both_engines};
use testkit::{AtProvider, CERTIFICATE_CENTS, TestAuthority, authority_document};

on_both_engines! {
    an_order_becomes_a_claim_and_is_paid_to_the_cent
    the_same_form_sent_twice_is_one_order_and_a_corrected_one_another
    a_form_that_is_wrong_makes_nothing
    a_form_without_a_token_of_ours_makes_nothing
    only_live_services_are_listed_and_found_by_their_words
    a_service_goes_its_way_from_draft_to_retirement
    the_approver_does_not_publish_and_only_what_was_approved_is_published
    a_paused_service_takes_nothing_new_and_what_is_under_way_goes_on
    a_document_holds_a_live_service_and_makes_none_live
    real_money_never_reaches_a_simulator
    answers_are_erased_and_the_books_stay
    an_order_that_is_never_paid_uses_one_number_and_leaves_four_lines_of_the_chain
}

const OFFICE: (Role, &str) = (Role::ServiceOwner, "Ada");
const TREASURY: (Role, &str) = (Role::Treasurer, "Kurt");

fn payment(ordered: Result<Ordered, OrderError>) -> PaymentId {
    match ordered {
        Ok(Ordered::Payment(payment)) => payment,
        other => panic!("no payment: {other:?}"),
    }
}

async fn rows(db: &Db, authority: &TestAuthority, sql: &str) -> i64 {
    let mut tx = db.read(Scope::Tenant(authority.tenant)).await.unwrap();
    tx.raw_number(sql).await.unwrap()
}

async fn an_order_becomes_a_claim_and_is_paid_to_the_cent(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.orders_certificates(3).await.unwrap();
    let page = authority.page(payment).await;
    assert_eq!(page.amount.cents(), 3 * CERTIFICATE_CENTS);
    assert_eq!(page.description, "3 × Meldebescheinigung");
    let digits = page.kassenzeichen.chars().filter(char::is_ascii_digit);
    assert_eq!(digits.count(), 14, "{}", page.kassenzeichen);
    authority.pays(payment, AtProvider::Approves).await;
    assert!(matches!(
        authority.page(payment).await.state,
        CitizenState::Paid { .. }
    ));
    let orders = authority
        .operator()
        .newest_orders("musterstadt", "meldung", 10)
        .await;
    let orders = orders.unwrap().unwrap();
    let [order] = orders.as_slice() else {
        panic!("one order: {orders:?}");
    };
    assert_eq!((order.payment, order.state.as_str()), (payment, "paid"));
    let answers = order.answers.clone().unwrap();
    assert_eq!(answers.quantity, Some(3));
    assert_eq!(answers.fields[0].value, "Erika Muster");
    assert!(authority.ledger().await.contains("claims          -36.00"));
    authority.reconcile().await.unwrap();
}

async fn the_same_form_sent_twice_is_one_order_and_a_corrected_one_another(db: Db) {
    let authority = TestAuthority::new(db.clone(), 2).await;
    let token = authority.app.payer().form_token();
    let form = [("quantity", "1"), ("field.name", "Erika")];
    let sent = (0..5).map(|_| authority.orders_with("meldung", &token, &form));
    let sent = futures_util::future::join_all(sent).await;
    let mut made: Vec<_> = sent.into_iter().map(payment).collect();
    made.dedup();
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(
        rows(&db, &authority, "SELECT count(*) FROM orders").await,
        1
    );
    assert_eq!(
        rows(&db, &authority, "SELECT count(*) FROM claims").await,
        1
    );
    // Spelt otherwise it is the same; another name or token is another order.
    let spelt = [("quantity", " 01 "), ("field.name", "  Erika ")];
    let same = authority.orders_with("meldung", &token, &spelt).await;
    assert_eq!(payment(same), made[0]);
    let corrected = [("quantity", "1"), ("field.name", "Erika M.")];
    let other = payment(authority.orders_with("meldung", &token, &corrected).await);
    assert_ne!(other, made[0]);
    assert_ne!(payment(authority.orders("meldung", &form).await), made[0]);
    assert_eq!(
        rows(&db, &authority, "SELECT count(*) FROM orders").await,
        3
    );
    authority.reconcile().await.unwrap();
}

async fn a_form_that_is_wrong_makes_nothing(db: Db) {
    let authority = TestAuthority::new(db.clone(), 3).await;
    let form = [("quantity", "6"), ("field.mail", "erika")];
    let Ok(Ordered::Wrong(errors)) = authority.orders("meldung", &form).await else {
        panic!("taken");
    };
    let field = |code: &str, error| FormError::Field {
        code: code.to_owned(),
        error,
    };
    assert_eq!(
        errors,
        [
            FormError::Fee(FeeError::TooMany(5)),
            field("name", FieldError::Missing),
            field("mail", FieldError::NotAnEmail),
        ]
    );
    for table in ["orders", "claims", "payments", "order_fields"] {
        let count = format!("SELECT count(*) FROM {table}");
        assert_eq!(rows(&db, &authority, &count).await, 0, "{table}");
    }
    assert!(matches!(
        authority.orders("parken", &[]).await,
        Err(OrderError::NotFound)
    ));
}

async fn a_form_without_a_token_of_ours_makes_nothing(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let form = [("quantity", "1"), ("field.name", "Erika")];
    for token in ["", "1", "zz112233445566778899aabbccddeeff"] {
        let sent = authority.orders_with("meldung", token, &form).await;
        assert!(matches!(sent, Err(OrderError::NoToken)), "{token}");
    }
}

async fn only_live_services_are_listed_and_found_by_their_words(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let listed = async |search: &str| {
        let catalogue = authority.app.payer().catalogue("musterstadt", search).await;
        let services = catalogue.unwrap().unwrap().services;
        services
            .into_iter()
            .map(|service| service.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(listed("").await, ["meldung"]);
    for found in [
        "bescheinigung",
        "buergerbuero wohnsitz",
        "Certificate",
        "burgerburo",
    ] {
        assert_eq!(listed(found).await, ["meldung"], "{found}");
    }
    assert!(listed("kurs").await.is_empty(), "a draft is not public");
    assert!(
        listed("parkausweis").await.is_empty(),
        "not in the catalogue"
    );
    assert!(
        authority
            .app
            .payer()
            .catalogue("nowhere", "")
            .await
            .unwrap()
            .is_none()
    );
}

#[expect(clippy::too_many_lines, reason = "one story, told in order")]
async fn a_service_goes_its_way_from_draft_to_retirement(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    authority.opens_trials().await;
    let form = [("option", "klein")];
    let refused = async |state| {
        let sent = authority.orders("kurs", &form).await;
        assert!(
            matches!(&sent, Err(OrderError::NotOffered(is)) if *is == state),
            "{sent:?}"
        );
    };
    refused(ServiceState::New).await;
    let early = authority.leads("kurs", Publish, OFFICE).await;
    let told = early.unwrap_err().to_string();
    assert!(told.contains("new, its next version draft"), "{told}");
    let untried = authority.leads("kurs", Submit, OFFICE).await;
    assert!(
        matches!(untried, Err(TransitionError::NotTried)),
        "{untried:?}"
    );
    authority.leads("kurs", Test, OFFICE).await.unwrap();
    authority.leads("kurs", Submit, OFFICE).await.unwrap();
    refused(ServiceState::New).await;
    let not_by_office = authority.leads("kurs", Approve, OFFICE).await;
    assert!(matches!(
        not_by_office,
        Err(TransitionError::Role(Role::ServiceOwner))
    ));
    authority.leads("kurs", Approve, TREASURY).await.unwrap();
    refused(ServiceState::New).await;
    authority.leads("kurs", Publish, OFFICE).await.unwrap();
    payment(authority.orders("kurs", &form).await);
    authority.leads("kurs", Pause, TREASURY).await.unwrap();
    refused(ServiceState::Paused).await;
    authority.leads("kurs", Resume, OFFICE).await.unwrap();
    payment(authority.orders("kurs", &form).await);
    authority.leads("kurs", Retire, OFFICE).await.unwrap();
    refused(ServiceState::Retired).await;
    let operator = authority.operator();
    let lifecycles = operator.service_lifecycles("musterstadt").await;
    let lifecycles = lifecycles.unwrap().unwrap();
    let lifecycle = lifecycles
        .into_iter()
        .find(|lifecycle| lifecycle.code == "kurs")
        .unwrap();
    let told: Vec<_> = lifecycle
        .transitions
        .iter()
        .map(|made| {
            format!(
                "{} by {}, {}: {}",
                made.transition, made.by, made.role, made.state
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "test by Ada, service_owner: new",
            "submit by Ada, service_owner: submitted",
            "approve by Kurt, treasurer: approved",
            "publish by Ada, service_owner: live",
            "pause by Kurt, treasurer: paused",
            "resume by Ada, service_owner: live",
            "retire by Ada, service_owner: retired",
        ]
    );
}

async fn the_approver_does_not_publish_and_only_what_was_approved_is_published(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    authority.opens_trials().await;
    authority.leads("kurs", Test, OFFICE).await.unwrap();
    authority.leads("kurs", Submit, OFFICE).await.unwrap();
    let oneself = authority
        .leads("kurs", Approve, (Role::Treasurer, "ada"))
        .await;
    assert!(
        matches!(oneself, Err(TransitionError::Author)),
        "{oneself:?}"
    );
    authority.leads("kurs", Approve, TREASURY).await.unwrap();
    let alone = authority
        .leads("kurs", Publish, (Role::ServiceOwner, " Kurt "))
        .await;
    assert!(
        matches!(alone, Err(TransitionError::SamePerson)),
        "{alone:?}"
    );
    assert!(authority.app.operator(" ", "tests").is_err());
    let mut dearer = authority_document();
    let kurs = dearer
        .services
        .iter_mut()
        .find(|service| service.code == "kurs");
    kurs.unwrap().pay_minutes = 31;
    authority.operator().apply_tenant(&dearer).await.unwrap();
    let changed = authority.leads("kurs", Publish, OFFICE).await;
    let told = changed.unwrap_err().to_string();
    assert!(told.contains("its next version draft"), "{told}");
    authority.publishes("kurs").await;
}

async fn a_paused_service_takes_nothing_new_and_what_is_under_way_goes_on(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let under_way = authority.asks_for_payment().await.unwrap();
    authority.leads("parken", Pause, OFFICE).await.unwrap();
    let refused = authority.asks_anew().await;
    assert!(
        matches!(refused, Err(CreatePaymentError::NotLive)),
        "{refused:?}"
    );
    authority.pays(under_way, AtProvider::Approves).await;
    assert!(matches!(
        authority.page(under_way).await.state,
        CitizenState::Paid { .. }
    ));
    authority.leads("parken", Resume, OFFICE).await.unwrap();
    authority.asks_anew().await.unwrap();
    authority.reconcile().await.unwrap();
}

async fn a_document_holds_a_live_service_and_makes_none_live(db: Db) {
    let authority = TestAuthority::new(db, 9).await;
    authority.opens_trials().await;
    let apply = async |code: &str, live| {
        let mut document = authority_document();
        let services = &mut document.services;
        let service = services.iter_mut().find(|service| service.code == code);
        service.unwrap().live = live;
        authority.operator().apply_tenant(&document).await.unwrap();
        authority
            .operator()
            .service_lifecycles("musterstadt")
            .await
            .unwrap()
            .unwrap()
    };
    let state = |lifecycles: &[app::services::ServiceLifecycle], code: &str| {
        lifecycles
            .iter()
            .find(|lifecycle| lifecycle.code == code)
            .unwrap()
            .state
    };
    assert_eq!(state(&apply("kurs", true).await, "kurs"), ServiceState::New);
    assert_eq!(
        state(&apply("parken", false).await, "parken"),
        ServiceState::Paused
    );
    let held = authority.leads("parken", Resume, OFFICE).await;
    assert!(
        matches!(held, Err(TransitionError::HeldByDocument)),
        "{held:?}"
    );
    assert_eq!(
        state(&apply("parken", true).await, "parken"),
        ServiceState::Live
    );
    authority.publishes("kurs").await;
    let waiting = apply("kurs", false).await;
    assert_eq!(state(&waiting, "kurs"), ServiceState::Live, "a draft");
    for transition in [Test, Submit] {
        let held = authority.leads("kurs", transition, OFFICE).await;
        assert!(held.is_err(), "{transition}: {held:?}");
    }
}

/// The authority that applying would refuse: its simulators take payments that are no trials.
async fn takes_real_money(db: &Db) {
    let sql = r#"UPDATE tenants SET document = replace(document, '"test":true', '"test":false')
        WHERE slug = 'musterstadt'"#;
    let mut tx = db.write(Scope::Operator).await.unwrap();
    assert_eq!(tx.raw(sql).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

async fn real_money_never_reaches_a_simulator(db: Db) {
    let authority = TestAuthority::new(db.clone(), 11).await;
    // Real money by mistake: a simulator where an account for real money belongs.
    let mut real = authority_document();
    real.profile.test = false;
    let refused = authority.operator().apply_tenant(&real).await.unwrap_err();
    let why = std::error::Error::source(&refused).unwrap().to_string();
    assert!(
        why.starts_with("services.parken.methods[0].account: real money"),
        "{why}"
    );
    takes_real_money(&db).await;
    let order = authority.orders_certificates(1).await.unwrap();
    assert_eq!(authority.chooses_paypal(order).await, None);
    assert_eq!(
        rows(&db, &authority, "SELECT count(*) FROM attempts").await,
        0
    );
}

async fn answers_are_erased_and_the_books_stay(db: Db) {
    let authority = TestAuthority::new(db.clone(), 12).await;
    let old = authority.orders_certificates(1).await.unwrap();
    authority.pays(old, AtProvider::Approves).await;
    let before = authority.ledger().await;
    authority.after(Duration::from_hours(48)).await;
    let new = authority.orders_certificates(2).await.unwrap();
    let day = Duration::from_hours(24);
    let erased = authority
        .operator()
        .erase_answers("musterstadt", "meldung", day)
        .await;
    assert_eq!(erased.unwrap(), Some(1));
    let orders = authority
        .operator()
        .newest_orders("musterstadt", "meldung", 10)
        .await;
    let orders = orders.unwrap().unwrap();
    let told: Vec<_> = orders
        .iter()
        .map(|order| (order.payment, order.answers.is_some()))
        .collect();
    assert_eq!(told, [(new, true), (old, false)]);
    assert!(matches!(
        authority.page(old).await.state,
        CitizenState::Paid { .. }
    ));
    authority
        .app
        .payer()
        .cancel_payment("musterstadt", new)
        .await
        .unwrap();
    assert_eq!(authority.ledger().await, before);
    for text in ["Erika", "Muster"] {
        for (table, column) in [("claims", "text"), ("payment_requests", "echo")] {
            let sql = format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%{text}%'");
            assert_eq!(rows(&db, &authority, &sql).await, 0, "{table}");
        }
    }
    authority.reconcile().await.unwrap();
}

/// What a flood of orders costs for good, beside rows that are erased some day: `docs/security.md`
/// says so.
async fn an_order_that_is_never_paid_uses_one_number_and_leaves_four_lines_of_the_chain(db: Db) {
    let authority = TestAuthority::new(db, 12).await;
    // Each with a number that no other has.
    let used = "SELECT count(*) FROM claims";
    let lines = "SELECT (SELECT count(*) FROM transfers) + (SELECT count(*) FROM audit)";
    let before = (authority.count(used).await, authority.count(lines).await);
    authority.orders_certificates(1).await.unwrap();
    authority.after(Duration::from_mins(31)).await;
    assert_eq!(authority.count(used).await, before.0 + 1);
    assert_eq!(authority.count(lines).await, before.1 + 4);
    let open = "SELECT count(*) FROM payments WHERE state = 'open'";
    assert_eq!(authority.count(open).await, 0);
    authority.reconcile().await.unwrap();
}
