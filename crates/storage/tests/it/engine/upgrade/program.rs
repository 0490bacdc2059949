//! The program of the version before, at work while a migration runs.

use std::cell::Cell;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use storage::DatabaseUrl;

use super::{FOR_ALL, Kind, Upgrade, fill, made_up, migrate, upgrades};

/// Runs the migration while the program of the version before goes on: it is within a transaction
/// when the migration begins, and does the same again and again until the migration is over and
/// three times more. The error of the first thing that it could not do.
pub(super) async fn migrate_beside_a_program(
    url: &DatabaseUrl,
    upgrade: &Upgrade,
) -> Result<(), String> {
    let (Some(beside), DatabaseUrl::Postgres(address)) = (&upgrade.beside, url) else {
        migrate(url, &upgrade.newer).await;
        return Ok(());
    };
    let goes_on = beside_a_program(address, (beside, upgrade)).await;
    goes_on.map_err(|error| format!("beside {}: {error}", upgrade.version))
}

async fn beside_a_program(
    address: &str,
    (beside, upgrade): (&str, &Upgrade),
) -> Result<(), sqlx::Error> {
    let mut line = PgConnection::connect(address).await?;
    let mut observer = PgConnection::connect(address).await?;
    // As long as the program waits for a lock.
    line.execute("SET lock_timeout = '5s'").await?;
    begin(&mut line, beside).await?;
    let is_over = Cell::new(false);
    let migration = async {
        migrate(&DatabaseUrl::Postgres(address.to_owned()), &upgrade.newer).await;
        is_over.set(true);
    };
    let program = async {
        while !is_over.get() && waiting(&mut observer).await? == 0 {}
        line.execute("COMMIT").await?;
        let mut after = 0;
        while after < 3 {
            begin(&mut line, beside).await?;
            line.execute("COMMIT").await?;
            after += i32::from(is_over.get());
        }
        Ok(())
    };
    tokio::join!(migration, program).1
}

/// Begins a transaction and does what the program of before does, with prepared statements.
async fn begin(line: &mut PgConnection, beside: &str) -> Result<(), sqlx::Error> {
    let script = sqlx::raw_sql(AssertSqlSafe(format!("BEGIN; {FOR_ALL}")));
    script.execute(&mut *line).await?;
    let statements = beside.split(';').map(str::trim);
    for statement in statements.filter(|statement| !statement.is_empty()) {
        let statement = sqlx::query(AssertSqlSafe(statement.to_owned()));
        statement.execute(&mut *line).await?;
    }
    Ok(())
}

/// How many wait for a lock of the database.
async fn waiting(line: &mut PgConnection) -> Result<i64, sqlx::Error> {
    let sql = "SELECT count(*) FROM pg_locks WHERE NOT granted AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database())";
    sqlx::query_scalar(sql).fetch_one(line).await
}

#[tokio::test]
async fn a_migration_without_a_program_beside_it_is_named() {
    let (migrations, rows) = made_up(Kind::Postgres);
    std::fs::remove_file(rows.path().join("9999.beside.sql")).unwrap();
    let found = upgrades(Kind::Postgres, migrations.path(), rows.path()).await;
    let named = found.err().unwrap();
    assert!(
        named.contains("9999_next.sql has no program beside it"),
        "{named}"
    );
}

#[tokio::test]
async fn a_migration_that_takes_away_what_the_program_of_before_uses_is_named() {
    let (migrations, rows) = made_up(Kind::Postgres);
    let contracts = format!("{FOR_ALL} ALTER TABLE pools DROP COLUMN next_counter;");
    std::fs::write(migrations.path().join("9999_next.sql"), contracts).unwrap();
    let found = upgrades(Kind::Postgres, migrations.path(), rows.path())
        .await
        .unwrap();
    let upgrade = found.last().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = Kind::Postgres.database(&folder).await else {
        return;
    };
    migrate(&url, &upgrade.older).await;
    fill(&url, &upgrade.rows).await;
    let named = migrate_beside_a_program(&url, upgrade).await.unwrap_err();
    assert!(
        named.contains("beside 9999") && named.contains("next_counter"),
        "{named}"
    );
}
