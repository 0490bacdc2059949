//! Work that is due: fair, under leases, and never stopped by one bad job.

mod schedules;

use std::time::Duration;

use app::work::Pace;
use domain::work::Queue;
use domain::{JobId, MailId, Moment, TenantId, Timestamp};
use providers::Clock;
use storage::work::jobs::NewJob;
use storage::{Db, Scope, WriteTx, on_both_engines};
use testkit::{AtProvider, MailServerAnswer, TestAuthority, Told};
use tokio::sync::watch;

on_both_engines! {
    ten_thousand_waiting_jobs_of_one_authority_keep_no_other_waiting
    a_job_that_always_fails_stops_nothing_and_is_seen_at_last
    a_mail_server_that_hangs_stops_nothing_and_its_mail_goes_once
}

const PACE: Pace = Pace {
    every: Duration::from_millis(2),
    payments: 4,
    provider_events: 4,
    mail: 2,
    upkeep: 2,
};

/// A job of the kind that takes this payload.
async fn need(tx: &mut WriteTx, moment: &mut Moment, (kind, payload): (&'static str, &str)) {
    let job = NewJob {
        id: JobId::new(moment),
        kind,
        queue: Queue::Upkeep,
        payload,
        key: None,
        due_at: moment.now,
        created_at: moment.now,
    };
    tx.work().jobs().insert(&job).await.unwrap();
}

/// One that erases the address of a mail that never was.
async fn erase_nothing(tx: &mut WriteTx, moment: &mut Moment) {
    let payload = format!("{{\"mail\":\"{}\"}}", MailId::new(moment));
    need(tx, moment, ("erase_address", &payload)).await;
}

async fn ten_thousand_waiting_jobs_of_one_authority_keep_no_other_waiting(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let start = Timestamp::from_micros(0);
    let mut moment = Moment::fixed(start, 7);
    let mut tx = authority
        .db
        .write(Scope::Tenant(authority.tenant))
        .await
        .unwrap();
    for _ in 0..10_000 {
        erase_nothing(&mut tx, &mut moment).await;
    }
    tx.commit().await.unwrap();
    let neighbour = TenantId::new(&mut moment);
    let mut tx = authority.db.write(Scope::Tenant(neighbour)).await.unwrap();
    tx.tenants()
        .put("nachbarstadt", "{}", None, start)
        .await
        .unwrap();
    moment.now = moment.now.plus(Duration::from_secs(1));
    erase_nothing(&mut tx, &mut moment).await;
    tx.commit().await.unwrap();

    let done = authority.app.system().run_due(4).await.unwrap();
    assert_eq!((done.done, done.failed, done.more), (4, 0, true));
    let mut tx = authority.db.write(Scope::Operator).await.unwrap();
    let of = (neighbour, Queue::Upkeep);
    let later = Clock::now(&authority.clock).plus(Duration::from_hours(1));
    let left = tx.work().jobs().take(of, (later, later), 9).await.unwrap();
    assert_eq!(left, [], "the neighbour's job was among the first four");
}

async fn a_job_that_always_fails_stops_nothing_and_is_seen_at_last(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let mut moment = Moment::fixed(Timestamp::from_micros(0), 7);
    let mut tx = authority
        .db
        .write(Scope::Tenant(authority.tenant))
        .await
        .unwrap();
    for poison in [("erase_address", "not JSON"), ("of_another_version", "{}")] {
        need(&mut tx, &mut moment, poison).await;
    }
    erase_nothing(&mut tx, &mut moment).await;
    tx.commit().await.unwrap();

    let done = authority.app.system().run_due(50).await.unwrap();
    assert_eq!((done.done, done.failed), (1, 2));
    for _ in 0..8 {
        authority.after(Duration::from_hours(12)).await;
    }
    let operator = authority.operator();
    let given_up = operator.given_up_jobs(9).await.unwrap();
    let mut kinds: Vec<_> = given_up.iter().map(|job| job.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["erase_address", "of_another_version"]);
    assert!(given_up.iter().all(|job| job.tries == 8), "{given_up:?}");
    assert!(given_up.iter().all(|job| !job.last_error.is_empty()));
    assert_eq!(operator.count_given_up().await.unwrap().len(), 2);

    let job = given_up[0].id;
    assert!(operator.retry_job(job).await.unwrap());
    assert!(
        !operator.retry_job(job).await.unwrap(),
        "it is tried already"
    );
    let done = authority.app.system().run_due(50).await.unwrap();
    assert_eq!((done.done, done.failed), (0, 1));
    let acts = "SELECT count(*) FROM audit WHERE act = 'job.retry' AND actor_kind = 'operator'";
    assert_eq!(authority.count(acts).await, 1);
}

async fn a_mail_server_that_hangs_stops_nothing_and_its_mail_goes_once(db: Db) {
    let mut authority = TestAuthority::new(db, 1).await;
    authority.renews_leases_every(Duration::from_millis(5));
    let first = authority.paid_payment().await;
    authority.mail_server.answers(MailServerAnswer::Hangs);
    authority
        .asks_for_receipt(first, "max@example.org")
        .await
        .unwrap();
    let second = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(second).await.unwrap();
    let (stopping, stopped) = watch::channel(false);
    let system = authority.app.system();
    let story = async {
        until(
            &authority,
            "SELECT count(*) FROM jobs WHERE kind = 'send_mail' AND tries = 1",
        )
        .await;
        authority.at_provider(&order, AtProvider::Approves);
        authority.provider_events_arrive().await;
        while authority.status(second).await != Told::Paid {
            tokio::task::yield_now().await;
        }
        // Three leases pass; each is renewed in time.
        for _ in 0..3 {
            authority.time_passes(Duration::from_secs(40));
            let soon = Clock::now(&authority.clock).plus(Duration::from_secs(40));
            while is_due(&authority, Queue::Mail, soon).await {
                tokio::task::yield_now().await;
            }
        }
        let tries = "SELECT count(*) FROM jobs WHERE kind = 'send_mail' AND tries = 1";
        assert_eq!(authority.count(tries).await, 1, "no other worker took it");
        authority.mail_server.answers(MailServerAnswer::Takes);
        until(
            &authority,
            "SELECT count(*) FROM mails WHERE outcome = 'sent'",
        )
        .await;
        stopping.send_replace(true);
    };
    tokio::join!(system.work(PACE, stopped), story);
    assert_eq!(authority.mail_server.taken().len(), 1);
    authority.reconcile().await.unwrap();
}

/// Whether a job of the queue can be taken then.
async fn is_due(authority: &TestAuthority, queue: Queue, at: Timestamp) -> bool {
    let mut tx = authority.db.read(Scope::Operator).await.unwrap();
    let due = tx.work().jobs().tenants_with_due(queue, at).await.unwrap();
    !due.is_empty()
}

/// Waits until the number is one.
async fn until(authority: &TestAuthority, sql: &str) {
    while authority.count(sql).await != 1 {
        tokio::task::yield_now().await;
    }
}
