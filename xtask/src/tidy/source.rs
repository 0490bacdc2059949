//! A Rust file taken apart just far enough: code, comments and string literals, line by line.
//!
//! No parser: a rule about words needs to know only in which of the three a word stands.

/// A Rust source file with its test part marked.
pub(crate) struct Source {
    pub(crate) lines: Vec<Line>,
    pub(crate) strings: Vec<Literal>,
    /// Number of lines before the `#[cfg(test)]` module that ends the file; 0 for a test file.
    pub(crate) production: usize,
}

/// One line, split by what the compiler sees in it.
#[derive(Default)]
pub(crate) struct Line {
    pub(crate) full: String,
    /// The line without comments and without the inside of string literals.
    pub(crate) code: String,
    pub(crate) comment: String,
    pub(crate) begins_in_string: bool,
}

/// The inside of a string literal.
pub(crate) struct Literal {
    /// Where it begins, counted from one.
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let (lines, strings) = Splitter::split(text);
        let production = if is_test_file(path) {
            0
        } else {
            length_without_tests(&lines)
        };
        Self {
            lines,
            strings,
            production,
        }
    }

    /// The lines with their numbers, counted from one.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &Line)> {
        (1..).zip(&self.lines)
    }
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

fn length_without_tests(lines: &[Line]) -> usize {
    let tail = (0..lines.len()).find(|&at| begins_test_module(lines.get(at..).unwrap_or(&[])));
    tail.unwrap_or(lines.len())
}

fn begins_test_module(rest: &[Line]) -> bool {
    let mut rest = rest.iter().map(|line| line.full.as_str());
    rest.next() == Some("#[cfg(test)]")
        && rest
            .find(|line| !line.starts_with("#["))
            .is_some_and(|line| line.contains("mod ") && line.ends_with('{'))
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Code,
    LineComment,
    BlockComment { depth: usize },
    Text,
    RawText { hashes: usize },
}

struct Splitter<'a> {
    rest: &'a str,
    /// The last character of code, to tell `br"…"` from a name that ends in `r`.
    before: char,
    inside: Inside,
    lines: Vec<Line>,
    strings: Vec<Literal>,
}

impl<'a> Splitter<'a> {
    fn split(text: &'a str) -> (Vec<Line>, Vec<Literal>) {
        let mut splitter = Self {
            rest: text,
            before: '\n',
            inside: Inside::Code,
            lines: vec![Line::default()],
            strings: Vec::new(),
        };
        while !splitter.rest.is_empty() {
            splitter.step();
        }
        let mut lines = splitter.lines;
        if lines.last().is_some_and(|line| line.full.is_empty()) {
            lines.pop();
        }
        (lines, splitter.strings)
    }

    fn step(&mut self) {
        match self.inside {
            Inside::Code => self.step_in_code(),
            Inside::LineComment => self.take(1),
            Inside::BlockComment { depth } => self.step_in_block_comment(depth),
            Inside::Text => self.step_in_text(),
            Inside::RawText { hashes } => self.step_in_raw_text(hashes),
        }
    }

    fn step_in_code(&mut self) {
        if self.rest.starts_with("//") {
            self.inside = Inside::LineComment;
            self.take(2);
        } else if self.rest.starts_with("/*") {
            self.inside = Inside::BlockComment { depth: 1 };
            self.take(2);
        } else if let Some(hashes) = self.raw_string_hashes() {
            self.take(hashes + 2);
            self.begin_string(Inside::RawText { hashes });
        } else if self.rest.starts_with('"') {
            self.take(1);
            self.begin_string(Inside::Text);
        } else {
            self.take(self.character_literal_length().unwrap_or(1));
        }
    }

    fn step_in_block_comment(&mut self, depth: usize) {
        if self.rest.starts_with("/*") {
            self.inside = Inside::BlockComment { depth: depth + 1 };
            self.take(2);
        } else if self.rest.starts_with("*/") {
            self.take(2);
            self.inside = if depth == 1 {
                Inside::Code
            } else {
                Inside::BlockComment { depth: depth - 1 }
            };
        } else {
            self.take(1);
        }
    }

    fn step_in_text(&mut self) {
        if self.rest.starts_with('\\') {
            self.take(2);
        } else if self.rest.starts_with('"') {
            self.inside = Inside::Code;
            self.take(1);
        } else {
            self.take(1);
        }
    }

    fn step_in_raw_text(&mut self, hashes: usize) {
        let end = format!("\"{}", "#".repeat(hashes));
        if self.rest.starts_with(&end) {
            self.inside = Inside::Code;
            self.take(end.len());
        } else {
            self.take(1);
        }
    }

    fn begin_string(&mut self, inside: Inside) {
        self.inside = inside;
        self.strings.push(Literal {
            line: self.lines.len(),
            text: String::new(),
        });
    }

    /// `r"` is 0, `r##"` is 2; none where no raw string begins.
    fn raw_string_hashes(&self) -> Option<usize> {
        let part_of_a_name = self.before.is_alphanumeric() || self.before == '_';
        let after = self.rest.strip_prefix('r')?;
        let bare = after.trim_start_matches('#');
        let is_raw = bare.starts_with('"') && (!part_of_a_name || self.before == 'b');
        is_raw.then(|| after.len() - bare.len())
    }

    /// Length in characters of `'x'` or `'\n'`; a lifetime has no closing quote that near.
    fn character_literal_length(&self) -> Option<usize> {
        let inner = self.rest.strip_prefix('\'')?;
        let mut characters = inner.chars();
        let first = characters.next()?;
        if first == '\\' {
            let end = characters.skip(1).position(|character| character == '\'')?;
            return Some(end + 4);
        }
        (characters.next()? == '\'').then_some(3)
    }

    fn take(&mut self, count: usize) {
        for _ in 0..count {
            let mut characters = self.rest.chars();
            let Some(character) = characters.next() else {
                return;
            };
            self.rest = characters.as_str();
            self.note(character);
        }
    }

    fn note(&mut self, character: char) {
        let in_string = matches!(self.inside, Inside::Text | Inside::RawText { .. });
        if in_string && let Some(literal) = self.strings.last_mut() {
            literal.text.push(character);
        }
        if character == '\n' {
            self.new_line(in_string);
            return;
        }
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        line.full.push(character);
        match self.inside {
            Inside::Code => {
                line.code.push(character);
                self.before = character;
            }
            Inside::LineComment | Inside::BlockComment { .. } => line.comment.push(character),
            Inside::Text | Inside::RawText { .. } => {}
        }
    }

    fn new_line(&mut self, begins_in_string: bool) {
        if self.inside == Inside::LineComment {
            self.inside = Inside::Code;
        }
        self.before = '\n';
        self.lines.push(Line {
            begins_in_string,
            ..Line::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Source {
        Source::read("crates/app/src/lib.rs", text)
    }

    #[test]
    fn words_are_sorted_into_code_comments_and_strings() {
        let source = read("let a = \"// text\"; // said /* so\nlet b = r#\"x \"y\" z\"#; b()\n");
        let code: Vec<&str> = source.lines.iter().map(|line| line.code.as_str()).collect();
        assert_eq!(code, ["let a = \"\"; ", "let b = r#\"\"#; b()"]);
        let comments: Vec<&str> = source
            .lines
            .iter()
            .map(|line| line.comment.as_str())
            .collect();
        assert_eq!(comments, ["// said /* so", ""]);
        let strings: Vec<(usize, &str)> = source
            .strings
            .iter()
            .map(|literal| (literal.line, literal.text.as_str()))
            .collect();
        assert_eq!(strings, [(1, "// text"), (2, "x \"y\" z")]);
    }

    #[test]
    fn lifetimes_and_character_literals_do_not_open_anything() {
        let source = read("fn f<'a>(c: &'a str) -> char { '\"' }\nlet q = ['\\'', '\\u{e4}'];\n");
        assert!(source.strings.is_empty());
        assert!(source.lines.iter().all(|line| line.comment.is_empty()));
    }

    #[test]
    fn a_string_may_span_lines_and_escape_its_quotes() {
        let source = read("let a = \"one \\\" \\\n    two\";\nlet b = 1;\n");
        assert_eq!(source.strings.len(), 1);
        let begins: Vec<bool> = source
            .lines
            .iter()
            .map(|line| line.begins_in_string)
            .collect();
        assert_eq!(begins, [false, true, false]);
    }

    #[test]
    fn block_comments_nest() {
        let source = read("a /* b /* c */ d */ e\n");
        assert_eq!(
            source.lines.first().map(|line| line.code.as_str()),
            Some("a  e")
        );
    }

    #[test]
    fn the_test_module_at_the_end_is_not_production() {
        let text = "fn a() {}\n\n#[cfg(test)]\nfn helper() {}\n\n#[cfg(test)]\nmod tests {\n}\n";
        assert_eq!(read(text).production, 5);
        assert_eq!(read("fn a() {}\n").production, 1);
        assert_eq!(
            Source::read("crates/app/tests/it/main.rs", "fn a() {}\n").production,
            0
        );
    }
}
