//! Work that waits: due payments and jobs, taken under a lease.

use std::collections::HashSet;

use domain::{JobId, Timestamp};
use storage::work::jobs::Lane;
use storage::{Db, Scope, WriteTx, in_every_mode};

use crate::world::{START, TestAuthority, minutes};

in_every_mode! {
    a_payment_that_always_fails_blocks_no_other
    a_due_payment_can_be_put_off
    a_job_is_added_once_and_ends_once
    eight_workers_take_four_hundred_jobs_once_each
    eight_sweepers_take_two_hundred_payments_once_each
}

async fn a_payment_that_always_fails_blocks_no_other(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let poison = authority.owed(&db).await;
    let good = authority.owed(&db).await;
    let take = async |now: u64| {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        let taken = tx
            .payments()
            .take_due(minutes(now), minutes(now + 5), 1)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        taken.first().map(|due| (due.payment, due.tries))
    };
    assert_eq!(take(29).await, None);
    let first = take(30).await.unwrap();
    let second = take(31).await.unwrap();
    assert_eq!(
        HashSet::from([first, second]),
        HashSet::from([(poison, 1), (good, 1)])
    );
    assert_eq!(take(32).await, None, "both are leased");
    assert_eq!(take(36).await, Some((first.0, 2)), "the lease ran out");
}

async fn a_due_payment_can_be_put_off(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.payments().put_off(payment, minutes(90)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(Scope::Operator).await.unwrap();
    assert!(
        tx.payments()
            .take_due(minutes(60), minutes(65), 9)
            .await
            .unwrap()
            .is_empty()
    );
    let due = tx.payments().take_due(minutes(90), minutes(95), 9).await;
    assert_eq!(due.unwrap().len(), 1);
}

/// How many jobs are due at `now` and taken until `lease`.
async fn taken_in(tx: &mut WriteTx, now: Timestamp, lease: Timestamp) -> usize {
    let taken = tx.work().jobs().take(Lane::Work, now, lease, 10).await;
    taken.unwrap().len()
}

async fn a_job_is_added_once_and_ends_once(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let subject = authority.owed(&db).await.as_uuid();
    let mut tx = db.write(authority.scope()).await.unwrap();
    for _ in 0..2 {
        let id = JobId::new(&mut authority.moment);
        tx.work()
            .jobs()
            .insert(Lane::Work, id, ("settle", subject), START)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();

    let mut tx = db.write(Scope::Operator).await.unwrap();
    let taken = tx
        .work()
        .jobs()
        .take(Lane::Work, START, minutes(1), 10)
        .await
        .unwrap();
    assert_eq!(taken_in(&mut tx, START, minutes(1)).await, 0);
    tx.commit().await.unwrap();
    let [job] = taken.as_slice() else {
        panic!("one job: {taken:?}");
    };
    assert_eq!(
        (job.kind.as_str(), job.subject, job.tries),
        ("settle", subject, 1)
    );

    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.work().jobs().retry(job.id, minutes(5)).await.unwrap();
    assert_eq!(taken_in(&mut tx, minutes(4), minutes(6)).await, 0);
    assert_eq!(taken_in(&mut tx, minutes(5), minutes(6)).await, 1);
    tx.work().jobs().give_up(job.id, minutes(7)).await.unwrap();
    assert_eq!(taken_in(&mut tx, minutes(90), minutes(91)).await, 0);
    let waiting = "SELECT count(*) FROM jobs WHERE gave_up_at IS NOT NULL";
    assert_eq!(tx.raw_number(waiting).await.unwrap(), 1);
    tx.work().jobs().finish(job.id).await.unwrap();
    assert_eq!(tx.raw_number("SELECT count(*) FROM jobs").await.unwrap(), 0);
}

async fn eight_workers_take_four_hundred_jobs_once_each(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    for _ in 0..400 {
        let (id, subject) = (JobId::new(&mut authority.moment), authority.moment.uuid());
        tx.work()
            .jobs()
            .insert(Lane::Work, id, ("settle", subject), START)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let taken = by_eight(&db, async |db| {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        let jobs = tx
            .work()
            .jobs()
            .take(Lane::Work, START, minutes(5), 7)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        jobs.into_iter().map(|job| job.id).collect()
    })
    .await;
    assert_eq!(taken.len(), 400);
    assert_eq!(taken.into_iter().collect::<HashSet<_>>().len(), 400);
}

async fn eight_sweepers_take_two_hundred_payments_once_each(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    for _ in 0..200 {
        authority.owe(&mut tx).await;
    }
    tx.commit().await.unwrap();
    let taken = by_eight(&db, async |db| {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        let due = tx
            .payments()
            .take_due(minutes(30), minutes(35), 7)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        due.into_iter().map(|due| due.payment).collect()
    })
    .await;
    assert_eq!(taken.len(), 200);
    assert_eq!(taken.into_iter().collect::<HashSet<_>>().len(), 200);
}

/// What eight tasks took until nothing was left.
async fn by_eight<T: Send + 'static>(db: &Db, take: impl AsyncFn(Db) -> Vec<T> + Copy) -> Vec<T> {
    let workers = (0..8).map(|_| async move {
        let mut mine = Vec::new();
        loop {
            let some = take(db.clone()).await;
            if some.is_empty() {
                return mine;
            }
            mine.extend(some);
        }
    });
    futures_util::future::join_all(workers)
        .await
        .into_iter()
        .flatten()
        .collect()
}
