//! A database that is in use is brought up to date without losing what is in it.
//!
//! Each migration after the first is run on a database of the version before it, filled with the
//! rows of a file beside this test: `upgrade/sqlite/0002.sql` and `upgrade/postgres/0002.sql` are
//! what the migration of number 2 meets, written by a program that did not know it (a dump of the
//! rows of a made-up authority). On PostgreSQL that program works on while the migration runs:
//! `upgrade/postgres/0002.beside.sql` has what it writes and reads, its statements as they were
//! when its version was released, with ids made anew in each round. A migration without these files
//! fails here. Until there is one, a made-up migration stands for every later one.

mod program;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use storage::testing::{migrate_by, postgres_url};
use storage::{DatabaseUrl, Db, SchemaState, Scope};
use tempfile::TempDir;

use program::migrate_beside_a_program;

use crate::authority::StoredAuthority;
use crate::engine::locks::until_waiting;
use crate::engine::statements::GROWING;

/// Expands a filled table and fills the new column: a column with a default, which a program of
/// the version before may leave out when it writes.
const NEXT: &str = "
    ALTER TABLE pools ADD COLUMN next_release bigint NOT NULL DEFAULT 0;
    UPDATE pools SET next_release = next_counter + 1;";

/// What the made-up migration meets.
const ROWS: &str = "
    INSERT INTO tenants (tenant_id, slug, document, created_at)
    VALUES (TENANT, 'altstadt', '{}', TIME);
    INSERT INTO pools (tenant_id, pool_id, code, document, next_counter)
    VALUES (TENANT, POOL, 'alt', '{}', 41);";

/// What the program of before writes and reads while the made-up migration runs.
const BESIDE: &str = "
    INSERT INTO tenants (tenant_id, slug, document, created_at)
    VALUES (gen_random_uuid(), gen_random_uuid()::text, '{}', now());
    INSERT INTO pools (tenant_id, pool_id, code, document, next_counter)
    SELECT tenant_id, gen_random_uuid(), gen_random_uuid()::text, '{}', 7 FROM pools
    WHERE code = 'alt';
    SELECT code, next_counter FROM pools;";

/// Rows are hidden from a migration on PostgreSQL that does not say it is for all tenants.
const FOR_ALL: &str = "SELECT set_config('zahlstelle.scope', 'operator', true);";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// One migration, and what it is run on.
struct Upgrade {
    version: i64,
    text: String,
    /// The migrations before it.
    older: Migrator,
    /// The same and the migration.
    newer: Migrator,
    /// The rows that it meets.
    rows: String,
    /// What the program of before writes and reads meanwhile, where a program can go on.
    beside: Option<String>,
}

impl Kind {
    const fn folder(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    fn migrations(self) -> PathBuf {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.join("migrations").join(self.folder())
    }

    fn rows(self) -> PathBuf {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.join("tests/it/engine/upgrade").join(self.folder())
    }

    /// A new, empty database; `None` where there is no server for it.
    async fn database(self, folder: &TempDir) -> Option<DatabaseUrl> {
        match self {
            Self::Sqlite => Some(DatabaseUrl::SqliteFile(folder.path().join("filled.db"))),
            Self::Postgres => postgres_url().await,
        }
    }
}

/// The files of migrations by their numbers.
fn files(migrations: &Path) -> BTreeMap<i64, PathBuf> {
    let files = std::fs::read_dir(migrations).unwrap();
    let numbered = files.map(|file| {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        (name.split_once('_').unwrap().0.parse().unwrap(), path)
    });
    numbered.collect()
}

async fn migrator(files: &BTreeMap<i64, PathBuf>, to: i64) -> Migrator {
    let folder = tempfile::tempdir().unwrap();
    for path in files.range(..=to).map(|(_, path)| path) {
        std::fs::copy(path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    Migrator::new(folder.path()).await.unwrap()
}

/// Every migration after the first, or the name of one that has no rows to meet, or no program
/// beside it.
async fn upgrades(kind: Kind, migrations: &Path, beside: &Path) -> Result<Vec<Upgrade>, String> {
    let files = files(migrations);
    let mut upgrades = Vec::new();
    for (version, path) in files.iter().skip(1) {
        let read = |name: String, lacks: &str| {
            let file = beside.join(name);
            let missing = |_| format!("{} {lacks}: write {}", path.display(), file.display());
            std::fs::read_to_string(&file).map_err(missing)
        };
        let rows = read(format!("{version:04}.sql"), "meets no rows")?;
        let beside = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(read(
                format!("{version:04}.beside.sql"),
                "has no program beside it",
            )?),
        };
        upgrades.push(Upgrade {
            version: *version,
            text: std::fs::read_to_string(path).unwrap(),
            older: migrator(&files, version - 1).await,
            newer: migrator(&files, *version).await,
            rows,
            beside,
        });
    }
    Ok(upgrades)
}

/// The migrations of this program and one more, with the rows that it meets.
fn made_up(kind: Kind) -> (TempDir, TempDir) {
    let (migrations, rows) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for path in files(&kind.migrations()).into_values() {
        let copy = migrations.path().join(path.file_name().unwrap());
        std::fs::copy(path, copy).unwrap();
    }
    let (next, id, time) = match kind {
        Kind::Sqlite => (NEXT.replace("bigint", "INTEGER"), "x'ID'", "0"),
        Kind::Postgres => (format!("{FOR_ALL}{NEXT}"), "'ID'", "now()"),
    };
    let tenant = id.replace("ID", &"01".repeat(16));
    let pool = id.replace("ID", &"02".repeat(16));
    let filled = ROWS.replace("TENANT", &tenant).replace("POOL", &pool);
    std::fs::write(migrations.path().join("9999_next.sql"), next).unwrap();
    std::fs::write(rows.path().join("9999.sql"), filled.replace("TIME", time)).unwrap();
    std::fs::write(rows.path().join("9999.beside.sql"), BESIDE).unwrap();
    (migrations, rows)
}

/// As the program does it.
async fn migrate(url: &DatabaseUrl, migrator: &Migrator) {
    let db = Db::open(url).await.unwrap();
    migrate_by(&db, migrator).await.unwrap();
    db.close().await.unwrap();
}

async fn fill(url: &DatabaseUrl, rows: &str) {
    match url {
        DatabaseUrl::SqliteFile(path) => {
            let address = format!("sqlite:{}", path.display());
            let mut line = SqliteConnection::connect(&address).await.unwrap();
            let script = sqlx::raw_sql(AssertSqlSafe(rows.to_owned()));
            script.execute(&mut line).await.unwrap();
            line.close().await.unwrap();
        }
        DatabaseUrl::Postgres(address) => {
            let mut line = PgConnection::connect(address).await.unwrap();
            let script = format!("BEGIN; {FOR_ALL} {rows}; COMMIT");
            let script = sqlx::raw_sql(AssertSqlSafe(script));
            script.execute(&mut line).await.unwrap();
            line.close().await.unwrap();
        }
        DatabaseUrl::SqliteMemory => panic!("a database that stays"),
    }
}

/// How many rows each table has.
async fn counts(db: &Db) -> BTreeMap<String, i64> {
    let tables = if db.is_postgres() {
        "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let mut counts = BTreeMap::new();
    for table in tx.raw_texts(tables).await.unwrap() {
        if table != "_sqlx_migrations" {
            let count = format!("SELECT count(*) FROM {table}");
            let rows = tx.raw_number(&count).await.unwrap();
            counts.insert(table, rows);
        }
    }
    counts
}

/// Runs the migration on rows of the version before. They are all there afterwards, and the
/// program works with the result, be it of the migration's version or of the one before.
async fn upgrade(kind: Kind, upgrade: &Upgrade) -> Option<Db> {
    let folder = tempfile::tempdir().unwrap();
    let url = kind.database(&folder).await?;
    migrate(&url, &upgrade.older).await;
    fill(&url, &upgrade.rows).await;
    let db = Db::open(&url).await.unwrap();
    let before = counts(&db).await;
    let words = upgrade
        .text
        .split(|c: char| !c.is_alphanumeric() && c != '_');
    for table in words.filter(|word| before.contains_key(*word)) {
        assert_ne!(
            before[table], 0,
            "{} meets no row of {table}",
            upgrade.version
        );
    }
    migrate_beside_a_program(&url, upgrade).await.unwrap();
    let after = counts(&db).await;
    for (table, rows) in &before {
        let added = upgrade
            .beside
            .as_ref()
            .is_some_and(|beside| beside.contains(table));
        let left = after
            .get(table)
            .is_some_and(|left| left == rows || added && left > rows);
        assert!(left, "{rows} rows of {table} were there, now {after:?}");
    }
    if kind == Kind::Sqlite {
        let broken = "SELECT count(*) FROM pragma_foreign_key_check";
        let mut tx = db.read(Scope::Operator).await.unwrap();
        assert_eq!(tx.raw_number(broken).await.unwrap(), 0);
    }
    match db.schema_state().await.unwrap() {
        SchemaState::Ahead { found, .. } | SchemaState::Newer { found, .. } => {
            assert_eq!(found, upgrade.version);
        }
        SchemaState::Missing | SchemaState::Older { .. } | SchemaState::Current { .. } => {
            db.migrate().await.unwrap();
        }
        broken @ SchemaState::Broken { .. } => panic!("{broken:?}"),
    }
    StoredAuthority::found(&db, 2).await;
    Some(db)
}

/// What of a migration would hold a growing table for long on PostgreSQL, and what to do instead.
fn holds_up(text: &str) -> Option<String> {
    let outside = text.starts_with("-- no-transaction");
    text.split(';').find_map(|statement| {
        let words: Vec<_> = statement.split_whitespace().collect();
        let says = |wanted: &[&str]| {
            let mut places = words.windows(wanted.len());
            places.any(|place| {
                place
                    .iter()
                    .zip(wanted)
                    .all(|(a, b)| a.eq_ignore_ascii_case(b))
            })
        };
        let concurrently = says(&["CONCURRENTLY"]);
        let of = |before: &[&str]| {
            let mut growing = GROWING.iter();
            growing.find(|table| says(&[before, &[**table][..]].concat()))
        };
        let (table, instead) = if concurrently && !outside {
            (
                statement.trim(),
                "a migration of its own that begins with -- no-transaction",
            )
        } else if let (true, false, Some(table)) = (says(&["INDEX"]), concurrently, of(&["ON"])) {
            (*table, "CREATE INDEX CONCURRENTLY")
        } else if let Some(table) = of(&["UPDATE"]).or_else(|| of(&["DELETE", "FROM"])) {
            (*table, "a schedule that does it in pieces")
        } else if let Some(table) = of(&["ALTER", "TABLE"])
            && (says(&["TYPE"]) || says(&["SET", "NOT", "NULL"]) || says(&["ADD", "CONSTRAINT"]))
            && !says(&["NOT", "VALID"])
        {
            (
                *table,
                "a new column, or a constraint that is NOT VALID first",
            )
        } else {
            return None;
        };
        Some(format!("{table}: {instead}"))
    })
}

async fn every_migration_meets_rows(kind: Kind) {
    let found = upgrades(kind, &kind.migrations(), &kind.rows())
        .await
        .unwrap();
    for one in found {
        if kind == Kind::Postgres {
            assert_eq!(holds_up(&one.text), None, "migration {}", one.version);
        }
        upgrade(kind, &one).await;
    }
}

async fn the_next_migration_keeps_the_rows_and_fills_its_column(kind: Kind) {
    let (migrations, rows) = made_up(kind);
    let found = upgrades(kind, migrations.path(), rows.path())
        .await
        .unwrap();
    let Some(db) = upgrade(kind, found.last().unwrap()).await else {
        return;
    };
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let filled = "SELECT count(*) FROM pools WHERE next_release = 42";
    assert_eq!(tx.raw_number(filled).await.unwrap(), 1);
    // What the program of the version before writes gets the default.
    let beside = "SELECT count(*) FROM pools WHERE next_release = 0 AND next_counter <> 7";
    assert_eq!(tx.raw_number(beside).await.unwrap(), 1);
    if kind == Kind::Postgres {
        // At least what it wrote before the migration, and three times after it.
        for (release, least) in [(8, 1), (0, 3)] {
            let written = format!(
                "SELECT count(*) FROM pools WHERE next_counter = 7 AND next_release = {release}"
            );
            assert!(tx.raw_number(&written).await.unwrap() >= least, "{release}");
        }
    }
}

#[tokio::test]
async fn every_migration_meets_rows_on_sqlite() {
    every_migration_meets_rows(Kind::Sqlite).await;
}

#[tokio::test]
async fn every_migration_meets_rows_on_postgres() {
    every_migration_meets_rows(Kind::Postgres).await;
}

#[tokio::test]
async fn a_filled_database_takes_the_next_migration_on_sqlite() {
    the_next_migration_keeps_the_rows_and_fills_its_column(Kind::Sqlite).await;
}

/// On PostgreSQL the program of the version before goes on beside the migration.
#[tokio::test]
async fn a_filled_database_takes_the_next_migration_on_postgres() {
    the_next_migration_keeps_the_rows_and_fills_its_column(Kind::Postgres).await;
}

#[tokio::test]
async fn a_migration_without_rows_to_meet_is_named() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (migrations, _) = made_up(kind);
        let found = upgrades(kind, migrations.path(), &kind.rows()).await;
        let named = found.err().unwrap();
        assert!(named.contains("9999_next.sql meets no rows"), "{named}");
        assert!(named.contains("9999.sql"), "{named}");
    }
}

#[tokio::test]
#[should_panic(expected = "meets no row of pools")]
async fn rows_that_leave_out_a_table_of_the_migration_are_not_enough() {
    let (migrations, rows) = made_up(Kind::Sqlite);
    std::fs::write(rows.path().join("9999.sql"), "SELECT 1;").unwrap();
    let found = upgrades(Kind::Sqlite, migrations.path(), rows.path())
        .await
        .unwrap();
    upgrade(Kind::Sqlite, found.last().unwrap()).await;
}

#[test]
fn a_migration_that_would_hold_a_growing_table_is_named() {
    for (text, told) in [
        (
            "CREATE INDEX claims_by_day ON claims (tenant_id, day);",
            "claims: CREATE INDEX CONCURRENTLY",
        ),
        (
            "CREATE INDEX CONCURRENTLY claims_by_day ON claims (tenant_id, day);",
            "-- no-transaction",
        ),
        (
            "ALTER TABLE tasks ADD x text; UPDATE payments SET x = 1",
            "payments: a schedule",
        ),
        ("delete from transfers where x = 1", "transfers: a schedule"),
        (
            "ALTER TABLE audit ALTER COLUMN x TYPE bigint",
            "audit: a new column",
        ),
        (
            "ALTER TABLE audit ADD CONSTRAINT c CHECK (x > 0)",
            "audit: a new column",
        ),
    ] {
        let named = holds_up(text).unwrap();
        assert!(named.contains(told), "{named}");
    }
    for text in [
        NEXT,
        "-- no-transaction\nCREATE INDEX CONCURRENTLY claims_by_day ON claims (tenant_id, day)",
        "ALTER TABLE claims ADD COLUMN x bigint NOT NULL DEFAULT 0",
        "ALTER TABLE claims ADD CONSTRAINT c CHECK (x > 0) NOT VALID",
        "ALTER TABLE claims VALIDATE CONSTRAINT c",
    ] {
        assert_eq!(holds_up(text), None);
    }
}

/// Were the migration to wait as long as it takes, every reader of the table would stand behind it.
#[tokio::test]
async fn a_migration_that_finds_a_table_held_lets_others_pass_and_is_run_again() {
    let Some(url) = postgres_url().await else {
        return;
    };
    let (migrations, _rows) = made_up(Kind::Postgres);
    let files = files(migrations.path());
    migrate(&url, &migrator(&files, 9_998).await).await;
    let DatabaseUrl::Postgres(address) = &url else {
        panic!("a server");
    };
    let mut connections = Vec::new();
    for _ in 0..3 {
        connections.push(PgConnection::connect(address).await.unwrap());
    }
    let [report, looking, reader] = connections.as_mut_slice() else {
        panic!("three");
    };
    let held = "BEGIN; LOCK TABLE pools IN ACCESS SHARE MODE";
    report.execute(sqlx::raw_sql(held)).await.unwrap();

    let (db, newer) = (Db::open(&url).await.unwrap(), migrator(&files, 9_999).await);
    let others = async {
        until_waiting(looking, 1).await;
        // As long as the program's own statements wait for a lock.
        reader.execute("SET lock_timeout = '8s'").await.unwrap();
        let read = reader.execute("SELECT count(*) FROM pools").await;
        read.unwrap();
        report.execute("COMMIT").await.unwrap();
    };
    let (migrated, ()) = tokio::join!(migrate_by(&db, &newer), others);
    migrated.unwrap();
    let SchemaState::Ahead { found, .. } = db.schema_state().await.unwrap() else {
        panic!("it was run again");
    };
    assert_eq!(found, 9_999);
}
