//! The table of docs/xbezahldienste.md: each row names a test, and the test is there.

use std::path::Path;

const TABLE: &str = include_str!("../../../../../docs/xbezahldienste.md");

/// Name and file of the test in the last column.
fn test_of(row: &str) -> (&str, &str) {
    let last = row.trim_end_matches([' ', '|']).rsplit("| ").next();
    let link = last.and_then(|last| last.strip_prefix("[`"));
    let link = link.unwrap_or_else(|| panic!("no test in {row}"));
    let (name, file) = link.split_once("`](").unwrap();
    (name, file.trim_end_matches(')'))
}

#[test]
fn every_row_of_the_conformance_table_names_a_test_that_is_there() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let rows: Vec<&str> = TABLE
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| 1.0 |"))
        .collect();
    assert!(rows.len() > 40, "{} rows", rows.len());
    for row in rows {
        assert_eq!(row.matches(" | ").count(), 4, "{row}");
        let (name, file) = test_of(row);
        let source = std::fs::read_to_string(docs.join(file));
        let source = source.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(source.contains(&format!("fn {name}(")), "{name} in {file}");
    }
}
