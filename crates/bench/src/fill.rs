//! Many stored payments at once: the rows of one payment that really was paid, copied with new ids.
//!
//! Which tables and columns there are the database tells, so nothing here knows the schema beyond
//! the names of ids. Copies' seals are not theirs: the books of a filled database do not verify.

use domain::{PaymentId, TenantId};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection};
use storage::DatabaseUrl;
use uuid::Uuid;

use crate::BenchError;
use crate::error::Doing;

/// Copies made by one statement.
const BATCH: u64 = 50_000;
/// Ids begin with a time; copies are older than everything that is made later.
const FIRST_MILLIS: u64 = 0x0180_0000_0000;
/// Ids that belong to the payment's surroundings and stay.
const SHARED: [&str; 6] = [
    "tenant_id",
    "service_id",
    "account_id",
    "client_id",
    "binding_id",
    "pool_id",
];
/// Texts that occur once. Real ones begin with another digit than copies do.
const UNIQUE: [&str; 5] = [
    "kassenzeichen",
    "reference",
    "order_ref",
    "capture_ref",
    "external_ref",
];

/// The id of the copy with this number, from 1.
pub(crate) fn copy_of(payment: &str, number: u64) -> String {
    let rest = payment.get(16..).unwrap_or_default();
    format!("pay_{:012x}{rest}", FIRST_MILLIS + number)
}

/// The money that arrived for the payment.
fn money_of(payment: &str) -> String {
    format!("SELECT money_in_id FROM money_in WHERE payment_id = {payment}")
}

/// Rows `x` of the payment's groups, or the groups themselves.
fn groups_of(payment: &str) -> String {
    let money = money_of(payment);
    format!(
        "x.group_id IN (SELECT group_id FROM entry_groups
         WHERE source = {payment} OR source IN ({money}))"
    )
}

enum Filler {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

struct Table {
    name: String,
    columns: Vec<String>,
}

/// What is copied, and how often.
struct Plan {
    tenant: Uuid,
    payment: Uuid,
    claim: Option<Uuid>,
    /// Number of the last sealed line: so far apart are the numbers of copies.
    sealed: i64,
}

/// Makes `count` copies of the payment. The database must not be used meanwhile.
pub(crate) async fn fill(
    url: &DatabaseUrl,
    (tenant, payment): (TenantId, PaymentId),
    count: u64,
) -> Result<(), BenchError> {
    let mut filler = Filler::open(url)
        .await
        .doing("opening the database to fill")?;
    let copied = filler
        .copy(tenant.as_uuid(), payment.as_uuid(), count)
        .await;
    copied.doing("filling the database")
}

impl Filler {
    async fn open(url: &DatabaseUrl) -> Result<Self, sqlx::Error> {
        match url {
            DatabaseUrl::SqliteFile(file) => {
                let options = SqliteConnectOptions::new()
                    .filename(file)
                    .foreign_keys(false)
                    .pragma("synchronous", "OFF")
                    .pragma("cache_size", "-200000");
                Ok(Self::Sqlite(
                    SqliteConnection::connect_with(&options).await?,
                ))
            }
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await?;
                connection
                    .execute("SET zahlstelle.scope = 'operator'; SET synchronous_commit = off")
                    .await?;
                Ok(Self::Postgres(connection))
            }
            DatabaseUrl::SqliteMemory => Err(sqlx::Error::Configuration("memory".into())),
        }
    }

    async fn copy(&mut self, tenant: Uuid, payment: Uuid, count: u64) -> Result<(), sqlx::Error> {
        let tables = self.tables().await?;
        let plan = self.plan(&tables, tenant, payment).await?;
        for table in &tables {
            let Some(sql) = self.statement(table, &plan) else {
                continue;
            };
            let mut made = 0;
            while made < count {
                let last = count.min(made + BATCH);
                self.run(&sql, &[made + 1, last]).await?;
                made = last;
            }
        }
        // On disk before anything is measured: writing it back must not burden that.
        let tidy: &[&str] = match self {
            Self::Sqlite(_) => &[
                "PRAGMA synchronous = FULL",
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ],
            Self::Postgres(_) => &["ANALYZE"],
        };
        for sql in tidy {
            self.run(sql, &[]).await?;
        }
        Ok(())
    }

    /// In the order they were made, in which they refer to each other.
    async fn tables(&mut self) -> Result<Vec<Table>, sqlx::Error> {
        let names = self
            .texts(match self {
                Self::Sqlite(_) => {
                    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
                }
                Self::Postgres(_) => {
                    "SELECT c.relname::text FROM pg_class c
                     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
                     ORDER BY c.oid"
                }
            })
            .await?;
        let mut tables = Vec::new();
        for name in names {
            let columns = match self {
                Self::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{name}')"),
                Self::Postgres(_) => format!(
                    "SELECT attname::text FROM pg_attribute
                     WHERE attrelid = '{name}'::regclass AND attnum > 0 AND NOT attisdropped"
                ),
            };
            let columns = self.texts(&columns).await?;
            tables.push(Table { name, columns });
        }
        Ok(tables)
    }

    async fn plan(
        &mut self,
        tables: &[Table],
        tenant: Uuid,
        payment: Uuid,
    ) -> Result<Plan, sqlx::Error> {
        let mut of_both = tables
            .iter()
            .filter(|table| table.has("payment_id") && table.has("claim_id"));
        let key = self.literal(payment);
        let claim = match of_both.next() {
            Some(Table { name, .. }) => {
                let sql = format!("SELECT claim_id FROM {name} WHERE payment_id = {key}");
                Some(self.one::<Uuid>(&sql).await?)
            }
            None => None,
        };
        let sealed = self
            .one::<i64>("SELECT coalesce(max(seal_number), 0) FROM seal_heads")
            .await?;
        Ok(Plan {
            tenant,
            payment,
            claim,
            sealed,
        })
    }

    /// `$1` is the first copy's number, `$2` the last one's.
    fn statement(&self, table: &Table, plan: &Plan) -> Option<String> {
        let payment = self.literal(plan.payment);
        let of_payment = match table.name.as_str() {
            "entry_groups" | "transfers" => groups_of(&payment),
            "money_in_claims" => format!("x.money_in_id IN ({})", money_of(&payment)),
            "money_in_sums" => format!(
                "x.external_ref IN (SELECT external_ref FROM money_in WHERE payment_id = {payment})"
            ),
            _ if table.has("payment_id") => format!("x.payment_id = {payment}"),
            _ if table.has("claim_id") => format!("x.claim_id = {}", self.literal(plan.claim?)),
            _ => return None,
        };
        let values: Vec<String> = table
            .columns
            .iter()
            .map(|column| self.value(column, plan.sealed))
            .collect();
        let (numbers, from) = match self {
            Self::Sqlite(_) => (
                "WITH RECURSIVE g(n) AS (SELECT $1 UNION ALL SELECT n + 1 FROM g WHERE n < $2) ",
                "g",
            ),
            Self::Postgres(_) => ("", "generate_series($1::bigint, $2::bigint) AS g(n)"),
        };
        Some(format!(
            "{numbers}INSERT INTO {name} ({columns}) SELECT {values} FROM {name} x, {from}
             WHERE x.tenant_id = {tenant} AND {of_payment}",
            name = table.name,
            columns = table.columns.join(", "),
            values = values.join(", "),
            tenant = self.literal(plan.tenant),
        ))
    }

    /// What stands in a column of a copy.
    fn value(&self, column: &str, sealed: i64) -> String {
        if UNIQUE.contains(&column) {
            return match self {
                Self::Sqlite(_) => {
                    format!("'9' || printf('%011d', g.n) || substr(x.{column}, 13)")
                }
                Self::Postgres(_) => {
                    format!("'9' || lpad(g.n::text, 11, '0') || substr(x.{column}, 13)")
                }
            };
        }
        if column == "seal_number" {
            // Out of the way of the numbers that the sealer gives: copies are in no chain.
            return format!("x.seal_number - {sealed} * g.n");
        }
        if !(column.ends_with("_id") || column == "source") || SHARED.contains(&column) {
            return format!("x.{column}");
        }
        match self {
            Self::Sqlite(_) => format!(
                "iif(x.{column} IS NULL, NULL, unhex(printf('%012x', {FIRST_MILLIS} + g.n)
                  || substr(hex(x.{column}), 13)))"
            ),
            Self::Postgres(_) => format!(
                "(lpad(to_hex({FIRST_MILLIS} + g.n), 12, '0')
                  || substr(replace(x.{column}::text, '-', ''), 13))::uuid"
            ),
        }
    }

    fn literal(&self, id: Uuid) -> String {
        match self {
            Self::Sqlite(_) => format!("x'{}'", id.simple()),
            Self::Postgres(_) => format!("'{id}'"),
        }
    }

    async fn run(&mut self, sql: &str, numbers: &[u64]) -> Result<(), sqlx::Error> {
        let numbers = numbers.iter().filter_map(|n| i64::try_from(*n).ok());
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => {
                let query = numbers.fold(sqlx::query(sql), sqlx::query::Query::bind);
                query.execute(connection).await.map(drop)
            }
            Self::Postgres(connection) => {
                let query = numbers.fold(sqlx::query(sql), sqlx::query::Query::bind);
                query.execute(connection).await.map(drop)
            }
        }
    }

    async fn texts(&mut self, sql: &str) -> Result<Vec<String>, sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        }
    }

    async fn one<T>(&mut self, sql: &str) -> Result<T, sqlx::Error>
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query(sql).fetch_one(connection).await?.try_get(0),
            Self::Postgres(connection) => sqlx::query(sql).fetch_one(connection).await?.try_get(0),
        }
    }
}

impl Table {
    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known == column)
    }
}
