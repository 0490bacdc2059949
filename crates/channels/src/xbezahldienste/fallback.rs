//! Answers for unknown addresses below the interface and for methods an address does not take: in
//! the form programs read, not as a page.

use axum::response::Response;
use http::StatusCode;
use webkit::request::RequestId;

use crate::xbezahldienste::problem::{FunctionalCode, Problem};

pub(crate) async fn unknown_address(request: RequestId) -> Response {
    let detail = "The interface has nothing at this address.";
    Problem::new(StatusCode::NOT_FOUND, FunctionalCode::Unspecified, detail).answer(request)
}

pub(crate) async fn unknown_method(request: RequestId) -> Response {
    let detail = "This address does not take the method of the request.";
    let code = FunctionalCode::Unspecified;
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, code, detail).answer(request)
}
