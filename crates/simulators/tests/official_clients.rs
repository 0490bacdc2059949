//! PayPal's own client libraries against the simulator: the judge of whether it speaks PayPal's
//! protocol and not merely ours.
//!
//! The libraries are installed once, below `target`, and nothing of them is kept in the tree. Where
//! Node.js, Python or the registries are missing, the story is skipped with a printed reason;
//! `OFFICIAL_CLIENTS=required` makes that a failure. The walks themselves stay on this machine.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on must stop and say so"
)]

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use simulators::paypal::{App, FeeModel, PayPalSim, SimConfig};
use tokio::net::TcpListener;
use tokio::process::Command;

/// A slow registry is not worth more.
const INSTALLING: Duration = Duration::from_mins(5);
const WALKING: Duration = Duration::from_mins(2);

/// A simulator on a loopback address, on a Monday in November.
async fn simulator() -> (PayPalSim, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let start = "2026-11-23T12:00:00Z".parse().unwrap();
    let sim = PayPalSim::new(SimConfig::manual(base.parse().unwrap(), start, 4711));
    let mut app = App::new("client", "secret", "Q7LZ4XW8N2KDA", "Stadt Musterhausen");
    app.fee = FeeModel::default();
    sim.add_app(app);
    let router = sim.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (sim, base)
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/official_clients")
}

async fn run(command: &mut Command, patience: Duration) -> Result<Output, String> {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let what = format!("{:?}", command.as_std());
    let output = tokio::time::timeout(patience, command.output()).await;
    let output = output.map_err(|_| format!("{what} did not end"))?;
    output.map_err(|error| format!("{what}: {error}"))
}

async fn install(command: &mut Command) -> Result<(), String> {
    let output = run(command, INSTALLING).await?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(text.lines().rev().take(5).collect::<Vec<_>>().join(" | "))
}

/// A folder below `target` that holds what `list` names; filled when the list is new.
async fn installed(name: &str, list: &str, fill: &mut [Command]) -> Result<PathBuf, String> {
    let folder = workshop(name);
    let wanted = std::fs::read_to_string(scripts().join(list)).unwrap();
    let mark = folder.join("installed");
    if std::fs::read_to_string(&mark).is_ok_and(|there| there == wanted) {
        return Ok(folder);
    }
    for command in fill {
        install(command.current_dir(&folder)).await?;
    }
    std::fs::write(mark, wanted).unwrap();
    Ok(folder)
}

/// The folder with fresh copies of the scripts.
fn workshop(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("official-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    for script in std::fs::read_dir(scripts()).unwrap() {
        let script = script.unwrap();
        std::fs::copy(script.path(), folder.join(script.file_name())).unwrap();
    }
    folder
}

fn command(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn skipped(why: &str) {
    let required = std::env::var("OFFICIAL_CLIENTS").is_ok_and(|text| text == "required");
    assert!(!required, "{why}");
    println!("skipped: {why}");
}

/// Walks, and holds what the client did against the simulator's own books.
async fn walk(mut command: Command, balance_cents: i64) {
    let (sim, base) = simulator().await;
    let output = run(command.args([&base, "client", "secret"]), WALKING)
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.contains("the walk ended well"), "{said}");
    let books = sim.books();
    assert_eq!(
        books.apps[0].captures.len(),
        1,
        "one capture, however often it was asked for"
    );
    assert_eq!(books.apps[0].balance_cents, balance_cents);
    let told = sim.journal();
    let unknown: Vec<String> = told
        .iter()
        .filter(|entry| entry.status == 415 || entry.status >= 500)
        .map(|entry| format!("{} {}", entry.method, entry.path))
        .collect();
    assert!(unknown.is_empty(), "not understood: {unknown:?}");
}

#[tokio::test]
async fn the_official_client_for_node_pays_and_refunds() {
    let quiet = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
    let mut fill = [command("node", &["--version"]), command("npm", &quiet)];
    match installed("node", "package-lock.json", &mut fill).await {
        Ok(folder) => {
            let script = folder.join("walk.mjs");
            walk(command("node", &[&script.to_string_lossy()]), -76).await;
        }
        Err(why) => skipped(&why),
    }
}

#[tokio::test]
async fn the_official_clients_for_python_pay_refund_and_listen() {
    let quiet = [
        "-q",
        "--disable-pip-version-check",
        "install",
        "-r",
        "requirements.txt",
    ];
    let mut fill = [
        command("python3", &["-m", "venv", "venv"]),
        command("./venv/bin/pip", &quiet),
    ];
    match installed("python", "requirements.txt", &mut fill).await {
        Ok(folder) => {
            let script = folder.join("walk.py");
            let python = folder.join("venv/bin/python");
            walk(command(python, &[&script.to_string_lossy()]), 1174 - 250).await;
        }
        Err(why) => skipped(&why),
    }
}
