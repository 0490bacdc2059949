//! A database that is in use is brought up to date without losing what is in it.

use std::fmt::Write as _;
use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, Executor};
use storage::testing::postgres_url;
use storage::{DatabaseUrl, Db, Scope};

use domain::{ClaimId, PaymentId, TenantId};

/// The schema as it was before claims were things of their own.
async fn before_claims(engine: &str) -> Migrator {
    let folder = tempfile::tempdir().unwrap();
    let name = "0001_payments.sql";
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    std::fs::copy(migrations.join(engine).join(name), folder.path().join(name)).unwrap();
    Migrator::new(folder.path()).await.unwrap()
}

/// One paid payment and one open one, as the first version wrote them. Ids are their last digit.
fn old_rows(id: &dyn Fn(u8) -> String, time: &str) -> String {
    let (tenant, pool, service) = (id(1), id(2), id(3));
    let mut sql = format!(
        "INSERT INTO tenants VALUES ({tenant}, 'town', '{{}}', {time});
         INSERT INTO number_pools VALUES ({tenant}, {pool}, 'main', '{{}}', 1);
         INSERT INTO services VALUES ({tenant}, {service}, {pool}, 'parking', '{{}}');"
    );
    for (claim, payment, cents, state, ended, due) in [
        (id(4), id(6), 1_250, "paid", time, "NULL"),
        (id(5), id(7), 990, "open", "NULL", time),
    ] {
        let _infallible = write!(
            sql,
            "INSERT INTO claims VALUES ({tenant}, {claim}, {service}, 'K{cents}', {cents}, {time});
             INSERT INTO payments (tenant_id, payment_id, claim_id, service_id, amount_cents, state,
                attempts, created_at, expires_at, ended_at, due_at, tries, version)
             VALUES ({tenant}, {payment}, {claim}, {service}, {cents}, '{state}', 0, {time}, {time},
                {ended}, {due}, 0, 0);"
        );
    }
    sql
}

async fn has_claims_of_their_own(url: &DatabaseUrl) {
    let db = Db::open(url).await.unwrap();
    db.migrate().await.unwrap();
    let tenant = TenantId::from_uuid(uuid::Uuid::from_u128(1));
    let mut tx = db.read(Scope::Tenant(tenant)).await.unwrap();
    for (claim, payment, cents, settled) in [(4, 6, 1_250, 1_250), (5, 7, 990, 0)] {
        let claim = ClaimId::from_uuid(uuid::Uuid::from_u128(claim));
        let payment = PaymentId::from_uuid(uuid::Uuid::from_u128(payment));
        let shares = tx.shares_of(payment).await.unwrap();
        let [share] = shares.as_slice() else {
            panic!("one share, not {shares:?}");
        };
        assert_eq!(share.share.claim, claim);
        assert_eq!(share.share.amount.cents(), cents);
        assert_eq!(share.settled.cents(), settled);
        assert!(tx.claim(claim).await.unwrap().is_some());
    }
    assert_eq!(tx.claims_settled_otherwise().await.unwrap(), []);
    assert_eq!(tx.payments_not_shared_out().await.unwrap(), []);
}

#[tokio::test]
async fn payments_from_before_have_claims_of_their_own_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::SqliteFile(folder.path().join("old.db"));
    let path = folder.path().join("old.db");
    std::fs::File::create(&path).unwrap();
    let mut old = sqlx::SqliteConnection::connect(path.to_str().unwrap())
        .await
        .unwrap();
    before_claims("sqlite").await.run(&mut old).await.unwrap();
    let rows = old_rows(&|id| format!("x'{:032x}'", u128::from(id)), "1");
    old.execute(AssertSqlSafe(rows)).await.unwrap();
    old.close().await.unwrap();
    has_claims_of_their_own(&url).await;
}

#[tokio::test]
async fn payments_from_before_have_claims_of_their_own_on_postgres() {
    let Some(url) = postgres_url().await else {
        return;
    };
    let DatabaseUrl::Postgres(address) = &url else {
        panic!("a PostgreSQL address");
    };
    let mut old = sqlx::PgConnection::connect(address).await.unwrap();
    before_claims("postgres").await.run(&mut old).await.unwrap();
    let rows = old_rows(
        &|id| format!("'{}'::uuid", uuid::Uuid::from_u128(u128::from(id))),
        "now()",
    );
    let rows = format!("SET zahlstelle.scope = 'operator'; {rows}");
    old.execute(AssertSqlSafe(rows)).await.unwrap();
    old.close().await.unwrap();
    has_claims_of_their_own(&url).await;
}
