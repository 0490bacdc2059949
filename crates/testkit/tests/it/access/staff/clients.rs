//! Calling systems that the staff makes: their secrets, their rights, and how they end.

use std::time::Duration;

use app::App;
use app::access::doors::{ClientApp, ClientLogin, StaffTenantApp};
use app::access::{ClientView, Network, NewClientSecret, StaffError, TokenScope, WantedClient};
use app::claims::CodeError;
use app::ledger::VerifyOptions;
use app::payments::{CreatePaymentError, StatusError};
use app::tenants::Binding;
use app::tenants::documents::ClientDocument;
use domain::access::ClientScope::{self, ClaimsRead, PaymentsRead, PaymentsWrite};
use domain::tenants::Channel;
use secrecy::{ExposeSecret, SecretString};
use storage::{Db, on_both_engines};
use testkit::{FEE_CENTS, SECRET, TestAuthority, authority_document};

use super::{first, works_fresh};

on_both_engines! {
    a_rotated_secret_and_its_tokens_end_at_the_time_that_was_told
    an_old_secret_ends_before_its_time_at_once_on_every_node
    a_revoked_client_is_refused_on_every_node_and_no_document_brings_it_back
    a_client_does_what_its_scopes_say_and_nothing_else
    the_document_and_the_console_leave_each_others_clients_alone
    two_rotations_at_once_lose_no_secret
    that_a_client_was_here_is_written_down_once_in_a_while
}

const KEY: &str = "parken/05158999";
const DAY: Duration = Duration::from_hours(24);

fn wanted(name: &str, scopes: &[ClientScope]) -> WantedClient {
    WantedClient {
        name: name.to_owned(),
        purpose: "Online-Antrag Bewohnerparken".to_owned(),
        services: vec!["parken".to_owned()],
        scopes: scopes.to_vec(),
    }
}

/// The administrator at work, freshly proved.
async fn admin(authority: &TestAuthority) -> StaffTenantApp {
    let (admin, _) = first(authority).await;
    works_fresh(authority, &admin).await
}

async fn logs_in(node: &App, name: &str, secret: &SecretString) -> Option<ClientApp> {
    let secret = secret.expose_secret();
    let login = node.clients().authenticate_basic(name, secret).await;
    ClientLogin::proven(login.unwrap())
}

async fn comes(node: &App, made: &NewClientSecret) -> Option<ClientApp> {
    logs_in(node, &made.name, &made.secret).await
}

async fn bound(client: &ClientApp) -> Binding {
    client.binding(Channel::Xbezahldienste, KEY).await.unwrap()
}

async fn asks(authority: &TestAuthority, client: &ClientApp) -> Result<(), CreatePaymentError> {
    let request = authority.request(FEE_CENTS);
    let binding = bound(client).await;
    client.create_payment(&binding, &request).await.map(drop)
}

async fn seen(admin: &StaffTenantApp, name: &str) -> ClientView {
    let clients = admin.view_clients().await.unwrap().clients;
    let mut found = clients.into_iter().filter(|client| client.name == name);
    found.next().expect("it is listed")
}

fn why<T: std::fmt::Debug>(outcome: Result<T, StaffError>) -> String {
    outcome.expect_err("it is refused").to_string()
}

async fn a_rotated_secret_and_its_tokens_end_at_the_time_that_was_told(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let admin = admin(&authority).await;
    let node = authority.another_node();
    let made = admin.make_client(&wanted("antrag", &[PaymentsWrite])).await;
    let made = made.unwrap();
    asks(&authority, &comes(&node, &made).await.unwrap())
        .await
        .unwrap();
    let rotated = admin.rotate_client_secret(made.client, DAY).await.unwrap();
    let until = rotated.old_until.expect("an overlap");
    assert_ne!(rotated.secret.expose_secret(), made.secret.expose_secret());
    let older = seen(&admin, "antrag").await.older_secrets;
    assert_eq!(
        older.iter().map(|one| one.ends).collect::<Vec<_>>(),
        [until]
    );
    for secret in [&made, &rotated] {
        let client = comes(&node, secret).await.expect("both are good");
        asks(&authority, &client).await.unwrap();
    }
    // Half an hour before the end a token is got for the old secret.
    authority.time_passes(Duration::from_mins(23 * 60 + 30));
    let old = comes(&node, &made).await.unwrap();
    let token = old.issue_token(TokenScope::Post).await.unwrap().unwrap();
    assert!(token.expires_in_s <= 30 * 60, "{}", token.expires_in_s);
    authority.time_passes(Duration::from_mins(31));
    assert!(comes(&node, &made).await.is_none(), "the time is over");
    let by_token = node.clients().authenticate_bearer(&token.token).await;
    assert!(by_token.unwrap().is_none(), "a token ends with its secret");
    asks(&authority, &comes(&node, &rotated).await.unwrap())
        .await
        .unwrap();
    assert!(seen(&admin, "antrag").await.older_secrets.is_empty());
    authority.reconcile().await.unwrap();
}

async fn an_old_secret_ends_before_its_time_at_once_on_every_node(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let admin = admin(&authority).await;
    let node = authority.another_node();
    let made = admin.make_client(&wanted("antrag", &[PaymentsWrite])).await;
    let made = made.unwrap();
    let early = admin.end_old_client_secrets(made.client).await;
    assert!(why(early).contains("no older secret"));
    let rotated = admin.rotate_client_secret(made.client, DAY).await.unwrap();
    let old = comes(&node, &made).await.unwrap();
    admin.end_old_client_secrets(made.client).await.unwrap();
    // The node has not looked yet, and its proof was good a moment ago.
    let asked = asks(&authority, &old).await;
    assert!(
        matches!(asked, Err(CreatePaymentError::Unproven)),
        "{asked:?}"
    );
    assert!(comes(&node, &made).await.is_none());
    asks(&authority, &comes(&node, &rotated).await.unwrap())
        .await
        .unwrap();
    authority.reconcile().await.unwrap();
}

async fn a_revoked_client_is_refused_on_every_node_and_no_document_brings_it_back(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let admin = admin(&authority).await;
    let node = authority.another_node();
    let portal = logs_in(&node, "portal", &SECRET.into()).await.unwrap();
    let binding = bound(&portal).await;
    let id = seen(&admin, "portal").await.id;
    admin.revoke_client_at_console(id).await.unwrap();
    let asked = asks(&authority, &portal).await;
    assert!(
        matches!(asked, Err(CreatePaymentError::Unproven)),
        "{asked:?}"
    );
    let status = portal.payment_status(&binding, payment).await.map(drop);
    assert!(matches!(status, Err(StatusError::Unproven)), "{status:?}");
    let again = admin.revoke_client_at_console(id).await;
    assert!(why(again).contains("was revoked"));
    // The authority's document still has the secret.
    let mut document = authority_document();
    let applied = authority.operator().apply_tenant(&document).await;
    let refused = app::platform::chain(&applied.unwrap_err());
    assert!(refused.contains("clients.portal"), "{refused}");
    assert!(logs_in(&node, "portal", &SECRET.into()).await.is_none());
    let other = SecretString::from("another-secret-of-the-made-up-portal");
    document.clients[0].secret = Some(other.clone());
    authority.operator().apply_tenant(&document).await.unwrap();
    assert!(logs_in(&node, "portal", &other).await.is_some());
    assert!(logs_in(&node, "portal", &SECRET.into()).await.is_none());
    assert_eq!(seen(&admin, "portal").await.revoked_at, None);
    // The portal that reconciles has the secret that is no more: the books alone are looked at.
    authority.app.system().seal().await.unwrap();
    let verified = authority.operator().verify(&VerifyOptions::default()).await;
    let verified = verified.unwrap().into_iter();
    let differences: Vec<_> = verified.flat_map(|report| report.differences).collect();
    assert_eq!(differences, []);
}

async fn a_client_does_what_its_scopes_say_and_nothing_else(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let admin = admin(&authority).await;
    let client = async |name: &str, scopes: &[ClientScope]| {
        let made = admin.make_client(&wanted(name, scopes)).await.unwrap();
        comes(&authority.app, &made).await.unwrap()
    };
    let writes = client("schreibt", &[PaymentsWrite]).await;
    let reads = client("liest", &[PaymentsRead]).await;
    let codes = client("codes", &[ClaimsRead]).await;
    let binding = bound(&writes).await;
    asks(&authority, &writes).await.unwrap();
    let status = writes.payment_status(&binding, payment).await.map(drop);
    assert!(matches!(status, Err(StatusError::Forbidden)), "{status:?}");
    let status = reads.payment_status(&bound(&reads).await, payment).await;
    assert!(status.unwrap().is_some());
    let asked = asks(&authority, &reads).await;
    assert!(
        matches!(asked, Err(CreatePaymentError::ScopeTooNarrow(_))),
        "{asked:?}"
    );
    let token = reads.issue_token(TokenScope::Post).await.unwrap().unwrap();
    assert_eq!(token.scope, TokenScope::Read, "no more than the client may");
    let slip = writes.slip("1").await.map(drop);
    assert!(matches!(slip, Err(CodeError::ScopeMissing)), "{slip:?}");
    let slip = codes.slip("1").await.map(drop);
    assert!(matches!(slip, Err(CodeError::UnknownClaim)), "{slip:?}");
    let link = codes.service_link("parken").await.map(drop);
    assert!(matches!(link, Err(CodeError::ScopeMissing)), "{link:?}");
}

async fn the_document_and_the_console_leave_each_others_clients_alone(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let admin = admin(&authority).await;
    let made = admin.make_client(&wanted("antrag", &[PaymentsWrite])).await;
    let made = made.unwrap();
    let taken = admin.make_client(&wanted("portal", &[PaymentsWrite])).await;
    assert!(why(taken).contains("has this name"));
    for (name, purpose, scopes) in [
        ("Antrag", "x", &[PaymentsWrite][..]),
        ("antrag-2", " ", &[PaymentsWrite]),
        ("antrag-2", "x", &[]),
    ] {
        let mut bad = wanted(name, scopes);
        purpose.clone_into(&mut bad.purpose);
        assert!(admin.make_client(&bad).await.is_err(), "{name} {purpose:?}");
    }
    // Applied again, the document neither changes nor names it.
    let mut document = authority_document();
    let applied = authority.operator().apply_tenant(&document).await.unwrap();
    assert_eq!(applied.changes, []);
    assert!(comes(&authority.app, &made).await.is_some());
    let exported = authority.operator().export_tenant(&document.slug).await;
    let exported = exported.unwrap().unwrap();
    let names: Vec<_> = exported
        .clients
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert!(
        !names.contains(&"antrag") && names.contains(&"portal"),
        "{names:?}"
    );
    document.clients.push(ClientDocument {
        name: "antrag".to_owned(),
        secret: Some("a-secret-of-the-document-for-it".into()),
        ..document.clients[0].clone()
    });
    let refused = authority.operator().apply_tenant(&document).await;
    let refused = app::platform::chain(&refused.unwrap_err());
    assert!(refused.contains("made at the console"), "{refused}");
    let portal = seen(&admin, "portal").await.id;
    let rotated = admin.rotate_client_secret(portal, DAY).await;
    assert!(why(rotated).contains("document"));
    authority.reconcile().await.unwrap();
}

async fn two_rotations_at_once_lose_no_secret(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let admin = admin(&authority).await;
    let made = admin.make_client(&wanted("antrag", &[PaymentsWrite])).await;
    let made = made.unwrap();
    let rotate = || admin.rotate_client_secret(made.client, DAY);
    let (one, other) = futures_util::future::join(rotate(), rotate()).await;
    let told: Vec<_> = [one, other].into_iter().filter_map(Result::ok).collect();
    assert!(!told.is_empty());
    for secret in told.iter().chain([&made]) {
        assert!(
            comes(&authority.app, secret).await.is_some(),
            "what was told is good"
        );
    }
    for _ in told.len()..3 {
        admin.rotate_client_secret(made.client, DAY).await.unwrap();
    }
    let many = admin.rotate_client_secret(made.client, DAY).await;
    assert!(why(many).contains("four secrets"));
}

async fn that_a_client_was_here_is_written_down_once_in_a_while(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    let admin = admin(&authority).await;
    let client = authority.client().await.unwrap();
    assert_eq!(seen(&admin, "portal").await.last_used, None);
    let network = Network::of([192, 0, 2, 7].into());
    client.note_use(&network).await;
    let first = seen(&admin, "portal").await.last_used.expect("it was here");
    assert_eq!(first.1, "192.0.2");
    authority.time_passes(Duration::from_mins(9));
    client.note_use(&network).await;
    let again = seen(&admin, "portal").await.last_used;
    assert_eq!(again.as_ref(), Some(&first), "no write for each call");
    authority.time_passes(Duration::from_mins(2));
    client.note_use(&network).await;
    let later = seen(&admin, "portal").await.last_used.unwrap();
    assert!(later.0 > first.0);
}
