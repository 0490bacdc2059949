//! `zahlstelle demo`

pub(in crate::cli) mod simulator;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use crate::demo::{self, Addresses, Demo, simulator as provider};
use crate::failure::Failure;
use crate::terminal::say;

const SIMULATOR_PORT: u16 = 8090;

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// Keep everything here and go on with it next time; a new directory when left out.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Where the platform listens; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Under which address browsers open it, where that is not the one it listens on: the name of
    /// this machine, or a proxy's address.
    #[arg(long, value_name = "URL")]
    public_url: Option<Url>,
    /// Where the simulator and the online service listen; port 8090 beside the platform when left
    /// out.
    #[arg(long, value_name = "ADDRESS")]
    simulator_listen: Option<SocketAddr>,
    /// So many days before the first start are played: what people paid, and what the offices did
    /// about it. 0 begins with the people alone.
    #[arg(long, default_value_t = 30, value_name = "DAYS",
          value_parser = clap::value_parser!(u16).range(0..=60))]
    days: u16,
    /// The database; an SQLite file in the directory when left out.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

pub(in crate::cli) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let directory = demo::directory(arguments.data_dir)?;
    let listener = super::serve::listen(arguments.listen).await?;
    let beside = SocketAddr::new(arguments.listen.ip(), SIMULATOR_PORT);
    let beside = arguments.simulator_listen.unwrap_or(beside);
    let simulator_listener = super::serve::listen(beside).await?;
    let addresses = Addresses::of(&listener, &simulator_listener, arguments.public_url)?;
    let past = directory.join("simulator.jsonl");
    let (sim, secret) = provider::remembered(&addresses.simulator, Vec::new(), &past)?;
    let demo = Demo::set_up(&directory, &addresses, arguments.database)?;
    super::log(&demo.config)?;
    let town = demo.start(&sim, &secret, arguments.days).await?;
    let platform = town.app.clone();
    let beside = Some(demo.beside());
    let (stop, stop_too) = (super::stop_signal(), super::stop_signal());
    let at = (simulator_listener, demo.control_token());
    let outside = provider::serve(sim.clone(), beside, at, stop);
    let outside = tokio::spawn(outside);
    let prepared = demo.when_all_answer(town, sim);
    say(&demo.welcome());
    let jobs = super::serve::Jobs::After(Box::pin(prepared));
    let served =
        super::serve::until_stopped(&demo.config, platform, listener, jobs, stop_too).await;
    let _ended = outside.await;
    served
}
