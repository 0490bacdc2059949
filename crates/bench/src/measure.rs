//! How often something happens in a second, while clients do nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::BenchError;
use crate::error::Doing;

/// How long the machine is watched before a round.
const WATCH: Duration = Duration::from_millis(250);

/// A client that does nothing for so long stands still.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long is measured, after how much of the same that is not counted.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) warm_up: Duration,
    pub(crate) window: Duration,
}

/// What a client beats when it has done the thing that is counted.
#[derive(Clone, Default)]
pub(crate) struct Pulse {
    done: Arc<AtomicU64>,
    enough: Arc<AtomicBool>,
}

impl Pulse {
    pub(crate) fn beat(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn goes_on(&self) -> bool {
        !self.enough.load(Ordering::Relaxed)
    }

    pub(crate) fn count(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    pub(crate) fn stop(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }

    async fn per_second(&self, pace: Pace) -> u64 {
        sleep(pace.warm_up).await;
        let (began, first) = (Instant::now(), self.count());
        sleep(pace.window).await;
        // On a busy machine a tiny window may see nothing.
        while self.count() == first && began.elapsed() < PATIENCE {
            sleep(pace.window).await;
        }
        per_second(self.count().saturating_sub(first), began.elapsed())
    }
}

/// Has `clients` of them do `one` until enough was counted. A client that fails ends it all.
pub(crate) async fn drive<F, Doings>(clients: u32, pace: Pace, one: F) -> Result<u64, BenchError>
where
    F: Fn(u32, Pulse) -> Doings,
    Doings: Future<Output = Result<(), BenchError>> + Send + 'static,
{
    let pulse = Pulse::default();
    let mut crowd = JoinSet::new();
    for client in 0..clients {
        crowd.spawn(one(client, pulse.clone()));
    }
    let rate = tokio::select! {
        rate = pulse.per_second(pace) => rate,
        failure = failure(&mut crowd) => return Err(failure),
    };
    pulse.stop();
    while let Some(ended) = crowd.join_next().await {
        ended.doing("a client")??;
    }
    Ok(rate)
}

/// Never done while all goes well.
async fn failure(crowd: &mut JoinSet<Result<(), BenchError>>) -> BenchError {
    loop {
        match crowd.join_next().await {
            Some(Ok(Ok(()))) => {}
            Some(Ok(Err(error))) => return error,
            Some(Err(error)) => return BenchError::because("a client", error),
            None => std::future::pending::<()>().await,
        }
    }
}

pub(crate) fn per_second(count: u64, took: Duration) -> u64 {
    let micros = took.as_micros().max(1);
    u64::try_from(u128::from(count) * 1_000_000 / micros).unwrap_or(u64::MAX)
}

/// How idle the machine is, in percent; `None` where the kernel does not tell.
pub(crate) async fn idle() -> Option<u64> {
    let before = ticks()?;
    sleep(WATCH).await;
    let after = ticks()?;
    let (idle, all) = (after.0 - before.0, after.1 - before.1);
    Some(idle * 100 / all.max(1))
}

/// Idle and all ticks since the machine started.
fn ticks() -> Option<(u64, u64)> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<u64> = line
        .split_whitespace()
        .filter_map(|number| number.parse().ok())
        .collect();
    // Waiting for the disk is idle, too: nothing else computes then.
    let idle = ticks.get(3)? + ticks.get(4)?;
    Some((idle, ticks.iter().take(8).sum()))
}
