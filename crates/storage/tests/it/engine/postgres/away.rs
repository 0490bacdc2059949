//! A server that freezes, and one that becomes a standby: a write is given up in time, never ends
//! up where nothing is written, and goes on by itself.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use domain::Timestamp;
use storage::testing::POSTGRES_VARIABLE;
use storage::{DatabaseUrl, Db, StorageError};

const NOW: Timestamp = Timestamp::from_micros(0);
/// Within this a statement, and a wait for a connection, are over.
const GIVEN_UP: Duration = Duration::from_secs(14);

/// A PostgreSQL of this test alone, which may be treated badly. Gone when it is dropped.
struct Server {
    script: Child,
    url: DatabaseUrl,
    data: String,
    programs: String,
}

impl Server {
    /// `None` where the PostgreSQL half is left out.
    async fn start() -> Option<Self> {
        if std::env::var_os("SQLITE_ONLY").is_some() {
            return None;
        }
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../scripts/with-postgres.sh"
        );
        let told = format!("printf '%s\\n' \"${POSTGRES_VARIABLE}\"; read -r _");
        let mut script = Command::new(script)
            .args(["sh", "-c", &told])
            .env_remove(POSTGRES_VARIABLE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let out = script.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut url).unwrap();
        let url: DatabaseUrl = url.trim().parse().unwrap();
        let mut server = Self {
            script,
            url,
            data: String::new(),
            programs: String::new(),
        };
        server.data = server.says("SHOW data_directory").await;
        let version = server.says("SHOW server_version_num").await;
        server.programs = format!("/usr/lib/postgresql/{}/bin", &version[..2]);
        Some(server)
    }

    async fn says(&self, sql: &'static str) -> String {
        use sqlx::Connection;
        let DatabaseUrl::Postgres(url) = &self.url else {
            panic!("{} is no PostgreSQL", self.url);
        };
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        let (said,): (String,) = sqlx::query_as(sql)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        said
    }

    /// Runs `pg_ctl` as the server's owner, until the server is as wanted.
    fn control(&self, arguments: &[&str]) {
        let program = format!("{}/pg_ctl", self.programs);
        let pgdata = format!("--pgdata={}", self.data);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["--user", "postgres", "--", &program]);
            command
        } else {
            Command::new(&program)
        };
        let done = command
            .args(arguments)
            .args([&pgdata, "--wait", "--silent"])
            .current_dir("/")
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(done.success(), "pg_ctl {arguments:?}");
    }

    /// The server and every process of it.
    fn processes(&self) -> Vec<String> {
        let file = std::fs::read_to_string(format!("{}/postmaster.pid", self.data));
        let Some(postmaster) = file
            .ok()
            .and_then(|file| file.lines().next().map(str::to_owned))
        else {
            return Vec::new();
        };
        let mut all = vec![postmaster.clone()];
        for entry in std::fs::read_dir("/proc").unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let stat = std::fs::read_to_string(format!("/proc/{name}/stat")).unwrap_or_default();
            let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
            if after_name.split(' ').nth(1) == Some(postmaster.as_str()) {
                all.push(name);
            }
        }
        all
    }

    fn signal(&self, signal: &str) {
        let done = Command::new("kill")
            .arg(signal)
            .args(self.processes())
            .status();
        assert!(done.unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _running = Command::new("kill")
            .arg("-CONT")
            .args(self.processes())
            .status();
        // The script ends its server when its command has read a line.
        drop(self.script.stdin.take());
        let _ended = self.script.wait();
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

async fn commits(db: &Db) -> Result<(), StorageError> {
    db.prove_commit(Duration::ZERO, NOW).await
}

#[tokio::test]
async fn a_frozen_server_is_given_up_in_time_and_used_again_when_it_answers() {
    let Some(server) = Server::start().await else {
        return;
    };
    let db = Db::open(&server.url).await.unwrap();
    db.migrate().await.unwrap();
    commits(&db).await.unwrap();
    db.ping().await.unwrap();
    server.signal("-STOP");
    let began = Instant::now();
    let (write, read) = tokio::join!(commits(&db), db.ping());
    for given_up in [write.unwrap_err(), read.unwrap_err()] {
        assert!(given_up.is_away(), "{given_up:?}");
    }
    assert!(began.elapsed() < GIVEN_UP, "{:?}", began.elapsed());
    // From now on it is known, and nothing waits long.
    let began = Instant::now();
    assert!(commits(&db).await.unwrap_err().is_away());
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    server.signal("-CONT");
    let back = Instant::now();
    while commits(&db).await.is_err() || db.ping().await.is_err() {
        assert!(back.elapsed() < GIVEN_UP);
    }
}

#[tokio::test]
async fn a_write_never_ends_up_on_a_standby_and_goes_on_once_it_is_promoted() {
    let Some(server) = Server::start().await else {
        return;
    };
    let db = Db::open(&server.url).await.unwrap();
    db.migrate().await.unwrap();
    commits(&db).await.unwrap();
    assert!(!db.is_standby().await.unwrap());
    std::fs::write(format!("{}/standby.signal", server.data), "").unwrap();
    server.control(&["restart", "--mode=fast"]);
    // Connections of before are gone; the next ones lead to a standby, and say so.
    let refused = loop {
        let refused = commits(&db).await.unwrap_err();
        if matches!(refused, StorageError::Standby) {
            break refused;
        }
        assert!(refused.is_away(), "{refused:?}");
    };
    assert!(refused.is_away());
    assert!(db.is_standby().await.unwrap());
    server.control(&["promote"]);
    let promoted = Instant::now();
    while commits(&db).await.is_err() {
        assert!(promoted.elapsed() < GIVEN_UP);
    }
}
