//! Writes of a transaction that wait in it and go to the database together.
//!
//! What a statement costs is its way there and back: a round trip on PostgreSQL, a hop to the
//! connection's thread on SQLite. Most writes need no answer but "done", so they wait until the
//! transaction reads something or is committed, and travel as one statement (ADR 0019).
//!
//! What holds: each writes exactly one row, or the transaction is refused with `Conflict`. They
//! take effect before its next statement and before its commit. On PostgreSQL the parts of one
//! statement do not see each other's rows, so what changes a row never travels with another write
//! to the same table. What rows refer to may travel with them: foreign keys are checked at the end.
//!
//! A transaction that decides by a snapshot of master data says which version of the tenant it
//! knows ([`crate::WriteTx::expect_version`]). The version is compared in the statement of the
//! first writes that are sent, so that it costs no round trip; with another one the transaction is
//! `Stale`.

use domain::TenantId;
use sqlx::{AssertSqlSafe, PgConnection, SqliteConnection};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::postgres::lone::{checked, same};
use crate::engine::tx::statement::{Part, numbered_from, parts_of};
use crate::engine::tx::values::{Value, bound};

/// More than the writes of one payment are; a large basket's go in several statements.
const TOGETHER: usize = 16;

/// One statement that writes exactly one row.
#[derive(Clone)]
pub(crate) struct Write {
    sql: &'static str,
    values: Vec<Value>,
}

/// The writes of a transaction that were not sent yet, and the version they rely on.
#[derive(Clone, Default)]
pub(crate) struct WriteBatch {
    writes: Vec<Write>,
    expected: Option<Expected>,
}

/// The version of the tenant's master data that the transaction knows.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Expected {
    tenant: Uuid,
    version: i64,
}

/// The one place where a tenant's version changes.
pub(crate) const RAISE_TENANT_VERSION: &str =
    "UPDATE tenants SET version = version + 1 WHERE tenant_id = $1";
/// The version of the tenant's master data.
pub(crate) const TENANT_VERSION: &str = "SELECT version FROM tenants WHERE tenant_id = $1";

impl Write {
    /// `values` in the order of the text's parameters.
    pub(crate) const fn new(sql: &'static str, values: Vec<Value>) -> Self {
        Self { sql, values }
    }

    pub(crate) const fn sql(&self) -> &'static str {
        self.sql
    }

    /// How many parameters the text has.
    pub(crate) const fn parameters(&self) -> usize {
        self.values.len()
    }

    fn inserts(&self) -> bool {
        self.sql.trim_start().starts_with("INSERT")
    }

    /// The table it writes to: after `INSERT INTO` or `UPDATE`.
    fn table(&self) -> Option<&'static str> {
        let place = if self.inserts() { 2 } else { 1 };
        self.sql.split_whitespace().nth(place)
    }

    /// Whether the texts are equal and so are the ids at this place.
    fn equals(&self, other: &Self, place: usize) -> bool {
        match (self.values.get(place), other.values.get(place)) {
            (Some(Value::Uuid(one)), Some(Value::Uuid(two))) => self.sql == other.sql && one == two,
            _ => false,
        }
    }

    /// Whether neither has to see the other's row.
    fn may_travel_with(&self, other: &Self) -> bool {
        self.table() != other.table() || (self.inserts() && other.inserts())
    }
}

impl WriteBatch {
    pub(crate) fn takes(&self, write: &Write) -> bool {
        let mut others = self.writes.iter();
        self.writes.len() < TOGETHER && others.all(|other| write.may_travel_with(other))
    }

    pub(crate) fn has_equal(&self, write: &Write, place: usize) -> bool {
        let mut waiting = self.writes.iter();
        waiting.any(|other| other.equals(write, place))
    }

    pub(crate) fn add(&mut self, write: Write) {
        self.writes.push(write);
    }

    /// Refuses the transaction with `Stale` when the tenant has another version by the time its
    /// first writes are sent, or it is committed.
    pub(crate) const fn expect_version(&mut self, tenant: TenantId, version: i64) {
        let tenant = tenant.as_uuid();
        self.expected = Some(Expected { tenant, version });
    }

    /// Whether no write waits.
    pub(crate) const fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// Whether neither a write waits nor a version is to be compared.
    pub(crate) const fn is_settled(&self) -> bool {
        self.is_empty() && self.expected.is_none()
    }

    /// Sends them one after the other in one text.
    pub(crate) async fn send_to_sqlite(
        self,
        connection: &mut SqliteConnection,
    ) -> Result<(), StorageError> {
        if let Some(expected) = self.expected {
            let found: Option<(i64,)> = sqlx::query_as(TENANT_VERSION)
                .bind(expected.tenant)
                .fetch_optional(&mut *connection)
                .await?;
            expected.check(found.map(|(version,)| version))?;
        }
        let texts = numbered_through(&self.writes);
        if texts.is_empty() {
            return Ok(());
        }
        let arguments = bound(&*connection, self.into_values())?;
        let text = AssertSqlSafe(texts.join(";"));
        let done = sqlx::query_with(text, arguments)
            .execute(connection)
            .await?;
        all_written(done.rows_affected(), texts.len())
    }

    /// Sends them as the parts of one statement, which stays prepared when `kept`.
    pub(crate) async fn send_to_postgres(
        self,
        connection: &mut PgConnection,
        kept: bool,
    ) -> Result<(), StorageError> {
        if let Some(expected) = self.expected {
            return self.send_comparing(connection, (kept, expected)).await;
        }
        let (parts, writes) = (parts_of(&self.writes), self.writes.len());
        let arguments = bound(&*connection, self.into_values())?;
        if let [only] = parts.as_slice() {
            let only = AssertSqlSafe(only.text.as_str());
            let done = sqlx::query_with(only, arguments)
                .persistent(kept)
                .execute(connection)
                .await?;
            return all_written(done.rows_affected(), writes);
        }
        let text = AssertSqlSafe(one_statement(&parts, None));
        let (written,): (i64,) = sqlx::query_as_with(text, arguments)
            .persistent(kept)
            .fetch_one(connection)
            .await?;
        all_written(u64::try_from(written).unwrap_or(0), writes)
    }
}

impl WriteBatch {
    /// Sends them as the parts of one statement outside a transaction, which therefore commits
    /// itself. The batch stays as it is, so that it can be sent anew when nothing was written.
    pub(crate) async fn send_alone(
        &self,
        connection: &mut PgConnection,
    ) -> Result<(), sqlx::Error> {
        let values = self.writes.iter().flat_map(|write| &write.values);
        let mut values: Vec<_> = values.cloned().collect();
        let current = self.expected.map(|expected| {
            let version = numbered_from(values.len(), TENANT_VERSION);
            values.push(Value::Uuid(Some(expected.tenant)));
            values.push(Value::Number(Some(expected.version)));
            same(&version, values.len())
        });
        let arguments = bound(&*connection, values)?;
        let text = one_checked_statement(&self.writes, current.as_deref());
        let text = AssertSqlSafe(text);
        // All of its answer is awaited: the commit comes after the row.
        sqlx::query_with(text, arguments)
            .fetch_all(connection)
            .await
            .map(drop)
    }

    /// The same in the statement that reads the version.
    async fn send_comparing(
        self,
        connection: &mut PgConnection,
        (kept, expected): (bool, Expected),
    ) -> Result<(), StorageError> {
        let (parts, writes) = (parts_of(&self.writes), self.writes.len());
        let mut values = self.into_values();
        let version = numbered_from(values.len(), TENANT_VERSION);
        values.push(Value::Uuid(Some(expected.tenant)));
        let arguments = bound(&*connection, values)?;
        let text = AssertSqlSafe(one_statement(&parts, Some(&version)));
        let (written, found): (i64, Option<i64>) = sqlx::query_as_with(text, arguments)
            .persistent(kept)
            .fetch_one(connection)
            .await?;
        expected.check(found)?;
        all_written(u64::try_from(written).unwrap_or(0), writes)
    }

    /// All that is bound, in the order of the writes.
    fn into_values(self) -> Vec<Value> {
        let writes = self.writes.into_iter();
        writes.flat_map(|write| write.values).collect()
    }

    /// Whether the two write in the same statements and rely on the same version, so that they can
    /// be sent as one.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let texts = |batch: &Self| -> Vec<&'static str> {
            batch.writes.iter().map(|write| write.sql).collect()
        };
        self.expected == other.expected && texts(self) == texts(other)
    }

    /// The writes of batches that are alike, as one batch.
    pub(crate) fn together<'b>(batches: impl IntoIterator<Item = &'b Self>) -> Self {
        let mut all = Self::default();
        for batch in batches {
            all.writes.extend(batch.writes.iter().cloned());
            all.expected = batch.expected;
        }
        all
    }
}

/// The texts of the writes, their parameters counted on from one to the next.
fn numbered_through(writes: &[Write]) -> Vec<String> {
    let mut before = 0;
    let mut texts = Vec::with_capacity(writes.len());
    for write in writes {
        texts.push(numbered_from(before, write.sql));
        before += write.values.len();
    }
    texts
}

impl Expected {
    const fn check(self, found: Option<i64>) -> Result<(), StorageError> {
        match found {
            Some(version) if version == self.version => Ok(()),
            Some(_) | None => Err(StorageError::Stale),
        }
    }
}

/// For PostgreSQL: one statement, which answers with the number of rows and with what `beside`
/// selects.
fn one_statement(parts: &[Part], beside: Option<&str>) -> String {
    let beside = beside.map_or_else(String::new, |select| format!(", ({select})"));
    if parts.is_empty() {
        return format!("SELECT CAST(0 AS bigint){beside}");
    }
    let (parts, counted) = parts_and_count(parts);
    format!("WITH {parts} SELECT {counted}{beside}")
}

/// The same, failing when there are fewer rows than writes, and before that when `current` does.
fn one_checked_statement(writes: &[Write], current: Option<&str>) -> String {
    let (parts, counted) = parts_and_count(&parts_of(writes));
    let checked = checked(&counted, writes.len());
    let current = current.map_or_else(String::new, |current| format!("{current}, "));
    format!("WITH {parts} SELECT {current}{checked}")
}

fn parts_and_count(parts: &[Part]) -> (String, String) {
    let parts = parts.iter().enumerate();
    let (parts, counts): (Vec<_>, Vec<_>) = parts
        .map(|(place, Part { text, .. })| {
            let part = format!("w{place} AS ({text} RETURNING 1)");
            (part, format!("(SELECT count(*) FROM w{place})"))
        })
        .unzip();
    (parts.join(", "), counts.join(" + "))
}

fn all_written(written: u64, expected: usize) -> Result<(), StorageError> {
    if usize::try_from(written) == Ok(expected) {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tx::values::values;

    const NEW: &str = "INSERT INTO things (a, b) VALUES ($1, $2)";
    const NEWER: &str = "
        UPDATE things SET a = $2 WHERE b = $1";
    const OTHER: &str = "UPDATE others SET a = $2 WHERE b = $1 AND a <> $2";

    fn write(sql: &'static str) -> Write {
        Write::new(sql, values![1_u32, "two"])
    }

    #[test]
    fn one_statement_counts_the_rows_of_all_parts() {
        let parts = parts_of(&[write(NEW), write(OTHER)]);
        assert_eq!(
            one_statement(&parts, None),
            "WITH w0 AS (INSERT INTO things (a, b) VALUES ($1, $2) RETURNING 1), \
             w1 AS (UPDATE others SET a = $4 WHERE b = $3 AND a <> $4 RETURNING 1) \
             SELECT (SELECT count(*) FROM w0) + (SELECT count(*) FROM w1)"
        );
        assert!(one_statement(&parts, Some("SELECT 5")).ends_with(" FROM w1), (SELECT 5)"));
        let alone = one_statement(&[], Some("SELECT 5"));
        assert_eq!(alone, "SELECT CAST(0 AS bigint), (SELECT 5)");
    }

    #[test]
    fn a_statement_that_commits_itself_fails_when_a_row_is_missing() {
        assert_eq!(
            one_checked_statement(&[write(NEW), write(NEW)], None),
            "WITH w0 AS (INSERT INTO things (a, b) VALUES ($1, $2), ($3, $4) RETURNING 1) \
             SELECT 1 / CAST((SELECT count(*) FROM w0) = 2 AS INTEGER)"
        );
    }

    #[test]
    fn batches_that_are_alike_are_sent_as_one() {
        let (mut one, mut two, mut other) = <(WriteBatch, WriteBatch, WriteBatch)>::default();
        one.add(write(NEW));
        two.add(write(NEW));
        other.add(write(OTHER));
        assert!(one.is_like(&two) && !one.is_like(&other));
        assert_eq!(WriteBatch::together([&one, &two]).writes.len(), 2);
        two.expect_version(TenantId::from_uuid(Uuid::max()), 7);
        assert!(!one.is_like(&two), "it relies on a version");
    }

    #[test]
    fn writes_that_may_depend_on_each_other_are_sent_apart() {
        let mut batch = WriteBatch::default();
        batch.add(write(NEW));
        assert!(batch.takes(&write(NEW)));
        assert!(batch.takes(&write(OTHER)));
        assert!(!batch.takes(&write(NEWER)), "its row may be the new one");
        batch.add(write(OTHER));
        assert!(!batch.takes(&write(OTHER)), "its row may be changed");
    }
}
