//! The demo in a real browser: `e2e/run.mjs` takes every walk through it, on a phone and at a
//! desk, with and without JavaScript, and has axe check each page.
//!
//! Skipped, with the reason, where there is no Node or no Chromium; `make test` installs both.

use std::path::Path;
use std::process::{Command, Stdio};

/// How `run.mjs` says that there is no browser to run in.
const SKIPPED: i32 = 77;

#[test]
fn people_pay_in_a_real_browser() {
    let e2e = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e");
    let node = Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if node.is_err() {
        println!("skipped: node is not installed");
        return;
    }
    if !e2e.join("node_modules").exists() {
        let mut install = Command::new("npm");
        install
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&e2e);
        assert!(install.status().unwrap().success(), "npm ci in e2e/ failed");
    }
    let mut run = Command::new("node");
    run.arg(e2e.join("run.mjs"))
        .arg(env!("CARGO_BIN_EXE_zahlstelle"));
    let status = run.status().unwrap();
    if status.code() == Some(SKIPPED) {
        println!("skipped: run.mjs found no Chromium");
        return;
    }
    assert!(
        status.success(),
        "walks failed, see the lines that begin with `not ok`"
    );
}
