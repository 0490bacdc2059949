//! The real program as a process of its own, and a client that talks to it over the wire.

use std::fs::File;
use std::io::{Read, Seek};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use storage::DatabaseUrl;

/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at something that will happen.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A command that ran to its end.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A command that stays. Killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zahlstelle"));
    command
        .args(arguments)
        .env_remove("ZAHLSTELLE_CONFIG")
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::null());
    command
}

/// The same, for which a file that cannot grow any more is an error like a full disk: by default a
/// limit of the system ends the program.
fn command_on_a_small_disk(arguments: &[&str], bytes: Option<u64>) -> Command {
    let mut command = Command::new("prlimit");
    let bytes = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
    command
        .arg(format!("--fsize={bytes}:"))
        .args(["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_zahlstelle"))
        .args(arguments)
        .env_remove("ZAHLSTELLE_CONFIG")
        .stdin(Stdio::null());
    command
}

/// The same, which may open so many files.
fn command_with_files(arguments: &[&str], files: u64) -> Command {
    let mut command = Command::new("prlimit");
    command
        .arg(format!("--nofile={files}:{files}"))
        .arg(env!("CARGO_BIN_EXE_zahlstelle"))
        .args(arguments)
        .env_remove("ZAHLSTELLE_CONFIG")
        .stdin(Stdio::null());
    command
}

/// From now on this test program opens as many files as the system lets it.
pub(crate) fn opens_many_files() {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let most = line.unwrap().split_whitespace().nth(4).unwrap();
    let own = std::process::id().to_string();
    let limit = format!("--nofile={most}:");
    let done = Command::new("prlimit")
        .args(["--pid", &own, &limit])
        .status();
    assert!(done.unwrap().success());
}

/// Runs a command that ends by itself.
pub(crate) fn zahlstelle(arguments: &[&str]) -> Ran {
    run(command(arguments))
}

/// The same where no file may grow beyond `bytes`.
pub(crate) fn zahlstelle_on_a_full_disk(arguments: &[&str], bytes: u64) -> Ran {
    run(command_on_a_small_disk(arguments, Some(bytes)))
}

fn run(mut command: Command) -> Ran {
    // Files, not pipes: what fills a pipe that is read later never ends.
    let (mut out, mut err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    let child = command
        .stdout(out.try_clone().unwrap())
        .stderr(err.try_clone().unwrap())
        .spawn()
        .unwrap();
    let mut running = Running {
        child,
        log: PathBuf::new(),
    };
    let status = running.ends(PATIENCE);
    let read = |file: &mut File| {
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    Ran {
        code: status.code().unwrap_or(-1),
        out: read(&mut out),
        err: read(&mut err),
    }
}

impl Ran {
    /// What it said when all went well.
    pub(crate) fn said(&self) -> &str {
        assert_eq!(self.code, 0, "{self:?}");
        &self.out
    }

    /// The one message of a command that could not do it: for people, and about what to do.
    pub(crate) fn complained(&self) -> &str {
        assert!(self.code == 1 || self.code == 2, "{self:?}");
        let complaint = self.err.trim();
        assert!(complaint.starts_with("zahlstelle: "), "{self:?}");
        assert_eq!(complaint.matches("zahlstelle: ").count(), 1, "{self:?}");
        for inside in [
            "panicked", "unwrap", "Some(", "Err(", "Os {", "kind:", "::", "Error {", "None",
            ".rs:", "src/",
        ] {
            assert!(!complaint.contains(inside), "{inside} in {complaint}");
        }
        complaint
    }
}

impl Running {
    /// Starts a command that stays; its log goes to a file.
    pub(crate) fn start(arguments: &[&str], log: &Path) -> Self {
        Self::start_command(command(arguments), log)
    }

    /// The same on a disk that [`Running::fill_disk`] fills.
    pub(crate) fn start_on_a_small_disk(arguments: &[&str], log: &Path) -> Self {
        Self::start_command(command_on_a_small_disk(arguments, None), log)
    }

    /// Starts a command that stays and may open so many files.
    pub(crate) fn start_with_files(arguments: &[&str], log: &Path, files: u64) -> Self {
        Self::start_command(command_with_files(arguments, files), log)
    }

    /// What it has in memory, in kB.
    pub(crate) fn holds_kb(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let words = line.unwrap().trim().split_once(' ').unwrap();
        words.0.parse().unwrap()
    }

    /// From now on none of its files grows beyond `bytes`; `None`: there is room again.
    pub(crate) fn fill_disk(&self, bytes: Option<u64>) {
        let bytes = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
        let id = self.child.id().to_string();
        let limit = format!("--fsize={bytes}:");
        let done = Command::new("prlimit")
            .args(["--pid", &id, &limit])
            .status();
        assert!(done.unwrap().success());
    }

    fn start_command(mut command: Command, log: &Path) -> Self {
        let file = File::options().create(true).append(true).open(log).unwrap();
        let child = command
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Self {
            child,
            log: log.to_owned(),
        }
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// `kill -9`: no last word, no last write.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Tells it to read again what it read when it started.
    pub(crate) fn reload(&self) {
        self.signal("-HUP");
    }

    fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub(crate) fn ends(&mut self, within: Duration) -> ExitStatus {
        let until = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it did not end within {within:?}");
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Polls until the address answers 200.
    pub(crate) async fn answers(&mut self, client: &reqwest::Client, url: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let answer = client.get(url).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            assert!(self.is_running(), "it ended: {}", self.log());
            assert!(
                Instant::now() < until,
                "{url} never answered: {}",
                self.log()
            );
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _dead_already = self.child.kill();
        let _waited_for = self.child.wait();
    }
}

/// Follows no redirect and speaks to this machine only.
pub(crate) fn client() -> reqwest::Client {
    let _first = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .timeout(Duration::from_secs(10))
        .build()
        .unwrap()
}

/// A free port below those the kernel hands out, so that it is still free after a restart.
pub(crate) fn free_port() -> u16 {
    let first = 10_000 + u16::try_from(std::process::id() % 4_000).unwrap();
    (first..15_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok() && claim(*port))
        .unwrap()
}

/// Whether no other test of this program has the port.
fn claim(port: u16) -> bool {
    use std::collections::HashSet;
    use std::sync::{LazyLock, Mutex};
    static CLAIMED: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);
    CLAIMED.lock().unwrap().insert(port)
}

/// The address with everything in it, as an operator writes it.
pub(crate) fn address(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Postgres(url) => url.clone(),
        DatabaseUrl::SqliteFile(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::SqliteMemory => "sqlite::memory:".to_owned(),
    }
}
