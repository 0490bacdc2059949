//! `zahlstelle config …`

use std::path::Path;

use clap::Subcommand;
use schemars::schema_for;

use crate::config::{Config, DEFAULTS};
use crate::failure::Failure;
use crate::terminal::say;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Say whether the configuration can be used.
    Check,
    /// Write every key with its default and what it means.
    Print,
    /// Write the JSON Schema of the configuration.
    Schema,
}

pub(super) fn run(command: &Command, file: Option<&Path>) -> Result<(), Failure> {
    match command {
        Command::Check => {
            Config::load(file)?;
            say("The configuration can be used.");
        }
        Command::Print => say(DEFAULTS.trim_end()),
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&schema_for!(Config));
            say(&schema.map_err(|error| Failure::because("writing the schema", &error))?);
        }
    }
    Ok(())
}
