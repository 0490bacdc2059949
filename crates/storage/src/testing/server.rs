//! A PostgreSQL server of one test alone, which may be treated badly.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use sqlx::{Connection, Executor, PgConnection};

use super::{EMPTY, POSTGRES_VARIABLE, ROLE, address, create};
use crate::DatabaseUrl;

/// A PostgreSQL of this test alone, which may be treated badly. Gone when it is dropped.
pub struct TestServer {
    script: Child,
    pub url: DatabaseUrl,
    data: String,
    programs: String,
}

impl TestServer {
    /// `None` where the PostgreSQL half is left out.
    pub async fn start() -> Option<Self> {
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
            .expect("the test server can be handled");
        let mut url = String::new();
        let out = script
            .stdout
            .take()
            .expect("the test server can be handled");
        BufReader::new(out)
            .read_line(&mut url)
            .expect("the test server can be handled");
        let url: DatabaseUrl = url.trim().parse().expect("the test server can be handled");
        let mut server = Self {
            script,
            url,
            data: String::new(),
            programs: String::new(),
        };
        server.data = server.says("SHOW data_directory").await;
        let version = server.says("SHOW server_version_num").await;
        server.programs = format!(
            "/usr/lib/postgresql/{}/bin",
            version.get(..2).expect("a version")
        );
        Some(server)
    }

    /// A new, empty database of a role without special rights.
    pub async fn database(&self) -> DatabaseUrl {
        let name = create(self.address(), EMPTY).await;
        DatabaseUrl::Postgres(address(self.address(), ROLE, &name))
    }

    /// Changes a setting while the server runs.
    pub async fn configure(&self, alter_system: &'static str) {
        let mut connection = self.connection().await;
        for sql in [alter_system, "SELECT pg_reload_conf()"] {
            connection.execute(sql).await.expect("a setting");
        }
    }

    /// As its superuser.
    fn address(&self) -> &str {
        let DatabaseUrl::Postgres(url) = &self.url else {
            panic!("{} is no PostgreSQL", self.url);
        };
        url
    }

    async fn connection(&self) -> PgConnection {
        let connection = PgConnection::connect(self.address()).await;
        connection.expect("the test server can be handled")
    }

    async fn says(&self, sql: &'static str) -> String {
        let mut connection = self.connection().await;
        let (said,): (String,) = sqlx::query_as(sql)
            .fetch_one(&mut connection)
            .await
            .expect("the test server can be handled");
        said
    }

    /// Starts the server anew as one that repeats another and takes no writes.
    pub fn becomes_a_standby(&self) {
        let signal = format!("{}/standby.signal", self.data);
        std::fs::write(signal, "").expect("the data directory is writable");
        self.control(&["restart", "--mode=fast"]);
    }

    /// Makes a standby a server that takes writes.
    pub fn promote(&self) {
        self.control(&["promote"]);
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
            .expect("the test server can be handled");
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
        for entry in std::fs::read_dir("/proc").expect("the test server can be handled") {
            let name = entry
                .expect("the test server can be handled")
                .file_name()
                .into_string()
                .expect("the test server can be handled");
            let stat = std::fs::read_to_string(format!("/proc/{name}/stat")).unwrap_or_default();
            let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
            if after_name.split(' ').nth(1) == Some(postmaster.as_str()) {
                all.push(name);
            }
        }
        all
    }

    /// Sends every process of the server this signal.
    pub fn signal(&self, signal: &str) {
        let done = Command::new("kill")
            .arg(signal)
            .args(self.processes())
            .status();
        assert!(done.expect("the test server can be handled").success());
    }
}

impl Drop for TestServer {
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
    std::fs::metadata("/proc/self")
        .expect("the test server can be handled")
        .uid()
        == 0
}
