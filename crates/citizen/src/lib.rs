//! Pages for payers, by journey. Everything a page needs is in its address: no session, no
//! cookie, so that coming back in another browser works.
//!
//! They are behind the door of payers, which reads what pages show:
//!
//! ```
//! fn page(app: &app::access::doors::PayerApp) {
//!     drop(app.authorities());
//! }
//! ```
//!
//! Neither what an operator may do is to be reached from there, nor what the program does by
//! itself, nor the application behind the door:
//!
//! ```compile_fail
//! fn page(app: &app::access::doors::PayerApp) {
//!     drop(app.reseal_secrets());
//! }
//! ```
//!
//! ```compile_fail
//! fn page(state: &webkit::state::WebState) {
//!     drop(state.app.seal());
//! }
//! ```
//!
//! ```compile_fail
//! fn page(app: &app::access::doors::PayerApp) {
//!     drop(&app.app);
//! }
//! ```

mod address;
mod claims;
mod frame;
mod mail;
pub mod pages;
mod payments;
mod receipts;
mod sample;
mod services;
mod tenants;

pub use mail::MailTemplates;

use app::access::doors::PayerApp;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{get, post};
use http::{HeaderMap, Uri};
use webkit::error_page;
use webkit::server;
use webkit::state::WebState;

use crate::claims::link;
use crate::payments::{
    cancel, extend, pay, return_from_provider, return_to_service, start, transfer,
};
use crate::receipts::{mail_receipt, receipt, receipt_pdf, refund_pdf};
use crate::services::{catalogue, service};
use crate::tenants::{authorities, branding, home, legal};

/// Most forms have no fields; those that have set their own limit.
const FORM_MAX: usize = 4 * 1024;

/// What handlers of pages reach: the door of payers, and no other.
type PayerState = WebState<PayerApp>;

/// Every page, behind the door of payers.
pub fn router(app: PayerApp, state: &WebState) -> Router<WebState> {
    let pages = Router::new()
        .route("/", get(authorities::get))
        .route("/{tenant}", get(home::get))
        .route("/{tenant}/services", get(catalogue::get))
        .route(
            "/{tenant}/services/{code}",
            get(service::get)
                .post(service::post)
                .layer(DefaultBodyLimit::max(service::FORM_MAX)),
        )
        .route(
            "/{tenant}/notice",
            get(claims::search::get).post(claims::search::post),
        )
        .route(
            "/{tenant}/notice/basket",
            get(claims::basket::get).post(claims::basket::post),
        )
        .route(
            "/{tenant}/notice/pay",
            get(claims::basket::get).post(claims::pay::post),
        )
        .route(
            "/{tenant}/notice/remove",
            get(claims::basket::get).post(claims::remove::post),
        )
        .route("/{tenant}/imprint", get(legal::imprint))
        .route("/{tenant}/privacy", get(legal::privacy))
        .route("/{tenant}/accessibility", get(legal::accessibility))
        .route("/{tenant}/contact", get(legal::contact))
        .route(
            "/{tenant}/branding/{digest}/colours.css",
            get(branding::colours),
        )
        .route("/{tenant}/branding/{digest}/logo", get(branding::logo))
        .route("/{tenant}/pay/{payment}", get(pay::get))
        .route("/{tenant}/pay/{payment}/transfer.pdf", get(transfer::pdf))
        .route("/{tenant}/pay/{payment}/transfer.svg", get(transfer::svg))
        .route("/{tenant}/pay/{payment}/start/{method}", post(start::post))
        .route(
            "/{tenant}/pay/{payment}/return",
            get(return_from_provider::get),
        )
        .route("/{tenant}/pay/{payment}/extend", post(extend::post))
        .route(
            "/{tenant}/pay/{payment}/cancel",
            get(cancel::get).post(cancel::post),
        )
        .route("/{tenant}/pay/{payment}/receipt.pdf", get(receipt_pdf::get))
        .route("/{tenant}/pay/{payment}/refund.pdf", get(refund_pdf::get))
        .route("/{tenant}/pay/{payment}/mail", post(mail_receipt::post))
        .route("/{tenant}/pay/{payment}/back", get(return_to_service::get))
        .route("/{tenant}/receipt/{token}", get(receipt::get))
        .route("/{tenant}/q/{token}", get(link::get))
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(from_fn(address::fold));
    server::guarded(pages, state).with_state(state.at_door(app))
}

/// No page of ours has this address.
async fn not_found(headers: HeaderMap, uri: Uri) -> Response {
    error_page::unknown(&headers, &uri)
}
