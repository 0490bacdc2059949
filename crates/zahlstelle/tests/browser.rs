//! The demo in a real browser: `e2e/run.mjs` takes every walk through it, on a phone and at a
//! desk, with and without JavaScript, and has axe check each page.
//!
//! Besides, `e2e/check_samples.mjs` looks at pages no walk comes by.
//!
//! Skipped, with the reason, where there is no Node or no Chromium; `make test` installs both.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop and say so"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

static INSTALL: Mutex<()> = Mutex::new(());

/// How a script says that there is no browser to run in.
const SKIPPED: i32 = 77;

#[test]
#[expect(
    clippy::assertions_on_constants,
    reason = "the features of this build decide"
)]
fn people_pay_in_a_real_browser() {
    assert!(
        cfg!(feature = "demo"),
        "cargo test -p zahlstelle --features demo --test browser"
    );
    let binary = Path::new(env!("CARGO_BIN_EXE_zahlstelle"));
    run("run.mjs", &[binary]);
}

/// A county's proxy serves us at `https://service.kreis.example/epay/`.
#[test]
fn people_pay_below_the_path_of_a_shared_proxy() {
    let binary = Path::new(env!("CARGO_BIN_EXE_zahlstelle"));
    run(
        "run.mjs",
        &[binary, Path::new("--below"), Path::new("/epay/")],
    );
}

/// A phone in the same network opens the demo under this machine's address.
#[test]
fn people_pay_on_a_phone_in_the_same_network() {
    let binary = Path::new(env!("CARGO_BIN_EXE_zahlstelle"));
    run("run.mjs", &[binary, Path::new("--network")]);
}

/// The demo is opened under a name that leads to it, and not by an address.
#[test]
fn people_pay_under_a_name_of_the_machine() {
    let binary = Path::new(env!("CARGO_BIN_EXE_zahlstelle"));
    run(
        "run.mjs",
        &[
            binary,
            Path::new("--name"),
            Path::new("localhost"),
            Path::new("pays with PayPal"),
        ],
    );
}

/// Every look of every page in every language: accessible, light, still.
#[test]
fn every_look_of_every_page_is_accessible_and_light() {
    let folder = tempfile::tempdir().unwrap();
    citizen::pages::write_samples(folder.path()).unwrap();
    run("check_samples.mjs", &[folder.path()]);
}

#[test]
fn the_pay_page_is_quick_on_a_slow_phone() {
    let folder = tempfile::tempdir().unwrap();
    citizen::pages::write_samples(folder.path()).unwrap();
    run(
        "check_samples.mjs",
        &[folder.path(), Path::new("--slow-phone")],
    );
}

/// The same of the console.
#[test]
fn every_look_of_the_console_is_accessible_and_light() {
    let folder = tempfile::tempdir().unwrap();
    console::pages::write_samples(folder.path()).unwrap();
    run("check_samples.mjs", &[folder.path()]);
}

/// Runs a script of `e2e/`, where there is what it needs.
fn run(script: &str, arguments: &[&Path]) {
    let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
    let node = Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if node.is_err() {
        println!("skipped: node is not installed");
        return;
    }
    let installing = INSTALL.lock().unwrap();
    if !e2e.join("node_modules").exists() {
        let mut install = Command::new("npm");
        install
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&e2e);
        assert!(install.status().unwrap().success(), "npm ci in e2e/ failed");
    }
    drop(installing);
    let mut run = Command::new("node");
    let status = run.arg(e2e.join(script)).args(arguments).status().unwrap();
    if status.code() == Some(SKIPPED) {
        println!("skipped: {script} found no Chromium");
        return;
    }
    assert!(
        status.success(),
        "{script} failed, see the lines that begin with `not ok`"
    );
}
