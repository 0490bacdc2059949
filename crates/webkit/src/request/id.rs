//! A number for each request, ours alone: none is taken from outside. People quote it, the log
//! finds it.

use std::convert::Infallible;
use std::fmt;

use axum::extract::FromRequestParts;
use domain::Moment;
use http::Extensions;
use http::request::Parts;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(u64);

impl RequestId {
    pub fn new(moment: &mut Moment) -> Self {
        Self(u64::from_be_bytes(moment.bytes()))
    }

    /// The number the router gave the request.
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(0))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions))
    }
}
