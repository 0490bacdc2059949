//! Work that waits: due payments and jobs, taken under a lease.

use std::collections::{BTreeSet, HashSet};

use domain::work::Queue;
use domain::{JobId, TenantId, Timestamp};
use storage::work::jobs::{Job, NewJob};
use storage::{Db, Scope, WriteTx, in_every_mode};

use crate::authority::{START, StoredAuthority, minutes};

in_every_mode! {
    a_payment_that_always_fails_blocks_no_other
    a_due_payment_can_be_put_off
    a_due_payment_that_is_passed_over_was_not_tried
    of_one_key_one_job_waits
    a_need_that_arises_while_its_job_runs_is_not_lost
    a_job_that_failed_and_what_arose_meanwhile_wait_as_one
    a_job_that_was_given_up_blocks_nothing_and_can_be_tried_anew
    a_worker_that_lost_its_lease_ends_nothing
    eight_workers_take_four_hundred_jobs_once_each
    eight_sweepers_take_two_hundred_payments_once_each
}

async fn a_payment_that_always_fails_blocks_no_other(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let poison = authority.owed(&db).await;
    let good = authority.owed(&db).await;
    let tenant = authority.tenant;
    let take = async |now: u64| {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        let taken = tx
            .payments()
            .take_due(tenant, (minutes(now), minutes(now + 5)), 1)
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
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.payments().put_off(payment, minutes(90)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(Scope::Operator).await.unwrap();
    assert!(
        tx.payments()
            .take_due(authority.tenant, (minutes(60), minutes(65)), 9)
            .await
            .unwrap()
            .is_empty()
    );
    let with_due = tx.payments().tenants_with_due(minutes(89)).await;
    assert_eq!(with_due.unwrap(), []);
    let with_due = tx.payments().tenants_with_due(minutes(90)).await;
    assert_eq!(with_due.unwrap(), [authority.tenant]);
    let lease = (minutes(90), minutes(95));
    let due = tx.payments().take_due(authority.tenant, lease, 9).await;
    assert_eq!(due.unwrap().len(), 1);
    tx.commit().await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut payments = tx.payments();
    let renewed = payments.renew(payment, minutes(94), minutes(99)).await;
    assert!(!renewed.unwrap(), "another lease");
    let renewed = payments.renew(payment, minutes(95), minutes(99)).await;
    assert!(renewed.unwrap());
}

async fn a_due_payment_that_is_passed_over_was_not_tried(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let tenant = authority.tenant;
    let take = async |now: u64| {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        let lease = (minutes(now), minutes(now + 5));
        let taken = tx.payments().take_due(tenant, lease, 9).await.unwrap();
        tx.commit().await.unwrap();
        taken.first().map(|due| (due.payment, due.tries))
    };
    let pass_over = async |until: u64| {
        let mut tx = db.write(Scope::Tenant(tenant)).await.unwrap();
        let passed = tx.payments().pass_over(payment, minutes(until)).await;
        passed.unwrap();
        tx.commit().await.unwrap();
    };
    assert_eq!(take(30).await, Some((payment, 1)));
    pass_over(40).await;
    assert_eq!(take(39).await, None);
    assert_eq!(take(40).await, Some((payment, 1)));
    pass_over(50).await;
    // It was not taken: what changed it said when it is due.
    pass_over(60).await;
    assert_eq!(take(50).await, Some((payment, 1)));
}

/// Adds a job that is due at the start.
async fn need(tx: &mut WriteTx, authority: &mut StoredAuthority, key: Option<&str>) -> JobId {
    need_at(tx, authority, key, START).await
}

async fn need_at(
    tx: &mut WriteTx,
    authority: &mut StoredAuthority,
    key: Option<&str>,
    due_at: Timestamp,
) -> JobId {
    let id = JobId::new(&mut authority.moment);
    let job = NewJob {
        id,
        kind: "count",
        queue: Queue::Upkeep,
        payload: "{}",
        key,
        due_at,
        created_at: START,
    };
    tx.work().jobs().insert(&job).await.unwrap();
    id
}

/// What is due of the authority's at `now`, taken for a minute.
async fn taken(tx: &mut WriteTx, authority: &StoredAuthority, now: u64) -> Vec<Job> {
    let of = (authority.tenant, Queue::Upkeep);
    let lease = (minutes(now), minutes(now + 1));
    tx.work().jobs().hold().await.unwrap();
    tx.work().jobs().take(of, lease, 10).await.unwrap()
}

async fn with_due(tx: &mut WriteTx, queue: Queue, now: u64) -> Vec<TenantId> {
    let due = tx.work().jobs().tenants_with_due(queue, minutes(now)).await;
    due.unwrap()
}

fn ids(jobs: &[Job]) -> BTreeSet<JobId> {
    jobs.iter().map(|job| job.id).collect()
}

async fn of_one_key_one_job_waits(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let first = need_at(&mut tx, &mut authority, Some("a"), minutes(9)).await;
    need_at(&mut tx, &mut authority, Some("a"), minutes(10)).await;
    need_at(&mut tx, &mut authority, Some("a"), minutes(5)).await;
    let other = need_at(&mut tx, &mut authority, Some("b"), minutes(9)).await;
    let (one, two) = (
        need(&mut tx, &mut authority, None).await,
        need(&mut tx, &mut authority, None).await,
    );
    tx.commit().await.unwrap();
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let of = |jobs: &[JobId]| jobs.iter().copied().collect();
    assert_eq!(ids(&taken(&mut tx, &authority, 4).await), of(&[one, two]));
    let at_five = ids(&taken(&mut tx, &authority, 5).await);
    assert_eq!(at_five, of(&[first, one, two]));
    let due = with_due(&mut tx, Queue::Upkeep, 8).await;
    assert_eq!(due, [authority.tenant], "the leases ran out");
    let due = with_due(&mut tx, Queue::Mail, 8).await;
    assert_eq!(due, [], "another queue");
    assert_eq!(taken(&mut tx, &authority, 9).await.len(), 4);
    let due = with_due(&mut tx, Queue::Upkeep, 9).await;
    assert_eq!(due, [], "all are leased, {other} too");
}

async fn a_need_that_arises_while_its_job_runs_is_not_lost(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    need(&mut tx, &mut authority, Some("a")).await;
    let [running] = &taken(&mut tx, &authority, 0).await[..] else {
        panic!("one job");
    };
    let arisen = need(&mut tx, &mut authority, Some("a")).await;
    tx.work().jobs().finish(running).await.unwrap();
    assert_eq!(ids(&taken(&mut tx, &authority, 0).await), [arisen].into());
}

async fn a_job_that_failed_and_what_arose_meanwhile_wait_as_one(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    need(&mut tx, &mut authority, Some("a")).await;
    let running = taken(&mut tx, &authority, 0).await.remove(0);
    let arisen = need(&mut tx, &mut authority, Some("a")).await;
    let mut jobs = tx.work().jobs();
    jobs.retry(&running, minutes(5), "no answer").await.unwrap();
    assert!(taken(&mut tx, &authority, 4).await.is_empty(), "both wait");
    need(&mut tx, &mut authority, Some("a")).await;
    let again = taken(&mut tx, &authority, 5).await;
    assert_eq!(ids(&again), [arisen].into());
    assert_eq!(again[0].tries, 2, "the plan goes on");
}

async fn a_job_that_was_given_up_blocks_nothing_and_can_be_tried_anew(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let given_up = need(&mut tx, &mut authority, Some("a")).await;
    let job = taken(&mut tx, &authority, 0).await.remove(0);
    let mut jobs = tx.work().jobs();
    jobs.give_up(&job, minutes(1), "no answer").await.unwrap();
    assert!(taken(&mut tx, &authority, 90).await.is_empty());
    tx.commit().await.unwrap();

    let mut tx = db.read(Scope::Operator).await.unwrap();
    let [seen] = &tx.work().jobs().given_up(9).await.unwrap()[..] else {
        panic!("one job was given up");
    };
    assert_eq!((seen.id, seen.last_error.as_str()), (given_up, "no answer"));
    assert_eq!((seen.tenant.as_str(), seen.tries), ("authority-1", 1));
    let counts = tx.work().jobs().count_given_up().await.unwrap();
    assert_eq!(counts, [("count".to_owned(), 1)]);
    let whose = tx.work().jobs().tenant_of_given_up(given_up).await.unwrap();
    assert_eq!(whose, Some(authority.tenant));
    drop(tx);

    let mut tx = db.write(authority.scope()).await.unwrap();
    assert!(tx.work().jobs().revive(given_up, minutes(2)).await.unwrap());
    assert!(!tx.work().jobs().revive(given_up, minutes(2)).await.unwrap());
    let job = taken(&mut tx, &authority, 2).await.remove(0);
    assert_eq!((job.id, job.tries), (given_up, 1));
    let mut jobs = tx.work().jobs();
    jobs.give_up(&job, minutes(3), "no answer").await.unwrap();
    let newer = need(&mut tx, &mut authority, Some("a")).await;
    assert!(tx.work().jobs().revive(given_up, minutes(4)).await.unwrap());
    let left = taken(&mut tx, &authority, 4).await;
    assert_eq!(ids(&left), [newer].into(), "the same work waits already");
}

async fn a_worker_that_lost_its_lease_ends_nothing(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    need(&mut tx, &mut authority, None).await;
    let slow = taken(&mut tx, &authority, 0).await.remove(0);
    let mut jobs = tx.work().jobs();
    assert!(jobs.renew(&slow, minutes(3)).await.unwrap());
    assert!(taken(&mut tx, &authority, 2).await.is_empty(), "renewed");
    let next = taken(&mut tx, &authority, 3).await.remove(0);
    assert_eq!((next.id, next.tries), (slow.id, 2));
    let mut jobs = tx.work().jobs();
    assert!(!jobs.renew(&slow, minutes(9)).await.unwrap());
    let mut jobs = tx.work().jobs();
    jobs.finish(&slow).await.unwrap();
    let mut jobs = tx.work().jobs();
    jobs.give_up(&slow, minutes(3), "").await.unwrap();
    let mut jobs = tx.work().jobs();
    jobs.retry(&slow, minutes(3), "").await.unwrap();
    assert!(
        taken(&mut tx, &authority, 3).await.is_empty(),
        "still leased"
    );
    tx.work().jobs().finish(&next).await.unwrap();
    assert_eq!(tx.raw_number("SELECT count(*) FROM jobs").await.unwrap(), 0);
}

async fn eight_workers_take_four_hundred_jobs_once_each(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    for _ in 0..400 {
        need(&mut tx, &mut authority, None).await;
    }
    tx.commit().await.unwrap();
    let of = (authority.tenant, Queue::Upkeep);
    let taken = by_eight(&db, async |db| {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        tx.work().jobs().hold().await.unwrap();
        let lease = (START, minutes(5));
        let jobs = tx.work().jobs().take(of, lease, 7).await.unwrap();
        tx.commit().await.unwrap();
        jobs.into_iter().map(|job| job.id).collect()
    })
    .await;
    assert_eq!(taken.len(), 400);
    assert_eq!(taken.into_iter().collect::<HashSet<_>>().len(), 400);
}

async fn eight_sweepers_take_two_hundred_payments_once_each(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    for _ in 0..200 {
        authority.owe(&mut tx).await;
    }
    tx.commit().await.unwrap();
    let tenant = authority.tenant;
    let taken = by_eight(&db, async |db| {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        tx.payments().hold_due().await.unwrap();
        let lease = (minutes(30), minutes(35));
        let due = tx.payments().take_due(tenant, lease, 7).await.unwrap();
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
