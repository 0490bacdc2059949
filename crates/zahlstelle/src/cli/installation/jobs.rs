//! `zahlstelle jobs …`

use app::work::{GivenUpJob, Schedule};
use clap::Subcommand;
use domain::{JobId, Timestamp};

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::terminal::say;

/// Lines of a list.
const LIST_MAX: u32 = 100;

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// List jobs that were given up, the oldest first.
    List,
    /// Have a job that was given up tried anew.
    Retry {
        #[arg(value_name = "JOB")]
        job: JobId,
    },
    /// List periodic work: its rule, its last and its next run, and why it failed.
    Schedules,
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let failed = |error: &dyn std::error::Error| Failure::because("the jobs", error);
    match command {
        Command::List => {
            let jobs = operator.given_up_jobs(LIST_MAX).await;
            let jobs = jobs.map_err(|error| failed(&error))?;
            if jobs.is_empty() {
                say("No job was given up.");
            }
            jobs.iter().for_each(print);
        }
        Command::Retry { job } => {
            let revived = operator.retry_job(job).await;
            if !revived.map_err(|error| failed(&error))? {
                return Err(Failure::new("no such job was given up"));
            }
            say(&format!("{job} is tried anew"));
        }
        Command::Schedules => {
            let schedules = operator.schedules().await;
            let schedules = schedules.map_err(|error| failed(&error))?;
            if schedules.is_empty() {
                say("There are no schedules: no node has worked yet.");
            }
            schedules.iter().for_each(print_schedule);
        }
    }
    app.close().await.map_err(|error| failed(&error))
}

fn print(job: &GivenUpJob) {
    let GivenUpJob {
        tenant,
        id,
        kind,
        tries,
        last_error,
        ..
    } = job;
    say(&format!(
        "{id}  {tenant}  {kind}  {tries} tries: {last_error}"
    ));
}

fn print_schedule(schedule: &Schedule) {
    let Schedule {
        tenant,
        kind,
        rule,
        next_at,
        started_at,
        failures,
        last_error,
    } = schedule;
    let tenant = tenant.as_deref().unwrap_or("-");
    let last = started_at.map_or_else(|| "never".to_owned(), Timestamp::to_rfc3339);
    let next = next_at.to_rfc3339();
    let failed = last_error.as_ref().map_or_else(String::new, |error| {
        format!("  failed {failures} times: {error}")
    });
    say(&format!(
        "{kind}  {tenant}  {rule}  last {last}  next {next}{failed}"
    ));
}
