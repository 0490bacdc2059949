//! The text in which an operator writes how a pool's numbers are built.
//!
//! `51254{year:2}{counter:6}`: digits and capital letters stand for themselves, braces for
//!
//! - `{tenant:05154}`, `{service:77}`: constants that say what they are for;
//! - `{year}` or `{year:2}`: year of issue with four or two digits;
//! - `{counter:6}`: the running number with leading zeros, exactly once;
//! - `{check}`: the check digits, at the end where not written. `RF{check}…` with `mod97-10` is a
//!   creditor reference of ISO 11649.

use super::is_storable;

/// Most digits of a counter: its largest value still fits the databases' integers.
const COUNTER_WIDTH_MAX: usize = 18;

/// One part of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Constant(String),
    Year { digits: usize },
    Counter { width: usize },
}

/// One character of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Fixed(char),
    Digit,
}

/// What stands before the check digits and what after them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) before: Vec<Segment>,
    pub(super) after: Vec<Segment>,
    pub(super) names_check: bool,
}

/// What is wrong with a definition's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDefinition {
    #[error("a {{ has no }}")]
    Unclosed,
    #[error("{{{0}}} is unknown; known are tenant:…, service:…, year, year:2, counter:…, check")]
    UnknownPart(String),
    #[error("a constant holds {0:?}; digits and capital letters are allowed")]
    BadConstant(char),
    #[error("{{{0}}} needs a value")]
    Empty(String),
    #[error("a counter has 1 to {COUNTER_WIDTH_MAX} digits")]
    CounterWidth,
    #[error("a number needs exactly one counter")]
    NotOneCounter,
    #[error("the check digits stand in two places")]
    TwoChecks,
}

impl Definition {
    pub(super) fn parse(text: &str) -> Result<Self, BadDefinition> {
        let mut definition = Self::default();
        let mut rest = text;
        while !rest.is_empty() {
            rest = if let Some(opened) = rest.strip_prefix('{') {
                let (part, rest) = opened.split_once('}').ok_or(BadDefinition::Unclosed)?;
                definition.add(part)?;
                rest
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                let (text, rest) = rest.split_at(end);
                definition.push(constant(text)?);
                rest
            };
        }
        if definition.counter_widths().count() != 1 {
            return Err(BadDefinition::NotOneCounter);
        }
        Ok(definition)
    }

    fn add(&mut self, part: &str) -> Result<(), BadDefinition> {
        let segment = match part.split_once(':') {
            None if part == "check" && self.names_check => return Err(BadDefinition::TwoChecks),
            None if part == "check" => {
                self.names_check = true;
                return Ok(());
            }
            None if part == "year" => Segment::Year { digits: 4 },
            Some(("year", "4")) => Segment::Year { digits: 4 },
            Some(("year", "2")) => Segment::Year { digits: 2 },
            Some(("counter", width)) => Segment::Counter {
                width: counter_width(width)?,
            },
            Some(("tenant" | "service", "")) => return Err(BadDefinition::Empty(part.to_owned())),
            Some(("tenant" | "service", code)) => constant(code)?,
            Some(_) | None => return Err(BadDefinition::UnknownPart(part.to_owned())),
        };
        self.push(segment);
        Ok(())
    }

    fn push(&mut self, segment: Segment) {
        if self.names_check {
            self.after.push(segment);
        } else {
            self.before.push(segment);
        }
    }

    /// The number's form, character by character; `check` is how many check digits it has.
    pub(super) fn places(&self, check: usize) -> Vec<Place> {
        let check_digits = std::iter::repeat_n(Place::Digit, check);
        places(&self.before)
            .chain(check_digits)
            .chain(places(&self.after))
            .collect()
    }

    /// How many characters stand before each joint between two parts.
    pub(super) fn joints(&self, check: usize) -> Vec<usize> {
        let before = self.before.iter().map(Segment::length);
        let after = self.after.iter().map(Segment::length);
        let mut end = 0;
        before
            .chain([check])
            .chain(after)
            .map(|length| {
                end += length;
                end
            })
            .collect()
    }

    pub(super) fn counter_width(&self) -> usize {
        self.counter_widths().sum()
    }

    fn counter_widths(&self) -> impl Iterator<Item = usize> {
        self.before
            .iter()
            .chain(&self.after)
            .filter_map(|segment| match segment {
                Segment::Counter { width } => Some(*width),
                Segment::Constant(_) | Segment::Year { .. } => None,
            })
    }
}

impl Segment {
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Constant(text) => text.len(),
            Self::Year { digits } => *digits,
            Self::Counter { width } => *width,
        }
    }
}

/// The parts one after the other. `counter` fits its width and `year` has at most four digits.
pub(super) fn write(segments: &[Segment], counter: u64, year: u16) -> String {
    let written = segments.iter().map(|segment| match segment {
        Segment::Constant(text) => text.clone(),
        Segment::Year { digits: 2 } => format!("{:02}", year % 100),
        Segment::Year { digits } => format!("{year:0digits$}"),
        Segment::Counter { width } => format!("{counter:0width$}"),
    });
    written.collect()
}

fn places(segments: &[Segment]) -> impl Iterator<Item = Place> {
    segments.iter().flat_map(|segment| match segment {
        Segment::Constant(text) => text.chars().map(Place::Fixed).collect(),
        Segment::Year { digits: length } | Segment::Counter { width: length } => {
            vec![Place::Digit; *length]
        }
    })
}

fn constant(text: &str) -> Result<Segment, BadDefinition> {
    match text.chars().find(|character| !is_storable(*character)) {
        Some(character) => Err(BadDefinition::BadConstant(character)),
        None => Ok(Segment::Constant(text.to_owned())),
    }
}

fn counter_width(text: &str) -> Result<usize, BadDefinition> {
    text.parse()
        .ok()
        .filter(|width| (1..=COUNTER_WIDTH_MAX).contains(width))
        .ok_or(BadDefinition::CounterWidth)
}
