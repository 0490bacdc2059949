//! `zahlstelle migrate`

use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::telemetry;
use crate::terminal::say;

pub(in crate::cli) async fn run(config: Config) -> Result<(), Failure> {
    // A migration that waits says so.
    telemetry::log(&config.log)?;
    let url = config.database_url()?;
    let db = platform::database(&url, config.database_options(), true).await?;
    say(&format!("The schema of {url} is up to date."));
    if let Some(role) = &config.database.runtime_role {
        let granted = db.grant_to_runtime(role).await;
        let what = format!("the role {role} could not be given its rights; is it there?");
        granted.map_err(|error| Failure::because(&what, &error))?;
        say(&format!("The role {role} may use it."));
    }
    db.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))
}
