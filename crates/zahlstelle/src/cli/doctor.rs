//! `zahlstelle doctor`: looks at everything a running installation needs and says in words what
//! is wrong.

use app::access::doors::OperatorApp;
use mail::MailServer;
use storage::{DatabaseUrl, SchemaState};

use super::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::terminal::say;
use crate::{keys, mail_server, platform};

/// What was looked at, and what is wrong with it, if anything.
type Finding = (&'static str, Result<String, String>);

pub(super) async fn run(config: Config, by: Operator) -> Result<(), Failure> {
    let mut findings: Vec<Finding> = vec![("configuration", Ok("can be used".to_owned()))];
    findings.push(("public address", public_address(&config)));
    let key_file = config.secrets.key_file.display().to_string();
    let key = keys::read(&config.secrets.key_file).map(|_| key_file);
    findings.push(("key file", key.map_err(|failure| failure.to_string())));
    let seal_key = keys::can_sign(&config.seal.key_file);
    let seal_key = seal_key.map(|()| config.seal.key_file.display().to_string());
    findings.push(("seal key", seal_key.map_err(|failure| failure.to_string())));
    findings.push(("mail server", mail(&config).await));
    findings.extend(database(&config).await);
    // The provider is asked with what is stored; without it there is nothing to ask.
    let can_start = findings
        .iter()
        .all(|(what, finding)| finding.is_ok() || ["public address", "mail server"].contains(what));
    if can_start {
        findings.extend(accounts(&config, &by).await);
    }
    for (what, finding) in &findings {
        match finding {
            Ok(good) => say(&format!("ok      {what}: {good}")),
            Err(bad) => say(&format!("WRONG   {what}: {bad}")),
        }
    }
    let wrong = findings
        .iter()
        .filter(|(_, finding)| finding.is_err())
        .count();
    match wrong {
        0 => Ok(()),
        1 => Err(Failure::new("one thing is wrong, see above")),
        _ => Err(Failure::new(format!("{wrong} things are wrong, see above"))),
    }
}

fn public_address(config: &Config) -> Result<String, String> {
    let url = &config.http.public_url;
    let local = url
        .host_str()
        .is_some_and(|host| host == "127.0.0.1" || host == "localhost");
    if url.scheme() == "https" || local {
        return Ok(url.to_string());
    }
    Err(format!("{url} is not https; citizens' payments need it"))
}

async fn mail(config: &Config) -> Result<String, String> {
    let server = mail_server::smtp(&config.mail).map_err(|failure| failure.to_string())?;
    let place = format!("{}:{}", config.mail.host, config.mail.port);
    match server {
        None => Ok("none, so no receipts are sent by e-mail".to_owned()),
        Some(server) => match server.greet().await {
            Ok(()) => Ok(format!("{place} takes us in")),
            Err(error) => Err(format!("{place}: {error}")),
        },
    }
}

async fn database(config: &Config) -> Vec<Finding> {
    let url = match config.database_url() {
        Ok(url) => url,
        Err(failure) => return vec![("database", Err(failure.to_string()))],
    };
    // Opening would make the file.
    if let DatabaseUrl::SqliteFile(path) = &url
        && !path.exists()
    {
        let missing = format!("{url} is not there; run `zahlstelle migrate`");
        return vec![("database", Err(missing))];
    }
    let db = match platform::open(&url, config.database_options()).await {
        Ok(db) => db,
        Err(failure) => return vec![("database", Err(failure.to_string()))],
    };
    let schema = match db.schema_state().await {
        Ok(SchemaState::Current { version }) => Ok(format!("schema {version}")),
        Ok(SchemaState::Missing) => Err("empty; run `zahlstelle migrate`".to_owned()),
        Ok(SchemaState::Older { found, known }) => Err(format!(
            "schema {found} instead of {known}; run `zahlstelle migrate`"
        )),
        Ok(SchemaState::Newer { found, known }) => Err(format!(
            "schema {found}, this program knows {known}; use the newer program"
        )),
        Ok(SchemaState::Broken { version }) => Err(format!(
            "schema {version} was only half applied; restore the backup"
        )),
        Err(error) => Err(error.to_string()),
    };
    let mut findings = vec![("database", Ok(url.to_string())), ("schema", schema)];
    if let Ok(Some(privileges)) = db.privileges().await {
        let role = if privileges.bound_by_row_security() {
            Ok("bound by row-level security".to_owned())
        } else {
            Err(
                "is a superuser or bypasses row-level security; connect as an ordinary role that \
                 owns the tables"
                    .to_owned(),
            )
        };
        findings.push(("database role", role));
    }
    findings
}

async fn accounts(config: &Config, by: &Operator) -> Vec<Finding> {
    // A doctor looks. Nothing is migrated on the way.
    let mut config = config.clone();
    config.database.migrate = false;
    let app = match platform::start(&config).await {
        Ok(app) => app,
        Err(failure) => return vec![("platform", Err(failure.to_string()))],
    };
    let operator = match by.at(&app) {
        Ok(operator) => operator,
        Err(failure) => return vec![("operator", Err(failure.to_string()))],
    };
    let notices = match operator.subscribe_all_provider_events().await {
        Ok(problems) if problems.is_empty() => Ok("every account answers".to_owned()),
        Ok(problems) => Err(problems
            .into_iter()
            .map(|(account, problem)| format!("{account}: {problem}"))
            .collect::<Vec<_>>()
            .join("; ")),
        Err(error) => Err(error.to_string()),
    };
    vec![
        ("provider accounts", notices),
        ("jobs", given_up(&operator).await),
    ]
}

async fn given_up(operator: &OperatorApp) -> Result<String, String> {
    match operator.count_given_up().await {
        Ok(counts) if counts.is_empty() => Ok("none was given up".to_owned()),
        Ok(counts) => {
            let counts = counts.iter().map(|(kind, many)| format!("{many} {kind}"));
            let counts = counts.collect::<Vec<_>>().join(", ");
            Err(format!("given up: {counts}; see `zahlstelle jobs list`"))
        }
        Err(error) => Err(error.to_string()),
    }
}
