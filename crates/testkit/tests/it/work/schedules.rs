//! Periodic work: what is erased and dropped when, what was missed, and what fails.

use std::time::Duration;

use app::work::Schedule;
use domain::work::ScheduleRule;
use providers::Clock;
use simulators::common::Fault;
use storage::{Db, Scope, on_both_engines};
use testkit::{AtProvider, TestAuthority};
use tokio::sync::watch;

use super::PACE;

on_both_engines! {
    each_kind_of_work_is_done_at_once_and_then_by_its_rule
    what_a_node_missed_is_made_up_for_once
    two_nodes_do_each_work_once
    a_node_that_works_does_what_is_due_when_it_starts
    a_schedule_that_fails_is_seen_and_stops_no_other
    an_authority_that_is_new_gets_its_schedules
    bodies_of_events_are_dropped_after_ninety_days_and_their_rows_stay
    expired_tokens_and_old_forms_are_erased_and_references_stay
    nothing_periodic_is_done_while_the_clock_is_wrong
}

const DAY: Duration = Duration::from_hours(24);
const RUNS: &str = "SELECT CAST(sum(runs) AS BIGINT) FROM schedules";

async fn runs_schedules(authority: &TestAuthority) {
    authority.app.system().run_schedules().await.unwrap();
}

/// Over the installation and all authorities.
async fn count(authority: &TestAuthority, sql: &str) -> i64 {
    let mut tx = authority.db.read(Scope::Operator).await.unwrap();
    tx.raw_number(sql).await.unwrap()
}

async fn runs(authority: &TestAuthority, kind: &str) -> i64 {
    let sql = format!("SELECT coalesce(max(runs), 0) FROM schedules WHERE kind = '{kind}'");
    count(authority, &sql).await
}

async fn of_kind(authority: &TestAuthority, kind: &str) -> Schedule {
    let all = authority.operator().schedules().await.unwrap();
    let mut of_kind = all.into_iter().filter(|schedule| schedule.kind == kind);
    of_kind.next().unwrap()
}

async fn each_kind_of_work_is_done_at_once_and_then_by_its_rule(db: Db) {
    let postgres = db.is_postgres();
    let authority = TestAuthority::new(db, 1).await;
    runs_schedules(&authority).await;
    let all = authority.operator().schedules().await.unwrap();
    let mut told: Vec<_> = all
        .iter()
        .map(|of| (of.kind.as_str(), of.tenant.as_deref(), of.rule.as_str()))
        .collect();
    let analyze = ("analyze_tables", None, "every 2 seconds");
    assert_eq!(told.contains(&analyze), postgres);
    told.retain(|of| *of != analyze);
    assert_eq!(
        told,
        [
            ("drop_event_bodies", Some("musterstadt"), "daily 03:30"),
            ("erase_idempotency_keys", None, "daily 03:10"),
            ("erase_rate_limits", None, "every 1 minutes"),
            ("erase_sessions", None, "daily 03:20"),
            ("erase_tokens", None, "every 10 minutes"),
            ("plan_schedules", None, "every 1 minutes"),
            ("seal_journal", None, "every 5 seconds"),
            (
                "subscribe_provider_events",
                Some("musterstadt"),
                "daily 04:00"
            ),
        ]
    );
    let now = Clock::now(&authority.clock);
    for schedule in all {
        assert_eq!(schedule.started_at, Some(now), "{schedule:?}");
        let rule: ScheduleRule = schedule.rule.parse().unwrap();
        assert_eq!(schedule.next_at, rule.next_after(now), "{schedule:?}");
        assert_eq!(schedule.failures, 0, "{schedule:?}");
    }
    let once = count(&authority, RUNS).await;
    runs_schedules(&authority).await;
    assert_eq!(count(&authority, RUNS).await, once, "nothing is due");
    authority.time_passes(Duration::from_secs(5));
    runs_schedules(&authority).await;
    assert_eq!(runs(&authority, "seal_journal").await, 2);
    assert_eq!(runs(&authority, "erase_tokens").await, 1);
}

async fn what_a_node_missed_is_made_up_for_once(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    runs_schedules(&authority).await;
    authority.time_passes(10 * DAY);
    runs_schedules(&authority).await;
    assert_eq!(runs(&authority, "drop_event_bodies").await, 2);
    assert_eq!(runs(&authority, "seal_journal").await, 2);
    runs_schedules(&authority).await;
    assert_eq!(runs(&authority, "drop_event_bodies").await, 2);
}

async fn two_nodes_do_each_work_once(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    runs_schedules(&authority).await;
    let before = count(&authority, RUNS).await;
    authority.time_passes(DAY);
    let (one, two) = (authority.app.system(), authority.app.system());
    let (one, two) = tokio::join!(one.run_schedules(), two.run_schedules());
    one.and(two).unwrap();
    assert_eq!(count(&authority, RUNS).await, 2 * before);
}

async fn a_node_that_works_does_what_is_due_when_it_starts(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    runs_schedules(&authority).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    authority.time_passes(Duration::from_secs(6));
    let (stopping, stopped) = watch::channel(false);
    let system = authority.app.system();
    let unsealed = "SELECT count(*) FROM transfers WHERE seal_number IS NULL";
    let story = async {
        while authority.count(unsealed).await > 0
            || runs(&authority, "subscribe_provider_events").await < 2
        {
            tokio::task::yield_now().await;
        }
        stopping.send_replace(true);
    };
    tokio::join!(system.work(PACE, stopped), story);
    let schedule = of_kind(&authority, "subscribe_provider_events").await;
    assert_eq!(schedule.last_error, None);
    authority.reconcile().await.unwrap();
}

/// Kinds of schedules that fail, and how many of each.
async fn failing(authority: &TestAuthority) -> Vec<(String, u64)> {
    let counted = authority.operator().count_failing_schedules().await;
    counted.unwrap()
}

async fn a_schedule_that_fails_is_seen_and_stops_no_other(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    authority.sim.fault(Fault {
        lost: true,
        ..Fault::default()
    });
    runs_schedules(&authority).await;
    assert_eq!(
        failing(&authority).await,
        [("subscribe_provider_events".to_owned(), 1)]
    );
    let schedule = of_kind(&authority, "subscribe_provider_events").await;
    let error = schedule.last_error.unwrap();
    assert!(error.starts_with("musterstadt/paypal: "), "{error}");
    let wait = schedule.next_at.since(Clock::now(&authority.clock));
    assert!(wait < Duration::from_secs(10), "tried again in {wait:?}");
    assert_eq!(runs(&authority, "drop_event_bodies").await, 1);
    assert_eq!(runs(&authority, "seal_journal").await, 1);

    authority.sim.clear_faults();
    authority.time_passes(Duration::from_secs(10));
    runs_schedules(&authority).await;
    assert_eq!(failing(&authority).await, []);
}

async fn an_authority_that_is_new_gets_its_schedules(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    runs_schedules(&authority).await;
    let neighbour =
        domain::TenantId::new(&mut domain::Moment::fixed(Clock::now(&authority.clock), 7));
    let mut tx = authority.db.write(Scope::Tenant(neighbour)).await.unwrap();
    let now = Clock::now(&authority.clock);
    tx.tenants()
        .put("nachbarstadt", "{}", None, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    runs_schedules(&authority).await;
    let all = authority.operator().schedules().await.unwrap();
    let theirs = all
        .iter()
        .filter(|of| of.tenant.as_deref() == Some("nachbarstadt"));
    let theirs: Vec<_> = theirs.map(|of| (of.kind.as_str(), of.failures)).collect();
    assert_eq!(
        theirs,
        [("drop_event_bodies", 0), ("subscribe_provider_events", 0)]
    );
}

async fn bodies_of_events_are_dropped_after_ninety_days_and_their_rows_stay(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    authority.app.system().number_events().await.unwrap();
    let numbered = "SELECT count(*) FROM events WHERE sequence IS NOT NULL AND kind <> ''";
    let with_body = "SELECT count(*) FROM events WHERE body IS NOT NULL";
    let old = authority.count(numbered).await;
    assert!(old > 2, "{old}");
    authority.time_passes(60 * DAY);
    authority.asks_for_payment().await.unwrap();
    authority.app.system().number_events().await.unwrap();
    let all = authority.count(numbered).await;
    let almost = (30 * DAY).checked_sub(Duration::from_secs(1)).unwrap();
    authority.time_passes(almost);
    runs_schedules(&authority).await;
    assert_eq!(authority.count(with_body).await, all);

    authority.time_passes(DAY);
    runs_schedules(&authority).await;
    assert_eq!(
        authority.count(numbered).await,
        all,
        "rows, numbers and kinds stay"
    );
    assert_eq!(authority.count(with_body).await, all - old);
    let page = authority
        .operator()
        .events_after("musterstadt", 0, 999)
        .await;
    let page = page.unwrap().unwrap();
    assert_eq!(i64::try_from(page.dropped).unwrap(), old);
    let first = page.events.first().unwrap().sequence;
    assert_eq!(first, page.dropped + 1);
    assert_eq!(i64::try_from(page.events.len()).unwrap(), all - old);
    authority.reconcile().await.unwrap();
}

async fn expired_tokens_and_old_forms_are_erased_and_references_stay(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    authority.asks_for_payment().await.unwrap();
    let keys = "SELECT count(*) FROM idempotency_keys";
    let tokens = "SELECT count(*) FROM access_tokens";
    let mut tx = authority
        .db
        .write(Scope::Tenant(authority.tenant))
        .await
        .unwrap();
    tx.raw(
        "INSERT INTO access_tokens (tenant_id, token_hash, client_id, expires_at)
         SELECT tenant_id, secret_hash, client_id, created_at FROM clients
         JOIN (SELECT max(created_at) AS created_at FROM idempotency_keys) AS k ON 1 = 1",
    )
    .await
    .unwrap();
    tx.raw(
        "INSERT INTO idempotency_keys
            (tenant_id, actor_kind, actor, operation, key, fingerprint, subject_kind, subject,
             created_at)
         SELECT tenant_id, 'payer', '', 'payment.order', key, fingerprint, subject_kind, subject,
             created_at FROM idempotency_keys",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        (authority.count(keys).await, authority.count(tokens).await),
        (2, 1)
    );
    authority.time_passes(Duration::from_secs(1));
    runs_schedules(&authority).await;
    assert_eq!(
        (authority.count(keys).await, authority.count(tokens).await),
        (2, 0)
    );
    authority.time_passes(31 * DAY);
    runs_schedules(&authority).await;
    let of_clients = format!("{keys} WHERE actor_kind = 'client'");
    assert_eq!(
        authority.count(keys).await,
        authority.count(&of_clients).await
    );
    assert_eq!(authority.count(&of_clients).await, 1);
}

async fn nothing_periodic_is_done_while_the_clock_is_wrong(db: Db) {
    let postgres = db.is_postgres();
    let mut authority = TestAuthority::new(db, 1).await;
    runs_schedules(&authority).await;
    let before = count(&authority, RUNS).await;
    authority.watches_its_clock();
    authority.time_passes(400 * DAY);
    runs_schedules(&authority).await;
    let after = count(&authority, RUNS).await;
    // The clock of SQLite's machine is this one.
    assert_eq!(after == before, postgres);
}
