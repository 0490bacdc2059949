//! Fields of log lines come from the list in `docs/logging.md`, so that a filter written today
//! finds what is logged tomorrow, and nobody invents a field for something personal in passing.

use std::collections::BTreeSet;

use super::{Finding, source::Source, tree::File};

const LIST: &str = "docs/logging.md";
/// Whether a macro's first text ends its fields (a message) or begins them (a span's name).
const MACROS: &[(&str, bool)] = &[
    ("error!(", true),
    ("warn!(", true),
    ("info!(", true),
    ("debug!(", true),
    ("trace!(", true),
    ("error_span!(", false),
    ("warn_span!(", false),
    ("info_span!(", false),
    ("debug_span!(", false),
];

/// The fields that may be logged.
pub(crate) struct Fields(BTreeSet<String>);

impl Fields {
    /// Reads the first column of the list's tables.
    pub(crate) fn read(files: &[File]) -> Self {
        let list = files.iter().find(|file| file.path == LIST);
        let text = list.and_then(|file| file.text.as_deref()).unwrap_or("");
        let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
        let cells = rows.filter_map(|row| row.split('|').next());
        let names = cells.flat_map(|cell| cell.split([',', '`', ' ']));
        Self(
            names
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }
}

pub(crate) fn check(file: &File, source: &Source, fields: &Fields) -> Vec<Finding> {
    let production: Vec<&str> = source
        .lines
        .iter()
        .take(source.production)
        .map(|line| line.code.as_str())
        .collect();
    let code = production.join("\n");
    calls(&code)
        .flat_map(|(at, names)| names.into_iter().map(move |name| (at, name)))
        .filter(|(_, name)| !fields.0.contains(*name))
        .map(|(at, name)| {
            let line = code
                .get(..at)
                .map_or(0, |before| before.matches('\n').count())
                + 1;
            Finding::at(
                file,
                line,
                format!("log field `{name}` is not listed in {LIST}"),
            )
        })
        .collect()
}

/// Where each call of a log macro begins, and the names of its fields.
fn calls(code: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    code.match_indices("tracing::").filter_map(|(at, path)| {
        let after = code.get(at + path.len()..)?;
        let (start, message_ends) = MACROS.iter().find(|(start, _)| after.starts_with(start))?;
        let names = names(arguments(after.get(start.len()..)?), *message_ends);
        Some((at, names))
    })
}

fn names(arguments: Vec<&str>, message_ends: bool) -> Vec<&str> {
    let is_text = |argument: &str| argument.contains('"') && !argument.contains('=');
    let fields = arguments
        .into_iter()
        .take_while(|argument| !(message_ends && is_text(argument)));
    fields
        .filter(|argument| !is_text(argument) && !argument.contains("target:"))
        .filter_map(|argument| argument.split('=').next())
        .map(|name| name.trim().trim_start_matches(['%', '?']))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Splits what stands between the brackets at its outermost commas.
fn arguments(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut begin) = (0_usize, 0);
    for (at, character) in code.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            ')' => {
                found.extend(code.get(begin..at));
                break;
            }
            ',' if depth == 0 => {
                found.extend(code.get(begin..at));
                begin = at + 1;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let list = "| field | what |\n| `payment.id`, `job.kind` | which |\n| `error` | why |\n";
        let fields = Fields::read(&[File::for_test(LIST, list)]);
        let path = "crates/app/src/a.rs";
        let findings = check(
            &File::for_test(path, text),
            &Source::read(path, text),
            &fields,
        );
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn listed_fields_may_be_logged() {
        let text = "tracing::warn!(payment.id = %f(a, b), error = %e, \"{} failed\", name = 1);\n";
        assert!(messages(text).is_empty());
        assert!(messages("tracing::info_span!(\"job\", job.kind = 1);\n").is_empty());
        assert!(messages("tracing::info!(\"ready\");\n").is_empty());
    }

    #[test]
    fn other_fields_are_found_where_the_call_begins() {
        let text =
            "//! A.\n\ntracing::info!(\n    payment.id = 1,\n    payer.name = 2,\n    \"x\"\n);\n";
        let found = messages(text);
        let expected =
            "crates/app/src/a.rs:3: log field `payer.name` is not listed in docs/logging.md";
        assert_eq!(found, [expected]);
        assert_eq!(messages("tracing::info!(%iban, \"x\");\n").len(), 1);
        assert_eq!(
            messages("tracing::info_span!(\"job\", iban = 1);\n").len(),
            1
        );
    }
}
