//! `zahlstelle events …`

use clap::Subcommand;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::terminal::{complain, say};

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// List an authority's events, one a line, as receivers get them.
    List {
        /// The authority, by its part of citizens' addresses.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// The number of the last event that is known already.
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: u64,
        /// Events at most.
        #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
        limit: u32,
    },
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let failed = |error: &dyn std::error::Error| Failure::because("the events", error);
    let Command::List {
        tenant,
        after,
        limit,
    } = command;
    let page = operator.events_after(&tenant, after, limit).await;
    let page = page.map_err(|error| failed(&error))?;
    let page = page.ok_or_else(|| Failure::new("there is no such tenant"))?;
    if after < page.dropped {
        complain(&format!(
            "events up to {} are too old and have no body any more",
            page.dropped
        ));
    }
    for event in page.events {
        say(&event.body);
    }
    app.close().await.map_err(|error| failed(&error))
}
