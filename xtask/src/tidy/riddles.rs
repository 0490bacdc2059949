//! Doc comments name the thing they speak of. A person where a thing is meant is a riddle.

use super::{Finding, source::Source, tree::File};

/// Pronouns for persons. A doc comment names the thing, or the person by its part: the payer, the
/// treasurer, the client, the caller.
const RIDDLES: [&str; 14] = [
    "anybody",
    "anyone",
    "everybody",
    "everyone",
    "he",
    "him",
    "himself",
    "his",
    "nobody",
    "somebody",
    "someone",
    "who",
    "whoever",
    "whom",
];

pub(crate) fn check(file: &File, source: &Source) -> Vec<Finding> {
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
        assert_eq!(
            lines("/// The row is his.\n/// The payer who pays.\n"),
            [1, 2]
        );
        assert!(lines("/// Whose owner reads this history.\nfn nobody() {}\n").is_empty());
    }
}
