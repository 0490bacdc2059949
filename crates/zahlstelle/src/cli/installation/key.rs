//! `zahlstelle key …`

use std::path::PathBuf;

use app::App;
use app::access::doors::OperatorApp;
use app::platform::{KeyUse, Resealed};
use clap::Subcommand;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::files::keys;
use crate::platform;
use crate::terminal::say;

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
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
    /// ones first. Running nodes read the file again by themselves. An old line stays until
    /// `key status` calls it free, and as long as there are backups from before.
    Rotate,
    /// Say which keys there are, which one seals, and which stored secrets need which.
    Status,
}

pub(in crate::cli) async fn run(
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
            for line in &public {
                say(line);
            }
            Ok(())
        }
        Command::Public { file } => {
            let public = keys::read_seal_keys(&file)?.public_lines();
            for line in &public {
                say(line);
            }
            Ok(())
        }
        Command::Rotate => {
            let app = platform::start(&Config::load(config.as_deref())?).await?;
            let operator = by.at(&app)?;
            let resealed = operator.reseal_secrets().await;
            let resealed =
                resealed.map_err(|error| Failure::because("sealing the secrets anew", &error))?;
            told(resealed);
            let status = status(&operator).await;
            close(app).await?;
            status
        }
        Command::Status => {
            let app = platform::start(&Config::load(config.as_deref())?).await?;
            let status = status(&by.at(&app)?).await;
            close(app).await?;
            status
        }
    }
}

async fn close(app: App) -> Result<(), Failure> {
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))
}

fn told(resealed: Resealed) {
    let total = resealed.total();
    say(&format!("{total} secrets were sealed with the new key:"));
    for (what, count) in [
        ("provider accounts", resealed.provider_accounts),
        ("keys of links", resealed.link_keys),
        ("addresses of mails", resealed.addresses),
        ("keys of PINs and other hashes", resealed.hash_keys),
        ("one-time codes of the staff", resealed.one_time_codes),
    ] {
        say(&format!("  {count:>6}  {what}"));
    }
}

/// Fails when a record needs a key that the file lacks.
async fn status(operator: &OperatorApp) -> Result<(), Failure> {
    let uses = operator.key_uses().await;
    let uses = uses.map_err(|error| Failure::because("looking at the keys", &error))?;
    for key in &uses {
        say(&line(key));
    }
    match uses.iter().find(|key| !key.known) {
        None => Ok(()),
        Some(missing) => Err(Failure::new(format!(
            "the key file lacks key {}, with which stored secrets are sealed; add its line again",
            missing.id
        ))),
    }
}

fn line(key: &KeyUse) -> String {
    let rows: Vec<String> = key
        .rows
        .iter()
        .map(|(table, rows)| format!("{rows} in {table}"))
        .collect();
    let needed = if rows.is_empty() {
        "nothing is sealed with it".to_owned()
    } else {
        rows.join(", ")
    };
    let role = match (key.known, key.seals) {
        (false, _) => "MISSING in the file",
        (true, true) => "seals",
        (true, false) if rows.is_empty() => "free, once no backup from before is kept",
        (true, false) => "still needed",
    };
    format!("{}  {role}: {needed}", key.id)
}
