//! The trial tenant, told on both engines: services are tried out there, and nothing crosses.

use std::error::Error as _;
use std::time::Duration;

use app::ledger::VerifyOptions;
use app::payments::CitizenState;
use app::services::{OrderError, Ordered, TransitionError};
use app::tenants::documents::{ServiceDocument, TenantDocument};
use domain::access::Role;
use domain::payments::Method;
use domain::services::{ServiceState, ServiceTransition};
use domain::tenants::Channel;
use domain::{PaymentId, TenantId};
use storage::{Db, Scope, on_both_engines};
use testkit::{
    AtProvider, SECRET, SLUG, TRIAL_SECRET, TRIAL_SLUG, TestAuthority, authority_document,
    authority_with_trial,
};

on_both_engines! {
    a_trial_is_paid_in_the_trial_tenant_and_leaves_no_row_at_the_authority
    what_goes_live_is_what_was_tried_out
    a_service_without_a_trial_tenant_or_its_account_is_not_tried_out
    a_copy_takes_trials_until_it_ends_with_the_service
    services_of_a_trial_tenant_take_no_transitions_of_their_own
    a_calling_system_tries_out_with_credentials_of_the_trial_tenant
    an_account_of_the_trial_tenant_takes_no_real_money_and_has_no_other_tenant
    names_of_calling_systems_say_whether_they_try_out
    the_document_of_the_authority_holds_its_trial_tenant
}

const OFFICE: (Role, &str) = (Role::ServiceOwner, "Ada");
const TREASURY: (Role, &str) = (Role::Treasurer, "Kurt");
/// Pages show master data of so long ago at most.
const LATELY: Duration = Duration::from_secs(2);
const FORM: [(&str, &str); 1] = [("option", "klein")];

fn payment(ordered: Result<Ordered, OrderError>) -> PaymentId {
    match ordered {
        Ok(Ordered::Payment(payment)) => payment,
        other => panic!("no payment: {other:?}"),
    }
}

/// Rows of the tenant in every table, by table.
async fn rows(db: &Db, tenant: TenantId) -> Vec<(String, i64)> {
    let tables = if db.is_postgres() {
        "SELECT table_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY table_name"
    } else {
        "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.name = 'tenant_id' ORDER BY m.name"
    };
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let mut counted = Vec::new();
    for table in tx.raw_texts(tables).await.unwrap() {
        let id = if db.is_postgres() {
            format!("'{tenant_id}'", tenant_id = tenant.as_uuid())
        } else {
            format!("x'{}'", tenant.as_uuid().simple())
        };
        let sql = format!("SELECT count(*) FROM {table} WHERE tenant_id = {id}");
        counted.push((table, tx.raw_number(&sql).await.unwrap()));
    }
    counted
}

async fn next_numbers(authority: &TestAuthority) -> Vec<(String, u64)> {
    let scope = Scope::Tenant(authority.tenant);
    let mut tx = authority.db.read(scope).await.unwrap();
    let pools = tx.claims().pools().all().await.unwrap();
    let pools = pools.into_iter().map(|pool| (pool.code, pool.next_counter));
    pools.collect()
}

/// The body of each event of the tenant.
async fn feed(authority: &TestAuthority, slug: &str) -> Vec<String> {
    authority.app.system().number_events().await.unwrap();
    let page = authority.operator().events_after(slug, 0, 1000).await;
    let events = page.unwrap().unwrap().events.into_iter();
    events.map(|event| event.body).collect()
}

async fn a_trial_is_paid_in_the_trial_tenant_and_leaves_no_row_at_the_authority(db: Db) {
    let authority = TestAuthority::new(db.clone(), 1).await;
    let trial = authority.opens_trials().await;
    authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await
        .unwrap();
    authority.app.system().seal().await.unwrap();
    feed(&authority, SLUG).await;
    let (before, numbers) = (
        rows(&db, authority.tenant).await,
        next_numbers(&authority).await,
    );

    authority.visits(TRIAL_SLUG);
    authority.time_passes(LATELY);
    let kurs = authority.service("kurs").await;
    assert_eq!(kurs.state, ServiceState::Live);
    assert!(kurs.tenant.profile.test, "the banner");
    let tried = payment(authority.orders("kurs", &FORM).await);
    let page = authority.page(tried).await;
    assert!(page.tenant.profile.test, "the banner");
    let methods: Vec<_> = page.methods.iter().map(Method::as_str).collect();
    assert_eq!(methods, ["paypal"], "a transfer would be real");
    authority.pays(tried, AtProvider::Approves).await;
    authority.provider_events_arrive().await;
    authority
        .asks_for_receipt(tried, "erika@example.org")
        .await
        .unwrap();
    authority.does_what_is_due().await;
    let page = authority.page(tried).await;
    assert!(matches!(page.state, CitizenState::Paid { .. }), "{page:?}");
    let operator = authority.operator();
    let orders = operator.newest_orders(TRIAL_SLUG, "kurs", 10).await;
    assert_eq!(orders.unwrap().unwrap()[0].payment, tried);
    let told = feed(&authority, TRIAL_SLUG).await;
    let paid = told.iter().find(|body| body.contains("payment.paid"));
    assert!(paid.unwrap().contains("\"test\":true"), "{told:?}");

    assert_eq!(rows(&db, authority.tenant).await, before);
    assert_eq!(next_numbers(&authority).await, numbers);
    assert!(rows(&db, trial).await.contains(&("money_in".to_owned(), 1)));
    authority.visits(SLUG);
    let page = authority.app.payer().pay_view(SLUG, tried).await;
    assert!(page.unwrap().is_none(), "unknown to the authority");
    let told = feed(&authority, SLUG).await;
    assert!(
        told.iter().all(|body| body.contains("\"test\":false")),
        "{told:?}"
    );
    assert_eq!(listed(&authority, SLUG).await, ["meldung"]);
    assert_eq!(listed(&authority, TRIAL_SLUG).await, ["kurs"]);
    let reports = authority.operator().verify(&VerifyOptions::default()).await;
    let reports = reports.unwrap();
    assert_eq!(reports.len(), 2);
    for report in reports {
        assert_eq!(report.differences, [], "{}", report.slug);
    }
    authority.reconcile().await.unwrap();
}

/// What the tenant's catalogue lists.
async fn listed(authority: &TestAuthority, slug: &str) -> Vec<String> {
    let catalogue = authority.app.payer().catalogue(slug, "").await;
    let services = catalogue.unwrap().unwrap().services.into_iter();
    services.map(|service| service.code).collect()
}

/// The service as it is stored at the tenant.
async fn stored(authority: &TestAuthority, tenant: TenantId) -> (String, String) {
    let mut tx = authority.db.read(Scope::Tenant(tenant)).await.unwrap();
    let service = tx.services().by_code("kurs").await.unwrap().unwrap();
    (service.document, service.pool_document)
}

async fn apply(authority: &TestAuthority, change: impl FnOnce(&mut TenantDocument)) {
    let mut document = authority_with_trial();
    change(&mut document);
    let applied = authority.operator().apply_tenant(&document).await;
    applied.unwrap();
}

fn kurs(document: &mut TenantDocument) -> &mut ServiceDocument {
    let mut services = document.services.iter_mut();
    services.find(|service| service.code == "kurs").unwrap()
}

async fn what_goes_live_is_what_was_tried_out(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let trial = authority.opens_trials().await;
    authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await
        .unwrap();
    let approve = async || {
        authority
            .leads("kurs", ServiceTransition::Approve, TREASURY)
            .await
    };
    let submit = async || {
        authority
            .leads("kurs", ServiceTransition::Submit, OFFICE)
            .await
    };
    apply(&authority, |document| kurs(document).pay_minutes = 31).await;
    let other = submit().await;
    assert!(matches!(other, Err(TransitionError::NotTried)), "{other:?}");
    authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await
        .unwrap();
    submit().await.unwrap();
    apply(&authority, |document| {
        kurs(document).pay_minutes = 31;
        let mut pools = document.pools.iter_mut();
        let pool = pools.find(|pool| pool.code == "parken").unwrap();
        pool.mask = Some("99999.99.999999.9".to_owned());
    })
    .await;
    let other = approve().await;
    assert!(matches!(other, Err(TransitionError::NotTried)), "{other:?}");
    authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await
        .unwrap();
    approve().await.unwrap();
    let live = authority
        .leads("kurs", ServiceTransition::Publish, OFFICE)
        .await;
    assert_eq!(live.unwrap().service, ServiceState::Live);
    let tried = stored(&authority, trial).await;
    assert_eq!(stored(&authority, authority.tenant).await, tried);
    // A live service is tried out again beside what goes on, and its approval stands.
    let again = authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await;
    assert_eq!(again.unwrap().service, ServiceState::Live);
    payment(authority.orders("kurs", &FORM).await);
    authority.reconcile().await.unwrap();
}

async fn a_service_without_a_trial_tenant_or_its_account_is_not_tried_out(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let nowhere = authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await;
    assert!(
        matches!(nowhere, Err(TransitionError::NoTrialTenant)),
        "{nowhere:?}"
    );
    let mut document = authority_with_trial();
    document.trial.as_mut().unwrap().accounts.clear();
    authority.operator().apply_tenant(&document).await.unwrap();
    let nowhere = authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await;
    assert!(
        matches!(nowhere, Err(TransitionError::NoTrialAccount)),
        "{nowhere:?}"
    );
    apply(&authority, |document| kurs(document).live = false).await;
    let held = authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await;
    assert!(
        matches!(held, Err(TransitionError::HeldByDocument)),
        "{held:?}"
    );
    let copies = "SELECT count(*) FROM services s JOIN tenants t ON t.tenant_id = s.tenant_id
                  WHERE t.trial_of IS NOT NULL";
    assert_eq!(authority.count(copies).await, 0);
}

async fn a_copy_takes_trials_until_it_ends_with_the_service(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    authority.opens_trials().await;
    let at_trial = async || {
        authority.visits(TRIAL_SLUG);
        authority.time_passes(LATELY);
        let state = authority.service("kurs").await.state;
        let sent = authority.orders("kurs", &FORM).await;
        authority.visits(SLUG);
        assert_eq!(sent.is_ok(), state.is_live(), "{sent:?}");
        state
    };
    authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await
        .unwrap();
    assert_eq!(at_trial().await, ServiceState::Live);
    authority.publishes("kurs").await;
    authority
        .leads("kurs", ServiceTransition::Pause, TREASURY)
        .await
        .unwrap();
    assert_eq!(
        at_trial().await,
        ServiceState::Live,
        "what is found is tried out"
    );
    authority
        .leads("kurs", ServiceTransition::Retire, OFFICE)
        .await
        .unwrap();
    assert_eq!(at_trial().await, ServiceState::Retired);
    let lifecycles = authority.operator().service_lifecycles(TRIAL_SLUG).await;
    let lifecycles = lifecycles.unwrap().unwrap();
    let told: Vec<_> = lifecycles[0]
        .transitions
        .iter()
        .map(|made| format!("{} by {}: {}", made.transition, made.by, made.state))
        .collect();
    assert_eq!(
        told,
        [
            "publish by Ada: live",
            "test by Ada: live",
            "test by Ada: live",
            "retire by Ada: retired"
        ]
    );
    authority.reconcile().await.unwrap();
}

async fn services_of_a_trial_tenant_take_no_transitions_of_their_own(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    authority.opens_trials().await;
    authority
        .leads("kurs", ServiceTransition::Test, OFFICE)
        .await
        .unwrap();
    let operator = authority.operator();
    for transition in [
        ServiceTransition::Test,
        ServiceTransition::Pause,
        ServiceTransition::Retire,
    ] {
        let wanted = app::services::WantedTransition {
            transition,
            role: Role::ServiceOwner,
            reason: None,
            seen: None,
        };
        let refused = operator
            .change_service_state(TRIAL_SLUG, "kurs", &wanted)
            .await;
        assert!(
            matches!(refused, Err(TransitionError::InTrialTenant)),
            "{refused:?}"
        );
    }
}

async fn a_calling_system_tries_out_with_credentials_of_the_trial_tenant(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    authority.opens_trials().await;
    let numbers = next_numbers(&authority).await;
    let state = authority
        .leads("parken", ServiceTransition::Test, OFFICE)
        .await;
    assert_eq!(
        state.unwrap().service,
        ServiceState::Live,
        "it goes on meanwhile"
    );
    let clients = authority.app.clients();
    let login = clients.authenticate_basic("zk_test_portal", TRIAL_SECRET);
    let client = login.await.unwrap().proven().unwrap();
    // The key is the same as in earnest; only the credentials differ.
    let key = "parken/05158999";
    let binding = client.binding(Channel::Xbezahldienste, key).await.unwrap();
    let request = authority.request(4_250);
    let asked = client.create_payment(&binding, &request).await.unwrap();
    let tried = asked.status.payment;
    authority.visits(TRIAL_SLUG);
    authority.pays(tried, AtProvider::Approves).await;
    let page = authority.page(tried).await;
    assert!(matches!(page.state, CitizenState::Paid { .. }), "{page:?}");
    assert_eq!(next_numbers(&authority).await, numbers);
    // Neither sees the other's payments, nor gets in with the other's secret.
    let real = authority.client().await.unwrap();
    let bound = real.binding(Channel::Xbezahldienste, key).await.unwrap();
    assert!(real.payment_status(&bound, tried).await.unwrap().is_none());
    for (name, secret) in [("portal", TRIAL_SECRET), ("zk_test_portal", SECRET)] {
        let login = clients.authenticate_basic(name, secret).await.unwrap();
        assert!(login.proven().is_none(), "{name}");
    }
    authority.visits(SLUG);
    authority.reconcile().await.unwrap();
}

async fn refused(authority: &TestAuthority, document: &TenantDocument) -> String {
    let refused = authority.operator().apply_tenant(document).await;
    refused.unwrap_err().source().unwrap().to_string()
}

async fn an_account_of_the_trial_tenant_takes_no_real_money_and_has_no_other_tenant(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    authority.opens_trials().await;
    let with = |change: fn(&mut TenantDocument)| {
        let mut document = authority_with_trial();
        change(&mut document);
        document
    };
    let live = with(|of| of.trial.as_mut().unwrap().accounts[0].environment = "live".to_owned());
    let same = with(|of| of.trial.as_mut().unwrap().accounts[0] = of.accounts[0].clone());
    let other = with(|of| of.trial.as_mut().unwrap().accounts[0].code = "other".to_owned());
    let nobodys = with(|of| {
        of.slug = "nachbarstadt".to_owned();
        of.clients.clear();
        of.trial.as_mut().unwrap().clients.clear();
        of.services
            .iter_mut()
            .for_each(|service| service.bindings.clear());
    });
    for (document, why) in [
        (
            live,
            "trial.accounts.paypal.environment: trials never meet real money",
        ),
        (
            same,
            "trial.accounts.paypal.settings: another account of the document is the same",
        ),
        (
            other,
            "trial.accounts.other.code: it stands in for no account of the authority",
        ),
        (
            nobodys,
            "trial.accounts.paypal.settings: another authority uses this account; each needs one \
             of its own",
        ),
    ] {
        assert_eq!(refused(&authority, &document).await, why);
    }
}

async fn names_of_calling_systems_say_whether_they_try_out(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let mut document = authority_with_trial();
    document.clients[0].name = "zk_test_portal".to_owned();
    assert_eq!(
        refused(&authority, &document).await,
        "clients.zk_test_portal: zk_test_ begins the names of [[trial.clients]]"
    );
    let mut document = authority_with_trial();
    document.trial.as_mut().unwrap().clients[0].name = "portal".to_owned();
    assert_eq!(
        refused(&authority, &document).await,
        "trial.clients.portal: its name has to begin with zk_test_"
    );
}

async fn the_document_of_the_authority_holds_its_trial_tenant(db: Db) {
    let authority = TestAuthority::new(db, 9).await;
    authority.opens_trials().await;
    let operator = authority.operator();
    let exported = operator.export_tenant(SLUG).await.unwrap().unwrap();
    let trial = exported.trial.as_ref().unwrap();
    assert_eq!(trial.accounts[0].settings["client_id"], "probe");
    assert_eq!(trial.clients[0].name, "zk_test_portal");
    operator.check_tenant(&exported).await.unwrap();
    let again = operator.apply_tenant(&exported).await.unwrap();
    assert_eq!(
        (again.changes, again.trial.unwrap().changes),
        (vec![], vec![])
    );
    assert!(operator.export_tenant(TRIAL_SLUG).await.unwrap().is_none());
    // Left out, it stays as it is; only authorities are shown to payers.
    let without = operator.apply_tenant(&authority_document()).await.unwrap();
    assert!(without.trial.is_none());
    let known = operator.tenants().await.unwrap();
    let known: Vec<_> = known.iter().map(|tenant| tenant.slug.as_str()).collect();
    assert_eq!(known, [SLUG, TRIAL_SLUG]);
    let shown = authority.app.payer().authorities().await.unwrap();
    let shown: Vec<_> = shown.iter().map(|tenant| tenant.slug.as_str()).collect();
    assert_eq!(shown, [SLUG]);
}
