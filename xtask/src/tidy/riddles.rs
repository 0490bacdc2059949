//! Doc comments name the thing they speak of. A person where a thing is meant is a riddle.

use super::{Finding, source::Source, tree::File};

/// Where no riddle is left; a crate is added when its last one is gone.
const CLEAN: &[&str] = &[
    "crates/bench/",
    "crates/mail/",
    "crates/pdf/",
    "crates/simulators/",
    "xtask/",
];
const RIDDLES: [&str; 4] = ["whoever", "somebody", "nobody", "anybody"];

pub(crate) fn check(file: &File, source: &Source) -> Vec<Finding> {
    if !CLEAN.iter().any(|folder| file.path.starts_with(folder)) {
        return Vec::new();
    }
    let lines = source.numbered();
    lines
        .filter_map(|(number, line)| {
            let text = line.full.trim_start();
            let is_doc = text.starts_with("///") || text.starts_with("//!");
            let riddle = RIDDLES.iter().find(|riddle| has_word(text, riddle));
            let message = riddle.filter(|_| is_doc).map(|riddle| {
                format!("`{riddle}` in a doc comment: name the thing with its word")
            })?;
            Some(Finding::at(file, number, message))
        })
        .collect()
}

fn has_word(text: &str, word: &str) -> bool {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words
        .into_iter()
        .any(|found| found.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let path = "crates/pdf/src/a.rs";
        let findings = check(&File::for_test(path, text), &Source::read(path, text));
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn persons_where_things_are_meant_are_found_in_doc_comments() {
        assert_eq!(
            lines("//! For whoever asks.\n/// Nobody's.\nfn a() {} // nobody\n"),
            [1, 2]
        );
        assert!(lines("/// Read by its owner.\nfn nobody() {}\n").is_empty());
    }
}
