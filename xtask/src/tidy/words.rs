//! Words that have a better replacement, wherever Rust is written.

use super::{
    Finding,
    source::{Line, Source},
    tree::File,
};

struct Word {
    word: &'static str,
    instead: &'static str,
}

/// Looked for in code only, so that texts and explanations may name them.
const IN_CODE: &[Word] = &[
    Word {
        word: concat!("to", "do!("),
        instead: "finish it or leave it out",
    },
    Word {
        word: concat!("unimplement", "ed!("),
        instead: "finish it or leave it out",
    },
    Word {
        word: "#[allow(",
        instead: "write #[expect(.., reason = \"..\")]",
    },
    Word {
        word: "#![allow(",
        instead: "write #![expect(.., reason = \"..\")]",
    },
    Word {
        word: "#[ignore",
        instead: "repair the test, or skip inside with a printed reason",
    },
];

const IN_COMMENTS: &[Word] = &[
    Word {
        word: concat!("TO", "DO"),
        instead: "do it now, or open an issue",
    },
    Word {
        word: concat!("FIX", "ME"),
        instead: "do it now, or open an issue",
    },
    Word {
        word: concat!("XX", "X:"),
        instead: "do it now, or open an issue",
    },
];

pub(crate) fn check(file: &File, source: &Source) -> Vec<Finding> {
    let found = source
        .numbered()
        .flat_map(|(number, line)| words_in(line).map(move |word| (number, word)));
    found
        .map(|(number, Word { word, instead })| {
            Finding::at(file, number, format!("`{word}`: {instead}"))
        })
        .collect()
}

fn words_in(line: &Line) -> impl Iterator<Item = &'static Word> {
    let in_code = IN_CODE.iter().filter(|word| line.code.contains(word.word));
    in_code.chain(
        IN_COMMENTS
            .iter()
            .filter(|word| line.comment.contains(word.word)),
    )
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
    fn unfinished_work_is_found_in_code_and_comments() {
        let text = format!("//! A.\nfn a() {{ {}) }}\n// {} later\n", "todo!(", "TODO");
        assert_eq!(lines(&text), [2, 3]);
    }

    #[test]
    fn lints_are_expected_with_a_reason_and_tests_are_not_ignored() {
        assert_eq!(lines("#[allow(dead_code)]\n#[ignore]\nfn a() {}\n"), [1, 2]);
        assert!(lines("#[expect(dead_code, reason = \"b\")]\nfn a() {}\n").is_empty());
    }

    #[test]
    fn texts_may_name_the_words() {
        assert!(lines("const A: &str = \"todo!( #[allow( TODO\";\n").is_empty());
    }
}
