//! The audit trail, told on both engines: one row for each act, in the act's own step.

mod story;

use std::time::Duration;

use app::claims::notices::NoticePayment;
use domain::access::{Act, ActorKind};
use domain::services::{Role, Step};
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, file_of};

on_both_engines! {
    each_command_leaves_one_row_and_its_repetition_none
    reading_leaves_no_row
    rows_name_an_actor_that_may_do_the_act
    what_decides_about_money_commits_to_it
    a_refused_act_leaves_a_row_and_its_endless_repetition_a_bounded_number
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
    let decides = Act::ALL.iter().filter(|act| act.rule().decides);
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
    let office = (Role::Office, "Sportamt");
    let early = authority.leads("kurs", Step::Publish, office).await;
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
