//! The console of the staff: pages that are rendered on the server, need no script, and show each
//! role its work.
//!
//! An address and its act stand in one list ([`ROUTES`]), of which the router is made: no address
//! is without an act. What a person may do is asked of the door of the staff with each request.

mod access;
mod claims;
mod failure;
mod fields;
mod frame;
mod i18n;
mod mail;
pub mod pages;
mod payments;
mod person;
mod services;
mod visitor;

pub use mail::StaffMailTemplates;

use app::access::doors::StaffDoor;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use domain::access::Act;
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderValue, Method};
use webkit::request::is_text;
use webkit::state::WebState;
use webkit::{error_page, server};

use crate::access::{
    account, audit, clients, credentials, grants, invitation, kept, persons, sign_in,
};
use crate::claims::{act, change, enter};
use crate::payments::money::{refunds, request};
use crate::payments::{search, story};
use crate::services::{bookings, catalogue, draft, versions};

/// What handlers of the console reach: the door of the staff, and no other.
type StaffState = WebState<StaffDoor>;

/// Forms have names, addresses and passwords in them, or another form that is kept; no files.
const FORM_MAX: usize = 64 * 1024;

/// Pages of the console lead to no provider.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// An address of the console, and the act it is there for.
#[derive(Clone, Debug)]
pub struct ConsoleRoute {
    pub method: Method,
    pub path: &'static str,
    pub act: Act,
    /// What is typed into its form is kept while the person proves itself again, and shown again.
    pub keeps: bool,
}

macro_rules! routes {
    (@keeps) => {
        false
    };
    (@keeps keeps) => {
        true
    };
    ($($verb:ident $method:ident $path:literal $act:ident $($keeps:ident)? => $handler:path;)+) => {
        /// Every address of the console.
        pub const ROUTES: &[ConsoleRoute] = &[$(ConsoleRoute {
            method: Method::$method,
            path: $path,
            act: Act::$act,
            keeps: routes!(@keeps $($keeps)?),
        },)+];

        fn routes() -> Router<StaffState> {
            Router::new()$(.route($path, $verb($handler)))+
        }
    };
}

routes! {
    get GET "/console" AccountView => account::places;
    get GET "/console/sign-in" SessionStart => sign_in::get;
    post POST "/console/sign-in" SessionStart => sign_in::post;
    get GET "/console/sign-in/code" SessionStart => sign_in::get_code;
    post POST "/console/sign-in/code" SessionStart => sign_in::post_code;
    post POST "/console/sign-out" SessionEnd => sign_in::sign_out;
    get GET "/console/invitation/{token}" InvitationAccept => invitation::get;
    post POST "/console/invitation/{token}" InvitationAccept => invitation::post;
    get GET "/console/account" AccountView => account::get;
    post POST "/console/account/sessions/{session}/end" SessionEnd => account::end_session;
    get GET "/console/account/confirm" SessionConfirm => credentials::get_confirm;
    post POST "/console/account/confirm" SessionConfirm => credentials::post_confirm;
    get GET "/console/account/password" PasswordSet => credentials::get_password;
    post POST "/console/account/password" PasswordSet => credentials::post_password;
    get GET "/console/account/one-time-code" OneTimeCodeSet => credentials::get_code;
    post POST "/console/account/one-time-code" OneTimeCodeSet => credentials::post_code;
    get GET "/console/account/recovery-codes" RecoveryCodesMake => credentials::get_recovery;
    post POST "/console/account/recovery-codes" RecoveryCodesMake => credentials::post_recovery;
    get GET "/console/{tenant}/payments" PaymentView => search::list;
    get GET "/console/{tenant}/payments/{payment}" PaymentView => story::get;
    post POST "/console/{tenant}/payments/{payment}/payer" PaymentReadPayer => story::read_payer;
    get GET "/console/{tenant}/claims" ClaimView => claims::search::list;
    get GET "/console/{tenant}/claims/new" ClaimCreate => enter::get;
    post POST "/console/{tenant}/claims/new" ClaimCreate keeps => enter::post;
    get GET "/console/{tenant}/claims/{claim}" ClaimView => claims::story::get;
    get GET "/console/{tenant}/claims/{claim}/change" ClaimChange => change::get;
    post POST "/console/{tenant}/claims/{claim}/change" ClaimChange keeps => change::post;
    get GET "/console/{tenant}/claims/{claim}/cancel" ClaimCancel => act::get_cancel;
    post POST "/console/{tenant}/claims/{claim}/cancel" ClaimCancel keeps => act::post_cancel;
    get GET "/console/{tenant}/claims/{claim}/block" ClaimBlock => act::get_block;
    post POST "/console/{tenant}/claims/{claim}/block" ClaimBlock keeps => act::post_block;
    get GET "/console/{tenant}/claims/{claim}/unblock" ClaimUnblock => act::get_unblock;
    post POST "/console/{tenant}/claims/{claim}/unblock" ClaimUnblock keeps
        => act::post_unblock;
    get GET "/console/{tenant}/people" PersonView => persons::list;
    get GET "/console/{tenant}/people/invite" PersonInvite => persons::get_invite;
    post POST "/console/{tenant}/people/invite" PersonInvite keeps => persons::post_invite;
    get GET "/console/{tenant}/people/{person}" PersonView => persons::get;
    post POST "/console/{tenant}/people/{person}/suspend" PersonSuspend => persons::suspend;
    post POST "/console/{tenant}/people/{person}/resume" PersonResume => persons::resume;
    post POST "/console/{tenant}/people/{person}/end-sessions" PersonEndSessions
        => persons::end_sessions;
    post POST "/console/{tenant}/people/{person}/reset" PersonReset => persons::reset;
    get GET "/console/{tenant}/people/{person}/grants" GrantPropose => grants::get_propose;
    post POST "/console/{tenant}/people/{person}/grants" GrantPropose keeps
        => grants::post_propose;
    post POST "/console/{tenant}/grants/{grant}/confirm" GrantConfirm => grants::confirm;
    post POST "/console/{tenant}/grants/{grant}/end" GrantEnd => grants::end;
    get GET "/console/{tenant}/clients" ClientView => clients::list;
    get GET "/console/{tenant}/clients/new" ClientCreate => clients::get_new;
    post POST "/console/{tenant}/clients/new" ClientCreate keeps => clients::post_new;
    get GET "/console/{tenant}/clients/{client}" ClientView => clients::get;
    post POST "/console/{tenant}/clients/{client}/rotate" ClientRotate => clients::rotate;
    post POST "/console/{tenant}/clients/{client}/end-old-secrets" ClientEndSecrets
        => clients::end_old_secrets;
    post POST "/console/{tenant}/clients/{client}/revoke" ClientRevoke => clients::revoke;
    get GET "/console/{tenant}/audit" AuditView => audit::list;
    get GET "/console/{tenant}/audit/rights" AuditView => audit::rights;
    post POST "/console/{tenant}/audit/export" AuditExport => audit::export;
    get GET "/console/{tenant}/audit/{entry}" AuditView => audit::get;
    get GET "/console/{tenant}/audit/{entry}/file" AuditExport => audit::file;
    get GET "/console/{tenant}/audit/{entry}/signature" AuditExport => audit::signature;
    get GET "/console/{tenant}/services" ServiceView => catalogue::list;
    get GET "/console/{tenant}/services/{service}" ServiceView => catalogue::get;
    post POST "/console/{tenant}/services/{service}/begin" ServiceDescribe => catalogue::begin;
    post POST "/console/{tenant}/services/{service}/pause" ServicePause => catalogue::pause;
    post POST "/console/{tenant}/services/{service}/resume" ServiceResume => catalogue::resume;
    post POST "/console/{tenant}/services/{service}/retire" ServiceRetire => catalogue::retire;
    get GET "/console/{tenant}/services/{service}/versions/{version}" ServiceView
        => versions::get;
    get GET "/console/{tenant}/services/{service}/versions/{version}/edit" ServiceDescribe
        => draft::get;
    post POST "/console/{tenant}/services/{service}/versions/{version}/edit" ServiceDescribe
        => draft::post;
    get GET "/console/{tenant}/services/{service}/versions/{version}/bookings" ServiceSetBooking
        => bookings::get;
    post POST "/console/{tenant}/services/{service}/versions/{version}/bookings"
        ServiceSetBooking => bookings::post;
    post POST "/console/{tenant}/services/{service}/versions/{version}/try" ServiceTest
        => versions::try_out;
    post POST "/console/{tenant}/services/{service}/versions/{version}/submit" ServiceSubmit
        => versions::submit;
    post POST "/console/{tenant}/services/{service}/versions/{version}/take-back"
        ServiceTakeBack => versions::take_back;
    post POST "/console/{tenant}/services/{service}/versions/{version}/send-back"
        ServiceSendBack => versions::send_version_back;
    post POST "/console/{tenant}/services/{service}/versions/{version}/approve" ServiceApprove
        => versions::approve;
    post POST "/console/{tenant}/services/{service}/versions/{version}/publish" ServicePublish
        => versions::publish;
    post POST "/console/{tenant}/services/{service}/versions/{version}/discard" ServiceDiscard
        => versions::discard;
    get GET "/console/{tenant}/refunds" RefundView => refunds::list;
    get GET "/console/{tenant}/refunds/request" RefundRequest => request::get;
    post POST "/console/{tenant}/refunds/request" RefundRequest keeps => request::post;
    get GET "/console/{tenant}/refunds/{refund}" RefundView => refunds::get;
    post POST "/console/{tenant}/refunds/{refund}/release" RefundRelease => refunds::release;
    post POST "/console/{tenant}/refunds/{refund}/reject" RefundReject keeps
        => refunds::reject;
    post POST "/console/{tenant}/refunds/{refund}/withdraw" RefundWithdraw => refunds::withdraw;
    post POST "/console/{tenant}/refunds/{refund}/pay" RefundPay keeps => refunds::pay;
}

/// Every page of the console, behind the door of the staff.
pub fn router(app: StaffDoor, state: &WebState) -> Router<WebState> {
    let at_door = state.at_door(app);
    let pages = routes()
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(from_fn_with_state(at_door.clone(), kept::keep))
        .layer(from_fn(with_policy));
    server::guarded(pages, state).with_state(at_door)
}

/// The console's own policy, before the one that leads payers to providers. An address that is no
/// text leads nowhere.
async fn with_policy(request: Request, next: Next) -> Response {
    if !is_text(request.uri().path()) {
        return error_page::unknown(request.headers(), request.uri());
    }
    let mut answer = next.run(request).await;
    let policy = HeaderValue::from_static(POLICY);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    answer
}
