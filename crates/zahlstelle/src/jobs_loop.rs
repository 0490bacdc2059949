//! Background work, for as long as the program runs. An error costs one round, never the loop.

use std::time::Duration;

use app::access::doors::SystemApp;
use app::work::Pace;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::config::Jobs;
use crate::seal_heads::HeadsFile;

/// How often tables are asked whether they have grown; servers count what was written about once a
/// second.
const LOOK_AT_TABLES: Duration = Duration::from_secs(2);
/// After an error: long enough for a database to come back, short enough not to be noticed.
const BREATH: Duration = Duration::from_secs(5);

/// Runs until `stop` is true; what is under way is finished.
pub(crate) async fn run(
    app: SystemApp,
    (jobs, heads): (Jobs, HeadsFile),
    stop: watch::Receiver<bool>,
) {
    let due = app.work(pace(&jobs), stop.clone());
    let seals = seals(
        app.clone(),
        (Duration::from_secs(jobs.seal_seconds), heads),
        stop.clone(),
    );
    tokio::join!(due, seals, planner(app.clone(), stop));
}

const fn pace(jobs: &Jobs) -> Pace {
    Pace {
        every: Duration::from_secs(jobs.interval_seconds),
        payments: jobs.at_once.payments,
        provider_events: jobs.at_once.provider_events,
        mail: jobs.at_once.mail,
        upkeep: jobs.at_once.upkeep,
    }
}

async fn seals(
    app: SystemApp,
    (every, heads): (Duration, HeadsFile),
    mut stop: watch::Receiver<bool>,
) {
    let mut ticks = ticks(every);
    while next(&mut ticks, &mut stop).await {
        match app.seal().await {
            Ok(new) => heads.publish(&new),
            Err(error) => {
                tracing::error!(error = %error, "the journal could not be sealed");
                ticks.reset_at(Instant::now() + BREATH);
            }
        }
    }
}

/// Keeps the database's planner up with tables that grow.
async fn planner(app: SystemApp, mut stop: watch::Receiver<bool>) {
    let mut ticks = ticks(LOOK_AT_TABLES);
    while next(&mut ticks, &mut stop).await {
        match app.analyze_grown_tables().await {
            Ok(0) => {}
            Ok(tables) => tracing::debug!(count = tables, "the planner looked at grown tables"),
            Err(error) => {
                tracing::warn!(error = %error, "the planner could not look at its tables");
                ticks.reset_at(Instant::now() + BREATH);
            }
        }
    }
}

fn ticks(every: Duration) -> tokio::time::Interval {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Waits for the next round; `false` when there is none.
async fn next(ticks: &mut tokio::time::Interval, stop: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        _ = ticks.tick() => true,
        _ = stop.wait_for(|stop| *stop) => false,
    }
}
