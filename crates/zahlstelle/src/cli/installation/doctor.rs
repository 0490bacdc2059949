//! `zahlstelle doctor`: looks at everything a running installation needs and says in words what
//! is wrong.

mod database;
mod public_address;

use app::App;
use app::access::doors::OperatorApp;
use app::payments::AccountProblem;
use clap::Args;
use mail::MailServer;
use serde::Serialize;

use crate::cli::installation::restored::missing_heads;
use crate::cli::operator::Operator;
use crate::config::{Config, Database};
use crate::failure::Failure;
use crate::files::keys;
use crate::platform::{self, mail_server};
use crate::terminal::say;

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// Say it as one JSON object, for monitoring. Whatever the form, the command ends with 0 when
    /// all is well, 1 for warnings, 2 when something is wrong.
    #[arg(long)]
    json: bool,
}

/// How bad it is; the worse, the larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Ok,
    /// It works, and the operator has to see to it.
    Warning,
    Wrong,
}

/// What was looked at, and what was found.
#[derive(Serialize)]
struct Finding {
    what: String,
    severity: Severity,
    text: String,
}

#[derive(Serialize)]
struct Report {
    severity: Severity,
    version: &'static str,
    findings: Vec<Finding>,
}

impl Finding {
    fn ok(what: &str, text: impl Into<String>) -> Self {
        Self::new(what, Severity::Ok, text)
    }

    fn warning(what: &str, text: impl Into<String>) -> Self {
        Self::new(what, Severity::Warning, text)
    }

    fn wrong(what: &str, text: impl Into<String>) -> Self {
        Self::new(what, Severity::Wrong, text)
    }

    fn of(what: &str, found: Result<String, String>) -> Self {
        match found {
            Ok(text) => Self::ok(what, text),
            Err(text) => Self::wrong(what, text),
        }
    }

    fn new(what: &str, severity: Severity, text: impl Into<String>) -> Self {
        Self {
            what: what.to_owned(),
            severity,
            text: text.into(),
        }
    }
}

/// `config` is what reading the configuration led to.
pub(in crate::cli) async fn run(
    config: Result<Config, Failure>,
    by: Operator,
    arguments: Arguments,
) -> Result<(), Failure> {
    let findings = match config {
        Ok(config) => examine(&config, &by).await,
        Err(failure) => vec![Finding::wrong("configuration", failure.to_string())],
    };
    let severity = findings.iter().map(|finding| finding.severity).max();
    let report = Report {
        severity: severity.unwrap_or(Severity::Ok),
        version: env!("CARGO_PKG_VERSION"),
        findings,
    };
    if arguments.json {
        let text = serde_json::to_string(&report);
        say(&text.map_err(|error| Failure::because("writing the findings", &error))?);
    } else {
        report
            .findings
            .iter()
            .for_each(|finding| say(&line(finding)));
    }
    verdict(&report)
}

fn line(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Ok => "ok     ",
        Severity::Warning => "warning",
        Severity::Wrong => "WRONG  ",
    };
    format!("{severity} {}: {}", finding.what, finding.text)
}

fn verdict(report: &Report) -> Result<(), Failure> {
    let count = |severity| {
        let found = report.findings.iter();
        found.filter(|finding| finding.severity == severity).count()
    };
    match (count(Severity::Wrong), count(Severity::Warning)) {
        (0, 0) => Ok(()),
        (0, 1) => Err(Failure::warning("there is one warning, see above")),
        (0, many) => Err(Failure::warning(format!(
            "there are {many} warnings, see above"
        ))),
        (1, _) => Err(Failure::critical("one thing is wrong, see above")),
        (many, _) => Err(Failure::critical(format!(
            "{many} things are wrong, see above"
        ))),
    }
}

async fn examine(config: &Config, by: &Operator) -> Vec<Finding> {
    let checked = super::config::check(config).map_err(|failure| failure.to_string());
    let configuration = "configuration";
    let mut findings = vec![
        Finding::of(configuration, checked.map(|()| "can be used".to_owned())),
        seal_key(config),
        public_address::examine(config).await,
        mail(config).await,
    ];
    let warning = super::config::warning(config);
    findings.extend(warning.map(|text| Finding::warning(configuration, text)));
    findings.extend(database::examine(config).await);
    // Providers are asked with what is stored; without it there is nothing to ask.
    let apart = ["public address", "mail server"];
    let can_start = findings.iter().all(|finding| {
        finding.severity < Severity::Wrong || apart.contains(&finding.what.as_str())
    });
    if can_start {
        findings.extend(accounts(config, by).await);
    }
    findings
}

fn seal_key(config: &Config) -> Finding {
    let file = &config.seal.key_file;
    let read = keys::can_sign(file).map(|()| file.display().to_string());
    Finding::of("seal key", read.map_err(|failure| failure.to_string()))
}

async fn mail(config: &Config) -> Finding {
    let what = "mail server";
    let place = format!("{}:{}", config.mail.host, config.mail.port);
    match mail_server::smtp(&config.mail) {
        Err(failure) => Finding::wrong(what, failure.to_string()),
        Ok(None) => Finding::ok(what, "none, so no receipts are sent by e-mail"),
        Ok(Some(server)) => match server.greet().await {
            Ok(()) => Finding::ok(what, format!("{place} takes us in")),
            Err(error) => Finding::wrong(what, format!("{place}: {error}")),
        },
    }
}

async fn kept_heads(config: &Config, app: &App) -> Finding {
    let what = "kept heads";
    match missing_heads(config, app).await {
        Ok(None) => Finding::ok(what, "a restored backup is noticed"),
        Ok(Some(missing)) => Finding::warning(what, missing),
        Err(failure) => Finding::wrong(what, failure.to_string()),
    }
}

async fn accounts(config: &Config, by: &Operator) -> Vec<Finding> {
    // A doctor looks. Nothing is migrated on the way.
    let config = &Config {
        database: Database {
            migrate: false,
            ..config.database.clone()
        },
        ..config.clone()
    };
    let app = match platform::start(config).await {
        Ok(app) => app,
        Err(failure) => return vec![Finding::wrong("platform", failure.to_string())],
    };
    let operator = match by.at(&app) {
        Ok(operator) => operator,
        Err(failure) => return vec![Finding::wrong("operator", failure.to_string())],
    };
    let mut findings = vec![keys(&operator).await, kept_heads(config, &app).await];
    let (accounts, unusable) = providers(&operator).await;
    findings.extend(accounts);
    findings.push(authorities(&operator, &unusable).await);
    findings.push(given_up(&operator).await);
    findings.push(schedules(&operator).await);
    findings
}

/// Whether every authority's document, as it is stored and with its trial tenant, would be applied,
/// and each live service has a method whose account can be used.
async fn authorities(operator: &OperatorApp, unusable: &[AccountProblem]) -> Finding {
    let what = "authorities";
    let all = match operator.tenants().await {
        Ok(all) => all,
        Err(error) => return Finding::wrong(what, error.to_string()),
    };
    let all: Vec<_> = all.iter().filter(|tenant| !tenant.is_trial).collect();
    for authority in &all {
        let document = match operator.export_tenant(&authority.slug).await {
            Ok(Some(document)) => document,
            Ok(None) => continue,
            Err(error) => return Finding::wrong(what, format!("{}: {error}", authority.slug)),
        };
        if let Err(error) = operator.check_tenant(&document).await {
            let problem = Failure::because(&authority.slug, &error).to_string();
            return Finding::wrong(what, problem);
        }
        let problem = match operator.unpayable_services(&authority.slug, unusable).await {
            Ok(services) if services.is_empty() => continue,
            Ok(services) => format!(
                "{}: nobody can pay for {}, whose accounts cannot be used; see above why",
                authority.slug,
                services.join(", ")
            ),
            Err(error) => format!("{}: {error}", authority.slug),
        };
        return Finding::wrong(what, problem);
    }
    Finding::ok(what, format!("{} can take payments", all.len()))
}

async fn given_up(operator: &OperatorApp) -> Finding {
    let failed = ("given up", "zahlstelle jobs list");
    of_counts("jobs", failed, operator.count_given_up().await)
}

async fn schedules(operator: &OperatorApp) -> Finding {
    let failed = ("failing", "zahlstelle jobs schedules");
    of_counts(
        "schedules",
        failed,
        operator.count_failing_schedules().await,
    )
}

/// What failed, by kind, and the command that lists it.
fn of_counts(
    what: &str,
    (failed, command): (&str, &str),
    counts: Result<Vec<(String, u64)>, app::StorageError>,
) -> Finding {
    match counts {
        Ok(counts) if counts.is_empty() => Finding::ok(what, format!("none is {failed}")),
        Ok(counts) => {
            let counts = counts.iter().map(|(kind, many)| format!("{many} {kind}"));
            let counts = counts.collect::<Vec<_>>().join(", ");
            Finding::warning(what, format!("{failed}: {counts}; see `{command}`"))
        }
        Err(error) => Finding::wrong(what, error.to_string()),
    }
}

/// Whether every stored secret can be opened.
async fn keys(operator: &OperatorApp) -> Finding {
    let what = "stored secrets";
    let uses = match operator.key_uses().await {
        Ok(uses) => uses,
        Err(error) => return Finding::wrong(what, error.to_string()),
    };
    if let Some(missing) = uses.iter().find(|key| !key.known) {
        let text = format!(
            "the key file lacks key {}; see `zahlstelle key status`",
            missing.id
        );
        return Finding::wrong(what, text);
    }
    let older = uses.iter().filter(|key| !key.seals && !key.rows.is_empty());
    match older.count() {
        0 => Finding::ok(what, "sealed with the newest key"),
        _ => Finding::warning(
            what,
            "sealed with an older key; run `zahlstelle key rotate`",
        ),
    }
}

/// What is said of accounts, and which of them cannot be used.
async fn providers(operator: &OperatorApp) -> (Vec<Finding>, Vec<AccountProblem>) {
    let what = "provider accounts";
    match operator.subscribe_all_provider_events().await {
        Ok(problems) if problems.is_empty() => {
            (vec![Finding::ok(what, "every account answers")], problems)
        }
        Ok(problems) => {
            let wrong = problems.iter().map(|problem| {
                let what = format!("provider account {}/{}", problem.slug, problem.code);
                Finding::wrong(&what, problem.problem.clone())
            });
            (wrong.collect(), problems)
        }
        Err(error) => (vec![Finding::wrong(what, error.to_string())], Vec::new()),
    }
}
