//! `zahlstelle key …`

use std::path::PathBuf;

use clap::Subcommand;

use super::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::say;
use crate::{keys, platform};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a key file.
    New {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Make a file with a key that signs the chain of seals, and print the line an auditor needs.
    Seal {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print the public lines of a file of seal keys: enough to verify, useless to sign.
    Public {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Seal every secret with the key file's first key. Put the new key's line on top of the old
    /// one first; afterwards the old line may go.
    Rotate,
}

pub(super) async fn run(
    config: Option<PathBuf>,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    match command {
        Command::New { file } => {
            keys::make(&file)?;
            say(&format!(
                "{} is made. Back it up apart from the database.",
                file.display()
            ));
            Ok(())
        }
        Command::Seal { file } => {
            let public = keys::make_seal_key(&file)?;
            public.iter().for_each(|line| say(line));
            Ok(())
        }
        Command::Public { file } => {
            let public = keys::read_seal_keys(&file)?.public_lines();
            public.iter().for_each(|line| say(line));
            Ok(())
        }
        Command::Rotate => {
            let app = platform::start(&Config::load(config.as_deref())?).await?;
            let operator = by.at(&app)?;
            let resealed = operator.reseal_secrets().await;
            let resealed =
                resealed.map_err(|error| Failure::because("sealing the secrets anew", &error))?;
            say(&format!("{resealed} secrets were sealed with the new key."));
            app.close()
                .await
                .map_err(|error| Failure::because("closing the database", &error))
        }
    }
}
