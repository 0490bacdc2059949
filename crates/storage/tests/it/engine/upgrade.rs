//! A database that is in use is brought up to date without losing what is in it.
//!
//! The next migration is written by the test: until there is one, it stands for every later one.

use std::path::Path;

use sqlx::Connection;
use sqlx::migrate::Migrator;
use storage::testing::postgres_url;
use storage::{DatabaseUrl, Db, SchemaState, Scope};

use crate::authority::TestAuthority;

/// Expands a filled table and fills the new column: a column with a default, which a program of
/// the version before may leave out when it writes.
const NEXT: &str = "
    ALTER TABLE number_pools ADD COLUMN next_release bigint NOT NULL DEFAULT 0;
    UPDATE number_pools SET next_release = next_counter + 1;";

/// Rows are hidden from a migration on PostgreSQL that does not say it is for all tenants.
const FOR_ALL: &str = "SELECT set_config('zahlstelle.scope', 'operator', true);";

/// This program's migrations and one more.
async fn later(engine: &str) -> Migrator {
    let folder = tempfile::tempdir().unwrap();
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for file in std::fs::read_dir(migrations.join(engine)).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    let scope = if engine == "postgres" { FOR_ALL } else { "" };
    let next = if engine == "postgres" {
        NEXT.to_owned()
    } else {
        NEXT.replace("bigint", "INTEGER")
    };
    std::fs::write(
        folder.path().join("9999_next.sql"),
        format!("{scope}{next}"),
    )
    .unwrap();
    Migrator::new(folder.path()).await.unwrap()
}

/// The rows that were there are there, and the program of the version before still writes.
async fn is_upgraded(db: &Db, before: i64) {
    assert_eq!(
        db.schema_state().await.unwrap(),
        SchemaState::Newer {
            found: 9999,
            known: before
        }
    );
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let filled = "SELECT count(*) FROM number_pools WHERE next_release = next_counter + 1";
    assert_eq!(tx.raw_number(filled).await.unwrap(), 1);
    drop(tx);
    TestAuthority::found(db, 2).await;
}

async fn version(db: &Db) -> i64 {
    let state = db.schema_state().await.unwrap();
    let SchemaState::Current { version } = state else {
        panic!("a current schema, not {state:?}");
    };
    version
}

#[tokio::test]
async fn a_filled_database_takes_the_next_migration_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("filled.db");
    let url = DatabaseUrl::SqliteFile(path.clone());
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    let before = version(&db).await;
    TestAuthority::found(&db, 1).await;
    db.close().await.unwrap();
    let mut next = sqlx::SqliteConnection::connect(path.to_str().unwrap())
        .await
        .unwrap();
    later("sqlite").await.run(&mut next).await.unwrap();
    next.close().await.unwrap();
    is_upgraded(&Db::open(&url).await.unwrap(), before).await;
}

/// On PostgreSQL the program of the version before goes on beside the migration.
#[tokio::test]
async fn a_filled_database_takes_the_next_migration_on_postgres() {
    let Some(url) = postgres_url().await else {
        return;
    };
    let DatabaseUrl::Postgres(address) = &url else {
        panic!("a PostgreSQL address");
    };
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    let before = version(&db).await;
    TestAuthority::found(&db, 1).await;
    let mut next = sqlx::PgConnection::connect(address).await.unwrap();
    later("postgres").await.run(&mut next).await.unwrap();
    next.close().await.unwrap();
    is_upgraded(&db, before).await;
}
