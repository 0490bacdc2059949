//! The workspace's own tools: `cargo xtask tidy` checks what compiler and clippy do not.
//!
//! Besides the standard library only the tokens of `proc-macro2` are used, so that the check starts
//! in seconds on a cold checkout.

mod tidy;

use std::{env, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments == ["tidy"] {
        return tidy_up();
    }
    eprintln!("usage: cargo xtask tidy");
    ExitCode::from(2)
}

fn tidy_up() -> ExitCode {
    match tidy::check(workspace_root()) {
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

/// The folder above this crate; known when compiling, so the command works from everywhere.
fn workspace_root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
