//! Words that have a better replacement, wherever Rust is written. Clippy refuses the others
//! (`[workspace.lints.clippy]`).

use super::{
    Finding,
    source::{Source, attribute, visit},
    tree::File,
};

/// Put together here, so that this file does not find itself.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
];

pub(crate) fn check(file: &File, source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in source.numbered() {
        let found = UNFINISHED.iter().find(|word| line.bare.contains(**word));
        findings.extend(found.map(|word| {
            let message = format!("`{word}`: do it now, or open an issue");
            Finding::at(file, number, message)
        }));
    }
    visit(&source.tokens, &mut |siblings, at| {
        let rest = siblings.get(at..).unwrap_or(&[]);
        if let (Some(attribute), Some(hash)) = (attribute(rest), rest.first())
            && attribute.split([' ', '(']).next() == Some("ignore")
        {
            let message = "`#[ignore`: repair the test, or skip inside with a printed reason";
            findings.push(Finding::at(file, hash.span().start().line, message));
        }
    });
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        let path = "crates/app/src/a.rs";
        let findings = check(&File::for_test(path, text), &Source::read(path, text));
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn unfinished_work_is_found_in_comments() {
        let text = format!("//! A.\nfn a() {{}}\n// {} later\n", "TODO");
        assert_eq!(lines(&text), [3]);
    }

    #[test]
    fn tests_are_not_ignored() {
        assert_eq!(lines("#[ignore]\nfn a() {}\n"), [1]);
        assert_eq!(lines("mod a {\n#[ignore = \"slow\"]\nfn a() {}\n}\n"), [2]);
    }

    #[test]
    fn texts_may_name_the_words() {
        assert!(lines("const A: &str = \"#[ignore] TODO\";\n").is_empty());
    }
}
