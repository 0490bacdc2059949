//! `zahlstelle serve`

use std::net::SocketAddr;
use std::time::Duration;

use app::App;
use app::access::doors::{NodeApp, SystemApp};
use clap::Args;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use webkit::server;
use webkit::state::{WebSettings, WebState};

use crate::cli::installation::restored::{missing_heads, refuse_older_state};
use crate::config::Config;
use crate::failure::Failure;
use crate::files::keys;
use crate::platform::client_certificates;
use crate::{platform, telemetry};

/// How often the clock is compared with the database's: what it misdates when it jumps is no more
/// than this.
const CLOCK_EVERY: Duration = Duration::from_secs(2);

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// Leave due work to other nodes.
    #[arg(long)]
    no_jobs: bool,
}

pub(in crate::cli) async fn run(config: Config, arguments: Arguments) -> Result<(), Failure> {
    super::log(&config)?;
    let stop = super::stop_signal();
    if !arguments.no_jobs {
        keys::can_sign(&config.seal.key_file)?;
    }
    let listener = listen(config.http.listen).await?;
    let too_strong = platform::check_role(&config).await?;
    let app = platform::start(&config).await?;
    refuse_older_state(&config, &app).await?;
    let warnings = [
        too_strong.map(str::to_owned),
        missing_heads(&config, &app).await?,
    ];
    for warning in warnings.into_iter().flatten() {
        tracing::warn!("{warning}");
    }
    super::reload_on_signal(app.system());
    tracing::info!(
        program.version = telemetry::VERSION,
        program.commit = telemetry::COMMIT,
        db.address = %config.database_url()?,
        db.schema = storage::newest_schema(),
        http.listen = %config.http.listen,
        http.operator_listen = config.http.operator_listen.map(tracing::field::display),
        http.tls_listen = tls_listen(&config).map(tracing::field::display),
        http.public_url = %config.http.public_url,
        "ready"
    );
    let jobs = if arguments.no_jobs {
        Jobs::Never
    } else {
        Jobs::AtOnce
    };
    until_stopped(&config, app, listener, jobs, stop).await
}

/// When this node does due and periodic work.
pub(super) enum Jobs {
    AtOnce,
    /// Other nodes do it.
    Never,
    /// As soon as this is done, or the node stops.
    #[cfg(feature = "demo")]
    After(std::pin::Pin<Box<dyn Future<Output = ()> + Send>>),
}

impl Jobs {
    fn work(
        self,
        app: &App,
        config: &Config,
        stop: watch::Receiver<bool>,
    ) -> Option<JoinHandle<()>> {
        match self {
            Self::AtOnce => Some(super::work(app.system(), config, stop)),
            Self::Never => None,
            #[cfg(feature = "demo")]
            Self::After(before) => {
                let (system, pace, mut stopped) = (app.system(), config.pace(), stop.clone());
                Some(tokio::spawn(async move {
                    let may = tokio::select! {
                        () = before => true,
                        _ = stopped.wait_for(|stop| *stop) => false,
                    };
                    if may {
                        system.work(pace, stop).await;
                    }
                }))
            }
        }
    }
}

/// Where calling systems with certificates are served, if they are.
fn tls_listen(config: &Config) -> Option<SocketAddr> {
    let tls = &config.http.client_tls;
    tls.certificate_file.as_ref().map(|_| tls.listen)
}

/// Serves and works until `stopped`, then ends what is under way.
pub(super) async fn until_stopped(
    config: &Config,
    app: App,
    listener: TcpListener,
    jobs: Jobs,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let settings = web_settings(config)?;
    let watched = match config.http.operator_listen {
        Some(address) => Some((listen(address).await?, telemetry::metrics())),
        None => None,
    };
    let with_tls = match client_certificates::tls(&config.http)? {
        Some(tls) => Some((listen(config.http.client_tls.listen).await?, tls)),
        None => None,
    };
    let metrics = watched.as_ref().and_then(|(_, metrics)| metrics.clone());
    app.node().look_at_clock().await;
    let beside = tokio::spawn(beside(app.node(), metrics.clone().zip(Some(app.system()))));
    let state = WebState::new(app.node(), &settings, metrics);
    let (stopping, jobs_stop) = watch::channel(false);
    let jobs = jobs.work(&app, config, jobs_stop);
    let (told, told_too) = (watch_for(&stopping), watch_for(&stopping));
    let operators = watched.map(|(listener, _)| {
        tokio::spawn(server::serve(
            listener,
            server::operator_router(state.clone()),
            told,
        ))
    });
    let callers = with_tls.map(|(listener, tls)| {
        let router = platform::router(&app, state.clone());
        tokio::spawn(server::serve_tls(listener, tls, router, told_too))
    });
    let stop = async move {
        stopped.await;
        tracing::info!("stopping");
        stopping.send_replace(true);
    };
    let served = server::serve(listener, platform::router(&app, state), stop).await;
    if let Some(operators) = operators {
        let _ended = operators.await;
    }
    if let Some(callers) = callers {
        let _ended = callers.await;
    }
    beside.abort();
    if let Some(jobs) = jobs {
        let _ended = jobs.await;
    }
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))?;
    served.map_err(|error| Failure::because("serving ended", &error))
}

/// What goes on beside serving: the clock is compared, figures are taken.
async fn beside(node: NodeApp, figures: Option<(PrometheusHandle, SystemApp)>) {
    let clock = async {
        loop {
            tokio::time::sleep(CLOCK_EVERY).await;
            node.look_at_clock().await;
        }
    };
    let figures = async {
        if let Some((metrics, system)) = figures {
            tokio::join!(telemetry::tidy(metrics), telemetry::figures(system));
        }
    };
    tokio::join!(clock, figures);
}

fn web_settings(config: &Config) -> Result<WebSettings, Failure> {
    let simulator = config.paypal.simulator.base_url.as_ref();
    let trials = config.paypal.test_services.base_url.as_ref();
    let (header, proxy) = (
        config.client_header()?,
        client_certificates::proxy(&config.http)?,
    );
    let environment = config.environment()?;
    Ok(platform::web_settings(
        environment,
        simulator,
        trials,
        header,
        proxy,
    ))
}

/// Done when the program is told to stop.
fn watch_for(stopping: &watch::Sender<bool>) -> impl Future<Output = ()> + Send + use<> {
    let mut stopped = stopping.subscribe();
    async move { drop(stopped.wait_for(|told| *told).await) }
}

pub(in crate::cli) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let what = format!(
            "cannot listen on {address}; is another program using the port? Choose another one"
        );
        Failure::because(&what, &error)
    })
}
