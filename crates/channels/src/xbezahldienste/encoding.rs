//! Bodies come as they are. A compressed one is refused and told so (RFC 9110, section 15.5.16):
//! unpacked it could be of any size.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use http::{HeaderMap, HeaderValue, StatusCode};
use webkit::request::RequestId;

use crate::xbezahldienste::problem::{FunctionalCode, Problem};

pub(crate) async fn plain(id: RequestId, request: Request, next: Next) -> Response {
    if !is_encoded(request.headers()) {
        return next.run(request).await;
    }
    let problem = Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        FunctionalCode::ValidationError,
        "The body is compressed. Send it as it is, without Content-Encoding.",
    );
    let mut answer = problem.answer(id);
    let identity = HeaderValue::from_static("identity");
    answer.headers_mut().insert(ACCEPT_ENCODING, identity);
    answer
}

fn is_encoded(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(CONTENT_ENCODING).iter();
    let mut codings = codings.map(|coding| coding.as_bytes().trim_ascii());
    codings.any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
}
