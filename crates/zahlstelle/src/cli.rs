//! The command line.

mod authority;
mod books;
mod installation;
mod node;
pub(crate) mod operator;

use std::future::Future;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use self::authority::{bank, claims, events, import, person, service, tenant};
use self::installation::{backup, config, doctor, jobs, key, migrate, restored};
#[cfg(feature = "demo")]
use self::node::demo;
use self::node::{serve, work};
use self::operator::Operator;
#[cfg(feature = "bench")]
use crate::bench;
use crate::config::Config;
use crate::failure::Failure;

/// Which commands a released program does not have, and how to get them.
const NOT_BUILT: &str = if cfg!(all(feature = "demo", feature = "bench")) {
    ""
} else {
    "`demo` and `simulator` need the feature `demo`, `bench` the feature `bench`: \
     cargo build --release --package zahlstelle --features demo,bench"
};

/// The open e-payment platform for public administration.
#[derive(Parser)]
#[command(name = "zahlstelle", version, arg_required_else_help = true)]
#[command(after_help = NOT_BUILT)]
struct Cli {
    /// The configuration; without it the defaults and the environment.
    #[arg(long, global = true, value_name = "FILE", env = "ZAHLSTELLE_CONFIG")]
    config: Option<PathBuf>,
    /// Name of the person giving the command; stays in the audit trail. Without it the user of the
    /// operating system.
    #[arg(long, global = true, value_name = "NAME", env = "ZAHLSTELLE_BY")]
    by: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and interfaces, and do due work.
    Serve(serve::Arguments),
    /// Do due work only.
    Work,
    /// Start everything with a made-up town, to try it out.
    #[cfg(feature = "demo")]
    Demo(demo::Arguments),
    /// Bring the database's schema up to date.
    Migrate,
    /// Copy an SQLite database into a new file while it is in use.
    Backup(backup::Arguments),
    /// Make a database usable that was restored from a backup, and say when that was made.
    Restored(restored::Arguments),
    /// Say what is wrong with this installation.
    Doctor(doctor::Arguments),
    /// Look at the configuration.
    #[command(subcommand)]
    Config(config::Command),
    /// Recompute the books and hold them against the provider's.
    Verify(books::verify::Arguments),
    /// Look at what is booked, and correct it.
    #[command(subcommand)]
    Books(books::Command),
    /// Set up authorities.
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Invite the first persons of an authority's staff, or of the operator.
    #[command(subcommand)]
    Person(person::Command),
    /// Lead an authority's services through their lifecycles; see their orders; make links.
    #[command(subcommand)]
    Service(service::Command),
    /// Take in what an authority's finance system writes.
    #[command(subcommand)]
    Import(import::Command),
    /// Enter what an authority's bank statements say.
    #[command(subcommand)]
    Bank(bank::Command),
    /// Look at claims.
    #[command(subcommand)]
    Claims(claims::Command),
    /// Read what happened, as receivers get it.
    #[command(subcommand)]
    Events(events::Command),
    /// Look at jobs that were given up, have them tried anew, and look at periodic work.
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Keys that secrets are sealed with, and that sign the chain of seals.
    #[command(subcommand)]
    Key(key::Command),
    /// A simulator of the payment provider, alone.
    #[cfg(feature = "demo")]
    Simulator(demo::simulator::Arguments),
    /// Measure this program on this machine, each figure beside its limit.
    #[cfg(feature = "bench")]
    Bench(bench::Arguments),
}

pub(crate) fn run() -> Result<(), Failure> {
    let Cli {
        config,
        by,
        command,
    } = Cli::parse();
    let by = Operator::named(by);
    let load = || Config::load(config.as_deref());
    match command {
        Command::Serve(arguments) => block_on(serve::run(load()?, arguments)),
        Command::Work => block_on(work::run(load()?)),
        #[cfg(feature = "demo")]
        Command::Demo(arguments) => block_on(demo::run(arguments)),
        Command::Backup(arguments) => block_on(backup::run(load()?, arguments)),
        Command::Restored(arguments) => block_on(restored::run(load()?, by, arguments)),
        Command::Migrate => block_on(migrate::run(load()?)),
        Command::Doctor(arguments) => block_on(doctor::run(load(), by, arguments)),
        Command::Config(command) => config::run(&command, config.as_deref()),
        Command::Verify(arguments) => block_on(books::verify::run(load, by, arguments)),
        Command::Books(command) => block_on(books::run(load()?, by, command)),
        Command::Tenant(command) => block_on(tenant::run(load, by, command)),
        Command::Person(command) => block_on(person::run(load()?, by, command)),
        Command::Service(command) => block_on(service::run(load()?, by, command)),
        Command::Import(command) => block_on(import::run(load()?, by, command)),
        Command::Bank(command) => block_on(bank::run(load()?, by, command)),
        Command::Claims(command) => block_on(claims::run(load()?, by, command)),
        Command::Events(command) => block_on(events::run(load()?, by, command)),
        Command::Jobs(command) => block_on(jobs::run(load()?, by, command)),
        Command::Key(command) => block_on(key::run(config, by, command)),
        #[cfg(feature = "demo")]
        Command::Simulator(arguments) => block_on(demo::simulator::run(arguments)),
        #[cfg(feature = "bench")]
        Command::Bench(arguments) => block_on(bench::run(arguments)),
    }
}

fn block_on(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    // One crypto library for everything; a second installation is refused and changes nothing.
    let _first = rustls::crypto::aws_lc_rs::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::because("the program cannot start threads", &error))?
        .block_on(command)
}
