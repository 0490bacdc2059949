//! Pages, as types.
//!
//! A page is a struct with everything it shows: texts, amounts and times arrive decided and
//! formatted (see [`crate::format`]), so a template chooses nothing but words. Rendering cannot
//! fail for any value of the fields, needs no IO and escapes everything. Each page brings samples
//! of every look it can have; tests, accessibility checks and screenshots use them.
//!
//! Pages need no script and no cookie. All that changes something is a form with `POST`; links
//! and forms carry the reader's language along as `?lang=`.

mod error;
mod frame;
mod local_path;
mod localized_text;
pub mod negations;
pub mod redirect;
pub mod sample;

pub use error::{ErrorKind, ErrorPage, UnknownLinkPage};
pub use frame::{Branding, Frame, Language, LegalLink, Logo, SwitchForm};
pub use local_path::LocalPath;
pub use localized_text::{LocalizedText, localized};

use std::path::Path;
use std::{fs, io};

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;

use crate::i18n::Locale;

/// A page: its template, its data, and examples of every look it can have.
pub trait Page: Template + Sized {
    /// Examples for tests, accessibility checks and screenshots, with a name each. Made up.
    fn samples(locale: Locale) -> Vec<(&'static str, Self)>;
}

/// One look of one page, as a browser gets it.
#[derive(Debug)]
pub struct Sample {
    pub name: &'static str,
    pub locale: Locale,
    pub html: Result<String, askama::Error>,
}

/// The samples of one page in this language.
pub fn rendered<P: Page>(locale: Locale) -> impl Iterator<Item = Sample> {
    P::samples(locale)
        .into_iter()
        .map(move |(name, page)| Sample {
            name,
            locale,
            html: page.render().map(negations::in_bold),
        })
}

/// Writes each sample into the folder as `LOOK.LANGUAGE.html`, with what pages load, for a browser
/// to read.
pub fn write_samples(folder: &Path, samples: impl Iterator<Item = Sample>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for sample in samples {
        let html = sample.html.map_err(io::Error::other)?;
        let name = format!("{}.{}.html", sample.name, sample.locale.tag());
        fs::write(folder.join(name), html)?;
    }
    crate::assets::write_all(folder)
}

pub fn html<P: Template>(page: &P) -> Response {
    match page.render() {
        Ok(html) => Html(negations::in_bold(html)).into_response(),
        Err(error) => {
            tracing::error!(error = %error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// One entry of the summary on top: which field, and what to do.
#[derive(Clone, Debug)]
pub struct FieldError {
    pub id: &'static str,
    pub text: String,
}
