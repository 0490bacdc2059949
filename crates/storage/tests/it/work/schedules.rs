//! Periodic work: each run is taken by one node, and is never lost.

use std::time::Duration;

use domain::work::ScheduleRule;
use domain::{TenantId, Timestamp};
use storage::work::schedules::{Run, RunEnd};
use storage::{Db, Scope, WriteTx, in_every_mode};

use crate::authority::{START, StoredAuthority, minutes};

in_every_mode! {
    a_schedule_is_written_once_and_keeps_its_next_time
    a_run_is_taken_by_one_node_and_by_another_after_its_lease
    a_node_that_lost_its_run_ends_nothing
    what_has_been_due_longest_is_taken_first
    a_failing_schedule_is_counted_until_it_goes_well
    another_rule_holds_at_once
    eight_nodes_take_fifty_runs_once_each
}

fn hourly() -> ScheduleRule {
    ScheduleRule::every(Duration::from_hours(1))
}

/// The kind with its rule.
fn hourly_seal() -> (&'static str, ScheduleRule) {
    ("seal", hourly())
}

async fn planned(db: &Db, tenants: &[Option<TenantId>], now: Timestamp) {
    let mut tx = db.write(Scope::Operator).await.unwrap();
    for tenant in tenants {
        let mut schedules = tx.work().schedules();
        schedules.insert(*tenant, hourly_seal(), now).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn take(tx: &mut WriteTx, now: u64, until: u64) -> Option<Run> {
    let lease = (minutes(now), minutes(until));
    tx.work().schedules().take("seal", lease).await.unwrap()
}

async fn taken(db: &Db, now: u64, until: u64) -> Option<Run> {
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let run = take(&mut tx, now, until).await;
    tx.commit().await.unwrap();
    run
}

async fn ends(db: &Db, run: &Run, (at, next_at): (u64, u64), error: Option<&str>) {
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let end = RunEnd {
        at: minutes(at),
        next_at: minutes(next_at),
        error,
    };
    tx.work().schedules().end(run, &end).await.unwrap();
    tx.commit().await.unwrap();
}

async fn due(db: &Db, now: u64) -> Vec<String> {
    let mut tx = db.read(Scope::Operator).await.unwrap();
    tx.work().schedules().due_kinds(minutes(now)).await.unwrap()
}

/// Of every schedule when it is next, and how often it failed in a row.
async fn next(db: &Db) -> Vec<(Timestamp, u32)> {
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let all = tx.work().schedules().all().await.unwrap();
    let all = all.into_iter();
    all.map(|schedule| (schedule.next_at, schedule.failures))
        .collect()
}

async fn a_schedule_is_written_once_and_keeps_its_next_time(db: Db) {
    let authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let lacking = tx.work().schedules().tenants_lacking("seal").await.unwrap();
    assert_eq!(lacking, [authority.tenant]);
    drop(tx);
    planned(&db, &[None, Some(authority.tenant)], minutes(1)).await;
    planned(&db, &[None, Some(authority.tenant)], minutes(2)).await;
    assert_eq!(next(&db).await, [(minutes(1), 0), (minutes(1), 0)]);
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let lacking = tx.work().schedules().tenants_lacking("seal").await.unwrap();
    assert_eq!(lacking, []);
    let lacking = tx
        .work()
        .schedules()
        .tenants_lacking("count")
        .await
        .unwrap();
    assert_eq!(lacking, [authority.tenant]);
    let all = tx.work().schedules().all().await.unwrap();
    let mut tenants: Vec<_> = all.into_iter().map(|schedule| schedule.tenant).collect();
    tenants.sort_unstable();
    assert_eq!(tenants, [None, Some("authority-1".to_owned())]);
}

async fn a_run_is_taken_by_one_node_and_by_another_after_its_lease(db: Db) {
    planned(&db, &[None], minutes(1)).await;
    assert_eq!(taken(&db, 0, 5).await, None);
    assert_eq!(due(&db, 0).await, [""; 0]);
    assert_eq!(due(&db, 1).await, ["seal"]);
    let run = taken(&db, 1, 5).await.unwrap();
    assert_eq!((run.tenant, run.number, run.failures), (None, 1, 0));
    assert_eq!(run.rule, hourly());
    assert_eq!(taken(&db, 4, 9).await, None, "it is leased");
    assert_eq!(due(&db, 4).await, [""; 0]);
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let renewed = tx.work().schedules().renew(&run, minutes(7)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(renewed);
    assert_eq!(taken(&db, 6, 9).await, None, "the lease was renewed");
    let again = taken(&db, 7, 9).await.unwrap();
    assert_eq!(again.number, 2);
    ends(&db, &again, (8, 60), None).await;
    assert_eq!(taken(&db, 59, 99).await, None);
    assert_eq!(taken(&db, 60, 99).await.unwrap().number, 3);
}

async fn a_node_that_lost_its_run_ends_nothing(db: Db) {
    planned(&db, &[None], START).await;
    let lost = taken(&db, 0, 1).await.unwrap();
    let run = taken(&db, 1, 5).await.unwrap();
    ends(&db, &lost, (2, 600), Some("too late")).await;
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let renewed = tx
        .work()
        .schedules()
        .renew(&lost, minutes(700))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!renewed);
    ends(&db, &run, (3, 60), None).await;
    assert_eq!(next(&db).await, [(minutes(60), 0)]);
}

async fn what_has_been_due_longest_is_taken_first(db: Db) {
    let here = StoredAuthority::found(&db, 1).await.tenant;
    let there = StoredAuthority::found(&db, 2).await.tenant;
    planned(&db, &[Some(here)], minutes(2)).await;
    planned(&db, &[Some(there)], minutes(1)).await;
    planned(&db, &[None], minutes(3)).await;
    let mut tenants = Vec::new();
    while let Some(run) = taken(&db, 9, 20).await {
        tenants.push(run.tenant);
    }
    assert_eq!(tenants, [Some(there), Some(here), None]);
}

async fn a_failing_schedule_is_counted_until_it_goes_well(db: Db) {
    planned(&db, &[None], START).await;
    let failing = async || {
        let mut tx = db.read(Scope::Operator).await.unwrap();
        tx.work().schedules().count_failing().await.unwrap()
    };
    for (now, failures) in [(1, 0), (2, 1)] {
        let run = taken(&db, now, 99).await.unwrap();
        assert_eq!(run.failures, failures);
        ends(&db, &run, (now, now + 1), Some("no key")).await;
    }
    assert_eq!(failing().await, [("seal".to_owned(), 1)]);
    assert_eq!(next(&db).await, [(minutes(3), 2)]);
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let all = tx.work().schedules().all().await.unwrap();
    drop(tx);
    assert_eq!(all[0].last_error.as_deref(), Some("no key"));
    assert_eq!(all[0].started_at, Some(minutes(2)));
    let run = taken(&db, 3, 99).await.unwrap();
    ends(&db, &run, (3, 60), None).await;
    assert_eq!(failing().await, []);
    assert_eq!(next(&db).await, [(minutes(60), 0)]);
}

async fn another_rule_holds_at_once(db: Db) {
    planned(&db, &[None], START).await;
    let run = taken(&db, 0, 9).await.unwrap();
    ends(&db, &run, (1, 50), None).await;
    let daily = ScheduleRule::daily(3, 30);
    for rule in [hourly(), daily, daily] {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        let mut schedules = tx.work().schedules();
        let now = if rule == daily {
            minutes(7)
        } else {
            minutes(99)
        };
        schedules.change_rule(("seal", rule), now).await.unwrap();
        tx.commit().await.unwrap();
    }
    let run = taken(&db, 7, 9).await.unwrap();
    assert_eq!(run.rule, daily);
    ends(&db, &run, (8, 600), None).await;
    let mut tx = db.write(Scope::Operator).await.unwrap();
    tx.work()
        .schedules()
        .make_due("seal", minutes(9))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(due(&db, 9).await, ["seal"]);
}

async fn eight_nodes_take_fifty_runs_once_each(db: Db) {
    let mut tenants = Vec::new();
    for seed in 1..=50 {
        tenants.push(Some(StoredAuthority::found(&db, seed).await.tenant));
    }
    planned(&db, &tenants, START).await;
    let nodes = (0..8).map(|_| async {
        let mut mine = Vec::new();
        while let Some(run) = taken(&db, 1, 9).await {
            mine.push(run.tenant);
        }
        mine
    });
    let mut all = futures_util::future::join_all(nodes).await.concat();
    all.sort_unstable();
    tenants.sort_unstable();
    assert_eq!(all, tenants);
}
