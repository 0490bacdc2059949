//! `zahlstelle`: the one program that does everything.

#[cfg(feature = "bench")]
mod bench;
mod cli;
mod config;
#[cfg(feature = "demo")]
mod demo;
mod failure;
mod files;
mod platform;
mod seal_heads;
mod system_clock;
mod telemetry;
mod terminal;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::complain(&failure.to_string());
            failure.exit_code()
        }
    }
}
