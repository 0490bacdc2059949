//! Statuses that are read many at once.

use std::sync::Arc;

use domain::payments::PaymentState;
use domain::{BindingId, PaymentId};
use futures_util::future::join_all;
use storage::payments::status_loader::StatusLoader;
use storage::{Db, in_every_mode};

use crate::authority::{StoredAuthority, cancelled, poll_once};

in_every_mode! {
    forty_questions_at_once_are_each_answered_with_their_own
    a_status_is_never_older_than_its_question
    a_dropped_read_leaves_none_waiting
    towns_do_not_see_each_others_statuses
    every_reader_learns_that_a_read_failed
}

/// Payments a calling system asked for.
async fn asked(authority: &mut StoredAuthority, db: &Db, count: usize) -> Vec<PaymentId> {
    let mut payments = Vec::new();
    for number in 0..count {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let payment = authority.owe(&mut tx).await;
        let id = format!("request-{number}");
        tx.payments()
            .requests()
            .insert(&authority.request(payment, &id))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        payments.push(payment);
    }
    payments
}

async fn forty_questions_at_once_are_each_answered_with_their_own(db: Db) {
    let statuses = StatusLoader::new(db.clone());
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payments = asked(&mut authority, &db, 40).await;
    let unknown = PaymentId::new(&mut authority.moment);
    let (here, elsewhere) = (authority.binding, BindingId::new(&mut authority.moment));
    let mut questions: Vec<(PaymentId, BindingId)> =
        payments.iter().map(|payment| (*payment, here)).collect();
    questions.extend([
        (unknown, here),
        (payments[3], elsewhere),
        (payments[3], here),
    ]);
    let answers = questions
        .iter()
        .map(|(payment, at)| statuses.status(authority.tenant, *payment, *at));
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
    let statuses = StatusLoader::new(db.clone());
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payments = asked(&mut authority, &db, 30).await;
    let crowd: Vec<_> = payments
        .iter()
        .map(|payment| {
            let (statuses, payment) = (statuses.clone(), *payment);
            let (tenant, binding) = (authority.tenant, authority.binding);
            tokio::spawn(async move {
                loop {
                    statuses.status(tenant, payment, binding).await.unwrap();
                }
            })
        })
        .collect();
    for payment in payments {
        let mut tx = db.write(authority.scope()).await.unwrap();
        let stored = tx.payments().find(payment).await.unwrap().unwrap();
        tx.payments().save(&mut cancelled(stored)).await.unwrap();
        tx.commit().await.unwrap();
        let status = statuses
            .status(authority.tenant, payment, authority.binding)
            .await;
        assert_eq!(status.unwrap().unwrap().state, PaymentState::Cancelled);
    }
    crowd.iter().for_each(tokio::task::JoinHandle::abort);
}

async fn a_dropped_read_leaves_none_waiting(db: Db) {
    let statuses = StatusLoader::new(db.clone());
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payments = asked(&mut authority, &db, 20).await;
    for payment in &payments {
        let mut impatient =
            Box::pin(statuses.status(authority.tenant, payments[0], authority.binding));
        assert!(poll_once(&mut impatient).await.is_pending());
        let patient = statuses.status(authority.tenant, *payment, authority.binding);
        drop(impatient);
        assert!(patient.await.unwrap().is_some());
    }
}

async fn towns_do_not_see_each_others_statuses(db: Db) {
    let statuses = StatusLoader::new(db.clone());
    let (mut here, mut there) = (
        StoredAuthority::found(&db, 1).await,
        StoredAuthority::found(&db, 2).await,
    );
    let ours = asked(&mut here, &db, 1).await[0];
    let theirs = asked(&mut there, &db, 1).await[0];
    let (own, foreign) = tokio::join!(
        statuses.status(here.tenant, ours, here.binding),
        statuses.status(here.tenant, theirs, there.binding),
    );
    assert!(own.unwrap().is_some());
    assert!(foreign.unwrap().is_none());
}

async fn every_reader_learns_that_a_read_failed(db: Db) {
    let statuses = StatusLoader::new(db.clone());
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payments = asked(&mut authority, &db, 20).await;
    let dead = StatusLoader::new(db.with_crash_point(Arc::new(|_| true)));
    let questions = payments
        .iter()
        .map(|payment| dead.status(authority.tenant, *payment, authority.binding));
    for answer in join_all(questions).await {
        assert!(answer.is_err());
    }
    let alive = statuses
        .status(authority.tenant, payments[0], authority.binding)
        .await;
    assert!(alive.unwrap().is_some());
}
