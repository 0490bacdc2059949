//! Pages for people who pay. Everything a page needs is in its address: no session, no cookie, so
//! that coming back in another browser works.

pub(crate) mod abort;
pub(crate) mod back;
pub(crate) mod cancel;
pub(crate) mod choose_paypal;
pub(crate) mod come_back;
pub(crate) mod extend;
pub(crate) mod follow_link;
pub(crate) mod home;
pub(crate) mod legal;
pub(crate) mod link;
pub(crate) mod look;
pub(crate) mod mail_receipt;
pub(crate) mod notice;
pub(crate) mod paid;
pub(crate) mod pay;
pub(crate) mod receipt;
pub(crate) mod receipt_pdf;
pub(crate) mod refund_pdf;
pub(crate) mod service;
pub(crate) mod service_form;
pub(crate) mod services;
pub(crate) mod trouble;
pub(crate) mod view;

use axum::response::Response;
use http::{HeaderMap, Uri};

/// No page of ours has this address.
pub(crate) async fn not_found(headers: HeaderMap, uri: Uri) -> Response {
    trouble::unknown(&headers, &uri)
}
