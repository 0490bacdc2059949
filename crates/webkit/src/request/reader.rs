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
pub struct Reader(pub Locale);

#[derive(Default, Deserialize)]
struct Language {
    lang: Option<String>,
}

impl Reader {
    pub fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let asked = Query::<Language>::try_from_uri(uri);
        let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
        let accepted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        Self(Locale::negotiate(asked.lang.as_deref(), accepted))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &parts.uri))
    }
}
