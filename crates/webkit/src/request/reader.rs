//! The language of an answer.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use http::{HeaderMap, Uri};
use serde::Deserialize;

use crate::i18n::Locale;

/// The language of the page: as the link says, else as the browser asks.
#[derive(Clone, Copy)]
pub struct ReaderLanguage(pub Locale);

#[derive(Default, Deserialize)]
struct Language {
    lang: Option<String>,
}

impl ReaderLanguage {
    pub fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let query = Query::<Language>::try_from_uri(uri);
        let query = query.map(|Query(query)| query).unwrap_or_default();
        let accepted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        Self(Locale::negotiate(query.lang.as_deref(), accepted))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ReaderLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &parts.uri))
    }
}
