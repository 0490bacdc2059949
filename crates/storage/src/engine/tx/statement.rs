//! Writes as the parts of one statement of PostgreSQL. Inserts of one text are the rows of one
//! part, because what a part costs is mostly its beginning.

use crate::engine::tx::write_batch::Write;

/// A part of a statement, with the place of its first parameter counted on.
pub(crate) struct Part {
    sql: &'static str,
    pub(crate) text: String,
}

/// The parts that do what the writes do, whose parameters are counted on from one write to the
/// next.
pub(crate) fn parts_of(writes: &[Write]) -> Vec<Part> {
    let (mut before, mut parts) = (0, Vec::<Part>::new());
    for write in writes {
        let row = row_of(write.sql());
        let same = parts.iter_mut().find(|part| part.sql == write.sql());
        if let (Some(row), Some(part)) = (row, same) {
            part.text.push_str(", ");
            part.text.push_str(&numbered_from(before, row));
        } else {
            parts.push(Part {
                sql: write.sql(),
                text: numbered_from(before, write.sql()),
            });
        }
        before += write.parameters();
    }
    parts
}

/// The row of an `INSERT … VALUES (…)`; nothing for another statement, or when something follows.
fn row_of(sql: &str) -> Option<&str> {
    let (head, row) = sql.split_once("VALUES")?;
    let row = row.trim();
    let mut depth = 0_i32;
    let mut closed = row.char_indices().filter(|(_, c)| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    let (end, _) = closed.next()?;
    let is_row = row.starts_with('(') && end + 1 == row.len();
    (head.trim_start().starts_with("INSERT") && is_row).then_some(row)
}

/// The text with `before` added to each parameter's number. A `$` stands for nothing else in it.
pub(crate) fn numbered_from(before: usize, sql: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tx::values::values;

    const NEW: &str = "INSERT INTO things (a, b) VALUES ($1, (SELECT max(b) FROM things))";
    const OTHER: &str = "UPDATE others SET a = $2 WHERE b = $1 AND a <> $2";
    const UNLESS_THERE: &str = "INSERT INTO things (a) VALUES ($1) ON CONFLICT DO NOTHING";

    fn texts(writes: &[Write]) -> Vec<String> {
        parts_of(writes).into_iter().map(|part| part.text).collect()
    }

    #[test]
    fn parameters_are_counted_on() {
        let writes = [NEW, OTHER].map(|sql| Write::new(sql, values![1_u32, "two"]));
        assert_eq!(
            texts(&writes),
            [NEW, "UPDATE others SET a = $4 WHERE b = $3 AND a <> $4"]
        );
    }

    #[test]
    fn inserts_of_one_text_are_rows_of_one_part() {
        let writes = [NEW, OTHER, NEW].map(|sql| Write::new(sql, values![1_u32, "two"]));
        assert_eq!(
            texts(&writes),
            [
                "INSERT INTO things (a, b) VALUES ($1, (SELECT max(b) FROM things)), \
                 ($5, (SELECT max(b) FROM things))",
                "UPDATE others SET a = $4 WHERE b = $3 AND a <> $4",
            ]
        );
    }

    #[test]
    fn what_is_more_than_a_row_stays_a_part_of_its_own() {
        let writes = [UNLESS_THERE, UNLESS_THERE].map(|sql| Write::new(sql, values![1_u32]));
        assert_eq!(texts(&writes).len(), 2);
        assert_eq!(row_of("INSERT INTO things (a) SELECT $1"), None);
        assert_eq!(row_of("INSERT INTO things (a) VALUES ($1), ($2)"), None);
        assert_eq!(row_of("INSERT INTO t (a) VALUES\n  ($1) "), Some("($1)"));
    }
}
