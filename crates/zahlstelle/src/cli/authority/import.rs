//! `zahlstelle import …`

use std::fs::File;
use std::path::PathBuf;

use app::claims::import::{BadRow, ImportMode, ImportOutcome, ImportReport};
use clap::Subcommand;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::terminal::{complain, say};

/// Rows between two lines of progress.
const TELL_EVERY: u64 = 50_000;

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Take in a file of claims, as a whole or not at all. The same file again changes nothing.
    Claims {
        /// CSV as docs/operation/claims-import.md describes it.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The authority, by its part of citizens' addresses.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Only say what would happen.
        #[arg(long)]
        check: bool,
    },
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    let Command::Claims {
        file,
        tenant,
        check,
    } = command;
    let place = file.display();
    let opened = File::open(&file)
        .map_err(|error| Failure::because(&format!("{place} cannot be read"), &error))?;
    let mode = if check {
        ImportMode::Check
    } else {
        ImportMode::Apply
    };
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let progress = |rows: u64| {
        if rows.is_multiple_of(TELL_EVERY) {
            complain(&format!("{rows} rows read"));
        }
    };
    let report = operator.import_claims(&tenant, Box::new(opened), mode, &progress);
    let report = report.await;
    let report =
        report.map_err(|error| Failure::because(&format!("{place} was not imported"), &error))?;
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))?;
    print(&report)
}

fn print(report: &ImportReport) -> Result<(), Failure> {
    let lines = report.named.iter().flat_map(lines);
    lines.for_each(|line| say(&line));
    let ImportReport {
        rows,
        added,
        corrected,
        cancelled,
        unchanged,
        bad,
        ..
    } = report;
    let would = match report.outcome {
        ImportOutcome::Applied => "",
        ImportOutcome::Good => "would be ",
        ImportOutcome::Known => {
            say("This file was imported before; nothing was changed.");
            return Ok(());
        }
        ImportOutcome::Refused => {
            let named = report.named.len();
            return Err(Failure::new(format!(
                "{bad} of {rows} rows are bad, {named} are named above; nothing was changed"
            )));
        }
    };
    say(&format!(
        "{rows} rows: {added} claims {would}added, {corrected} {would}corrected (of these \
         {cancelled} cancelled), {unchanged} unchanged."
    ));
    Ok(())
}

/// One line for each thing that is wrong with the row.
fn lines(row: &BadRow) -> impl Iterator<Item = String> {
    let BadRow { line, faults } = row;
    faults.iter().map(move |fault| match fault.column {
        "" => format!("line {line}: {}", fault.problem),
        column => format!("line {line}, {column}: {}", fault.problem),
    })
}
