//! Writes of a step that wait in it and go to the database together.
//!
//! What a statement costs is its way there and back: a round trip on PostgreSQL, a hop to the
//! connection's thread on SQLite. Most writes of a step need no answer but "done", so they wait
//! until the step reads something or is committed, and travel as one statement (ADR 0019).
//!
//! What holds: each writes exactly one row, or the step is refused with `Conflict`. They take
//! effect before the step's next statement and before its commit. On PostgreSQL the parts of one
//! statement do not see each other's rows, so what changes a row never travels with another write
//! to the same table. What rows refer to may travel with them: foreign keys are checked at the end.

use domain::Timestamp;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Encode, PgConnection, SqliteConnection, Type};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::DbTime;

/// More than the steps of one payment have; a large basket's go in several statements.
const TOGETHER: usize = 16;

/// One statement that writes exactly one row.
pub(crate) struct Write {
    sql: &'static str,
    values: Vec<Value>,
}

/// What is bound to a parameter.
pub(crate) enum Value {
    Uuid(Option<Uuid>),
    Number(i64),
    Text(Option<String>),
    Time(Option<DbTime>),
    Bytes(Vec<u8>),
}

/// The writes of a step that were not sent yet.
#[derive(Default)]
pub(crate) struct Pending(Vec<Write>);

impl Write {
    /// `values` in the order of the text's parameters.
    pub(crate) fn new<const N: usize>(sql: &'static str, values: [Value; N]) -> Self {
        Self {
            sql,
            values: values.into(),
        }
    }

    fn inserts(&self) -> bool {
        self.sql.trim_start().starts_with("INSERT")
    }

    /// The table it writes to: after `INSERT INTO` or `UPDATE`.
    fn table(&self) -> Option<&'static str> {
        let place = if self.inserts() { 2 } else { 1 };
        self.sql.split_whitespace().nth(place)
    }

    /// Whether neither has to see the other's row.
    fn may_travel_with(&self, other: &Self) -> bool {
        self.table() != other.table() || (self.inserts() && other.inserts())
    }
}

impl Pending {
    pub(crate) fn takes(&self, write: &Write) -> bool {
        self.0.len() < TOGETHER && self.0.iter().all(|other| write.may_travel_with(other))
    }

    pub(crate) fn put(&mut self, write: Write) {
        self.0.push(write);
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sends them one after the other in one text.
    pub(crate) async fn send_to_sqlite(
        self,
        connection: &mut SqliteConnection,
    ) -> Result<(), StorageError> {
        let (texts, arguments): (_, SqliteArguments) = self.take_apart()?;
        let text = AssertSqlSafe(texts.join(";"));
        let done = sqlx::query_with(text, arguments)
            .execute(connection)
            .await?;
        all_written(done.rows_affected(), texts.len())
    }

    /// Sends them as the parts of one statement.
    pub(crate) async fn send_to_postgres(
        self,
        connection: &mut PgConnection,
    ) -> Result<(), StorageError> {
        let (texts, arguments): (_, PgArguments) = self.take_apart()?;
        if let [only] = texts.as_slice() {
            let only = AssertSqlSafe(only.as_str());
            let done = sqlx::query_with(only, arguments)
                .execute(connection)
                .await?;
            return all_written(done.rows_affected(), texts.len());
        }
        let text = AssertSqlSafe(one_statement(&texts));
        let (written,): (i64,) = sqlx::query_as_with(text, arguments)
            .fetch_one(connection)
            .await?;
        all_written(u64::try_from(written).unwrap_or(0), texts.len())
    }
}

impl Pending {
    /// Texts and all that is bound to them.
    fn take_apart<A: Arguments>(self) -> Result<(Vec<String>, A), StorageError>
    where
        Option<Uuid>: for<'q> Encode<'q, A::Database> + Type<A::Database>,
        i64: for<'q> Encode<'q, A::Database> + Type<A::Database>,
        Option<String>: for<'q> Encode<'q, A::Database> + Type<A::Database>,
        Option<DbTime>: for<'q> Encode<'q, A::Database> + Type<A::Database>,
        Vec<u8>: for<'q> Encode<'q, A::Database> + Type<A::Database>,
    {
        let texts = numbered_through(&self.0);
        let mut arguments = A::default();
        for value in self.0.into_iter().flat_map(|write| write.values) {
            let added = match value {
                Value::Uuid(value) => arguments.add(value),
                Value::Number(value) => arguments.add(value),
                Value::Text(value) => arguments.add(value),
                Value::Time(value) => arguments.add(value),
                Value::Bytes(value) => arguments.add(value),
            };
            added.map_err(sqlx::Error::Encode)?;
        }
        Ok((texts, arguments))
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

/// For PostgreSQL: the texts as parts of one statement, which answers with the number of rows.
fn one_statement(texts: &[String]) -> String {
    let parts = texts.iter().enumerate();
    let (parts, counts): (Vec<_>, Vec<_>) = parts
        .map(|(place, text)| {
            let part = format!("w{place} AS ({text} RETURNING 1)");
            (part, format!("(SELECT count(*) FROM w{place})"))
        })
        .unzip();
    format!("WITH {} SELECT {}", parts.join(", "), counts.join(" + "))
}

fn all_written(written: u64, expected: usize) -> Result<(), StorageError> {
    if usize::try_from(written) == Ok(expected) {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Uuid(Some(value))
    }
}

impl From<Option<Uuid>> for Value {
    fn from(value: Option<Uuid>) -> Self {
        Self::Uuid(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(i64::from(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Time(Some(DbTime(value)))
    }
}

impl From<Option<Timestamp>> for Value {
    fn from(value: Option<Timestamp>) -> Self {
        Self::Time(value.map(DbTime))
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "INSERT INTO things (a, b) VALUES ($1, $2)";
    const NEWER: &str = "
        UPDATE things SET a = $2 WHERE b = $1";
    const OTHER: &str = "UPDATE others SET a = $2 WHERE b = $1 AND a <> $2";

    fn write(sql: &'static str) -> Write {
        Write::new(sql, [1_u32.into(), "two".into()])
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
        let text = one_statement(&["INSERT a".to_owned(), "UPDATE b".to_owned()]);
        assert_eq!(
            text,
            "WITH w0 AS (INSERT a RETURNING 1), w1 AS (UPDATE b RETURNING 1) \
             SELECT (SELECT count(*) FROM w0) + (SELECT count(*) FROM w1)"
        );
    }

    #[test]
    fn who_would_have_to_see_the_other_travels_alone() {
        let mut pending = Pending::default();
        pending.put(write(NEW));
        assert!(pending.takes(&write(NEW)));
        assert!(pending.takes(&write(OTHER)));
        assert!(!pending.takes(&write(NEWER)), "its row may be the new one");
        pending.put(write(OTHER));
        assert!(!pending.takes(&write(OTHER)), "its row may be changed");
    }
}
