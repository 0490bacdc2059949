//! `zahlstelle migrate`

use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::terminal::say;

pub(in crate::cli) async fn run(config: Config) -> Result<(), Failure> {
    let url = config.database_url()?;
    let db = platform::database(&url, config.database_options(), true).await?;
    say(&format!("The schema of {url} is up to date."));
    db.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))
}
