//! Work that waits: due payments and jobs, taken under a lease.

use domain::work::TaskKind;
use std::collections::HashSet;

use domain::{JobId, NoticeId, TaskId};
use storage::payments::provider_events::NewNotice;
use storage::work::tasks::Task;
use storage::{Db, Scope, on_both_engines};

use crate::world::{NOON, Town, euro, minutes};

on_both_engines! {
    a_payment_that_always_fails_blocks_no_other
    a_due_payment_can_be_put_off
    a_job_is_added_once_and_ends_once
    eight_workers_take_four_hundred_jobs_once_each
    eight_sweepers_take_two_hundred_payments_once_each
    a_notice_is_kept_once
    a_task_is_opened_once
}

async fn a_payment_that_always_fails_blocks_no_other(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let poison = town.owed(&db).await;
    let good = town.owed(&db).await;
    let take = async |now: u64| {
        let mut tx = db.begin(Scope::Operator).await.unwrap();
        let taken = tx
            .take_due_payments(minutes(now), minutes(now + 5), 1)
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
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.put_off_payment(payment, minutes(90)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.begin(Scope::Operator).await.unwrap();
    assert_eq!(tx.next_due_payment().await.unwrap(), Some(minutes(90)));
    assert!(
        tx.take_due_payments(minutes(60), minutes(65), 9)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_job_is_added_once_and_ends_once(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let subject = town.owed(&db).await.as_uuid();
    let mut tx = db.begin(town.scope()).await.unwrap();
    for _ in 0..2 {
        let id = JobId::new(&mut town.moment);
        tx.insert_job(id, "settle", subject, NOON).await.unwrap();
    }
    tx.commit().await.unwrap();

    let mut tx = db.begin(Scope::Operator).await.unwrap();
    let taken = tx.take_jobs(NOON, minutes(1), 10).await.unwrap();
    assert!(tx.take_jobs(NOON, minutes(1), 10).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    let [job] = taken.as_slice() else {
        panic!("one job: {taken:?}");
    };
    assert_eq!(
        (job.kind.as_str(), job.subject, job.tries),
        ("settle", subject, 1)
    );

    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.retry_job(job.id, minutes(5)).await.unwrap();
    assert!(
        tx.take_jobs(minutes(4), minutes(6), 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        tx.take_jobs(minutes(5), minutes(6), 10)
            .await
            .unwrap()
            .len(),
        1
    );
    tx.give_up_job(job.id, minutes(7)).await.unwrap();
    assert!(
        tx.take_jobs(minutes(90), minutes(91), 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(tx.count_jobs().await.unwrap(), (1, 1));
    tx.finish_job(job.id).await.unwrap();
    assert_eq!(tx.count_jobs().await.unwrap(), (0, 0));
}

async fn eight_workers_take_four_hundred_jobs_once_each(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    for _ in 0..400 {
        let (id, subject) = (JobId::new(&mut town.moment), town.moment.uuid());
        tx.insert_job(id, "settle", subject, NOON).await.unwrap();
    }
    tx.commit().await.unwrap();
    let taken = by_eight(&db, async |db| {
        let mut tx = db.begin(Scope::Operator).await.unwrap();
        let jobs = tx.take_jobs(NOON, minutes(5), 7).await.unwrap();
        tx.commit().await.unwrap();
        jobs.into_iter().map(|job| job.id).collect()
    })
    .await;
    assert_eq!(taken.len(), 400);
    assert_eq!(taken.into_iter().collect::<HashSet<_>>().len(), 400);
}

async fn eight_sweepers_take_two_hundred_payments_once_each(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    for _ in 0..200 {
        town.owe(&mut tx).await;
    }
    tx.commit().await.unwrap();
    let taken = by_eight(&db, async |db| {
        let mut tx = db.begin(Scope::Operator).await.unwrap();
        let due = tx
            .take_due_payments(minutes(30), minutes(35), 7)
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

async fn a_notice_is_kept_once(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    let id = NoticeId::new(&mut town.moment);
    let mut notice = NewNotice {
        id,
        account: town.account,
        event: "WH-1",
        hint: "{}",
        received_at: minutes(2),
    };
    assert!(tx.insert_notice(&notice).await.unwrap());
    notice.id = NoticeId::new(&mut town.moment);
    assert!(!tx.insert_notice(&notice).await.unwrap());
    assert_eq!(
        tx.notice(id).await.unwrap(),
        Some((town.account, "{}".to_owned()))
    );
    assert_eq!(
        tx.last_notice(town.account).await.unwrap(),
        Some(minutes(2))
    );
}

async fn a_task_is_opened_once(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut task = Task {
        id: TaskId::new(&mut town.moment),
        kind: TaskKind::RefundDoublePayment,
        payment,
        reference: "CAP-1".to_owned(),
        amount: euro(1250),
        created_at: NOON,
    };
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.insert_task(&task).await.unwrap();
    let first = task.clone();
    task.id = TaskId::new(&mut town.moment);
    tx.insert_task(&task).await.unwrap();
    assert_eq!(tx.open_tasks().await.unwrap(), [first]);
}
