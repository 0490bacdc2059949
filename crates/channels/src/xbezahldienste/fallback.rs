//! Addresses below the interface's that nobody serves, and methods they do not take: programs call
//! here, so they are answered in their form and not with a page.

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
