//! `zahlstelle work`: a node that only does due work.

use tokio::sync::watch;

use crate::cli::installation::restored::{missing_heads, refuse_older_state};
use crate::config::Config;
use crate::failure::Failure;
use crate::files::keys;
use crate::platform;

pub(in crate::cli) async fn run(config: Config) -> Result<(), Failure> {
    super::log(&config)?;
    let stop = super::stop_signal();
    keys::can_sign(&config.seal.key_file)?;
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
    let (stopping, stopped) = watch::channel(false);
    let work = super::work(app.system(), &config, stopped);
    tracing::info!("working");
    stop.await;
    stopping.send_replace(true);
    let _ended = work.await;
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))
}
