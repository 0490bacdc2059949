//! `zahlstelle bench`

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ::bench::{CLIENT_HEADER, Options, Program, Report, SEAL_KEY_FILE, Scenario};
use app::events::MailDelivery;
use app::payments::ProviderFactory;
use app::platform::{PublicUrl, SealKeys, TimeSource, Vault};
use app::{App, Settings};
use async_trait::async_trait;
use citizen::MailTemplates;
use clap::Args;
use console::StaffMailTemplates;
use domain::Moment;
use http::HeaderName;
use mail::{MailServer, MailServerError, Message};
use metrics_exporter_prometheus::PrometheusHandle;
use providers::Environment;
use storage::Db;
use tokio::net::TcpListener;
use tokio::sync::watch;
use webkit::server;
use webkit::state::WebState;

use crate::config::Config;
use crate::failure::Failure;
use crate::system_clock::SystemClock;
use crate::terminal::say;
use crate::{platform, telemetry};

#[derive(Args)]
pub(crate) struct Arguments {
    /// What to measure, comma between; everything when left out.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    scenario: Vec<Scenario>,
    /// How often each is measured.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Clients at once, comma between.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "16",
        value_name = "COUNT"
    )]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000))]
    clients: Vec<u32>,
    /// Tiny counts, to see that it works; measures nothing.
    #[arg(long)]
    quick: bool,
    /// Write the report here, for people.
    #[arg(long, value_name = "FILE.md")]
    report: Option<PathBuf>,
    /// Write the report here, for programs.
    #[arg(long, value_name = "FILE.json")]
    json: Option<PathBuf>,
    /// A superuser of a PostgreSQL server with nothing else on it; without it, SQLite only.
    #[arg(long, value_name = "URL", env = "ZAHLSTELLE_TEST_POSTGRES")]
    #[arg(hide_env_values = true)]
    postgres: Option<String>,
    /// Make databases below this directory: its disk is what is measured.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let directory = directory(arguments.data_dir.as_deref())?;
    let program = This::new(directory.path())?;
    let scenarios = match arguments.scenario {
        none if none.is_empty() => Scenario::ALL.to_vec(),
        some => some,
    };
    let options = Options {
        scenarios,
        clients: arguments.clients,
        rounds: arguments.rounds,
        quick: arguments.quick,
        directory: directory.path().to_owned(),
        postgres: arguments.postgres.filter(|url| !url.is_empty()),
    };
    let report = ::bench::run(options, Arc::new(program)).await;
    let report = report.map_err(|error| Failure::because("the measurement ended early", &error))?;
    let text = report.to_markdown();
    write(arguments.report.as_deref(), || Ok(text.clone()))?;
    write(arguments.json.as_deref(), || json(&report))?;
    say(&text);
    Ok(())
}

fn directory(below: Option<&Path>) -> Result<tempfile::TempDir, Failure> {
    let below = below.map_or_else(std::env::temp_dir, Path::to_owned);
    let made = tempfile::Builder::new()
        .prefix("zahlstelle-bench-")
        .tempdir_in(&below);
    made.map_err(|error| {
        let what = format!(
            "no directory can be made in {}; choose another one with --data-dir",
            below.display()
        );
        Failure::because(&what, &error)
    })
}

fn json(report: &Report) -> Result<String, Failure> {
    let json = report.to_json();
    json.map_err(|error| Failure::because("the report cannot be written", &error))
}

fn write(
    file: Option<&Path>,
    text: impl FnOnce() -> Result<String, Failure>,
) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(()) };
    std::fs::write(file, text()?)
        .map_err(|error| Failure::because(&format!("{} cannot be written", file.display()), &error))
}

/// This program, as it is measured: with its metrics, its log lines (into a file) and its jobs.
struct This {
    config: Config,
    executable: PathBuf,
    metrics: Option<PrometheusHandle>,
}

impl This {
    fn new(directory: &Path) -> Result<Self, Failure> {
        let config = Config::load(None)?;
        let log = std::fs::File::create(directory.join("platform.log"))
            .map_err(|error| Failure::because("no log can be written", &error))?;
        telemetry::log_to(&config.log, Arc::new(log))?;
        let executable = std::env::current_exe()
            .map_err(|error| Failure::because("the program does not find itself", &error))?;
        Ok(Self {
            config,
            executable,
            metrics: telemetry::metrics(),
        })
    }
}

/// A mail server in this process: the platform is what is measured.
struct TakesAll;

#[async_trait]
impl MailServer for TakesAll {
    async fn deliver(&self, _: &Message) -> Result<(), MailServerError> {
        Ok(())
    }

    async fn greet(&self) -> Result<(), MailServerError> {
        Ok(())
    }
}

impl Program for This {
    fn app(
        &self,
        db: Db,
        vault: Vault,
        providers: Arc<dyn ProviderFactory>,
        (base, provider_calls_per_second): (PublicUrl, u32),
    ) -> App {
        let seal_keys = SealKeys::from_key_file(SEAL_KEY_FILE).unwrap_or_default();
        let settings = Settings {
            public_url: base,
            return_wait: Duration::from_secs(self.config.http.return_wait_seconds),
            provider_calls_per_second,
            watch_clock: false,
            lease: app::work::Lease::default(),
            maintenance: Arc::new(Vec::new()),
            seal_keys,
            seal_every: Duration::from_secs(self.config.jobs.seal_seconds),
            seal_heads: Arc::new(self.config.seal_heads()),
        };
        let app = App::new(db, vault, Arc::new(SystemClock), providers, settings);
        app.with_mail(MailDelivery {
            server: Arc::new(TakesAll),
            writer: Arc::new(MailTemplates),
            staff_writer: Arc::new(StaffMailTemplates),
        })
    }

    fn serve(
        &self,
        app: App,
        listener: TcpListener,
        stop: watch::Receiver<bool>,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let from = Some(HeaderName::from_static(CLIENT_HEADER));
        let settings = platform::web_settings(Environment::Simulator, None, None, from, None);
        let state = WebState::new(app.node(), &settings, self.metrics.clone());
        let (system, pace) = (app.system(), self.config.pace());
        let mut stopped = stop.clone();
        Box::pin(async move {
            let told = async move { drop(stopped.wait_for(|stop| *stop).await) };
            let (served, ()) = tokio::join!(
                server::serve(listener, platform::router(&app, state), told),
                system.work(pace, stop)
            );
            if let Err(error) = served {
                tracing::error!(error = %error, "serving ended");
            }
        })
    }

    fn executable(&self) -> &Path {
        &self.executable
    }

    fn moment(&self) -> Moment {
        SystemClock.moment()
    }

    fn tell(&self, text: &str) {
        eprintln!("{text}");
    }
}
