//! The workspace's own tools: `cargo xtask tidy` checks what compiler and clippy do not.
//!
//! Besides the standard library only the tokens of `proc-macro2` are used, so that the check starts
//! in seconds on a cold checkout.

mod tidy;

use std::{env, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments == ["tidy"] {
        return tidy_up();
    }
    eprintln!("usage: cargo xtask tidy");
    ExitCode::from(2)
}

fn tidy_up() -> ExitCode {
    match tidy::check(&workspace_root()) {
        Ok(findings) if findings.is_empty() => ExitCode::SUCCESS,
        Ok(findings) => {
            for finding in &findings {
                eprintln!("{finding}");
            }
            eprintln!("tidy: {} findings", findings.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("tidy: the files cannot be listed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder above this crate, which cargo names to what it runs: the folder that was compiled in
/// belongs to another checkout where several build into one target folder.
fn workspace_root() -> PathBuf {
    let told = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let mut root = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    root.pop();
    root
}
