//! `zahlstelle tenant …`

use std::path::{Path, PathBuf};

use app::tenants::documents::TenantDocument;
use clap::Subcommand;
use secrecy::SecretString;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::files;
use crate::platform;
use crate::terminal::say;

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Make or change an authority as the document says. Repeating it changes nothing.
    Apply {
        /// TOML; secrets stand in files of their own, named relative to it.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    let Command::Apply { file } = command;
    let document = read(&file)?;
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let what = format!("{} could not be applied", file.display());
    let applied = operator.apply_tenant(&document).await;
    let applied = applied.map_err(|error| Failure::because(&what, &error))?;
    say(&format!(
        "{} is set up as {}.",
        document.profile.name, applied.tenant
    ));
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))
}

fn read(file: &Path) -> Result<TenantDocument, Failure> {
    let place = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::because(&format!("{place} cannot be read"), &error))?;
    let mut document: TenantDocument = toml::from_str(&text)
        .map_err(|error| Failure::usage(format!("{place} is not as expected: {error}")))?;
    let beside = file.parent().unwrap_or_else(|| Path::new("."));
    let logo = document.profile.branding.logo_file.as_deref();
    document.profile.branding.logo_bytes = logo.map(|file| bytes(beside, file)).transpose()?;
    for account in &mut document.accounts {
        for (name, file) in &account.secrets {
            if let Some(value) = secret(beside, Some(file))? {
                account.secret_values.insert(name.clone(), value);
            }
        }
    }
    for client in &mut document.clients {
        client.secret = secret(beside, client.secret_file.as_deref())?;
    }
    Ok(document)
}

fn bytes(beside: &Path, file: &str) -> Result<Vec<u8>, Failure> {
    let path = beside.join(file);
    let what = format!("{} cannot be read", path.display());
    std::fs::read(&path).map_err(|error| Failure::because(&what, &error))
}

fn secret(beside: &Path, file: Option<&str>) -> Result<Option<SecretString>, Failure> {
    let Some(file) = file else { return Ok(None) };
    let path = beside.join(file);
    let text = files::read_private("the secret file", &path)?;
    Ok(Some(SecretString::from(text.trim().to_owned())))
}
