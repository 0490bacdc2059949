//! Errors as the standard words them: `SystemResponse` in `application/problem+json`.
//!
//! `title` and `detail` keep to the standard's characters. `detail` says what is wrong and where,
//! nothing of our insides, and ends with a number that finds the case in our log.

use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use webkit::log::Fault;
use webkit::request::RequestId;

use crate::xbezahldienste::REQUEST_MAX;
use crate::xbezahldienste::text::{in_description, repaired};

/// The standard's closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum FunctionalCode {
    NoValidOriginatorOrEndpoint,
    PaymentExists,
    CalculationError,
    BookingDataMissing,
    ValidationError,
    Unspecified,
    Forbidden,
}

/// One error, before it knows which request it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: FunctionalCode,
    pub(crate) detail: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SystemResponse<'a> {
    r#type: &'static str,
    status: u16,
    title: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    functional_code: Option<FunctionalCode>,
}

/// What the pages of the standard say about the codes.
const TYPE: &str = "https://docs.fitko.de/xbezahldienste/";
const DETAIL_LENGTH_MAX: usize = 2_000;

impl Problem {
    pub(crate) fn new(status: StatusCode, code: FunctionalCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
        }
    }

    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            FunctionalCode::ValidationError,
            detail,
        )
    }

    /// No credentials, or a token that no longer counts.
    pub(crate) fn unauthorized() -> Self {
        let detail = "The credentials are missing, or the access token is unknown or expired.";
        Self::new(StatusCode::UNAUTHORIZED, FunctionalCode::Forbidden, detail)
    }

    pub(crate) fn forbidden() -> Self {
        let detail = "The credentials are wrong or not meant for this service.";
        Self::new(StatusCode::FORBIDDEN, FunctionalCode::Forbidden, detail)
    }

    pub(crate) fn scope_too_narrow() -> Self {
        let detail = "The access token has the scope read. Asking for a payment needs post.";
        Self::new(StatusCode::FORBIDDEN, FunctionalCode::Forbidden, detail)
    }

    pub(crate) fn unknown_endpoint() -> Self {
        let detail = "No payment service is set up for this originatorId and endPointId.";
        let code = FunctionalCode::NoValidOriginatorOrEndpoint;
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// The body is too large, or the client went away in the middle of it.
    pub(crate) fn unreadable(rejection: &BytesRejection) -> Self {
        let status = rejection.status();
        let detail = if status == StatusCode::PAYLOAD_TOO_LARGE {
            format!("The body is larger than {} kB.", REQUEST_MAX / 1_024)
        } else {
            "The body did not arrive as a whole.".to_owned()
        };
        Self::new(status, FunctionalCode::ValidationError, detail)
    }

    /// Our own fault: the log has it all, the caller only the number.
    pub(crate) fn internal(error: &(dyn std::error::Error + 'static), request: RequestId) -> Self {
        let status = match webkit::log::failed("an XBezahldienste request failed", request, error) {
            Fault::DatabaseAway => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let detail = "The request could not be carried out. Please try again later.";
        Self::new(status, FunctionalCode::Unspecified, detail)
    }

    pub(crate) fn answer(&self, request: RequestId) -> Response {
        let detail = format!("{} Reference {request}.", self.detail);
        system_response(self.status, &detail, Some(self.code))
    }
}

/// The body of errors, and of the standard's health answers.
pub(crate) fn system_response(
    status: StatusCode,
    detail: &str,
    functional_code: Option<FunctionalCode>,
) -> Response {
    let body = SystemResponse {
        r#type: TYPE,
        status: status.as_u16(),
        title: status.canonical_reason().unwrap_or("Error"),
        detail: &repaired(detail, DETAIL_LENGTH_MAX, in_description),
        functional_code,
    };
    let body = serde_json::to_string(&body).unwrap_or_default();
    let mut answer = (status, body).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functional_codes_are_the_standards_closed_list() {
        let codes = [
            FunctionalCode::NoValidOriginatorOrEndpoint,
            FunctionalCode::PaymentExists,
            FunctionalCode::CalculationError,
            FunctionalCode::BookingDataMissing,
            FunctionalCode::ValidationError,
            FunctionalCode::Unspecified,
            FunctionalCode::Forbidden,
        ];
        let words = codes.map(|code| serde_json::to_value(code).unwrap());
        let listed = [
            "NO_VALID_ORIGINATOR_OR_ENDPOINT",
            "PAYMENT_EXISTS",
            "CALCULATION_ERROR",
            "BOOKING_DATA_MISSING",
            "VALIDATION_ERROR",
            "UNSPECIFIED",
            "FORBIDDEN",
        ];
        assert_eq!(words, listed.map(serde_json::Value::from));
    }
}
