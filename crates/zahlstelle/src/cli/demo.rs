//! `zahlstelle demo`

pub(super) mod simulator;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::demo::{self, Demo, simulator as provider};
use crate::failure::Failure;
use crate::terminal::say;

#[derive(Args)]
pub(super) struct Arguments {
    /// Keep everything here and go on with it next time; a new directory when left out.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Where the platform listens; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where the simulator and the online service listen.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    simulator_listen: SocketAddr,
    /// The database; an SQLite file in the directory when left out.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

pub(super) async fn run(arguments: Arguments) -> Result<(), Failure> {
    let directory = demo::directory(arguments.data_dir)?;
    let listener = super::serve::listen(arguments.listen).await?;
    let simulator_listener = super::serve::listen(arguments.simulator_listen).await?;
    let base = provider::base(&listener)?;
    let simulator_base = provider::base(&simulator_listener)?;
    let past = directory.join("simulator.jsonl");
    let sim = provider::remembered(&simulator_base, &past)?;
    let demo = Demo::set_up(&directory, (&base, &simulator_base), arguments.database)?;
    super::log(&demo.config)?;
    let platform = demo.start(&sim).await?;
    let service = Some(demo.online_service());
    let stop = super::stop_signal();
    let outside = provider::serve(sim.clone(), service, simulator_listener, stop);
    let outside = tokio::spawn(outside);
    demo.when_all_answer(platform.clone(), sim);
    say(&demo.welcome());
    let served = super::serve::until_stopped(&demo.config, platform, listener, true).await;
    let _ended = outside.await;
    served
}
