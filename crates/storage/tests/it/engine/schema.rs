//! What the program can tell about the database it was pointed to.

use storage::testing::postgres_url;
use storage::{DatabaseUrl, Db, SchemaState, Scope, in_every_mode};

use crate::authority::sqlite_file;

in_every_mode! {
    a_migrated_database_is_current_and_stays_so
    a_newer_schema_is_told
}

async fn a_migrated_database_is_current_and_stays_so(db: Db) {
    let db = storage::testing::as_owner(&db).await;
    db.migrate().await.unwrap();
    assert!(is_current(&db).await);
    db.ping().await.unwrap();
}

async fn a_newer_schema_is_told(db: Db) {
    let SchemaState::Current { version: known } = db.schema_state().await.unwrap() else {
        panic!("a current schema");
    };
    let db = storage::testing::as_owner(&db).await;
    let mut tx = db.write(Scope::Operator).await.unwrap();
    tx.raw(
        "INSERT INTO _sqlx_migrations
            (version, description, installed_on, success, checksum, execution_time)
         SELECT 9999, 'later', installed_on, success, checksum, 0 FROM _sqlx_migrations
         WHERE version = 1",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    // It only added something.
    let ahead = SchemaState::Ahead { found: 9999, known };
    assert_eq!(db.schema_state().await.unwrap(), ahead);
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let contract = "UPDATE installation SET value = '9999' WHERE name = 'oldest_program'";
    assert_eq!(tx.raw(contract).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let newer = SchemaState::Newer { found: 9999, known };
    assert_eq!(db.schema_state().await.unwrap(), newer);
    assert!(
        db.migrate().await.is_err(),
        "an older program leaves it alone"
    );
}

#[tokio::test]
async fn an_empty_database_is_told() {
    let mut urls = vec![DatabaseUrl::SqliteMemory];
    urls.extend(postgres_url().await);
    for url in urls {
        let db = Db::open(&url).await.unwrap();
        assert_eq!(
            db.schema_state().await.unwrap(),
            SchemaState::Missing,
            "{url}"
        );
    }
    let db = Db::open(&DatabaseUrl::SqliteMemory).await.unwrap();
    assert_eq!(db.privileges().await.unwrap(), None);
}

#[tokio::test]
async fn nodes_that_start_together_migrate_once() {
    let Some(url) = postgres_url().await else {
        return;
    };
    let nodes = (0..4).map(|_| async {
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        is_current(&db).await
    });
    assert_eq!(futures_util::future::join_all(nodes).await, [true; 4]);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_made_and_readable_at_once() {
    let (_folder, url, db) = sqlite_file().await;
    assert!(is_current(&db).await);
    db.close().await.unwrap();
    let again = Db::open(&url).await.unwrap();
    assert!(is_current(&again).await);
}

async fn is_current(db: &Db) -> bool {
    matches!(
        db.schema_state().await.unwrap(),
        SchemaState::Current { .. }
    )
}
