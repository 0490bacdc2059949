//! Log lines and metrics.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::time::Duration;

use app::access::doors::SystemApp;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{Log, LogFormat};
use crate::failure::Failure;

/// Of this program.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What it was built from, as the build was told.
pub(crate) const COMMIT: &str = match option_env!("ZAHLSTELLE_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};

/// Seconds; from a status read to a provider that takes its time.
const BUCKETS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0,
];

/// Four short reads; monitoring asks about twice a minute.
const FIGURES_EVERY: Duration = Duration::from_secs(15);
/// Seconds of a busy node are some tens of kilobytes.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// Lines go to standard error, so that what a command prints stays clean.
pub(crate) fn log(log: &Log) -> Result<(), Failure> {
    log_to(log, std::io::stderr)
}

/// Which lines are written, as the configuration says. What the database server remarks is left out
/// unless it is asked for: each start says that tables are there already.
pub(crate) fn filter(log: &Log) -> Result<EnvFilter, Failure> {
    let bad = |error: tracing_subscriber::filter::ParseError| {
        Failure::usage(format!("[log] filter {:?}: {error}", log.filter))
    };
    let filter = EnvFilter::try_new(&log.filter).map_err(bad)?;
    if log.filter.contains("sqlx") {
        return Ok(filter);
    }
    let remarks = "sqlx::postgres::notice=warn".parse().map_err(bad)?;
    Ok(filter.add_directive(remarks))
}

/// Colour is for people at a terminal: journals and files are read by programs.
fn is_coloured() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !unwanted
}

/// Lines go where `to` says.
pub(crate) fn log_to(
    log: &Log,
    to: impl for<'w> MakeWriter<'w> + Send + Sync + 'static,
) -> Result<(), Failure> {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter(log)?)
        .with_ansi(is_coloured())
        .with_writer(to);
    let set = match log.format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    set.map_err(|error| Failure::new(format!("the log could not be started: {error}")))?;
    std::panic::set_hook(Box::new(|panic| {
        // The place says enough; the message may hold personal data.
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(panic.location = place, "the program made a mistake");
    }));
    Ok(())
}

/// Until it is dropped: measured times wait in buffers until the metrics are read, and a node that
/// is never scraped would keep the time of each request for ever.
pub(crate) async fn tidy(metrics: PrometheusHandle) {
    let mut ticks = tokio::time::interval(TIDY_EVERY);
    loop {
        ticks.tick().await;
        metrics.run_upkeep();
    }
}

/// Until it is dropped: reads figures about money and tasks out of the database.
pub(crate) async fn figures(app: SystemApp) {
    let mut ticks = tokio::time::interval(FIGURES_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut kinds = BTreeSet::new();
    loop {
        ticks.tick().await;
        let Ok(found) = app.figures().await else {
            // The database is away: told by what needs it. Old figures would be wrong.
            continue;
        };
        metrics::gauge!("ledger_unsealed_transfers").set(as_gauge(found.unsealed));
        metrics::gauge!("payments_late").set(as_gauge(found.late_payments));
        if let Ok(Some(thousandths)) = app.scarcest_pool().await {
            metrics::gauge!("number_pool_left_thousandths").set(f64::from(thousandths));
        }
        kinds.extend(found.open_tasks.iter().map(|(kind, _)| kind.clone()));
        for kind in &kinds {
            let open = found.open_tasks.iter().find(|(of, _)| of == kind);
            let count = open.map_or(0, |(_, count)| *count);
            metrics::gauge!("tasks_open", "kind" => kind.clone()).set(as_gauge(count));
        }
    }
}

/// Exact up to four thousand million, more than there ever are.
fn as_gauge(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Collects metrics; the handle renders them.
pub(crate) fn metrics() -> Option<PrometheusHandle> {
    let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).ok()?;
    match builder.install_recorder() {
        Ok(handle) => {
            let version = [("version", VERSION), ("commit", COMMIT)];
            metrics::gauge!("zahlstelle_build_info", &version).set(1.0);
            Some(handle)
        }
        Err(error) => {
            tracing::warn!(error = %error, "no metrics are collected");
            None
        }
    }
}
