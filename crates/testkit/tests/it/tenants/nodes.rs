//! Master data on several nodes: what is changed on one holds on all.

use std::time::Duration;

use app::access::TokenScope;
use app::access::doors::{ClientApp, ClientLogin};
use app::claims::notices::NoticePayment;
use app::payments::{CitizenState, CreatePaymentError, StatusError};
use app::services::WantedTransition;
use app::tenants::documents::TenantDocument;
use app::tenants::{Binding, BindingError};
use app::{App, ReadError};
use domain::access::Role;
use domain::payments::PaymentState;
use domain::services::ServiceTransition;
use domain::tenants::Channel;
use secrecy::SecretString;
use storage::testing::as_owner;
use storage::{Db, Scope, on_both_engines};
use testkit::{FEE_CENTS, SECRET, TestAuthority, authority_document, file_of, notice_number};

const KEY: &str = "parken/05158999";
const OTHER_SECRET: &str = "another-secret-of-the-made-up-portal";

on_both_engines! {
    a_changed_secret_ends_the_old_one_at_once_on_every_node
    a_revoked_client_is_refused_at_once_on_every_node
    a_token_ends_with_its_clients_secret_at_once_on_every_node
    a_service_taken_from_a_client_is_refused_at_once_on_every_node
    a_paused_service_takes_nothing_at_once_on_any_node
    both_methods_are_up_at_a_provider_and_at_a_bank
    a_changed_fee_is_seen_within_two_seconds
    a_changed_holder_of_a_bank_account_is_told_at_once
    the_same_document_changes_nothing
    applying_says_precisely_what_changed
    a_payment_for_a_notice_reads_no_services
    unreadable_master_data_stops_its_tenant_alone_and_is_named
}

async fn portal(node: &App, secret: &str) -> Option<ClientApp> {
    let login = node.clients().authenticate_basic("portal", secret).await;
    ClientLogin::proven(login.unwrap())
}

async fn bound(client: &ClientApp) -> Binding {
    client.binding(Channel::Xbezahldienste, KEY).await.unwrap()
}

async fn asks(
    authority: &TestAuthority,
    client: &ClientApp,
    binding: &Binding,
) -> Result<(), CreatePaymentError> {
    let request = authority.request(FEE_CENTS);
    client.create_payment(binding, &request).await.map(drop)
}

async fn applies(authority: &TestAuthority, change: impl FnOnce(&mut TenantDocument)) {
    let mut document = authority_document();
    change(&mut document);
    let applied = authority.operator().apply_tenant(&document).await;
    applied.unwrap();
}

fn secret_changes(document: &mut TenantDocument) {
    document.clients[0].secret = Some(SecretString::from(OTHER_SECRET));
}

async fn leads(authority: &TestAuthority, transition: ServiceTransition) {
    let wanted = WantedTransition {
        transition,
        role: Role::ServiceOwner,
        reason: None,
        seen: None,
    };
    let operator = authority.operator();
    let led = operator
        .change_service_state("musterstadt", "parken", &wanted)
        .await;
    led.unwrap();
}

async fn a_changed_secret_ends_the_old_one_at_once_on_every_node(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let node = authority.another_node();
    let client = portal(&node, SECRET).await.unwrap();
    let binding = bound(&client).await;
    assert!(client.payment_status(&binding, payment).await.is_ok());

    applies(&authority, secret_changes).await;
    // The node knows nothing of it yet, and its proof was good a moment ago.
    let asked = asks(&authority, &client, &binding).await;
    assert!(
        matches!(asked, Err(CreatePaymentError::Unproven)),
        "{asked:?}"
    );
    let status = client.payment_status(&binding, payment).await.map(drop);
    assert!(matches!(status, Err(StatusError::Unproven)), "{status:?}");
    let token = client.issue_token(TokenScope::Post).await.unwrap();
    assert!(token.is_none(), "no token for an old secret");
    assert!(portal(&node, SECRET).await.is_none());
    let client = portal(&node, OTHER_SECRET).await.unwrap();
    asks(&authority, &client, &binding).await.unwrap();
}

async fn a_revoked_client_is_refused_at_once_on_every_node(db: Db) {
    let authority = TestAuthority::new(db, 9).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let node = authority.another_node();
    let client = portal(&node, SECRET).await.unwrap();
    let token = client.issue_token(TokenScope::Post).await.unwrap().unwrap();
    let by_token = node.clients().authenticate_bearer(&token.token).await;
    let by_token = by_token.unwrap().unwrap();
    let binding = bound(&client).await;

    let revoked = authority
        .operator()
        .revoke_client("musterstadt", "portal")
        .await;
    assert!(revoked.unwrap());
    for client in [&client, &by_token] {
        let asked = asks(&authority, client, &binding).await;
        assert!(
            matches!(asked, Err(CreatePaymentError::Unproven)),
            "{asked:?}"
        );
        let status = client.payment_status(&binding, payment).await.map(drop);
        assert!(matches!(status, Err(StatusError::Unproven)), "{status:?}");
    }
    assert!(portal(&node, SECRET).await.is_none());
    let again = node.clients().authenticate_bearer(&token.token).await;
    assert!(again.unwrap().is_none());
}

async fn a_token_ends_with_its_clients_secret_at_once_on_every_node(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let node = authority.another_node();
    let client = portal(&node, SECRET).await.unwrap();
    let token = client.issue_token(TokenScope::Post).await.unwrap().unwrap();
    let by_token = async || {
        node.clients()
            .authenticate_bearer(&token.token)
            .await
            .unwrap()
    };
    let client = by_token().await.unwrap();
    let binding = bound(&client).await;

    applies(&authority, secret_changes).await;
    let asked = asks(&authority, &client, &binding).await;
    assert!(
        matches!(asked, Err(CreatePaymentError::Unproven)),
        "{asked:?}"
    );
    assert!(by_token().await.is_none());
}

async fn a_service_taken_from_a_client_is_refused_at_once_on_every_node(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let node = authority.another_node();
    let client = portal(&node, SECRET).await.unwrap();
    let binding = bound(&client).await;

    applies(&authority, |document| {
        document.clients[0].services = vec!["bussgeld".to_owned()];
    })
    .await;
    let asked = asks(&authority, &client, &binding).await;
    assert!(
        matches!(asked, Err(CreatePaymentError::Forbidden)),
        "{asked:?}"
    );
    let status = client.payment_status(&binding, payment).await.map(drop);
    assert!(matches!(status, Err(StatusError::Forbidden)), "{status:?}");

    let found = portal(&node, SECRET).await.unwrap();
    let found = found.binding(Channel::Xbezahldienste, KEY).await.map(drop);
    assert!(matches!(found, Err(BindingError::Forbidden)), "{found:?}");
    applies(&authority, |_| {}).await;
    let client = portal(&node, SECRET).await.unwrap();
    assert!(client.binding(Channel::Xbezahldienste, KEY).await.is_ok());
}

async fn a_paused_service_takes_nothing_at_once_on_any_node(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let node = authority.another_node();
    let client = portal(&node, SECRET).await.unwrap();
    let binding = bound(&client).await;
    let takes = async || {
        client
            .binding_now(Channel::Xbezahldienste, KEY)
            .await
            .unwrap()
            .is_live()
    };
    assert!(takes().await);

    leads(&authority, ServiceTransition::Pause).await;
    assert!(!takes().await);
    let asked = asks(&authority, &client, &binding).await;
    assert!(
        matches!(asked, Err(CreatePaymentError::NotLive)),
        "{asked:?}"
    );
    let paused = bound(&client).await;

    leads(&authority, ServiceTransition::Resume).await;
    asks(&authority, &client, &paused).await.unwrap();
}

async fn both_methods_are_up_at_a_provider_and_at_a_bank(db: Db) {
    let authority = TestAuthority::new(db, 10).await;
    let client = authority.client().await.unwrap();
    let health = client.method_health(&bound(&client).await).await.unwrap();
    let up: Vec<_> = health
        .iter()
        .map(|health| (health.method.as_str(), health.is_up))
        .collect();
    assert_eq!(up, [("paypal", true), ("bank_transfer", true)]);
}

async fn a_changed_fee_is_seen_within_two_seconds(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let node = authority.another_node();
    let cents = async || {
        let service = node
            .payer()
            .catalogue_service("musterstadt", "meldung")
            .await;
        let fee = service.unwrap().unwrap().fee;
        format!("{fee:?}")
    };
    let before = cents().await;
    applies(&authority, |document| {
        let services = document.services.iter_mut();
        let meldung = services
            .into_iter()
            .find(|one| one.code == "meldung")
            .unwrap();
        let text = serde_json::to_value(&meldung.catalogue).unwrap();
        let text = text.to_string().replace("1200", "1300");
        meldung.catalogue = serde_json::from_str(&text).unwrap();
    })
    .await;
    authority.time_passes(Duration::from_secs(2));
    assert_ne!(cents().await, before);
}

async fn a_changed_holder_of_a_bank_account_is_told_at_once(db: Db) {
    let authority = TestAuthority::new(db, 11).await;
    let payment = authority.asks_for_payment().await.unwrap();
    assert!(authority.chooses_transfer(payment).await);
    let node = authority.another_node();
    let holder = async || {
        let page = node.payer().pay_view("musterstadt", payment).await;
        page.unwrap().unwrap().transfer.unwrap().account.holder
    };
    let before = holder().await;
    let mut document = authority_document();
    document.bank_accounts[0].holder = "Stadtkasse Musterstadt neu".to_owned();
    let applied = authority.operator().apply_tenant(&document).await.unwrap();
    let told: Vec<String> = applied.changes.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["bank account sparkasse changed"]);
    assert_ne!(before, "Stadtkasse Musterstadt neu");
    assert_eq!(holder().await, "Stadtkasse Musterstadt neu");
}

async fn version(authority: &TestAuthority) -> i64 {
    let scope = Scope::Tenant(authority.tenant);
    let mut tx = authority.db.read(scope).await.unwrap();
    tx.tenants().version().await.unwrap().unwrap()
}

async fn the_same_document_changes_nothing(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let before = version(&authority).await;
    let acts = "SELECT count(*) FROM audit";
    let acts_before = authority.count(acts).await;
    let again = authority
        .operator()
        .apply_tenant(&authority_document())
        .await;
    assert_eq!(again.unwrap().changes, []);
    assert_eq!(version(&authority).await, before);
    assert_eq!(
        authority.count(acts).await,
        acts_before + 1,
        "the act's own"
    );
}

async fn applying_says_precisely_what_changed(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    let mut document = authority_document();
    document.profile.contact = "Rathaus".to_owned();
    document.pools[0].mask = None;
    document.services[0].pay_minutes = 31;
    let mut more = document.services[0].bindings[0].clone();
    more.key = "parken/1".to_owned();
    document.services[0].bindings.push(more);
    secret_changes(&mut document);
    let before = version(&authority).await;
    let applied = authority.operator().apply_tenant(&document).await.unwrap();
    let told: Vec<String> = applied.changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "tenant musterstadt changed",
            "service parken changed",
            "binding xbezahldienste:parken/1 made",
            "client portal changed",
        ]
    );
    assert_eq!(version(&authority).await, before + 1);
}

async fn a_payment_for_a_notice_reads_no_services(db: Db) {
    let authority = TestAuthority::new(db.clone(), 8).await;
    authority
        .imports(&file_of(&[(1, 5_500, "1234")]))
        .await
        .unwrap();
    // Older snapshots are gone.
    authority.time_passes(Duration::from_secs(2));
    let form = authority.app.payer().notice_form("musterstadt").await;
    assert!(form.unwrap().is_some(), "the snapshot is there");
    let owner = as_owner(&db).await;
    let mut tx = owner.write(Scope::Operator).await.unwrap();
    for table in [
        "services",
        "service_versions",
        "provider_accounts",
        "clients",
        "bindings",
        "bank_accounts",
        "pools",
    ] {
        let hidden = format!("ALTER TABLE {table} RENAME TO hidden_{table}");
        tx.raw(&hidden).await.unwrap();
    }
    tx.commit().await.unwrap();
    let found = authority.searches(&notice_number(1), "1234").await;
    assert!(found.is_some());
    let opened = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    let payment = opened.await.expect("nothing of master data is read");
    let page = authority.page(payment).await;
    assert!(matches!(page.state, CitizenState::Open { .. }));
}

/// Another authority of the installation; the key of its binding.
async fn neighbour(authority: &TestAuthority) -> &'static str {
    applies(authority, |document| {
        document.slug = "altstadt".to_owned();
        document.clients[0].name = "neighbour".to_owned();
        document.services[0].bindings[0].key = "parken/altstadt".to_owned();
    })
    .await;
    "parken/altstadt"
}

async fn unreadable_master_data_stops_its_tenant_alone_and_is_named(db: Db) {
    let authority = TestAuthority::new(db.clone(), 12).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let client = authority.client().await.unwrap();
    let token = client.issue_token(TokenScope::Post).await.unwrap().unwrap();
    let key = neighbour(&authority).await;
    let owner = as_owner(&db).await;
    let mut tx = owner.write(Scope::Tenant(authority.tenant)).await.unwrap();
    let broken = "UPDATE clients SET document = '{' WHERE name = 'portal'";
    assert_eq!(tx.raw(broken).await.unwrap(), 1);
    tx.commit().await.unwrap();

    let node = authority.another_node();
    let clients = node.clients();
    let page = node.payer().pay_view("musterstadt", payment).await;
    let Err(ReadError::Storage(page)) = page else {
        panic!("a page by master data that cannot be read");
    };
    let by_secret = clients.authenticate_basic("portal", SECRET).await.err();
    let by_token = clients.authenticate_bearer(&token.token).await.err();
    for error in [by_secret.unwrap(), by_token.unwrap(), page] {
        let told = error.to_string();
        assert!(told.contains("clients.document of cli_"), "{told}");
    }

    let login = clients.authenticate_basic("neighbour", SECRET).await;
    let neighbour = ClientLogin::proven(login.unwrap()).unwrap();
    let binding = neighbour.binding(Channel::Xbezahldienste, key).await;
    let (binding, request) = (binding.unwrap(), authority.request(FEE_CENTS));
    let registered = neighbour.create_payment(&binding, &request).await;
    let asked = registered.unwrap().status.payment;
    authority.time_passes(Duration::from_hours(1));
    let done = node.system().run_due(50).await;
    let why = done.err().unwrap().to_string();
    assert!(why.contains("clients.document"), "{why}");
    let status = neighbour.payment_status(&binding, asked).await.unwrap();
    assert_eq!(status.unwrap().state, PaymentState::Expired);
    let mut tx = db.read(Scope::Tenant(neighbour.tenant())).await.unwrap();
    let unnumbered = "SELECT count(*) FROM events e
        JOIN tenants t ON t.tenant_id = e.tenant_id
        WHERE t.slug = 'altstadt' AND e.sequence IS NULL";
    assert_eq!(tx.raw_number(unnumbered).await.unwrap(), 0);
}
