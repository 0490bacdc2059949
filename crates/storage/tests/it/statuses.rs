//! Statuses that many ask for at once, and readers of a file that are lent.

use std::sync::Arc;

use domain::PaymentId;
use domain::payments::PaymentState;
use futures_util::future::join_all;
use storage::{Db, on_both_engines};

use crate::world::{Town, cancelled, poll_once, poll_times, request, sqlite_file};

const PAIR: (&str, &str) = ("town", "parking");

on_both_engines! {
    forty_questions_at_once_are_each_answered_with_their_own
    a_status_is_never_older_than_its_question
    who_goes_away_leaves_nobody_waiting
    towns_do_not_see_each_others_statuses
    everybody_learns_that_a_read_failed
}

/// Payments a calling system asked for.
async fn asked(town: &mut Town, db: &Db, count: usize) -> Vec<PaymentId> {
    let mut payments = Vec::new();
    for number in 0..count {
        let mut tx = db.begin(town.scope()).await.unwrap();
        let payment = town.owe(&mut tx).await;
        let id = format!("request-{number}");
        tx.insert_request(&request(payment, &id)).await.unwrap();
        tx.commit().await.unwrap();
        payments.push(payment);
    }
    payments
}

async fn forty_questions_at_once_are_each_answered_with_their_own(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payments = asked(&mut town, &db, 40).await;
    let unknown = PaymentId::new(&mut town.moment);
    let mut questions: Vec<(PaymentId, &str)> = payments
        .iter()
        .map(|payment| (*payment, "parking"))
        .collect();
    questions.push((unknown, "parking"));
    questions.push((payments[3], "museum"));
    questions.push((payments[3], "parking"));
    let answers = questions
        .iter()
        .map(|(payment, end)| db.payment_status(town.tenant, *payment, ("town", end)));
    let answers: Vec<_> = join_all(answers).await;
    let numbers: Vec<Option<String>> = answers
        .into_iter()
        .map(|answer| answer.unwrap().map(|status| status.kassenzeichen))
        .collect();
    let mut expected: Vec<_> = (1..=40).map(|n| Some(format!("{n:08}"))).collect();
    expected.extend([None, None, Some("00000004".to_owned())]);
    assert_eq!(numbers, expected);
}

async fn a_status_is_never_older_than_its_question(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payments = asked(&mut town, &db, 30).await;
    let crowd: Vec<_> = payments
        .iter()
        .map(|payment| {
            let (db, tenant, payment) = (db.clone(), town.tenant, *payment);
            tokio::spawn(async move {
                loop {
                    db.payment_status(tenant, payment, PAIR).await.unwrap();
                }
            })
        })
        .collect();
    for payment in payments {
        let mut tx = db.begin(town.scope()).await.unwrap();
        let stored = tx.payment(payment).await.unwrap().unwrap();
        tx.save_payment(&mut cancelled(stored)).await.unwrap();
        tx.commit().await.unwrap();
        let status = db.payment_status(town.tenant, payment, PAIR).await;
        assert_eq!(status.unwrap().unwrap().state, PaymentState::Cancelled);
    }
    crowd.iter().for_each(tokio::task::JoinHandle::abort);
}

async fn who_goes_away_leaves_nobody_waiting(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payments = asked(&mut town, &db, 20).await;
    for payment in &payments {
        let mut impatient = Box::pin(db.payment_status(town.tenant, payments[0], PAIR));
        assert!(poll_once(&mut impatient).await.is_pending());
        let patient = db.payment_status(town.tenant, *payment, PAIR);
        drop(impatient);
        assert!(patient.await.unwrap().is_some());
    }
}

async fn towns_do_not_see_each_others_statuses(db: Db) {
    let (mut here, mut there) = (Town::found(&db, 1).await, Town::found(&db, 2).await);
    let ours = asked(&mut here, &db, 1).await[0];
    let theirs = asked(&mut there, &db, 1).await[0];
    let (own, foreign) = tokio::join!(
        db.payment_status(here.tenant, ours, PAIR),
        db.payment_status(here.tenant, theirs, PAIR),
    );
    assert!(own.unwrap().is_some());
    assert!(foreign.unwrap().is_none());
}

async fn everybody_learns_that_a_read_failed(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payments = asked(&mut town, &db, 20).await;
    let dead = db.with_fuse(Arc::new(|| true));
    let questions = payments
        .iter()
        .map(|payment| dead.payment_status(town.tenant, *payment, PAIR));
    for answer in join_all(questions).await {
        assert!(answer.is_err());
    }
    let alive = db.payment_status(town.tenant, payments[0], PAIR).await;
    assert!(alive.unwrap().is_some());
}

#[tokio::test]
async fn a_look_waits_for_a_reader_of_the_file_and_gets_it() {
    let (_folder, _, db) = sqlite_file().await;
    let town = Town::found(&db, 1).await;
    let mut looks = Vec::new();
    for _ in 0..4 {
        looks.push(db.read(town.scope()).await.unwrap());
    }
    let mut fifth = Box::pin(db.read(town.scope()));
    assert!(!poll_times(&mut fifth, 20).await);
    looks.pop();
    assert!(
        fifth
            .await
            .unwrap()
            .tenant_document()
            .await
            .unwrap()
            .is_some()
    );
    drop(looks);
    db.close().await.unwrap();
    assert!(db.read(town.scope()).await.is_err());
}

#[tokio::test]
async fn the_state_a_snapshot_saw_is_not_lent_to_anybody_else() {
    let (_folder, _, db) = sqlite_file().await;
    let mut town = Town::found(&db, 1).await;
    for _ in 0..6 {
        let mut snapshot = db.snapshot(town.scope()).await.unwrap();
        snapshot.tenant_document().await.unwrap();
        drop(snapshot);
        let payment = town.owed(&db).await;
        let mut looks = Vec::new();
        for _ in 0..4 {
            let mut look = db.read(town.scope()).await.unwrap();
            assert!(look.payment(payment).await.unwrap().is_some());
            looks.push(look);
        }
    }
}
