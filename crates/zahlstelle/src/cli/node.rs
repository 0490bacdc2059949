//! Commands that stay: nodes that serve and work.

#[cfg(feature = "demo")]
pub(super) mod demo;
pub(super) mod serve;
pub(super) mod work;

use app::access::doors::SystemApp;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::failure::Failure;
use crate::telemetry;

/// Log lines for commands that stay.
fn log(config: &Config) -> Result<(), Failure> {
    telemetry::log(&config.log)
}

/// Does due and periodic work until `stop` is true.
fn work(app: SystemApp, config: &Config, stop: watch::Receiver<bool>) -> JoinHandle<()> {
    let pace = config.pace();
    tokio::spawn(async move { app.work(pace, stop).await })
}

/// Reads the key file again whenever the process is told to reload (SIGHUP), until it ends. A
/// terminal that closes sends the same signal; it stops nothing.
fn reload_on_signal(app: SystemApp) {
    #[cfg(unix)]
    if let Ok(mut reload) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        tokio::spawn(async move {
            while reload.recv().await.is_some() {
                match app.read_keys_again() {
                    Ok(()) => tracing::info!("the key file was read again"),
                    Err(error) => tracing::error!(
                        error = %error,
                        "the key file could not be read again; the keys stay as they were"
                    ),
                }
            }
        });
    }
}

/// Done when the operator stops the program. What is sent from the call on counts, so a command
/// calls it before it says that it is ready.
fn stop_signal() -> impl Future<Output = ()> + Send + 'static {
    #[cfg(unix)]
    let told = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate())
            .ok()
            .zip(signal(SignalKind::interrupt()).ok())
    };
    async move {
        #[cfg(unix)]
        if let Some((mut terminate, mut interrupt)) = told {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
        let _interrupted = tokio::signal::ctrl_c().await;
    }
}
