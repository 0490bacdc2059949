//! What `docs/security.md` says is shown by tests is shown by tests that exist.

mod attacks;
mod secure;

use std::collections::BTreeSet;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Source files below a folder.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

/// Whether `source` has a test of this name: a function behind `#[test]` or `#[tokio::test]`, or
/// one that a list of stories names on a line of its own.
pub(crate) fn has_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let declared = format!("fn {name}(");
    let is_declared = |line: &&str| !line.starts_with("//") && line.contains(&declared);
    let Some(at) = lines.iter().position(is_declared) else {
        return false;
    };
    let above = lines[..at].iter().rev();
    let mut above = above.take_while(|line| !line.is_empty() && **line != "}");
    let is_run = |line: &&str| *line == "#[test]" || line.starts_with("#[tokio::test");
    above.any(is_run) || lines.contains(&name)
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let page = std::fs::read_to_string(format!("{ROOT}/docs/security.md")).unwrap();
    let named: BTreeSet<&str> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.matches('_').count() > 2 && name.chars().all(is_of_a_test))
        .collect();
    assert!(named.len() > 35, "{named:?}");
    let mut all = Vec::new();
    sources(&Path::new(ROOT).join("crates"), &mut all);
    for name in named {
        assert!(
            all.iter().any(|source| has_test(source, name)),
            "there is no test {name}"
        );
    }
}

fn is_of_a_test(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

#[test]
fn a_function_that_nothing_runs_is_no_test() {
    let source = "
        /// A helper.
        fn no_test_at_all() {}

        #[test]
        #[expect(clippy::unwrap_used, reason = \"a test\")]
        // Why.
        fn run_by_its_attribute() {}

        #[tokio::test(flavor = \"multi_thread\")]
        async fn run_by_tokio() {
        }
        fn beside_a_test() {}

        on_both_engines! {
            run_by_a_list
        }
        async fn run_by_a_list(db: Db) {}
        async fn not_in_the_list(db: Db) {}
        // fn in_a_comment(
    ";
    for name in ["run_by_its_attribute", "run_by_tokio", "run_by_a_list"] {
        assert!(has_test(source, name), "{name}");
    }
    for name in [
        "no_test_at_all",
        "beside_a_test",
        "not_in_the_list",
        "in_a_comment",
        "absent",
    ] {
        assert!(!has_test(source, name), "{name}");
    }
}
