//! Every static statement, for the test that prepares each of them on both engines. It replaces
//! compile-time checking, which is to be had for one engine only.

use crate::engine::on_engine;
use crate::{StorageError, Tx};

/// Name and text of every statement.
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        crate::money::ALL,
        crate::services::ALL,
        crate::services::orders::ALL,
        crate::claims::ALL,
        crate::claims::imports::ALL,
        crate::claims::shares::ALL,
        crate::tenants::names::ALL,
        crate::access::rate_limits::ALL,
        crate::work::jobs::ALL,
        crate::ledger::ALL,
        crate::claims::link_tokens::ALL,
        crate::events::mail::ALL,
        crate::payments::provider_events::ALL,
        crate::payments::ALL,
        crate::payments::attempts::ALL,
        crate::payments::requests::ALL,
        crate::work::tasks::ALL,
        crate::tenants::ALL,
        crate::access::clients::ALL,
        crate::tenants::branding::ALL,
    ]
    .concat()
}

/// Those whose text depends on the number of rows, for so many.
pub fn statements_of(many: usize) -> Vec<(&'static str, String)> {
    vec![("SAVE_SEALS", crate::ledger::save_seals(many))]
}

impl Tx {
    /// Whether the engine understands the statement; runs nothing.
    pub async fn prepare(&mut self, sql: &'static str) -> Result<(), StorageError> {
        use sqlx::{Executor, SqlSafeStr, SqlStr};
        let sql: SqlStr = sql.into_sql_str();
        on_engine!(self, |connection| connection.prepare(sql).await.map(drop))?;
        Ok(())
    }
}
