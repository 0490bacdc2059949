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
use crate::engine::tx::values::{Value, bound};

/// More than the writes of one payment are; a large basket's go in several statements.
const TOGETHER: usize = 16;

/// One statement that writes exactly one row.
pub(crate) struct Write {
    sql: &'static str,
    values: Vec<Value>,
}

/// The writes of a transaction that were not sent yet, and the version they rely on.
#[derive(Default)]
pub(crate) struct WriteBatch {
    writes: Vec<Write>,
    expected: Option<Expected>,
}

/// The version of the tenant's master data that the transaction knows.
#[derive(Clone, Copy)]
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
        let (texts, values) = self.take_apart();
        if texts.is_empty() {
            return Ok(());
        }
        let arguments = bound(&*connection, values)?;
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
        let (texts, values) = self.take_apart();
        let arguments = bound(&*connection, values)?;
        if let [only] = texts.as_slice() {
            let only = AssertSqlSafe(only.as_str());
            let done = sqlx::query_with(only, arguments)
                .persistent(kept)
                .execute(connection)
                .await?;
            return all_written(done.rows_affected(), texts.len());
        }
        let text = AssertSqlSafe(one_statement(&texts, None));
        let (written,): (i64,) = sqlx::query_as_with(text, arguments)
            .persistent(kept)
            .fetch_one(connection)
            .await?;
        all_written(u64::try_from(written).unwrap_or(0), texts.len())
    }
}

impl WriteBatch {
    /// Sends them as the parts of one statement outside a transaction, which therefore commits
    /// itself. The batch stays as it is, so that it can be sent anew when nothing was written.
    pub(crate) async fn send_alone(
        &self,
        connection: &mut PgConnection,
    ) -> Result<(), sqlx::Error> {
        let texts = numbered_through(&self.writes);
        let values = self.writes.iter().flat_map(|write| &write.values);
        let mut values: Vec<_> = values.cloned().collect();
        let current = self.expected.map(|expected| {
            let version = numbered_from(values.len(), TENANT_VERSION);
            values.push(Value::Uuid(Some(expected.tenant)));
            values.push(Value::Number(Some(expected.version)));
            same(&version, values.len())
        });
        let arguments = bound(&*connection, values)?;
        let text = AssertSqlSafe(one_checked_statement(&texts, current.as_deref()));
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
        let (texts, mut values) = self.take_apart();
        let version = numbered_from(values.len(), TENANT_VERSION);
        values.push(Value::Uuid(Some(expected.tenant)));
        let arguments = bound(&*connection, values)?;
        let text = AssertSqlSafe(one_statement(&texts, Some(&version)));
        let (written, found): (i64, Option<i64>) = sqlx::query_as_with(text, arguments)
            .persistent(kept)
            .fetch_one(connection)
            .await?;
        expected.check(found)?;
        all_written(u64::try_from(written).unwrap_or(0), texts.len())
    }

    /// Texts and all that is bound to them.
    fn take_apart(self) -> (Vec<String>, Vec<Value>) {
        let texts = numbered_through(&self.writes);
        let values = self
            .writes
            .into_iter()
            .flat_map(|write| write.values)
            .collect();
        (texts, values)
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

/// The text with `before` added to each parameter's number. A `$` stands for nothing else in it.
fn numbered_from(before: usize, sql: &str) -> String {
    let mut parts = sql.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = part.strip_suffix(rest).unwrap_or_default();
        let number = number.parse().map_or(0, |number: usize| number + before);
        text.push('$');
        text.push_str(&number.to_string());
        text.push_str(rest);
    }
    text
}

impl Expected {
    const fn check(self, found: Option<i64>) -> Result<(), StorageError> {
        match found {
            Some(version) if version == self.version => Ok(()),
            Some(_) | None => Err(StorageError::Stale),
        }
    }
}

/// For PostgreSQL: the texts as parts of one statement, which answers with the number of rows and
/// with what `beside` selects.
fn one_statement(texts: &[String], beside: Option<&str>) -> String {
    let beside = beside.map_or_else(String::new, |select| format!(", ({select})"));
    if texts.is_empty() {
        return format!("SELECT CAST(0 AS bigint){beside}");
    }
    let (parts, counted) = parts_and_count(texts);
    format!("WITH {parts} SELECT {counted}{beside}")
}

/// The same, failing when there are fewer rows than texts, and before that when `current` does.
fn one_checked_statement(texts: &[String], current: Option<&str>) -> String {
    let (parts, counted) = parts_and_count(texts);
    let checked = checked(&counted, texts.len());
    let current = current.map_or_else(String::new, |current| format!("{current}, "));
    format!("WITH {parts} SELECT {current}{checked}")
}

fn parts_and_count(texts: &[String]) -> (String, String) {
    let parts = texts.iter().enumerate();
    let (parts, counts): (Vec<_>, Vec<_>) = parts
        .map(|(place, text)| {
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
    fn parameters_are_counted_on() {
        let texts = numbered_through(&[write(NEW), write(OTHER), write(NEW)]);
        assert_eq!(texts[0], NEW);
        assert_eq!(
            texts[1],
            "UPDATE others SET a = $4 WHERE b = $3 AND a <> $4"
        );
        assert_eq!(texts[2], "INSERT INTO things (a, b) VALUES ($5, $6)");
    }

    #[test]
    fn one_statement_counts_the_rows_of_all_parts() {
        let texts = ["INSERT a".to_owned(), "UPDATE b".to_owned()];
        let text = one_statement(&texts, None);
        assert_eq!(
            text,
            "WITH w0 AS (INSERT a RETURNING 1), w1 AS (UPDATE b RETURNING 1) \
             SELECT (SELECT count(*) FROM w0) + (SELECT count(*) FROM w1)"
        );
        assert!(one_statement(&texts, Some("SELECT 5")).ends_with(" FROM w1), (SELECT 5)"));
        let alone = one_statement(&[], Some("SELECT 5"));
        assert_eq!(alone, "SELECT CAST(0 AS bigint), (SELECT 5)");
    }

    #[test]
    fn a_statement_that_commits_itself_fails_when_a_row_is_missing() {
        let text = one_checked_statement(&["INSERT a".to_owned()], None);
        assert_eq!(
            text,
            "WITH w0 AS (INSERT a RETURNING 1) \
             SELECT 1 / CAST((SELECT count(*) FROM w0) = 1 AS INTEGER)"
        );
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
