//! What monitoring is told: every metric and every alert is explained, and nothing else is.

use std::collections::BTreeSet;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn document(name: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/docs/operation/{name}.md")).unwrap()
}

/// The sources below a folder.
fn sources_below(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources_below(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

/// Names of metrics that are told where they are named.
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
    let mut source = String::new();
    for member in std::fs::read_dir(format!("{ROOT}/crates")).unwrap() {
        let sources = member.unwrap().path().join("src");
        if sources.is_dir() {
            sources_below(&sources, &mut source);
        }
    }
    let (told, explained) = (told_in(&source), explained(&document("metrics")));
    assert!(told.len() > 20, "{told:?}");
    let unexplained: Vec<_> = told.difference(&explained).collect();
    assert!(unexplained.is_empty(), "{unexplained:?}");
    // Some are handed to a function by their name.
    let is_named = |name: &&String| source.contains(&format!("\"{name}\""));
    let gone: Vec<_> = explained.iter().filter(|name| !is_named(name)).collect();
    assert!(gone.is_empty(), "{gone:?}");
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
