//! The versions of the standard that are answered beside each other.
//!
//! A call's version is that of the header `X-XBezahldienste-Version`, else that of its address. How
//! a transaction is answered follows the spelling of its own request, which is kept with it, so
//! that reads by any address answer alike: clients send one version's request to another's address.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::StatusCode;
use http::request::Parts;
use webkit::request::RequestId;

use crate::xbezahldienste::problem::Problem;

const HEADER: &str = "x-xbezahldienste-version";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1_0,
    V1_1,
    V1_2,
}

impl Version {
    pub(crate) const fn name_of_total(self) -> &'static str {
        match self {
            Self::V1_0 => "grosAmount",
            Self::V1_1 | Self::V1_2 => "grossAmount",
        }
    }

    /// Version 1.0 knows neither 404 nor 503 as an answer to a new payment.
    pub(crate) const fn or_in_1_0(self, status: StatusCode, in_1_0: StatusCode) -> StatusCode {
        match self {
            Self::V1_0 => in_1_0,
            Self::V1_1 | Self::V1_2 => status,
        }
    }

    fn of_header(text: &str) -> Option<Self> {
        let mut parts = text.trim().trim_start_matches(['v', 'V']).split('.');
        match (parts.next(), parts.next()) {
            (Some("1"), Some("0")) => Some(Self::V1_0),
            (Some("1"), Some("1")) => Some(Self::V1_1),
            (Some("1"), Some("2")) => Some(Self::V1_2),
            _ => None,
        }
    }
}

/// One place where the interface lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    /// Below the public address.
    pub(crate) path: &'static str,
    version: Version,
}

/// Real clients have each of them in their settings; examples of 1.2 end in `/v1`.
pub(crate) const BASES: [Base; 4] = [
    Base {
        path: "/xbezahldienste/api/v1.0.0",
        version: Version::V1_0,
    },
    Base {
        path: "/xbezahldienste/api/v1.1.0",
        version: Version::V1_1,
    },
    Base {
        path: "/xbezahldienste/api/v1.2.0",
        version: Version::V1_2,
    },
    Base {
        path: "/xbezahldienste/api/v1",
        version: Version::V1_2,
    },
];

/// How and where a call came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) id: RequestId,
    pub(crate) version: Version,
    /// The address below which it came; its answer leads there again.
    pub(crate) base: &'static str,
}

impl Call {
    pub(crate) fn unknown_endpoint(self) -> Problem {
        Problem {
            status: self
                .version
                .or_in_1_0(StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST),
            ..Problem::unknown_endpoint()
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Call {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let [first, ..] = BASES;
        let base = parts.extensions.get::<Base>().copied().unwrap_or(first);
        let header = parts.headers.get(HEADER);
        let spoken = header
            .and_then(|value| value.to_str().ok())
            .and_then(Version::of_header);
        Ok(Self {
            id: RequestId::of(&parts.extensions),
            version: spoken.unwrap_or(base.version),
            base: base.path,
        })
    }
}

/// Whether a request that is kept came with the total as versions 1.1 and 1.2 spell it. Its items
/// are its last field, and no text within it has a quotation mark that is not escaped.
pub(crate) fn is_spelt_as_1_1(kept: &str) -> bool {
    let before_items = kept.split("\"items\":").next().unwrap_or(kept);
    before_items.contains("\"grossAmount\":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_a_version_in_each_way_it_is_written() {
        for (text, version) in [
            ("1.0.0", Some(Version::V1_0)),
            ("1.1", Some(Version::V1_1)),
            (" v1.2.0 ", Some(Version::V1_2)),
            ("2.0.0", None),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(Version::of_header(text), version, "{text}");
        }
    }

    #[test]
    fn only_the_total_itself_tells_the_spelling() {
        let of_1_1 = r#"{"requestId":"a","grossAmount":1,"items":[]}"#;
        let of_1_0 = r#"{"grosAmount":1,"purpose":"\"grossAmount\":",
            "items":[{"bookingData":{"grossAmount":"1"}}]}"#;
        assert!(is_spelt_as_1_1(of_1_1));
        assert!(!is_spelt_as_1_1(of_1_0));
    }
}
