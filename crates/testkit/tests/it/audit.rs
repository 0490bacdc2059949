//! The audit trail, told on both engines: one row for each act, in the act's own step.

use std::time::Duration;

use app::claims::notices::NoticePayment;
use domain::access::{Act, ActorKind};
use storage::{Db, on_both_engines};
use testkit::{AtProvider, City, file_of};

on_both_engines! {
    each_command_leaves_one_row_and_its_repetition_none
    reading_leaves_no_row
    rows_name_an_actor_that_may_do_the_act
    what_decides_about_money_commits_to_it
}

async fn rows(city: &City, act: Act, kind: ActorKind) -> i64 {
    let sql = format!("SELECT count(*) FROM audit WHERE act = '{act}' AND actor_kind = '{kind}'");
    city.count(&sql).await
}

async fn all(city: &City) -> i64 {
    city.count("SELECT count(*) FROM audit").await
}

async fn each_command_leaves_one_row_and_its_repetition_none(db: Db) {
    use ActorKind::{Client, Operator, Payer};
    let city = City::new(db, 1).await;
    assert_eq!(rows(&city, Act::TenantApply, Operator).await, 1);
    let payment = city.asks_for_payment().await.unwrap();
    assert_eq!(rows(&city, Act::PaymentCreate, Client).await, 1);
    let order = city.chooses_paypal(payment).await.unwrap();
    city.chooses_paypal(payment).await.unwrap();
    assert_eq!(rows(&city, Act::PaymentStart, Payer).await, 1);
    city.at_provider(&order, AtProvider::Approves);
    city.comes_back(payment).await;
    city.comes_back(payment).await;
    assert_eq!(rows(&city, Act::PaymentSettle, Payer).await, 1);
    let before = all(&city).await;
    city.after(Duration::from_hours(1)).await;
    let events = rows(&city, Act::ProviderEventReceive, ActorKind::Provider).await;
    assert_eq!(all(&city).await, before + events);
    city.judge().await.unwrap();
}

async fn reading_leaves_no_row(db: Db) {
    let city = City::new(db, 2).await;
    city.imports(&file_of(&[(1, 5_500, "1234")])).await.unwrap();
    let payment = city.asks_for_payment().await.unwrap();
    let before = all(&city).await;
    city.page(payment).await;
    city.status(payment).await;
    city.service("kurs").await;
    city.searches(&testkit::notice_number(1), "1234").await;
    assert_eq!(all(&city).await, before);
}

/// A city in which every kind of actor has done something.
async fn busy(db: Db, seed: u64) -> City {
    let city = City::new(db, seed).await;
    city.imports(&file_of(&[(1, 5_500, "1234")])).await.unwrap();
    let notice = city.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    city.pays(notice.await.unwrap(), AtProvider::Approves).await;
    let ordered = city.orders_certificates(2).await.unwrap();
    city.pays(ordered, AtProvider::ApprovesAndIsRefused).await;
    city.calls_off(ordered).await;
    let left = city.asks_for_payment().await.unwrap();
    city.pays(left, AtProvider::Leaves).await;
    city.comes_to_rest().await;
    city
}

async fn rows_name_an_actor_that_may_do_the_act(db: Db) {
    let city = busy(db, 3).await;
    let lawful = Act::ALL.iter().map(|act| {
        let rule = act.rule();
        let kinds = rule.actors.iter().map(|kind| format!("'{kind}'"));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let (name, object) = (rule.name, rule.object);
        format!("(act = '{name}' AND object_kind = '{object}' AND actor_kind IN ({kinds}))")
    });
    let lawful = lawful.collect::<Vec<_>>().join(" OR ");
    let unlawful = format!("SELECT count(*) FROM audit WHERE NOT ({lawful})");
    assert_eq!(city.count(&unlawful).await, 0);
    for kind in ["payer", "client", "provider", "operator", "system"] {
        let sql = format!("SELECT count(*) FROM audit WHERE actor_kind = '{kind}'");
        assert!(city.count(&sql).await > 0, "{kind}");
    }
}

async fn what_decides_about_money_commits_to_it(db: Db) {
    let city = busy(db, 4).await;
    let decides = Act::ALL.iter().filter(|act| act.rule().decides);
    let decides = decides.map(|act| format!("'{act}'")).collect::<Vec<_>>();
    let decides = decides.join(", ");
    let of = |what: &str| {
        format!("SELECT count(*) FROM audit WHERE act IN ({decides}) AND commitment {what}")
    };
    assert_eq!(city.count(&of("IS NULL")).await, 0);
    assert!(city.count(&of("IS NOT NULL")).await > 3);
}
