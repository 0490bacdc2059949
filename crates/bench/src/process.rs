//! The program as a process of its own, started as an operator starts it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use storage::DatabaseUrl;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::authority::{KEY_FILE, SEAL_KEY_FILE};
use crate::clients::messages;
use crate::clients::wire::Wire;
use crate::error::Doing;
use crate::{BenchError, Program};

/// A start that takes longer is a failure.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at a process that starts: short beside what is measured.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// Calls of the simulator in a second: it refuses none.
const CALLS: u32 = 100_000;

/// What `serve` needs, on disk, and where it will listen.
pub(crate) struct Installation {
    executable: PathBuf,
    config: PathBuf,
    log: PathBuf,
    pub(crate) address: SocketAddr,
}

/// A running `serve`; killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    /// From the start of the process to the first good answer of `/health/ready`.
    pub(crate) ready_after: Duration,
}

impl Installation {
    /// In the directory, for the database; `provider` is where the payment provider is, and the
    /// root its events are signed under.
    pub(crate) async fn new(
        program: &Arc<dyn Program>,
        directory: &Path,
        url: &DatabaseUrl,
        (provider, root): (&Url, &str),
    ) -> Result<Self, BenchError> {
        std::fs::create_dir_all(directory).doing("making a directory")?;
        let root_file = directory.join("root.pem");
        std::fs::write(&root_file, root).doing("writing a root")?;
        let address = free_address().await?;
        let key = directory.join("zahlstelle.key");
        write_secret(&key, KEY_FILE).doing("writing the key")?;
        let seal_key = directory.join("zahlstelle-seal.key");
        write_secret(&seal_key, SEAL_KEY_FILE).doing("writing the seal key")?;
        let database = match url {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::SqliteFile(_) | DatabaseUrl::SqliteMemory => url.to_string(),
        };
        let config = directory.join("zahlstelle.toml");
        let text = format!(
            "[http]\nlisten = \"{address}\"\npublic_url = \"http://{address}\"\n\
             [database]\nurl = \"{database}\"\nallow_any_role = true\n\
             [secrets]\nkey_file = \"{}\"\n\
             [seal]\nkey_file = \"{}\"\n[paypal]\nenvironment = \"simulator\"\n\
             calls_per_second = {CALLS}\n\
             [paypal.simulator]\nbase_url = \"{provider}\"\nca_file = \"{}\"\n",
            key.display(),
            seal_key.display(),
            root_file.display()
        );
        std::fs::write(&config, text).doing("writing the configuration")?;
        Ok(Self {
            executable: program.executable().to_owned(),
            config,
            log: directory.join("serve.log"),
            address,
        })
    }

    /// Starts it and waits until it can serve.
    pub(crate) async fn serves(&self) -> Result<Running, BenchError> {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .doing("opening a log")?;
        let began = Instant::now();
        let child = Command::new(&self.executable)
            .arg("--config")
            .arg(&self.config)
            .arg("serve")
            .env_remove("ZAHLSTELLE_CONFIG")
            .stdin(Stdio::null())
            .stdout(log.try_clone().doing("opening a log")?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .doing("starting the program")?;
        while !self.is_ready().await {
            if began.elapsed() > PATIENCE {
                let said = std::fs::read_to_string(&self.log).unwrap_or_default();
                return Err(BenchError::new(format!("it never got ready: {said}")));
            }
            sleep(LOOK_AGAIN).await;
        }
        Ok(Running {
            child,
            ready_after: began.elapsed(),
        })
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut wire) = Wire::connect(self.address).await else {
            return false;
        };
        let answer = wire.call(&messages::ready()).await;
        answer.is_ok_and(|answer| answer.status == 200)
    }

    /// How long a process of the same program takes that only says its version.
    pub(crate) async fn says_its_version(&self) -> Result<Duration, BenchError> {
        let began = Instant::now();
        let status = Command::new(&self.executable)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .await
            .doing("starting the program")?;
        if status.success() {
            Ok(began.elapsed())
        } else {
            Err(BenchError::new("the program does not say its version"))
        }
    }
}

impl Running {
    /// Resident memory now and at most so far, in kilobytes.
    pub(crate) fn memory(&self) -> Result<(u64, u64), BenchError> {
        let id = self.child.id().unwrap_or(0);
        let status = std::fs::read_to_string(format!("/proc/{id}/status"));
        let status = status.doing("reading a process's memory")?;
        let line = |name: &str| {
            let mut lines = status.lines();
            let value = lines.find_map(|line| line.strip_prefix(name))?;
            value.split_whitespace().next()?.parse().ok()
        };
        match (line("VmRSS:"), line("VmHWM:")) {
            (Some(now), Some(most)) => Ok((now, most)),
            (None, _) | (_, None) => Err(BenchError::new("the kernel tells no memory")),
        }
    }

    /// `kill -9`
    pub(crate) async fn kill(mut self) -> Result<(), BenchError> {
        self.child.kill().await.doing("killing the program")
    }
}

async fn free_address() -> Result<SocketAddr, BenchError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.doing("listening")?;
    listener.local_addr().doing("listening")
}

/// Readable by its owner only.
fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}
