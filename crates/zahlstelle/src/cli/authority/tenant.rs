//! `zahlstelle tenant …`

use std::path::{Path, PathBuf};

use app::access::doors::OperatorApp;
use app::tenants::Change;
use app::tenants::documents::{AccountDocument, ClientDocument, TenantDocument};
use clap::Subcommand;
use domain::tenants::TenantSlug;
use schemars::schema_for;
use secrecy::SecretString;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::files;
use crate::platform;
use crate::terminal::say;

/// A commented document to begin with.
const NEW: &str = include_str!("new-tenant.toml");

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Make or change an authority as the document says. Repeating it changes nothing. Each account
    /// is tried at its provider first, and nothing is stored when one is refused.
    Apply {
        /// TOML; secrets stand in files of their own, named relative to it.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Only say whether it could be applied.
        #[arg(long)]
        check: bool,
        /// Store accounts that were not tried, for example while the provider is away.
        #[arg(long)]
        without_trying: bool,
    },
    /// Write a commented document to begin with.
    New,
    /// Every authority and its trial tenant: part of citizens' addresses, id, name.
    List,
    /// What is stored of an authority, as a document without secrets.
    Export {
        #[arg(value_name = "SLUG")]
        slug: String,
    },
    /// Take a calling system's secret and tokens away. Payments it asked for go on.
    RevokeClient {
        /// User name of the calling system.
        #[arg(value_name = "NAME")]
        name: String,
        /// The authority, by its part of citizens' addresses.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
    },
    /// Write the JSON Schema of the document.
    Schema,
}

pub(in crate::cli) async fn run(
    config: impl FnOnce() -> Result<Config, Failure>,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    match command {
        Command::New => {
            say(NEW.trim_end());
            return Ok(());
        }
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&schema_for!(TenantDocument));
            say(&schema.map_err(|error| Failure::because("writing the schema", &error))?);
            return Ok(());
        }
        Command::Apply { .. }
        | Command::List
        | Command::Export { .. }
        | Command::RevokeClient { .. } => {}
    }
    let app = platform::start(&config()?).await?;
    let done = carry_out(&by.at(&app)?, command).await;
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))?;
    done
}

async fn carry_out(operator: &OperatorApp, command: Command) -> Result<(), Failure> {
    match command {
        Command::Apply {
            file,
            check,
            without_trying,
        } => apply(operator, &file, (check, without_trying)).await,
        Command::List => list(operator).await,
        Command::Export { slug } => export(operator, &slug).await,
        Command::RevokeClient { name, tenant } => revoke(operator, &tenant, &name).await,
        Command::New | Command::Schema => Ok(()),
    }
}

async fn apply(
    operator: &OperatorApp,
    file: &Path,
    (check, without_trying): (bool, bool),
) -> Result<(), Failure> {
    let document = read(file)?;
    let what = format!("{} could not be applied", file.display());
    let checked = operator.check_tenant(&document).await;
    checked.map_err(|error| Failure::because(&what, &error))?;
    if !without_trying {
        let problems = operator.try_accounts(&document).await;
        let problems = problems.map_err(|error| Failure::because(&what, &error))?;
        if !problems.is_empty() {
            let lines = problems.iter().map(|(code, problem)| {
                format!(
                    "account {code} of {} cannot be used: {problem}",
                    document.slug
                )
            });
            let lines = lines.collect::<Vec<_>>().join("\n  and ");
            return Err(Failure::new(format!(
                "{lines}; nothing was changed. --without-trying stores it all the same"
            )));
        }
    }
    if check {
        let changes = operator.changes_of_tenant(&document).await;
        let changes = changes.map_err(|error| Failure::because(&what, &error))?;
        say(&format!("{} can be applied.", file.display()));
        if changes.is_empty() {
            say("Everything is so already; it would change nothing.");
        } else {
            say("It would do this:");
        }
        tell(&changes);
        return tell_left_over(operator, &document).await;
    }
    let applied = operator.apply_tenant(&document).await;
    let applied = applied.map_err(|error| Failure::because(&what, &error))?;
    say(&format!(
        "{} is set up as {}.",
        document.profile.name, applied.tenant
    ));
    if applied.changes.is_empty() {
        say("Everything was so already; nothing was changed.");
    }
    tell(&applied.changes);
    if let Some(trial) = &applied.trial {
        say(&format!("Its trial tenant is {}.", trial.slug));
        tell(&trial.changes);
    }
    tell_left_over(operator, &document).await
}

fn tell(changes: &[Change]) {
    for change in changes {
        say(&format!("  {change}"));
    }
}

/// Leaving something out removes nothing; what is still there is said, with how it would end.
async fn tell_left_over(operator: &OperatorApp, document: &TenantDocument) -> Result<(), Failure> {
    let stored = operator.export_tenant(&document.slug).await;
    let stored = stored.map_err(|error| Failure::because("reading the authority", &error))?;
    let Some(stored) = stored else { return Ok(()) };
    let of_trial = |of: &TenantDocument| {
        of.trial
            .as_ref()
            .map_or(Vec::new(), |of| of.clients.clone())
    };
    let (slug, trial) = (&document.slug, TenantSlug::of_trial(&document.slug));
    tell_left_over_clients(slug, &stored.clients, &document.clients);
    tell_left_over_clients(&trial, &of_trial(&stored), &of_trial(document));
    for service in &stored.services {
        if document.services.iter().all(|of| of.code != service.code) {
            let code = &service.code;
            say(&format!(
                "Left over: service {code}; it goes on as it is until it is retired."
            ));
        }
    }
    Ok(())
}

fn tell_left_over_clients(slug: &str, stored: &[ClientDocument], described: &[ClientDocument]) {
    let gone = |client: &&ClientDocument| described.iter().all(|of| of.name != client.name);
    for client in stored.iter().filter(gone) {
        let name = &client.name;
        say(&format!(
            "Left over: client {name}; `zahlstelle tenant revoke-client {name} --tenant {slug}` \
             ends it."
        ));
    }
}

async fn list(operator: &OperatorApp) -> Result<(), Failure> {
    let tenants = operator.tenants().await;
    let tenants = tenants.map_err(|error| Failure::because("the authorities", &error))?;
    for tenant in tenants {
        let what = if tenant.is_trial {
            " (trial tenant)"
        } else {
            ""
        };
        let name = &tenant.profile.name;
        say(&format!("{:<24} {} {name}{what}", tenant.slug, tenant.id));
    }
    Ok(())
}

async fn export(operator: &OperatorApp, slug: &str) -> Result<(), Failure> {
    let document = operator.export_tenant(slug).await;
    let document = document.map_err(|error| Failure::because("the authority", &error))?;
    let Some(document) = document else {
        return Err(not_exported(operator, slug).await?);
    };
    let failed = |error: &dyn std::error::Error| Failure::because("writing the document", error);
    let value = toml::Value::try_from(&document).map_err(|error| failed(&error))?;
    say(toml::to_string_pretty(&value)
        .map_err(|error| failed(&error))?
        .trim_end());
    Ok(())
}

async fn revoke(operator: &OperatorApp, slug: &str, name: &str) -> Result<(), Failure> {
    let revoked = operator.revoke_client(slug, name).await;
    if !revoked.map_err(|error| Failure::because("revoking the client", &error))? {
        return Err(Failure::new(format!("{slug} has no client {name}")));
    }
    say(&format!("{name} is revoked."));
    Ok(())
}

async fn not_exported(operator: &OperatorApp, slug: &str) -> Result<Failure, Failure> {
    let tenant = operator.tenant_by_slug(slug).await;
    let tenant = tenant.map_err(|error| Failure::because("the authority", &error))?;
    let why = if tenant.is_some_and(|tenant| tenant.is_trial) {
        format!("{slug} is a trial tenant; it is in the document of its authority")
    } else {
        format!("there is no authority {slug}; see `zahlstelle tenant list`")
    };
    Ok(Failure::new(why))
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
    read_secrets(beside, &mut document.accounts, &mut document.clients)?;
    if let Some(trial) = &mut document.trial {
        read_secrets(beside, &mut trial.accounts, &mut trial.clients)?;
    }
    Ok(document)
}

fn read_secrets(
    beside: &Path,
    accounts: &mut [AccountDocument],
    clients: &mut [ClientDocument],
) -> Result<(), Failure> {
    for account in accounts {
        for (name, file) in &account.secrets {
            if let Some(value) = secret(beside, Some(file))? {
                account.secret_values.insert(name.clone(), value);
            }
        }
    }
    for client in clients {
        client.secret = secret(beside, client.secret_file.as_deref())?;
    }
    Ok(())
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
