//! The audit trail, told on both engines: one row for each act, in the act's own step.

mod setting_up;
mod story;
mod taking_away;

use std::time::Duration;

use app::access::{IssueTokenError, TokenScope};
use app::claims::notices::NoticePayment;
use app::ledger::VerifyOptions;
use app::payments::CreatePaymentError;
use app::tenants::documents::{FeeDocument, TenantDocument};
use domain::access::Role;
use domain::access::{Act, ActorKind, Effect};
use domain::services::ServiceTransition;
use domain::tenants::Channel;
use secrecy::SecretString;
use storage::{Db, on_both_engines};
use testkit::{AtProvider, FEE_CENTS, TestAuthority, authority_document, file_of};

on_both_engines! {
    each_command_leaves_one_row_and_its_repetition_none
    reading_leaves_no_row
    rows_name_an_actor_that_may_do_the_act
    what_decides_about_money_commits_to_it
    a_refused_act_leaves_a_row_and_its_endless_repetition_a_bounded_number
    a_changed_fee_is_told_before_and_after
    a_changed_secret_is_told_and_not_what_it_is
    a_token_for_reading_opens_no_command
}

async fn rows(authority: &TestAuthority, act: Act, kind: ActorKind) -> i64 {
    let sql = format!("SELECT count(*) FROM audit WHERE act = '{act}' AND actor_kind = '{kind}'");
    authority.count(&sql).await
}

async fn all(authority: &TestAuthority) -> i64 {
    authority.count("SELECT count(*) FROM audit").await
}

async fn each_command_leaves_one_row_and_its_repetition_none(db: Db) {
    use ActorKind::{Client, Operator, Payer};
    let authority = TestAuthority::new(db, 1).await;
    assert_eq!(rows(&authority, Act::TenantApply, Operator).await, 1);
    let payment = authority.asks_for_payment().await.unwrap();
    assert_eq!(rows(&authority, Act::PaymentCreate, Client).await, 1);
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.chooses_paypal(payment).await.unwrap();
    assert_eq!(rows(&authority, Act::PaymentStart, Payer).await, 1);
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
    authority.comes_back(payment).await;
    assert_eq!(rows(&authority, Act::PaymentSettle, Payer).await, 1);
    let before = all(&authority).await;
    authority.after(Duration::from_hours(1)).await;
    let events = rows(&authority, Act::ProviderEventReceive, ActorKind::Provider).await;
    assert_eq!(all(&authority).await, before + events);
    authority.reconcile().await.unwrap();
}

async fn reading_leaves_no_row(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    authority
        .imports(&file_of(&[(1, 5_500, "1234")]))
        .await
        .unwrap();
    let payment = authority.asks_for_payment().await.unwrap();
    let before = all(&authority).await;
    authority.page(payment).await;
    authority.status(payment).await;
    authority.service("kurs").await;
    authority.searches(&testkit::notice_number(1), "1234").await;
    assert_eq!(all(&authority).await, before);
}

/// An authority in which every kind of actor has done something.
async fn busy(db: Db, seed: u64) -> TestAuthority {
    let authority = TestAuthority::new(db, seed).await;
    authority
        .imports(&file_of(&[(1, 5_500, "1234")]))
        .await
        .unwrap();
    let notice = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    authority
        .pays(notice.await.unwrap(), AtProvider::Approves)
        .await;
    let ordered = authority.orders_certificates(2).await.unwrap();
    authority
        .pays(ordered, AtProvider::ApprovesAndIsRefused)
        .await;
    authority.calls_off(ordered).await;
    let left = authority.asks_for_payment().await.unwrap();
    authority.pays(left, AtProvider::Leaves).await;
    authority.comes_to_rest().await;
    authority
}

async fn rows_name_an_actor_that_may_do_the_act(db: Db) {
    let authority = busy(db, 3).await;
    let lawful = Act::ALL.iter().map(|act| {
        let rule = act.rule();
        let kinds = rule.actors.iter().map(|kind| format!("'{kind}'"));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let (name, object) = (rule.name, rule.object);
        format!("(act = '{name}' AND object_kind = '{object}' AND actor_kind IN ({kinds}))")
    });
    let lawful = lawful.collect::<Vec<_>>().join(" OR ");
    let unlawful = format!("SELECT count(*) FROM audit WHERE NOT ({lawful})");
    assert_eq!(authority.count(&unlawful).await, 0);
    for kind in ["payer", "client", "provider", "operator", "system"] {
        let sql = format!("SELECT count(*) FROM audit WHERE actor_kind = '{kind}'");
        assert!(authority.count(&sql).await > 0, "{kind}");
    }
}

async fn what_decides_about_money_commits_to_it(db: Db) {
    let authority = busy(db, 4).await;
    let decides = Act::ALL
        .iter()
        .filter(|act| act.rule().effect == Effect::Decides);
    let decides = decides.map(|act| format!("'{act}'")).collect::<Vec<_>>();
    let decides = decides.join(", ");
    let of = |what: &str| {
        format!(
            "SELECT count(*) FROM audit WHERE act IN ({decides}) AND outcome = 'done'
            AND commitment {what}"
        )
    };
    assert_eq!(authority.count(&of("IS NULL")).await, 0);
    assert!(authority.count(&of("IS NOT NULL")).await > 3);
}

async fn a_refused_act_leaves_a_row_and_its_endless_repetition_a_bounded_number(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let refused = |act: Act| {
        format!("SELECT count(*) FROM audit WHERE act = '{act}' AND outcome = 'refused'")
    };
    let office = (Role::ServiceOwner, "Sportamt");
    let early = authority
        .leads("kurs", ServiceTransition::Publish, office)
        .await;
    assert!(early.is_err());
    assert_eq!(authority.count(&refused(Act::ServicePublish)).await, 1);
    for _ in 0..70 {
        assert!(authority.asks_for(0).await.is_none());
    }
    assert_eq!(authority.count(&refused(Act::PaymentCreate)).await, 60);
    let of_service = "SELECT count(*) FROM audit
        WHERE outcome = 'refused' AND object LIKE 'srv\\_%' ESCAPE '\\' AND reason IS NOT NULL";
    assert_eq!(authority.count(of_service).await, 61);
    authority.reconcile().await.unwrap();
}

/// The document with one change, applied, and how many rows of the act then have both texts.
async fn told(authority: &TestAuthority, document: &TenantDocument, row: (Act, &str, &str)) -> i64 {
    authority.operator().apply_tenant(document).await.unwrap();
    let (act, before, after) = row;
    let sql = format!(
        "SELECT count(*) FROM audit
         WHERE act = '{act}' AND before = '{before}' AND after = '{after}'"
    );
    authority.count(&sql).await
}

async fn a_changed_fee_is_told_before_and_after(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let mut document = authority_document();
    for (cents, row) in [
        (12, None),
        (
            999,
            Some((
                r#"{"catalogue.fee.cents":12,"version":2}"#,
                r#"{"catalogue.fee.cents":999,"version":3}"#,
            )),
        ),
    ] {
        let services = document.services.iter_mut();
        let mut priced = services.filter_map(|service| service.catalogue.as_mut());
        priced.next().unwrap().fee = FeeDocument::Fixed { cents };
        let (before, after) = row.unwrap_or_default();
        let row = (Act::ServiceDescribe, before, after);
        let rows = told(&authority, &document, row).await;
        assert_eq!(rows, i64::from(!before.is_empty()));
    }
    document.bank_accounts[0].holder = "Stadtkasse neu".to_owned();
    let old = authority_document().bank_accounts[0].holder.clone();
    let before = format!(r#"{{"bank_accounts.sparkasse.holder":"{old}"}}"#);
    let after = r#"{"bank_accounts.sparkasse.holder":"Stadtkasse neu"}"#;
    let row = (Act::TenantApply, before.as_str(), after);
    assert_eq!(told(&authority, &document, row).await, 1);
    authority.reconcile().await.unwrap();
}

async fn a_changed_secret_is_told_and_not_what_it_is(db: Db) {
    const OTHER: &str = "another-secret-of-the-made-up-portal";
    let authority = TestAuthority::new(db, 7).await;
    let mut document = authority_document();
    document.clients[0].secret = Some(SecretString::from(OTHER));
    let changed = r#"{"secret":"changed"}"#;
    let row = (Act::ClientSet, "{}", changed);
    assert_eq!(told(&authority, &document, row).await, 1);
    authority.reconcile().await.unwrap();
    let secret = ("client_secret".to_owned(), SecretString::from(OTHER));
    document.accounts[0].secret_values.extend([secret]);
    let row = (Act::ProviderAccountSet, "{}", changed);
    assert_eq!(told(&authority, &document, row).await, 1);
    let shown = format!(
        "SELECT count(*) FROM audit
         WHERE coalesce(before, '') || coalesce(after, '') LIKE '%{OTHER}%'"
    );
    assert_eq!(authority.count(&shown).await, 0);
    authority.app.system().seal().await.unwrap();
    let verified = authority.operator().verify(&VerifyOptions::default()).await;
    assert!(verified.unwrap().iter().all(|of| of.differences.is_empty()));
}

async fn a_token_for_reading_opens_no_command(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let client = authority.client().await.unwrap();
    let token = client.issue_token(TokenScope::Read).await.unwrap().unwrap();
    let before = all(&authority).await;
    let door = authority.app.clients();
    let reader = door.authenticate_bearer(&token.token).await;
    let reader = reader.unwrap().unwrap();
    let wider = reader.issue_token(TokenScope::Post).await.map(drop);
    assert!(matches!(wider, Err(IssueTokenError::ScopeTooNarrow(_))));
    let bound = reader.binding(Channel::Xbezahldienste, "parken/05158999");
    let bound = bound.await.unwrap();
    let request = authority.request(FEE_CENTS);
    let asked = reader.create_payment(&bound, &request).await.map(drop);
    assert!(matches!(asked, Err(CreatePaymentError::ScopeTooNarrow(_))));
    assert_eq!(all(&authority).await, before);
    assert_eq!(authority.count("SELECT count(*) FROM payments").await, 0);
}
