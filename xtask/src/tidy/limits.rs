//! Sizes and shape of Rust files: what is small stays readable.

use super::{Finding, source::Source, tree::File};

/// Without the test module at the end. The longest files of code bases that read well are near.
const LINES_MAX: usize = 500;
/// The same as `max_width` in `rustfmt.toml`, which leaves comments and strings alone.
const COLUMNS_MAX: usize = 100;

pub(crate) fn check(file: &File, source: &Source) -> Vec<Finding> {
    let mut findings = too_wide(file, source);
    let length = if source.production == 0 {
        source.lines.len()
    } else {
        source.production
    };
    if length > LINES_MAX && file.name() != "tests.rs" {
        let message = format!("{length} lines, at most {LINES_MAX} without tests: split by noun");
        findings.push(Finding::at(file, LINES_MAX + 1, message));
    }
    let first = source.lines.first().map_or("", |line| line.full.as_str());
    if is_source(&file.path) && !first.starts_with("//!") {
        let message = "begin with `//!`: what holds here, what may fail";
        findings.push(Finding::at(file, 1, message));
    }
    findings
}

fn too_wide(file: &File, source: &Source) -> Vec<Finding> {
    let wide = source.numbered().filter(|(number, line)| {
        let recorded_in_a_test = line.begins_in_string && *number > source.production;
        let breakable = !recorded_in_a_test && !line.full.contains("://");
        breakable && line.full.chars().count() > COLUMNS_MAX
    });
    let message = format!("wider than {COLUMNS_MAX} columns");
    wide.map(|(number, _)| Finding::at(file, number, message.clone()))
        .collect()
}

fn is_source(path: &str) -> bool {
    path.starts_with("xtask/src/") || (path.starts_with("crates/") && path.contains("/src/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let file = File::for_test(path, text);
        let findings = check(&file, &Source::read(path, text));
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_may_have_500_lines_and_tests_besides() {
        let full = format!("//! A.\n{}", "fn a() {}\n".repeat(499));
        assert!(messages("crates/app/src/a.rs", &full).is_empty());
        let tests = format!(
            "{full}#[cfg(test)]\nmod tests {{\n{}}}\n",
            "fn a() {}\n".repeat(99)
        );
        assert!(messages("crates/app/src/a.rs", &tests).is_empty());
        let one_more = format!("{full}fn a() {{}}\n");
        let found = messages("crates/app/src/a.rs", &one_more);
        assert!(
            found
                .concat()
                .starts_with("crates/app/src/a.rs:501: 501 lines"),
            "{found:?}"
        );
    }

    #[test]
    fn lines_are_counted_in_characters_and_addresses_may_stick_out() {
        let umlauts = format!("//! A.\n// {}\n", "ä".repeat(97));
        assert!(messages("crates/app/src/a.rs", &umlauts).is_empty());
        let wide = format!("//! A.\n// {}\n", "ä".repeat(98));
        let found = messages("crates/app/src/a.rs", &wide);
        assert_eq!(found, ["crates/app/src/a.rs:2: wider than 100 columns"]);
        let address = format!("//! A.\n// https://example.org/{}\n", "a".repeat(98));
        assert!(messages("crates/app/src/a.rs", &address).is_empty());
    }

    #[test]
    fn modules_say_what_they_hold() {
        let found = messages("crates/app/src/jobs.rs", "fn a() {}\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(messages("crates/app/tests/it/main.rs", "fn a() {}\n").is_empty());
    }
}
