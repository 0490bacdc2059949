//! Fields of log lines come from the list in `docs/logging.md`, so that a filter written today
//! finds what is logged tomorrow, and no field for something personal comes in by the way. The id
//! of a payment opens its page, so it is logged by `in_log` only.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

use super::{
    Finding,
    source::{Source, visit},
    tree::File,
};

const LIST: &str = "docs/logging.md";
/// The field whose value may not be written as it is, and what it is written by.
const SHORTENED: (&str, &str) = ("payment.id", "in_log");
/// Macros whose first text is a message that ends their fields.
const MESSAGES: &[&str] = &["error", "warn", "info", "debug", "trace"];
/// Macros whose first text is a span's name; fields follow.
const SPANS: &[&str] = &[
    "error_span",
    "warn_span",
    "info_span",
    "debug_span",
    "trace_span",
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
    let mut findings = Vec::new();
    visit(&source.tokens, &mut |siblings, at| {
        let Some((line, logged)) = call(siblings.get(at..).unwrap_or(&[])) else {
            return;
        };
        if line <= source.production {
            let complaints = logged.iter().filter_map(|field| field.complaint(fields));
            findings.extend(complaints.map(|message| Finding::at(file, line, message)));
        }
    });
    findings
}

/// A field of a log line.
struct Logged {
    name: String,
    /// The expression of its value.
    value: String,
}

impl Logged {
    fn complaint(&self, fields: &Fields) -> Option<String> {
        let Self { name, value } = self;
        let (field, by) = SHORTENED;
        if !fields.0.contains(name) {
            Some(format!("log field `{name}` is not listed in {LIST}"))
        } else if name == field && !value.contains(by) {
            Some(format!("log field `{name}` is written without `{by}`"))
        } else {
            None
        }
    }
}

/// The line of a log macro's call that begins here, and its fields.
fn call(tokens: &[TokenTree]) -> Option<(usize, Vec<Logged>)> {
    let [krate, _, _, name, mark, TokenTree::Group(arguments), ..] = tokens else {
        return None;
    };
    let (name, is_call) = (
        name.to_string(),
        krate.to_string() == "tracing" && mark.to_string() == "!",
    );
    let message_ends = MESSAGES.contains(&name.as_str());
    let known = is_call && (message_ends || SPANS.contains(&name.as_str()));
    known.then(|| {
        (
            krate.span().start().line,
            logged(arguments.stream(), message_ends),
        )
    })
}

fn logged(arguments: TokenStream, message_ends: bool) -> Vec<Logged> {
    let arguments: Vec<TokenTree> = arguments.into_iter().collect();
    let arguments = arguments.split(|token| is(token, ','));
    let is_text = |argument: &&[TokenTree]| {
        argument.iter().any(|token| token.to_string().contains('"'))
            && !argument.iter().any(|token| is(token, '='))
    };
    arguments
        .take_while(|argument| !(message_ends && is_text(argument)))
        .filter(|argument| !is_text(argument) && !is_option(argument))
        .map(|argument| Logged {
            name: name(argument),
            value: argument.iter().map(ToString::to_string).collect(),
        })
        .filter(|field| !field.name.is_empty())
        .collect()
}

/// `target: …`, `parent: …`
fn is_option(argument: &[TokenTree]) -> bool {
    argument.get(1).is_some_and(|token| is(token, ':'))
}

/// What stands before `=`, without the mark that says how it is written.
fn name(argument: &[TokenTree]) -> String {
    let name = argument.split(|token| is(token, '=')).next().unwrap_or(&[]);
    let name: String = name.iter().map(ToString::to_string).collect();
    name.trim_start_matches(['%', '?']).to_owned()
}

fn is(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
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
        let text =
            "tracing::warn!(payment.id = %f(a, b.in_log()), error = %e, \"{} failed\", n = 1);\n";
        assert!(messages(text).is_empty());
        assert!(messages("tracing::info_span!(\"job\", job.kind = 1);\n").is_empty());
        assert!(messages("tracing::info!(\"ready\");\n").is_empty());
    }

    #[test]
    fn a_payments_id_is_not_written_as_it_is() {
        let found = messages("//! A.\n\ntracing::info!(payment.id = %payment.id, \"x\");\n");
        let expected = "crates/app/src/a.rs:3: log field `payment.id` is written without `in_log`";
        assert_eq!(found, [expected]);
    }

    #[test]
    fn other_fields_are_found_where_the_call_begins() {
        let text =
            "//! A.\n\ntracing::info!(\n    job.kind = 1,\n    payer.name = 2,\n    \"x\"\n);\n";
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
