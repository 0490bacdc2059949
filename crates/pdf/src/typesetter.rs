//! The world a template lives in: our template, our fonts, the data, and nothing else.
//!
//! No disk, no network, no packages, no clock: whatever a template asks for beyond its own text is
//! refused.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{FileId, Source, Span};
use typst::text::{Font, FontBook, FontStyle};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::PdfError;

/// Documents we can set.
#[derive(Clone, Copy)]
pub(crate) enum Template {
    Receipt,
    Slip,
}

impl Template {
    fn source(self) -> &'static Source {
        match self {
            Self::Receipt => &RECEIPT,
            Self::Slip => &SLIP,
        }
    }
}

/// Parsed once. A detached source has an id of its own, interned once, and no path to ask for.
static RECEIPT: LazyLock<Source> = LazyLock::new(|| Source::detached(include_str!("receipt.typ")));
static SLIP: LazyLock<Source> = LazyLock::new(|| Source::detached(include_str!("slip.typ")));

/// Libertinus Serif (OFL): the family of all our documents, from Latin to Cyrillic.
const FAMILY: &str = "Libertinus Serif";
/// Noto Sans Arabic (OFL): what that family lacks. Fetched by the build of the pages' assets.
const ARABIC: [&[u8]; 2] = [
    include_bytes!("../dist/NotoSansArabic_400Regular.ttf"),
    include_bytes!("../dist/NotoSansArabic_700Bold.ttf"),
];

/// Regular to bold of both, upright: no document of ours is set in italics, which have fewer
/// letters.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let ours = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data)));
    let arabic = ARABIC
        .into_iter()
        .flat_map(|data| Font::iter(Bytes::new(data)));
    let upright = |font: &Font| font.info().variant.style == FontStyle::Normal;
    ours.filter(|font| font.info().family.as_str() == FAMILY && upright(font))
        .chain(arabic)
        .collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// Results kept for this many documents: the template's own parts stay, a payer's data goes.
const KEPT_FOR: usize = 5;

/// What stands for a character our fonts lack.
const REPLACEMENT: char = '\u{fffd}';

struct Closed {
    library: LazyHash<Library>,
    main: &'static Source,
}

impl World for Closed {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sets a template with its data (JSON) and exports it as PDF/UA-1 and PDF/A-3a, which wants a
/// date; it is the caller's, so that the same data gives the same file.
pub(crate) fn set(template: Template, data: &str, dated: Timestamp) -> Result<Vec<u8>, PdfError> {
    let inputs = Dict::from_iter([("data".into(), data.into_value())]);
    let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
    let world = Closed {
        library,
        main: template.source(),
    };
    let pdf = typst::compile::<PagedDocument>(&world)
        .output
        .and_then(|document| typst_pdf::pdf(&document, &options(dated)?))
        .map_err(|errors| failure(&errors));
    typst::comemo::evict(KEPT_FOR);
    pdf
}

fn options(date: Timestamp) -> Result<PdfOptions, EcoVec<SourceDiagnostic>> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a]);
    let standards = standards.map_err(|error| {
        EcoVec::from([SourceDiagnostic::error(Span::detached(), error.message())])
    })?;
    let timestamp = datetime(date).map(typst_pdf::Timestamp::new_utc);
    Ok(PdfOptions {
        standards,
        timestamp,
        ..PdfOptions::default()
    })
}

/// In UTC, to the second.
fn datetime(date: Timestamp) -> Option<Datetime> {
    let utc = TimeZone::UTC.to_datetime(date);
    let small = |number: i8| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        utc.year().into(),
        small(utc.month())?,
        small(utc.day())?,
        small(utc.hour())?,
        small(utc.minute())?,
        small(utc.second())?,
    )
}

/// What went wrong, from the diagnostics' own words: those quote our template, not the data.
fn failure(errors: &[SourceDiagnostic]) -> PdfError {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    PdfError::Setting {
        message: messages.join("; "),
    }
}

/// The text with every character our fonts lack replaced and white space made plain. Marks that
/// turn the reading direction go: they could make a receipt read differently than it is.
pub fn printable(text: &str) -> String {
    let turns = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|c| !turns(c))
        .map(printable_char)
        .collect()
}

fn printable_char(c: char) -> char {
    if c.is_whitespace() && c != '\u{a0}' {
        return ' ';
    }
    let has = |c: char| {
        let (ours, arabic): (Vec<&Font>, Vec<&Font>) = FONTS
            .iter()
            .partition(|font| font.info().family.as_str() == FAMILY);
        let covers = |font: &&Font| font.info().coverage.contains(c.into());
        ours.iter().all(covers) || arabic.iter().all(covers)
    };
    match c {
        // A font may have a glyph for them; no reader should.
        c if c.is_control() => REPLACEMENT,
        c if has(c) => c,
        _ if has(REPLACEMENT) => REPLACEMENT,
        _ => '?',
    }
}
