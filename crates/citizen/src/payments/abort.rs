//! `GET /{tenant}/pay/{payment}/abort`: the payer gave up at the provider and comes back.

use app::payments::ComeBack;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, Uri};
use webkit::error_page;
use webkit::state::WebState;

use crate::payments::link::Link;
use crate::payments::view;

pub(crate) async fn get(
    State(state): State<WebState>,
    link: Link,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    match state.app.give_up_attempt(&link.slug, link.payment).await {
        Ok(ComeBack::Known | ComeBack::StillAsking) => link.see_payment(),
        Ok(ComeBack::NotFound) => error_page::unknown(&headers, &uri),
        Err(error) => view::failed(&link, &error),
    }
}
