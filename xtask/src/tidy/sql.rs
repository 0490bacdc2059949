//! SQL that both engines understand and that leaves time, order and locks where they belong.
//!
//! The traps behind the list are told in `docs/adr/0001-one-sql-text-two-engines.md`.

use super::{Finding, source::Source, tree::File};

struct Trap {
    sql: &'static str,
    /// Written before `sql` on the same line, it makes the trap harmless.
    unless_after: Option<&'static str>,
    /// The only file that may use it.
    except_in: Option<&'static str>,
    instead: &'static str,
}

const fn never(sql: &'static str, instead: &'static str) -> Trap {
    Trap {
        sql,
        unless_after: None,
        except_in: None,
        instead,
    }
}

/// In lower case and without spaces in calls, as `normalised` writes them.
const TRAPS: &[Trap] = &[
    never("now()", "bind the time of the Moment"),
    never("current_timestamp", "bind the time of the Moment"),
    never(
        "ilike",
        "compare a column that was normalised when it was written",
    ),
    never("upper(", "normalise when writing: SQLite knows ASCII only"),
    never("lower(", "normalise when writing: SQLite knows ASCII only"),
    never("max(seq)+1", "count in a locked row"),
    never("max(seq) + 1", "count in a locked row"),
    Trap {
        sql: "sum(",
        unless_after: Some("cast("),
        except_in: None,
        instead: "write CAST(sum(..) AS BIGINT): PostgreSQL answers numeric",
    },
    Trap {
        sql: "for update",
        unless_after: None,
        except_in: Some("crates/storage/src/engine/tx/queries.rs"),
        instead: "locks are taken in crates/storage/src/engine/tx/queries.rs only",
    },
];

/// Crates that may contain SQL: the one that owns the tables, and those that measure and test it.
const SQL_CRATES: &[&str] = &["crates/storage/", "crates/bench/", "crates/testkit/"];

pub(crate) fn check_source(file: &File, source: &Source) -> Vec<Finding> {
    let in_storage = file.path.starts_with("crates/storage/");
    let owner = SQL_CRATES
        .iter()
        .any(|folder| file.path.starts_with(folder));
    let allowed = owner || !file.path.starts_with("crates/");
    let mut findings = Vec::new();
    for literal in source
        .strings
        .iter()
        .filter(|literal| literal.line <= source.production)
    {
        if in_storage {
            let found = traps(&file.path, &literal.text, literal.line);
            findings.extend(found.map(|(line, message)| Finding::at(file, line, message)));
        } else if !allowed && is_statement(&literal.text) {
            let message = "SQL belongs into crates/storage";
            findings.push(Finding::at(file, literal.line, message));
        }
    }
    findings
}

pub(crate) fn check_migration(file: &File, text: &str) -> Vec<Finding> {
    if !file.has_extension("sql") {
        return Vec::new();
    }
    let found = traps(&file.path, text, 1);
    found
        .map(|(line, message)| Finding::at(file, line, message))
        .collect()
}

fn is_statement(text: &str) -> bool {
    let text = text.trim_start();
    let begins = |words: &str| text.starts_with(words);
    begins("SELECT ")
        || begins("INSERT INTO ")
        || begins("DELETE FROM ")
        || (begins("UPDATE ") && text.contains(" SET "))
}

fn traps<'a>(
    path: &'a str,
    sql: &'a str,
    first_line: usize,
) -> impl Iterator<Item = (usize, String)> + 'a {
    (first_line..)
        .zip(sql.lines())
        .flat_map(move |(number, line)| {
            let line = normalised(line);
            let here = TRAPS
                .iter()
                .filter(move |trap| trap.is_in(&line) && !trap.may_be_in(path));
            here.map(move |trap| (number, format!("SQL `{}`: {}", trap.sql, trap.instead)))
        })
}

/// Lower case, without the comment at the end, without a space before a bracket.
fn normalised(line: &str) -> String {
    let statement = line.split("--").next().unwrap_or("");
    statement
        .to_lowercase()
        .replace(" (", "(")
        .replace("( ", "(")
}

impl Trap {
    fn is_in(&self, line: &str) -> bool {
        line.match_indices(self.sql).any(|(at, _)| {
            let before = line.get(..at).unwrap_or("");
            let in_a_name = self.sql.starts_with(char::is_alphabetic)
                && before.ends_with(|last: char| last.is_alphanumeric() || last == '_');
            let harmless = self
                .unless_after
                .is_some_and(|prefix| before.contains(prefix));
            !in_a_name && !harmless
        })
    }

    fn may_be_in(&self, path: &str) -> bool {
        self.except_in == Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_source(path: &str, text: &str) -> Vec<String> {
        let findings = check_source(&File::for_test(path, text), &Source::read(path, text));
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn time_comes_from_the_moment() {
        let text = "//! A.\nconst A: &str = \"\n    SELECT 1\n    WHERE due_at < now()\";\n";
        let found = in_source("crates/storage/src/jobs.rs", text);
        let expected = "crates/storage/src/jobs.rs:4: SQL `now()`: bind the time of the Moment";
        assert_eq!(found, [expected]);
    }

    #[test]
    fn rust_may_call_what_sql_may_not() {
        let text = "//! A.\nfn f() { clock.now(); a.upper(); }\n// FOR UPDATE, sum(x)\n";
        assert!(in_source("crates/storage/src/jobs.rs", text).is_empty());
    }

    #[test]
    fn sums_are_cast() {
        let cast = "const A: &str = \"SELECT CAST(coalesce(SUM(cents), 0) AS BIGINT)\";\n";
        assert!(in_source("crates/storage/src/a.rs", cast).is_empty());
        let bare = "const A: &str = \"SELECT sum(cents)\";\n";
        assert_eq!(in_source("crates/storage/src/a.rs", bare).len(), 1);
        let name = "const A: &str = \"SELECT checksum(cents)\";\n";
        assert!(in_source("crates/storage/src/a.rs", name).is_empty());
    }

    #[test]
    fn locks_are_taken_in_one_file() {
        let text = "const A: &str = \"SELECT 1 FOR UPDATE\";\n";
        assert!(in_source("crates/storage/src/engine/tx/queries.rs", text).is_empty());
        assert_eq!(in_source("crates/storage/src/payments.rs", text).len(), 1);
    }

    #[test]
    fn other_crates_hold_no_sql() {
        let text = "fn f() { run(\"DELETE FROM payments\"); say(\"DELETE\"); }\n";
        assert_eq!(in_source("crates/webkit/src/a.rs", text).len(), 1);
        assert!(in_source("crates/bench/src/a.rs", text).is_empty());
        assert!(in_source("crates/webkit/tests/it/a.rs", text).is_empty());
    }

    #[test]
    fn migrations_are_checked_without_their_comments() {
        let text = "-- not now()\nCREATE TABLE a (at timestamptz DEFAULT now());\n";
        let file = File::for_test("crates/storage/migrations/postgres/0001_a.sql", text);
        let findings = check_migration(&file, text);
        assert_eq!(
            findings
                .iter()
                .map(|finding| finding.line)
                .collect::<Vec<_>>(),
            [2]
        );
    }
}
