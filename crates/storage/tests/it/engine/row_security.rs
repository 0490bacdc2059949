//! Row-level security on PostgreSQL: a statement that forgets its tenant finds nothing of others.

mod roles;

use futures_util::FutureExt;
use sqlx::{AssertSqlSafe, Executor, Row};
use storage::{Privileges, Scope, StorageError};

use crate::authority::{StoredAuthority, poll_times, postgres_by_hand};

#[tokio::test]
async fn a_transaction_sees_and_writes_only_its_tenants_rows() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let (mut here, mut there) = (
        StoredAuthority::found(&db, 1).await,
        StoredAuthority::found(&db, 2).await,
    );
    here.owed(&db).await;
    there.owed(&db).await;

    let mut tx = db.read(Scope::Operator).await.unwrap();
    assert_eq!(
        tx.raw_number("SELECT count(*) FROM payments")
            .await
            .unwrap(),
        2
    );
    drop(tx);

    let mut tx = db.write(here.scope()).await.unwrap();
    assert_eq!(
        tx.raw_number("SELECT count(*) FROM payments")
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        tx.raw_number("SELECT count(*) FROM tenants").await.unwrap(),
        1
    );
    assert_eq!(
        tx.raw("UPDATE payments SET alert = 'declined'")
            .await
            .unwrap(),
        1
    );
    let row = format!(
        "INSERT INTO balances VALUES ('{}', 'bank', 0, 0, 0)",
        there.tenant.as_uuid()
    );
    let smuggled = tx.raw(&row).await;
    assert!(
        matches!(smuggled, Err(StorageError::Database(_))),
        "{smuggled:?}"
    );
    drop(tx);

    let mut tx = db.read(there.scope()).await.unwrap();
    let touched = "SELECT count(*) FROM payments WHERE alert IS NOT NULL";
    assert_eq!(tx.raw_number(touched).await.unwrap(), 0);
}

#[tokio::test]
async fn without_a_scope_there_is_nothing_to_see_in_any_table() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    authority.owed(&db).await;
    let tables = "SELECT relname::text, relrowsecurity AND relforcerowsecurity FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
          AND relname NOT IN ('_sqlx_migrations', 'names')";
    let tables = by_hand.fetch_all(tables).await.unwrap();
    assert!(tables.len() >= 18, "only {} tables", tables.len());
    for table in tables {
        let (name, guarded): (String, bool) = (table.get(0), table.get(1));
        assert!(guarded, "{name} is open");
        let rows = AssertSqlSafe(format!("SELECT count(*) FROM {name}"));
        let rows = by_hand.fetch_one(rows).await.unwrap();
        assert_eq!(rows.get::<i64, _>(0), 0, "{name}");
    }
}

#[tokio::test]
async fn the_test_role_is_bound_like_one_in_production() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let privileges = Privileges {
        superuser: false,
        bypasses_row_security: false,
        owner: true,
    };
    assert_eq!(db.privileges().await.unwrap(), Some(privileges));
    assert!(privileges.bound_by_row_security());
    let owner = "SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'payments'";
    assert!(by_hand.fetch_one(owner).await.unwrap().get::<bool, _>(0));
}

/// A caller that gives up while its write begins must not leave its transaction, and with it its
/// scope, on the connection.
#[tokio::test]
async fn a_beginning_that_was_cut_off_leaves_no_scope_behind() {
    let Some((db, _by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    authority.owed(&db).await;
    let stranger = StoredAuthority::found(&db, 2).await;
    for polls in 1..40 {
        for read in [true, false] {
            let mut beginning = if read {
                db.read(Scope::Operator)
                    .map(|begun| begun.map(drop))
                    .boxed()
            } else {
                db.write(Scope::Operator)
                    .map(|begun| begun.map(drop))
                    .boxed()
            };
            poll_times(&mut beginning, polls).await;
            drop(beginning);
            let mut tx = db.write(stranger.scope()).await.unwrap();
            let seen = tx
                .raw_number("SELECT count(*) FROM payments")
                .await
                .unwrap();
            assert_eq!(seen, 0, "after {polls} polls");
            tx.raw("UPDATE tenants SET document = '{}'").await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}
