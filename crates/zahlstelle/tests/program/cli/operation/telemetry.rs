//! What monitoring is told: every metric and every alert is explained, and nothing else is.

use std::collections::BTreeSet;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn document(name: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/docs/operation/{name}.md")).unwrap()
}

/// Names of metrics in the sources below a folder.
fn told_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            told_below(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.extend(told_in(&std::fs::read_to_string(path).unwrap()));
        }
    }
}

fn told_in(source: &str) -> BTreeSet<String> {
    let calls = ["counter!(", "gauge!(", "histogram!("];
    let told = calls.iter().flat_map(|call| source.split(call).skip(1));
    let names = told.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    names.map(ToOwned::to_owned).collect()
}

/// Names in the first column of the table, without their labels.
fn explained(page: &str) -> BTreeSet<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    let names = cells.flat_map(|cell| cell.split("`, `"));
    names
        .map(|name| name.trim_end_matches('`'))
        .filter_map(|name| name.split('{').next())
        .map(ToOwned::to_owned)
        .collect()
}

#[test]
fn every_metric_of_the_program_is_explained_and_every_explained_one_exists() {
    assert_eq!(told_in("gauge!(\n  \"a\", 1); counter!(\"b\")").len(), 2);
    let mut told = BTreeSet::new();
    for member in std::fs::read_dir(format!("{ROOT}/crates")).unwrap() {
        let sources = member.unwrap().path().join("src");
        if sources.is_dir() {
            told_below(&sources, &mut told);
        }
    }
    assert!(told.len() > 20, "{told:?}");
    assert_eq!(told, explained(&document("metrics")));
}

#[test]
fn every_alert_has_a_page_in_the_runbook_and_watches_a_metric_that_exists() {
    let (metrics, runbook) = (document("metrics"), document("runbook"));
    let alerts: BTreeSet<&str> = metrics
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
        .collect();
    let sections: BTreeSet<&str> = runbook
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .filter(|title| !title.contains(' '))
        .collect();
    assert!(alerts.len() > 12, "{alerts:?}");
    assert_eq!(alerts, sections);
    let known = explained(&metrics);
    let expressions = metrics.lines().filter(|line| line.contains("expr: "));
    for expression in expressions.filter(|line| !line.contains("probe_success")) {
        let words = expression.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
        let mut watched = words.filter(|word| known.contains(*word));
        assert!(watched.next().is_some(), "{expression}");
    }
}
