//! How views run statements: one line each, on both engines.
//!
//! The tenant of the transaction is bound first, as `$1`, and `values` follow; statements over all
//! tenants go through [`ReadTx::all_tenants`]. `R` is the row as read, `T` what is made of it.
//!
//! A text with a NUL, which any address can carry, never reaches a database: what is read by one is
//! not found, what is written with one fails.

use std::fmt::Display;

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, SqlSafeStr, SqlStr};

use crate::StorageError;
use crate::engine::tx::values::{Value, bound, none_has};
use crate::engine::tx::write_batch::Write;
use crate::engine::tx::{ReadTx, on_engine};

/// A row of either engine.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R> Row for R
where
    R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
    R: Send + Unpin,
{
}

/// Statements that name no tenant, or bind it themselves.
pub(crate) struct AllTenants<'t>(&'t mut ReadTx);

impl ReadTx {
    pub(crate) const fn all_tenants(&mut self) -> AllTenants<'_> {
        AllTenants(self)
    }

    fn with_tenant(&self, mut values: Vec<Value>) -> Result<Vec<Value>, StorageError> {
        values.insert(0, self.tenant()?.into());
        Ok(values)
    }

    /// The row, if there is one.
    pub(crate) async fn maybe<R: Row>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<R>, StorageError> {
        let values = self.with_tenant(values)?;
        self.fetch_optional(sql.into_sql_str(), values).await
    }

    /// What the row says, if there is one.
    pub(crate) async fn maybe_as<R: Row, T: TryFrom<R, Error = StorageError>>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<T>, StorageError> {
        let row = self.maybe::<R>(sql, values).await?;
        row.map(T::try_from).transpose()
    }

    /// The one row there always is.
    pub(crate) async fn one<R: Row>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<R, StorageError> {
        let found = self.maybe(sql, values).await?;
        found.ok_or(StorageError::Database(sqlx::Error::RowNotFound))
    }

    /// All rows.
    pub(crate) async fn many<R: Row>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<R>, StorageError> {
        let values = self.with_tenant(values)?;
        self.all_tenants().many(sql, values).await
    }

    /// What all rows say.
    pub(crate) async fn many_as<R: Row, T: TryFrom<R, Error = StorageError>>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, StorageError> {
        let rows = self.many::<R>(sql, values).await?;
        rows.into_iter().map(T::try_from).collect()
    }

    /// Runs a write and returns how many rows it changed.
    pub(crate) async fn run(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, StorageError> {
        let values = self.with_tenant(values)?;
        self.execute(sql.into_sql_str(), true, values).await
    }

    /// Runs a write of master data and returns how many rows it changed. Changed ones raise the
    /// tenant's version with the commit.
    pub(crate) async fn run_master(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, StorageError> {
        let changed = self.run(sql, values).await?;
        self.changed_master_data |= changed > 0;
        Ok(changed)
    }

    /// Runs a write of one row of master data, which answers with it.
    pub(crate) async fn one_master<R: Row>(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<R, StorageError> {
        let row = self.one(sql, values).await?;
        self.changed_master_data = true;
        Ok(row)
    }

    /// Runs a write of one row; `Conflict` when it changed none.
    pub(crate) async fn run_one(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<(), StorageError> {
        match self.run(sql, values).await? {
            1 => Ok(()),
            _ => Err(StorageError::Conflict),
        }
    }

    /// Runs a composed text, which is not kept prepared.
    pub(crate) async fn run_composed(
        &mut self,
        sql: String,
        values: Vec<Value>,
    ) -> Result<u64, StorageError> {
        let values = self.with_tenant(values)?;
        let sql = AssertSqlSafe(sql).into_sql_str();
        self.execute(sql, false, values).await
    }

    /// Adds a write of exactly one row to the batch (ADR 0019). The transaction ends in `Conflict`
    /// when it changes none.
    pub(crate) async fn put(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<(), StorageError> {
        let values = self.with_tenant(values)?;
        if none_has(&values) {
            return Err(StorageError::Nul);
        }
        self.add_to_batch(Write::new(sql, values)).await
    }

    /// The same for a write that has to see an earlier one of the same text, if what is bound to
    /// this place of both (the tenant's is the first) is the same id.
    pub(crate) async fn put_after_equal(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
        place: usize,
    ) -> Result<(), StorageError> {
        let write = Write::new(sql, self.with_tenant(values)?);
        if self.batch.has_equal(&write, place) {
            self.send_batch().await?;
        }
        self.add_to_batch(write).await
    }

    /// Locks the row until the transaction ends, and reads it as it is then. `of` names the tables
    /// of a join whose rows are locked (`OF p, a`), or is empty.
    pub(crate) async fn maybe_held<R: Row, T: TryFrom<R, Error = StorageError>>(
        &mut self,
        (sql, of): (&'static str, &str),
        values: Vec<Value>,
    ) -> Result<Option<T>, StorageError> {
        let values = self.with_tenant(values)?;
        let sql = self.held(sql, of);
        let row: Option<R> = self.fetch_optional(sql, values).await?;
        row.map(T::try_from).transpose()
    }

    /// Locks the rows that `sql` selects until the transaction ends.
    pub(crate) async fn hold(
        &mut self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<(), StorageError> {
        if !self.is_postgres() || none_has(&values) {
            return Ok(());
        }
        let values = self.with_tenant(values)?;
        let sql = self.held(sql, "");
        self.execute(sql, true, values).await.map(drop)
    }

    /// The text that locks what it selects: the one place where the engines differ in how rows are
    /// held. SQLite needs no lock, because a write transaction holds the only write lock there is.
    ///
    /// A statement that waited for a row answers with that row as the other transaction left it,
    /// and with nothing newer: other rows are read afterwards, in statements of their own.
    fn held(&self, sql: &'static str, of: impl Display) -> SqlStr {
        if self.is_postgres() {
            AssertSqlSafe(format!("{sql} FOR UPDATE {of}")).into_sql_str()
        } else {
            sql.into_sql_str()
        }
    }

    async fn fetch_optional<R: Row>(
        &mut self,
        sql: SqlStr,
        values: Vec<Value>,
    ) -> Result<Option<R>, StorageError> {
        if none_has(&values) {
            return Ok(None);
        }
        let kept = self.keeps_statements;
        on_engine!(
            self,
            |connection| match bound(&*connection, values.clone()) {
                Ok(values) => {
                    sqlx::query_as_with(sql.clone(), values)
                        .persistent(kept)
                        .fetch_optional(connection)
                        .await
                }
                Err(error) => Err(error),
            }
        )
    }

    async fn execute(
        &mut self,
        sql: SqlStr,
        kept: bool,
        values: Vec<Value>,
    ) -> Result<u64, StorageError> {
        if none_has(&values) {
            return Err(StorageError::Nul);
        }
        let kept = kept && self.keeps_statements;
        on_engine!(
            self,
            |connection| match bound(&*connection, values.clone()) {
                Ok(values) => sqlx::query_with(sql.clone(), values)
                    .persistent(kept)
                    .execute(connection)
                    .await
                    .map(|done| done.rows_affected()),
                Err(error) => Err(error),
            }
        )
    }
}

impl AllTenants<'_> {
    pub(crate) async fn maybe<R: Row>(
        self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Option<R>, StorageError> {
        self.0.fetch_optional(sql.into_sql_str(), values).await
    }

    pub(crate) async fn many<R: Row>(
        self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<R>, StorageError> {
        if none_has(&values) {
            return Ok(Vec::new());
        }
        let tx = self.0;
        let kept = tx.keeps_statements;
        on_engine!(tx, |connection| match bound(&*connection, values.clone()) {
            Ok(values) => {
                sqlx::query_as_with(sql, values)
                    .persistent(kept)
                    .fetch_all(connection)
                    .await
            }
            Err(error) => Err(error),
        })
    }

    pub(crate) async fn run(
        self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<u64, StorageError> {
        self.0.execute(sql.into_sql_str(), true, values).await
    }
}

/// Locks of work of which several workers take some at a time.
#[derive(Clone, Copy)]
pub(crate) enum QueueLock {
    Payments = 1,
    Jobs = 2,
    Schedules = 3,
}

const LOCK_QUEUE: &str = "SELECT pg_advisory_xact_lock(0, CAST($1 AS INTEGER))";

impl ReadTx {
    /// Locks the queue until the transaction ends: two transactions that take many rows at once
    /// could deadlock, or one wait only to find what the other left over.
    pub(crate) async fn hold_queue(&mut self, queue: QueueLock) -> Result<(), StorageError> {
        if self.is_postgres() {
            let number = Value::from(i64::from(queue as i32));
            let sql = LOCK_QUEUE.into_sql_str();
            self.execute(sql, true, vec![number]).await?;
        }
        Ok(())
    }
}
