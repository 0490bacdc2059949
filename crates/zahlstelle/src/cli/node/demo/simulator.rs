//! `zahlstelle simulator`

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::demo::simulator::{self, CLIENT_ID, MERCHANT};
use crate::failure::Failure;
use crate::terminal::say;

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Write the root its events are signed under to this file.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// One more account, for another authority. May be given several times.
    #[arg(
        long = "account",
        value_name = "CLIENT_ID:SECRET:MERCHANT",
        value_parser = simulator::account
    )]
    accounts: Vec<simulators::paypal::App>,
    /// Remember everything in this file, the secret in one beside it, and go on with what stands
    /// there.
    #[arg(long, value_name = "FILE")]
    past: Option<PathBuf>,
}

pub(in crate::cli) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let listener = crate::cli::node::serve::listen(arguments.listen).await?;
    let base = simulator::base(&listener)?;
    let (sim, secret) = match &arguments.past {
        Some(file) => simulator::remembered(&base, arguments.accounts, file)?,
        None => simulator::new(&base, arguments.accounts),
    };
    if let Some(file) = &arguments.ca_file {
        std::fs::write(file, sim.ca_root_pem()).map_err(|error| {
            Failure::because(&format!("{} cannot be written", file.display()), &error)
        })?;
    }
    let stop = crate::cli::node::stop_signal();
    say(&format!("PayPal simulator: {base}"));
    say(&format!(
        "  client id {CLIENT_ID}, secret {secret}, merchant {MERCHANT}"
    ));
    if arguments.past.is_none() {
        say("  It forgets everything when it ends, its secret, too; --past FILE keeps it.");
    }
    let token = simulator::new_secret();
    say(&format!(
        "  control API: {base}_sim/…, with Authorization: Bearer {token}"
    ));
    simulator::serve(sim, None, (listener, token), stop).await
}
