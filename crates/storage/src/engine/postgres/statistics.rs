//! What PostgreSQL's planner knows about tables that grow.
//!
//! While a table is small, each index that begins with the tenant looks as good as any other, and a
//! plan once made is kept. The server looks at its tables by itself, a minute later at the
//! earliest; under load a minute is long. So a table is analysed each time it has doubled.

use sqlx::AssertSqlSafe;

use crate::engine::db::{Engine, Postgres};
use crate::engine::tx::on_engine;
use crate::{Db, Scope, StorageError};

/// Tables of ours that have at least twice the rows they had when they were last analysed.
/// Below a hundred rows every plan is good.
const GROWN: &str = "
    SELECT c.relname::text
    FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
      AND s.n_live_tup >= 2 * greatest(c.reltuples, 50)";

impl Db {
    /// Analyses tables that have grown. Returns how many; none on SQLite, which plans by the keys
    /// alone.
    pub async fn analyze_grown_tables(&self) -> Result<usize, StorageError> {
        let Engine::Postgres(Postgres { writers, .. }) = &self.engine else {
            return Ok(0);
        };
        let mut tx = self.read(Scope::Operator).await?;
        let grown: Vec<(String,)> = on_engine!(tx, |connection| sqlx::query_as(GROWN)
            .persistent(false)
            .fetch_all(connection)
            .await)?;
        drop(tx);
        for (table,) in &grown {
            // Another node, or the server itself, may be analysing it already.
            let analyze = format!("SELECT analyze_table('{table}')");
            sqlx::raw_sql(AssertSqlSafe(analyze))
                .execute(writers)
                .await?;
        }
        Ok(grown.len())
    }
}
