//! A Rust file as its tokens: which text is a string literal, where the test module begins.
//!
//! A file that is no Rust has no tokens; the compiler says more about it than these rules could.

use std::ops::Range;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A Rust source file with its test part marked.
pub(crate) struct Source {
    pub(crate) lines: Vec<Line>,
    pub(crate) strings: Vec<Literal>,
    pub(crate) tokens: TokenStream,
    /// Number of lines before the `#[cfg(test)]` module that ends the file; 0 for a test file.
    pub(crate) production: usize,
}

#[derive(Default)]
pub(crate) struct Line {
    pub(crate) full: String,
    /// The line without what is inside string literals.
    pub(crate) bare: String,
    pub(crate) begins_in_string: bool,
}

/// The inside of a string literal, escapes as they are written.
pub(crate) struct Literal {
    /// Where it begins, counted from one.
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn read(path: &str, text: &str) -> Self {
        let tokens: TokenStream = text.parse().unwrap_or_default();
        let (mut strings, mut insides) = (Vec::new(), Vec::new());
        visit(&tokens, &mut |siblings, at| {
            if let Some((literal, inside)) = siblings.get(at).and_then(|tree| literal(tree, text)) {
                strings.push(literal);
                insides.push(inside);
            }
        });
        let lines = lines(text, &insides);
        let production = if is_test_file(path) {
            0
        } else {
            length_without_tests(&tokens).unwrap_or(lines.len())
        };
        Self {
            lines,
            strings,
            tokens,
            production,
        }
    }

    /// The lines with their numbers, counted from one.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &Line)> {
        (1..).zip(&self.lines)
    }
}

/// Calls `see` with each token's siblings and its place among them, also inside brackets.
pub(crate) fn visit(tokens: &TokenStream, see: &mut dyn FnMut(&[TokenTree], usize)) {
    let siblings: Vec<TokenTree> = tokens.clone().into_iter().collect();
    for (at, tree) in siblings.iter().enumerate() {
        see(&siblings, at);
        if let TokenTree::Group(group) = tree {
            visit(&group.stream(), see);
        }
    }
}

/// A string literal and the bytes between its quotes. Doc comments are tokens too, but no strings.
fn literal(tree: &TokenTree, text: &str) -> Option<(Literal, Range<usize>)> {
    let TokenTree::Literal(literal) = tree else {
        return None;
    };
    let whole = literal.span().byte_range();
    let written = text.get(whole.clone())?;
    let prefix = written.find('"')?;
    let is_string = matches!(
        written.get(..prefix)?.trim_end_matches('#'),
        "" | "r" | "b" | "br" | "c" | "cr"
    );
    let inside = whole.start + prefix + 1..whole.start + written.rfind('"')?;
    let found = Literal {
        line: literal.span().start().line,
        text: text.get(inside.clone())?.to_owned(),
    };
    is_string.then_some((found, inside))
}

fn lines(text: &str, insides: &[Range<usize>]) -> Vec<Line> {
    let mut begin = 0;
    let mut insides = insides.iter().peekable();
    let mut lines = Vec::new();
    for full in text.split_inclusive('\n') {
        let end = begin + full.len();
        while insides.next_if(|inside| inside.end <= begin).is_some() {}
        let mut line = Line {
            full: full.trim_end_matches(['\n', '\r']).to_owned(),
            bare: String::new(),
            begins_in_string: insides.peek().is_some_and(|inside| inside.start < begin),
        };
        let mut at = begin;
        for inside in insides.clone().take_while(|inside| inside.start < end) {
            line.bare.push_str(text.get(at..inside.start).unwrap_or(""));
            at = inside.end.min(end);
        }
        line.bare
            .push_str(text.get(at..end).unwrap_or("").trim_end());
        lines.push(line);
        begin = end;
    }
    lines
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// Lines before `#[cfg(test)] mod name {`, other attributes between.
fn length_without_tests(tokens: &TokenStream) -> Option<usize> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let found = (0..tokens.len()).find(|&at| {
        let rest = tokens.get(at..).unwrap_or(&[]);
        attribute(rest).is_some_and(|text| is_for_tests(&text)) && begins_module(rest)
    })?;
    Some(tokens.get(found)?.span().start().line - 1)
}

/// `cfg(test)`, or that and something else.
fn is_for_tests(attribute: &str) -> bool {
    attribute == "cfg (test)" || attribute.starts_with("cfg (all (test ,")
}

fn begins_module(mut rest: &[TokenTree]) -> bool {
    while attribute(rest).is_some() {
        rest = rest.get(2..).unwrap_or(&[]);
    }
    let brace = |group: &proc_macro2::Group| group.delimiter() == Delimiter::Brace;
    matches!(rest, [TokenTree::Ident(word), TokenTree::Ident(_), TokenTree::Group(body), ..]
        if word == "mod" && brace(body))
}

/// What stands in the brackets of an attribute that begins here.
pub(crate) fn attribute(rest: &[TokenTree]) -> Option<String> {
    match rest {
        [TokenTree::Punct(hash), TokenTree::Group(group), ..]
            if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket =>
        {
            Some(group.stream().to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Source {
        Source::read("crates/app/src/lib.rs", text)
    }

    #[test]
    fn strings_are_told_from_code_and_comments() {
        let source = read("let a = \"// text\"; // said \"so\"\nlet b = r#\"x \"y\" z\"#; b()\n");
        let bare: Vec<&str> = source.lines.iter().map(|line| line.bare.as_str()).collect();
        assert_eq!(
            bare,
            ["let a = \"\"; // said \"so\"", "let b = r#\"\"#; b()"]
        );
        let strings: Vec<(usize, &str)> = source
            .strings
            .iter()
            .map(|literal| (literal.line, literal.text.as_str()))
            .collect();
        assert_eq!(strings, [(1, "// text"), (2, "x \"y\" z")]);
    }

    #[test]
    fn comments_characters_and_lifetimes_are_no_strings() {
        let source = read("/// said \"so\"\nfn f<'a>(c: &'a str) -> char { '\"' }\n");
        assert!(source.strings.is_empty());
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
    fn the_test_module_at_the_end_is_not_production() {
        let text = "fn a() {}\n\n#[cfg(test)]\nfn helper() {}\n\n#[cfg(test)]\nmod tests {\n}\n";
        assert_eq!(read(text).production, 5);
        let text = "fn a() {}\n\n#[cfg(all(test, feature = \"b\"))]\nmod tests {\n}\n";
        assert_eq!(read(text).production, 2);
        assert_eq!(read("fn a() {}\n").production, 1);
        assert_eq!(
            Source::read("crates/app/tests/it/main.rs", "fn a() {}\n").production,
            0
        );
    }
}
