//! Every address of the program.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;

use crate::api::{self, v1};
use crate::citizen::{self, abort, back, cancel, choose_paypal, come_back, extend, home, pay};
use crate::citizen::{
    follow_link, legal, look, mail_receipt, notice, receipt, receipt_pdf, refund_pdf, service,
    services, trouble,
};
use crate::guard::guard;
use crate::observe::observe;
use crate::state::WebState;
use crate::xbezahldienste::{self, elsewhere, status, token, transaction};
use crate::{assets, health, notices};

/// Longer than a provider's call takes; whoever waits longer has gone.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);
/// Most forms of citizens' pages have no fields; those that have set their own limit.
const FORM_MAX: usize = 4 * 1024;

pub fn router(state: WebState) -> Router {
    let observed = middleware::from_fn_with_state(state.clone(), observe);
    Router::new()
        .merge(for_citizens(&state))
        .merge(for_procedures())
        .merge(for_systems())
        .route("/notices/paypal/{account}", post(notices::post))
        .layer(DefaultBodyLimit::max(notices::BODY_MAX))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route(assets::ROUTE, get(assets::get))
        .layer(CatchPanicLayer::custom(trouble::panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            ANSWER_WITHIN,
        ))
        .layer(observed)
        .with_state(state)
}

fn for_citizens(state: &WebState) -> Router<WebState> {
    let guarded = middleware::from_fn_with_state(state.clone(), guard);
    let compressed = CompressionLayer::new().quality(CompressionLevel::Fastest);
    Router::new()
        .route("/{tenant}", get(home::get))
        .route("/{tenant}/services", get(services::get))
        .route(
            "/{tenant}/services/{code}",
            get(service::get)
                .post(service::post)
                .layer(DefaultBodyLimit::max(service::FORM_MAX)),
        )
        .route(
            "/{tenant}/notice",
            get(notice::search::get).post(notice::search::post),
        )
        .route(
            "/{tenant}/notice/basket",
            get(notice::basket::get).post(notice::basket::post),
        )
        .route(
            "/{tenant}/notice/pay",
            get(notice::basket::get).post(notice::pay::post),
        )
        .route(
            "/{tenant}/notice/remove",
            get(notice::basket::get).post(notice::remove::post),
        )
        .route("/{tenant}/imprint", get(legal::imprint))
        .route("/{tenant}/privacy", get(legal::privacy))
        .route("/{tenant}/accessibility", get(legal::accessibility))
        .route("/{tenant}/contact", get(legal::contact))
        .route("/{tenant}/look/{digest}/colours.css", get(look::colours))
        .route("/{tenant}/look/{digest}/logo", get(look::logo))
        .route("/{tenant}/pay/{payment}", get(pay::get))
        .route("/{tenant}/pay/{payment}/paypal", post(choose_paypal::post))
        .route("/{tenant}/pay/{payment}/return", get(come_back::get))
        .route("/{tenant}/pay/{payment}/abort", get(abort::get))
        .route("/{tenant}/pay/{payment}/extend", post(extend::post))
        .route("/{tenant}/pay/{payment}/cancel", post(cancel::post))
        .route("/{tenant}/pay/{payment}/receipt.pdf", get(receipt_pdf::get))
        .route("/{tenant}/pay/{payment}/refund.pdf", get(refund_pdf::get))
        .route("/{tenant}/pay/{payment}/mail", post(mail_receipt::post))
        .route("/{tenant}/pay/{payment}/back", get(back::get))
        .route("/{tenant}/receipt/{token}", get(receipt::get))
        .route("/{tenant}/q/{token}", get(follow_link::get))
        .fallback(citizen::not_found)
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(compressed)
        .layer(guarded)
}

/// Our own interface.
fn for_systems() -> Router<WebState> {
    let interface = Router::new()
        .route("/claims/{number}/codes/{file}", get(v1::claims::codes::get))
        .route("/claims/{number}/slip.pdf", get(v1::claims::slip::get))
        .route(
            "/services/{code}/codes/{file}",
            get(v1::services::codes::get),
        )
        .method_not_allowed_fallback(api::unknown_method)
        .fallback(api::unknown_address);
    Router::new().nest("/api/v1", interface)
}

fn for_procedures() -> Router<WebState> {
    let interface = Router::new()
        .route(
            "/paymenttransaction/{originator}/{end_point}",
            post(transaction::post),
        )
        .route(
            "/paymenttransaction/{originator}/{end_point}/{transaction}",
            get(transaction::get),
        )
        .route("/status", get(status::general))
        .route("/status/{originator}/{end_point}", get(status::of_pair))
        .method_not_allowed_fallback(elsewhere::unknown_method)
        .fallback(elsewhere::unknown_address);
    Router::new()
        .nest(xbezahldienste::BASE, interface)
        .route("/xbezahldienste/auth/token", post(token::post))
        .route("/oauth/token", post(token::post))
        .layer(DefaultBodyLimit::max(xbezahldienste::REQUEST_MAX))
}
