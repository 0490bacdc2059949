//! Fresh databases for tests: SQLite in memory at once, PostgreSQL on the server that
//! `ZAHLSTELLE_TEST_POSTGRES` names, whose user may make databases and roles. Without a server the
//! PostgreSQL half of a test fails, unless `SQLITE_ONLY=1` says that it is left out.
//!
//! The PostgreSQL database belongs to a role without special rights, and is used as another role
//! that owns nothing, as in production: privileges and row-level security bind the tests too.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test stops at the first thing that is not there"
)]

mod server;

pub use server::TestServer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr, SqlStr};
use tokio::sync::OnceCell;

pub use crate::engine::statements::Statements;
pub use crate::engine::statements::registry::{modules, statements, statements_of};

use crate::engine::tx::{Connection as OfEngine, on_engine};
use crate::{DatabaseUrl, Db, DbOptions, MigrateError, ReadTx, Scope, StorageError};

/// Where tests find a PostgreSQL server.
pub const POSTGRES_VARIABLE: &str = "ZAHLSTELLE_TEST_POSTGRES";
/// `HOST:PORT` of a connection pooler in front of that server: the stories with the scope in each
/// transaction then go through it.
pub const POOLER_VARIABLE: &str = "ZAHLSTELLE_TEST_POOLER";
/// Set to `1` to test on SQLite only.
pub const SQLITE_ONLY_VARIABLE: &str = "SQLITE_ONLY";
/// Owns the test databases; bound by row-level security.
const ROLE: &str = "zahlstelle_test_owner";
/// Uses them; owns nothing.
const RUNTIME: &str = "zahlstelle_test_runtime";

/// What PostgreSQL itself makes new databases from.
const EMPTY: &str = "template1";

static NEXT: AtomicU32 = AtomicU32::new(0);
/// Name of the migrated database that the others of this process are copies of.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A migrated database in memory.
pub async fn sqlite() -> Db {
    let db = Db::open(&DatabaseUrl::SqliteMemory)
        .await
        .expect("SQLite opens in memory");
    db.migrate().await.expect("the schema fits SQLite");
    db
}

/// A migrated database on the test server; `None` with `SQLITE_ONLY=1`.
pub async fn postgres() -> Option<Db> {
    postgres_with(DbOptions::default()).await
}

/// The same, opened with options. It is a copy of one migrated database, which takes a fraction of
/// the time of migrating.
pub async fn postgres_with(options: DbOptions) -> Option<Db> {
    let server = server()?;
    let template = TEMPLATE.get_or_init(|| migrated(&server)).await;
    let name = create(&server, template).await;
    commit_without_waiting(&server, &name).await;
    let url = DatabaseUrl::Postgres(address(&server, RUNTIME, &name));
    // Migrations go past a pooler, as docs/operation/postgresql.md says.
    let url = if options == DbOptions::default() {
        url
    } else {
        through_pooler(url)
    };
    let db = Db::open_with(&url, options)
        .await
        .expect("the test database opens");
    Some(db)
}

/// Commits do not wait for the disk: these tests end programs, never the server, and a server that
/// goes on forgets no commit.
async fn commit_without_waiting(server: &str, name: &str) {
    let mut connection = PgConnection::connect(server)
        .await
        .expect("the test server answers");
    connection
        .execute(AssertSqlSafe(format!(
            "ALTER DATABASE {name} SET synchronous_commit = off"
        )))
        .await
        .expect("a setting of the database");
}

/// A migrated database that the runtime role may use, without a connection: only such a one can be
/// copied.
async fn migrated(server: &str) -> String {
    let name = create(server, EMPTY).await;
    let url = DatabaseUrl::Postgres(address(server, ROLE, &name));
    let owner = Db::open(&url).await.expect("the test database opens");
    owner.migrate().await.expect("the schema fits PostgreSQL");
    let granted = owner.grant_to_runtime(RUNTIME).await;
    granted.expect("the runtime role gets its rights");
    owner.close().await.expect("it closes");
    name
}

/// The database without a row, as it is after migrating: the same one on PostgreSQL, where emptying
/// takes milliseconds; a new one in memory on SQLite. Triggers and foreign keys are passed over,
/// which only the server's superuser can do.
pub async fn emptied(db: &Db) -> Db {
    if !db.is_postgres() {
        return sqlite().await;
    }
    let server = server().expect("a server");
    let (start, _) = server.rsplit_once('/').expect("an address");
    let url = format!("{start}/{}", name_of(db).await);
    let mut connection = PgConnection::connect(&url)
        .await
        .expect("the test server answers");
    let empty = "
        SET session_replication_role = replica;
        DO $$ DECLARE place regclass; BEGIN
            FOR place IN
                SELECT oid::regclass FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                  AND relname NOT IN ('_sqlx_migrations', 'tenants')
            LOOP
                EXECUTE format('DELETE FROM %s', place);
            END LOOP;
        END $$;
        DELETE FROM tenants WHERE slug <> 'operator';";
    connection
        .execute(empty)
        .await
        .expect("rows can be removed");
    connection.close().await.expect("it closes");
    db.clone()
}

async fn name_of(db: &Db) -> String {
    let mut tx = db.read(Scope::Operator).await.expect("a connection");
    let name = tx.raw_texts("SELECT current_database()::text").await;
    name.expect("a name").concat()
}

/// Runs these migrations as [`Db::migrate`] runs the program's own.
pub async fn migrate_by(db: &Db, migrator: &Migrator) -> Result<(), MigrateError> {
    db.migrate_by(migrator).await
}

/// The same database as its owner sees it; on SQLite there is but one way.
pub async fn as_owner(db: &Db) -> Db {
    if !db.is_postgres() {
        return db.clone();
    }
    let server = server().expect("a server");
    let url = DatabaseUrl::Postgres(address(&server, ROLE, &name_of(db).await));
    Db::open(&url).await.expect("the test database opens")
}

fn address(server: &str, role: &str, name: &str) -> String {
    let rest = server.split_once("://").map_or(server, |(_, rest)| rest);
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = host.split_once('/').map_or(host, |(host, _)| host);
    format!("postgres://{role}:{role}@{host}/{name}")
}

fn through_pooler(url: DatabaseUrl) -> DatabaseUrl {
    match (url, std::env::var(POOLER_VARIABLE)) {
        (DatabaseUrl::Postgres(url), Ok(pooler)) => {
            let (login, rest) = url.split_once('@').expect("a login");
            let (_, name) = rest.split_once('/').expect("a name");
            DatabaseUrl::Postgres(format!("{login}@{pooler}/{name}"))
        }
        (url, _) => url,
    }
}

/// The address of a new, empty database on the test server; `None` with `SQLITE_ONLY=1`.
pub async fn postgres_url() -> Option<DatabaseUrl> {
    let server = server()?;
    let name = create(&server, EMPTY).await;
    Some(DatabaseUrl::Postgres(address(&server, ROLE, &name)))
}

/// The address of the test server; `None` with `SQLITE_ONLY=1`.
fn server() -> Option<String> {
    let server = std::env::var(POSTGRES_VARIABLE).ok();
    if server.is_none() && std::env::var(SQLITE_ONLY_VARIABLE).is_ok_and(|only| only == "1") {
        return None;
    }
    let server = server.expect(
        "no PostgreSQL to test on: run `make test`, or put `scripts/with-postgres.sh` before the \
         command, or say SQLITE_ONLY=1",
    );
    Some(server)
}

/// Makes a database that is a copy of `template`; returns its name.
async fn create(server: &str, template: &str) -> String {
    let name = format!(
        "t_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let mut connection = PgConnection::connect(server)
        .await
        .expect("the test server answers");
    // Several test programs start at once: the second finds the roles there.
    for role in [ROLE, RUNTIME] {
        let role = format!(
            "DO $$ BEGIN CREATE ROLE {role} LOGIN PASSWORD '{role}' NOSUPERUSER;
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        );
        connection
            .execute(AssertSqlSafe(role))
            .await
            .expect("the test role can be made");
    }
    connection
        .execute(AssertSqlSafe(format!(
            "CREATE DATABASE {name} OWNER {ROLE} TEMPLATE {template}"
        )))
        .await
        .expect("a test database can be made");
    name
}

impl ReadTx {
    /// Runs any SQL and returns how many rows it changed.
    pub async fn raw(&mut self, sql: &str) -> Result<u64, StorageError> {
        on_engine!(self, |connection| {
            sqlx::query(AssertSqlSafe(sql))
                .persistent(false)
                .execute(connection)
                .await
                .map(|done| done.rows_affected())
        })
    }

    /// Runs a query whose answer is one number.
    pub async fn raw_number(&mut self, sql: &str) -> Result<i64, StorageError> {
        on_engine!(self, |connection| {
            sqlx::query_scalar(AssertSqlSafe(sql))
                .persistent(false)
                .fetch_one(connection)
                .await
        })
    }

    /// Runs a query whose rows are one text each.
    pub async fn raw_texts(&mut self, sql: &str) -> Result<Vec<String>, StorageError> {
        on_engine!(self, |connection| {
            sqlx::query_scalar(AssertSqlSafe(sql))
                .persistent(false)
                .fetch_all(connection)
                .await
        })
    }

    /// Has each step of SQLite's machine counted on this connection from now on: what statements
    /// cost in a measure that no clock knows.
    pub async fn counts_steps(&mut self, steps: Arc<AtomicU64>) -> Result<(), StorageError> {
        let OfEngine::Sqlite(connection) = self.start_statement()? else {
            panic!("steps are counted on SQLite");
        };
        let handle = connection.lock_handle().await;
        let counts = handle.map(|mut handle| {
            handle.set_progress_handler(1, move || {
                steps.fetch_add(1, Ordering::Relaxed);
                true
            });
        });
        self.end_statement(&counts);
        Ok(counts?)
    }

    /// Whether the engine understands the statement; runs nothing.
    pub async fn prepare(&mut self, sql: &'static str) -> Result<(), StorageError> {
        let sql: SqlStr = sql.into_sql_str();
        on_engine!(self, |connection| connection
            .prepare(sql.clone())
            .await
            .map(drop))
    }
}

/// Runs each story three times: on SQLite, on PostgreSQL, and on PostgreSQL with the scope in each
/// transaction. A story is an `async fn(Db)`.
#[macro_export]
macro_rules! in_every_mode {
    ($($story:ident)*) => { $(
        mod $story {
            #[tokio::test]
            async fn sqlite() {
                super::$story($crate::testing::sqlite().await).await;
            }
            #[tokio::test]
            async fn postgres() {
                if let Some(db) = $crate::testing::postgres().await {
                    super::$story(db).await;
                }
            }
            #[tokio::test]
            async fn postgres_with_scope_per_transaction() {
                let options = $crate::DbOptions {
                    scope_per_transaction: true,
                };
                if let Some(db) = $crate::testing::postgres_with(options).await {
                    super::$story(db).await;
                }
            }
        }
    )* };
}

/// Runs each story twice, once per engine. A story is an `async fn(Db)`.
#[macro_export]
macro_rules! on_both_engines {
    ($($story:ident)*) => { $(
        mod $story {
            #[tokio::test]
            async fn sqlite() {
                super::$story($crate::testing::sqlite().await).await;
            }
            #[tokio::test]
            async fn postgres() {
                if let Some(db) = $crate::testing::postgres().await {
                    super::$story(db).await;
                }
            }
        }
    )* };
}
