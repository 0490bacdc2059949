//! House rules that no compiler knows: sizes, words with a replacement,
//! twin migrations, nothing generated or private in the repository.
//!
//! A rule is a function from the files to findings. It never changes a file and never fails:
//! what it cannot understand it leaves alone.

mod limits;
mod logging;
mod modules;
mod riddles;
mod series;
mod source;
mod sql;
mod tracked;
mod tree;
mod words;

use std::{fmt, io, path::Path};
use tree::File;

/// Something to repair, at a place an editor can jump to.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    /// Counted from one; 0 speaks of the whole file.
    line: usize,
    message: String,
}

impl Finding {
    fn at(file: &File, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: file.path.clone(),
            line,
            message: message.into(),
        }
    }

    fn whole(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: 0,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            message,
        } = self;
        if *line == 0 {
            write!(f, "{path}: {message}")
        } else {
            write!(f, "{path}:{line}: {message}")
        }
    }
}

/// Everything wrong with the files git knows or would add, in the order of paths and lines.
pub(crate) fn check(root: &Path) -> io::Result<Vec<Finding>> {
    let files = tree::files(root)?;
    let fields = logging::Fields::read(&files);
    let mut findings: Vec<Finding> = files
        .iter()
        .flat_map(|file| check_file(file, &fields))
        .collect();
    findings.extend(series::check(&files));
    findings.extend(modules::check(&files));
    findings.sort();
    Ok(findings)
}

fn check_file(file: &File, fields: &logging::Fields) -> Vec<Finding> {
    let mut findings = tracked::check(file);
    if let Some(text) = &file.text {
        findings.extend(sql::check_migration(file, text));
        if file.has_extension("rs") {
            let source = source::Source::read(&file.path, text);
            findings.extend(limits::check(file, &source));
            findings.extend(words::check(file, &source));
            findings.extend(riddles::check(file, &source));
            findings.extend(sql::check_source(file, &source));
            findings.extend(logging::check(file, &source, fields));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cargo test` runs the check as well.
    #[test]
    fn the_tree_is_tidy() {
        let findings = check(&crate::workspace_root()).unwrap();
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(
            findings.is_empty(),
            "cargo xtask tidy\n{}",
            lines.join("\n")
        );
    }

    #[test]
    fn a_finding_reads_like_a_compiler_message() {
        let file = File::for_test("crates/app/src/lib.rs", "");
        assert_eq!(
            Finding::at(&file, 7, "why").to_string(),
            "crates/app/src/lib.rs:7: why"
        );
        assert_eq!(Finding::whole("a.md", "why").to_string(), "a.md: why");
    }
}
