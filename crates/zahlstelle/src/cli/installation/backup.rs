//! `zahlstelle backup`

use std::path::PathBuf;

use clap::Args;
use storage::DatabaseUrl;

use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::say;
use crate::{files, platform};

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// A new file; only its owner may read it.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(in crate::cli) async fn run(config: Config, arguments: Arguments) -> Result<(), Failure> {
    let url = config.database_url()?;
    if let DatabaseUrl::Postgres(_) = &url {
        return Err(Failure::usage(
            "a PostgreSQL is backed up with pg_dump or a base backup; see \
             docs/operation/backup.md",
        ));
    }
    let file = arguments.file;
    let what = format!("the backup {} could not be made", file.display());
    let failed = |error: &dyn std::error::Error| Failure::because(&what, error);
    let db = platform::open(&url, config.database_options()).await?;
    let name = file.to_str();
    let name = name.ok_or_else(|| Failure::usage("the file's name is no text"))?;
    files::make_private(&file).map_err(|error| failed(&error))?;
    db.back_up(name).await.map_err(|error| failed(&error))?;
    let copy = std::fs::File::open(&file).map_err(|error| failed(&error))?;
    copy.sync_all().map_err(|error| failed(&error))?;
    let size = copy.metadata().map_or(0, |metadata| metadata.len());
    say(&format!(
        "{} holds the database as it is now, {} kB. The key files are not in it: back them up \
         apart from it.",
        file.display(),
        size.div_ceil(1024)
    ));
    db.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))
}
