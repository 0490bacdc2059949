//! Fresh databases for tests: SQLite in memory at once, PostgreSQL when
//! `ZAHLSTELLE_TEST_POSTGRES` names a server whose user may make databases and roles.
//!
//! The PostgreSQL database belongs to a role without special rights, as in production, so that
//! row-level security binds the tests too.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test stops at the first thing that is not there"
)]

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

pub use crate::engine::statements::registry::{statements, statements_of};

use crate::engine::on_engine;
use crate::{DatabaseUrl, Db, StorageError, Tx};

/// Where tests find a PostgreSQL server.
pub const POSTGRES_VARIABLE: &str = "ZAHLSTELLE_TEST_POSTGRES";
/// Owns the test databases; bound by row-level security.
const ROLE: &str = "zahlstelle_test_owner";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A migrated database in memory.
pub async fn sqlite() -> Db {
    let db = Db::open(&DatabaseUrl::SqliteMemory)
        .await
        .expect("SQLite opens in memory");
    db.migrate().await.expect("the schema fits SQLite");
    db
}

/// A migrated database on the test server, or `None` with a printed reason when there is none.
pub async fn postgres() -> Option<Db> {
    let url = postgres_url().await?;
    let db = Db::open(&url).await.expect("the test database opens");
    db.migrate().await.expect("the schema fits PostgreSQL");
    Some(db)
}

/// The address of a new, empty database on the test server.
pub async fn postgres_url() -> Option<DatabaseUrl> {
    let Ok(server) = std::env::var(POSTGRES_VARIABLE) else {
        eprintln!("skipped on PostgreSQL: {POSTGRES_VARIABLE} is not set (`make test` sets it)");
        return None;
    };
    let name = format!(
        "t_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let mut connection = PgConnection::connect(&server)
        .await
        .expect("the test server answers");
    // Several test programs start at once: who comes second finds the role there.
    let role = format!(
        "DO $$ BEGIN CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}' NOSUPERUSER;
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    );
    connection
        .execute(AssertSqlSafe(role))
        .await
        .expect("the test role can be made");
    connection
        .execute(AssertSqlSafe(format!(
            "CREATE DATABASE {name} OWNER {ROLE}"
        )))
        .await
        .expect("a test database can be made");
    let rest = server
        .split_once("://")
        .map_or(server.as_str(), |(_, rest)| rest);
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = host.split_once('/').map_or(host, |(host, _)| host);
    Some(DatabaseUrl::Postgres(format!(
        "postgres://{ROLE}:{ROLE}@{host}/{name}"
    )))
}

impl Tx {
    /// Runs any SQL and tells how many rows it changed.
    pub async fn raw(&mut self, sql: &str) -> Result<u64, StorageError> {
        Ok(on_engine!(self, |connection| {
            sqlx::query(AssertSqlSafe(sql))
                .persistent(false)
                .execute(connection)
                .await
                .map(|done| done.rows_affected())
        })?)
    }

    /// Runs a query whose answer is one number.
    pub async fn raw_number(&mut self, sql: &str) -> Result<i64, StorageError> {
        Ok(on_engine!(self, |connection| {
            sqlx::query_scalar(AssertSqlSafe(sql))
                .persistent(false)
                .fetch_one(connection)
                .await
        })?)
    }
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
