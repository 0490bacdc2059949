//! The runtime role of PostgreSQL takes no guard away and changes no journal.

use storage::testing::{as_owner, postgres};
use storage::{Scope, StorageError};

/// Statements that take a guard away or change what is written once.
const FORBIDDEN: [&str; 13] = [
    "CREATE TABLE mine (a bigint)",
    "CREATE FUNCTION mine() RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
    "ALTER TABLE payments ADD COLUMN mine bigint",
    "ALTER TABLE transfers DISABLE TRIGGER ALL",
    "ALTER TABLE transfers DISABLE TRIGGER transfers_are_final",
    "ALTER TABLE transfers NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE transfers DISABLE ROW LEVEL SECURITY",
    "DROP TRIGGER transfers_are_final ON transfers",
    "DROP POLICY by_tenant ON transfers",
    "DROP TABLE transfers",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RETURN NEW; END'",
    "SET session_replication_role = replica",
    "INSERT INTO _sqlx_migrations
        SELECT 9999, description, installed_on, success, checksum, 0 FROM _sqlx_migrations",
];

#[tokio::test]
async fn the_runtime_role_fails_on_every_change_of_the_schema_and_of_journals() {
    let Some(db) = postgres().await else {
        return;
    };
    let privileges = db.privileges().await.unwrap().unwrap();
    assert!(privileges.is_runtime(), "{privileges:?}");
    assert!(
        as_owner(&db)
            .await
            .privileges()
            .await
            .unwrap()
            .unwrap()
            .owner
    );
    let journals = "SELECT substr(tgname, 1, length(tgname) - length('_are_final'))
        FROM pg_trigger WHERE tgname LIKE '%\\_are\\_final'";
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let journals = tx.raw_texts(journals).await.unwrap();
    drop(tx);
    assert!(journals.len() >= 12, "{journals:?}");
    let deletable = ["claim_terms", "claim_lines"];
    let changes = journals.iter().flat_map(|journal| {
        let update = format!("UPDATE {journal} SET tenant_id = tenant_id");
        let delete = format!("DELETE FROM {journal}");
        let delete = (!deletable.contains(&journal.as_str())).then_some(delete);
        let truncate = format!("TRUNCATE {journal} CASCADE");
        [Some(update), delete, Some(truncate)].into_iter().flatten()
    });
    let forbidden = FORBIDDEN.map(str::to_owned).into_iter().chain(changes);
    for sql in forbidden {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        let answer = tx.raw(&sql).await;
        let denied = matches!(&answer, Err(StorageError::Database(sqlx::Error::Database(told)))
            if told.code().is_some_and(|code| code == "42501"));
        assert!(denied, "{sql}: {answer:?}");
    }
}
