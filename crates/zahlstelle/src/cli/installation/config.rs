//! `zahlstelle config …`

use std::path::Path;

use clap::Subcommand;
use schemars::schema_for;

use crate::config::{Config, DEFAULTS};
use crate::failure::Failure;
use crate::files::{self, keys};
use crate::terminal::say;
use crate::{platform, telemetry};

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Say whether the configuration can be used: every key, and every file it names.
    Check,
    /// Write every key with its default and what it means.
    Print,
    /// Write the JSON Schema of the configuration.
    Schema,
}

pub(in crate::cli) fn run(command: &Command, file: Option<&Path>) -> Result<(), Failure> {
    match command {
        Command::Check => {
            let config = Config::load(file)?;
            check(&config)?;
            say("The configuration can be used.");
            if let Some(warning) = warning(&config) {
                say(&format!("Warning: {warning}"));
            }
        }
        Command::Print => say(DEFAULTS.trim_end()),
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&schema_for!(Config));
            say(&schema.map_err(|error| Failure::because("writing the schema", &error))?);
        }
    }
    Ok(())
}

/// Opens and reads every file the configuration names, and reads what else `serve` reads of it.
/// Fails with everything that is wrong.
pub(super) fn check(config: &Config) -> Result<(), Failure> {
    // Roots of the simulator are read with the crypto library that the program uses.
    let _first = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let wrong: Vec<String> = [
        keys::read(&config.secrets.key_file).map(drop),
        keys::seal_keys_if_any(&config.seal.key_file).map(drop),
        config
            .database_url()
            .and_then(|url| files::check_database(&url)),
        platform::check_simulators(config),
        config.maintenance().read().map(drop),
        telemetry::filter(&config.log).map(drop),
    ]
    .into_iter()
    .filter_map(|checked| checked.err().map(|failure| failure.to_string()))
    .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failure::usage(wrong.join("\n  and ")))
}

/// What can be used and should not be.
pub(super) fn warning(config: &Config) -> Option<String> {
    let url = config.database_url().ok()?;
    url.may_be_overheard().then(|| {
        format!(
            "the connection to {url} may go over the network in the clear; end the address with \
             ?sslmode=verify-full"
        )
    })
}
