//! `zahlstelle verify`

use std::path::{Path, PathBuf};

use app::access::check_file;
use app::ledger::{Difference, VerifyOptions, VerifyReport};
use clap::Args;
use domain::Money;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::files::keys::read_seal_keys;
use crate::terminal::say;
use crate::{platform, seal_heads};

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// Also compare every cent with the provider's own books.
    #[arg(long)]
    with_provider: bool,
    /// Only this tenant, by its part of citizens' addresses.
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
    /// Hold the chain against the signed heads that were published in this file.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// Check an exported file of the audit trail, with its signature in FILE.sig beside it. Needs
    /// no database.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["with_provider", "tenant", "since"])]
    audit: Option<PathBuf>,
    /// The public keys to check it with, as `zahlstelle key public` writes them. Left out: the
    /// configured ones.
    #[arg(long, value_name = "KEYS", requires = "audit")]
    keys: Option<PathBuf>,
}

pub(in crate::cli) async fn run(
    config: impl FnOnce() -> Result<Config, Failure>,
    by: Operator,
    arguments: Arguments,
) -> Result<(), Failure> {
    if let Some(file) = &arguments.audit {
        return check_audit(config, file, arguments.keys.as_deref());
    }
    let config = config()?;
    let kept = arguments.since.as_deref().map(seal_heads::read);
    let kept = kept.transpose()?.unwrap_or_default();
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let options = VerifyOptions {
        slug: arguments.tenant.as_deref(),
        with_provider: arguments.with_provider,
        kept: &kept,
    };
    let reports = operator
        .verify(&options)
        .await
        .map_err(|error| Failure::because("the books could not be verified", &error))?;
    if reports.is_empty() {
        return Err(Failure::new("there is no such tenant"));
    }
    reports.iter().for_each(print);
    let mut differences = reports.iter().flat_map(|report| &report.differences);
    let Some(first) = differences.next() else {
        say("The books agree.");
        return Ok(());
    };
    let more = match differences.count() {
        0 => String::new(),
        more => format!(", and {more} more, listed above"),
    };
    Err(Failure::new(format!(
        "the books do not agree: {}{more}",
        line(first)
    )))
}

/// Checks an exported file of the audit trail, and says what it proves.
fn check_audit(
    config: impl FnOnce() -> Result<Config, Failure>,
    file: &Path,
    keys: Option<&Path>,
) -> Result<(), Failure> {
    let mut signature = file.as_os_str().to_owned();
    signature.push(".sig");
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path);
        text.map_err(|error| Failure::because(&format!("reading {}", path.display()), &error))
    };
    let (text, signature) = (read(file)?, read(Path::new(&signature))?);
    let keys = match keys {
        Some(path) => read_seal_keys(path)?,
        None => read_seal_keys(&config()?.seal.key_file)?,
    };
    let checked = check_file(&text, &signature, &keys);
    let checked = checked
        .map_err(|error| Failure::because(&format!("{} proves nothing", file.display()), &error))?;
    say(&format!(
        "{} is as it was exported: {} acts, signed with the key {}.",
        file.display(),
        checked.entries,
        checked.key
    ));
    Ok(())
}

fn line(difference: &Difference) -> String {
    format!("({}) {}", difference.area, difference.text)
}

fn print(report: &VerifyReport) {
    let sealed = match (report.transfers + report.acts).saturating_sub(report.sealed) {
        0 => "all sealed".to_owned(),
        left => format!("{left} not sealed yet"),
    };
    say(&format!(
        "{}: {} transfers and {} acts, {sealed}, {} signed heads, chain ends with {}",
        report.slug, report.transfers, report.acts, report.heads, report.head
    ));
    for (account, cents) in &report.balances {
        let sign = if *cents < 0 { "-" } else { "" };
        let euros = Money::from_cents(cents.abs())
            .map(Money::to_decimal)
            .unwrap_or_default();
        say(&format!("  {account:<48} {sign}{euros}"));
    }
    if report.compared > 0 {
        say(&format!(
            "  compared with the provider: {} entries",
            report.compared
        ));
    }
    if report.open_tasks > 0 {
        say(&format!(
            "  waiting for the treasury: {} tasks",
            report.open_tasks
        ));
    }
    for difference in &report.differences {
        say(&format!("  DIFFERENCE {}", line(difference)));
    }
}
