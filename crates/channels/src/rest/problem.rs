//! Problems (RFC 9457). `code` is what programs look at: one for each cause, and it stays.

use app::claims::CodeError;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use webkit::request::{RequestId, is_text};

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    AddressUnknown,
    MethodUnknown,
    NotAuthenticated,
    ScopeMissing,
    ClaimUnknown,
    ServiceUnknown,
    CodeUnknown,
    ServiceRetired,
    NothingOpen,
    ClaimBlocked,
    NoNotice,
    NoBankAccount,
    TransferNotPossible,
    Unavailable,
}

impl Cause {
    /// The status, and the code programs look at.
    const fn status_and_code(self) -> (StatusCode, &'static str) {
        match self {
            Self::AddressUnknown => (StatusCode::NOT_FOUND, "address_unknown"),
            Self::MethodUnknown => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::NotAuthenticated => (StatusCode::UNAUTHORIZED, "not_authenticated"),
            Self::ScopeMissing => (StatusCode::FORBIDDEN, "scope_missing"),
            Self::ClaimUnknown => (StatusCode::NOT_FOUND, "claim_unknown"),
            Self::ServiceUnknown => (StatusCode::NOT_FOUND, "service_unknown"),
            Self::CodeUnknown => (StatusCode::NOT_FOUND, "code_unknown"),
            Self::ServiceRetired => (StatusCode::CONFLICT, "service_retired"),
            Self::NothingOpen => (StatusCode::CONFLICT, "claim_nothing_open"),
            Self::ClaimBlocked => (StatusCode::CONFLICT, "claim_blocked"),
            Self::NoNotice => (StatusCode::CONFLICT, "claim_without_notice"),
            Self::NoBankAccount => (StatusCode::CONFLICT, "no_bank_account"),
            Self::TransferNotPossible => (StatusCode::CONFLICT, "transfer_not_possible"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        }
    }

    /// What it means, for people.
    const fn detail(self) -> &'static str {
        match self {
            Self::AddressUnknown => "Nothing has this address.",
            Self::MethodUnknown => "This address is read with GET.",
            Self::NotAuthenticated => "The credentials are missing or wrong.",
            Self::ScopeMissing => "These credentials have no right to read this.",
            Self::ClaimUnknown => {
                "No claim has this Kassenzeichen, or it is not meant for these credentials."
            }
            Self::ServiceUnknown => {
                "No service has this code, or it is not meant for these credentials."
            }
            Self::CodeUnknown => "There are link.svg, link.png, transfer.svg and transfer.png.",
            Self::ServiceRetired => "The service is no longer offered.",
            Self::NothingOpen => "Nothing is owed of this claim any more.",
            Self::ClaimBlocked => "The claim is in enforcement. It is paid to the bailiff.",
            Self::NoNotice => {
                "The claim has no notice: it came with a payment that has its own address."
            }
            Self::NoBankAccount => "The authority has no bank account on record.",
            Self::TransferNotPossible => "The amount is larger than a transfer code can carry.",
            Self::Unavailable => "The call could not be carried out. Please try again later.",
        }
    }
}

/// Below our address, but nothing is there.
pub(crate) async fn unknown_address(request: RequestId) -> Problem {
    Problem::new(Cause::AddressUnknown, request)
}

/// Lets pass only addresses that are text.
pub(crate) async fn readable(id: RequestId, request: Request, next: Next) -> Response {
    if is_text(request.uri().path()) {
        next.run(request).await
    } else {
        unknown_address(id).await.into_response()
    }
}

pub(crate) async fn unknown_method(request: RequestId) -> Problem {
    Problem::new(Cause::MethodUnknown, request)
}

/// A cause and the request it answers.
pub(crate) struct Problem {
    cause: Cause,
    request: RequestId,
}

#[derive(Serialize)]
struct Body {
    /// The status says it all (RFC 9457, section 4.2.1).
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'static str,
    code: &'static str,
    /// Finds the case in our log.
    request_id: String,
}

impl Problem {
    pub(crate) const fn new(cause: Cause, request: RequestId) -> Self {
        Self { cause, request }
    }

    /// Our own fault: the log has it all, the caller only the number.
    pub(crate) fn internal(error: &(dyn std::error::Error + 'static), request: RequestId) -> Self {
        webkit::log::failed("an API request failed", request, error);
        Self::new(Cause::Unavailable, request)
    }

    pub(crate) fn of(error: &CodeError, request: RequestId) -> Self {
        let cause = match error {
            CodeError::ScopeMissing => Cause::ScopeMissing,
            CodeError::UnknownClaim => Cause::ClaimUnknown,
            CodeError::UnknownService => Cause::ServiceUnknown,
            CodeError::NoBankAccount => Cause::NoBankAccount,
            CodeError::Retired => Cause::ServiceRetired,
            CodeError::NothingOpen => Cause::NothingOpen,
            CodeError::Blocked => Cause::ClaimBlocked,
            CodeError::NoNotice => Cause::NoNotice,
            CodeError::Code(_) => Cause::TransferNotPossible,
            CodeError::Document(_) | CodeError::Link(_) | CodeError::Storage(_) => {
                return Self::internal(error, request);
            }
        };
        Self::new(cause, request)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code) = self.cause.status_and_code();
        let body = Body {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: self.cause.detail(),
            code,
            request_id: self.request.to_string(),
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
        let mut answer = (status, body).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        answer.headers_mut().insert(CONTENT_TYPE, kind);
        answer
    }
}
