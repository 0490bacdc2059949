//! What every handler can reach: one door into the application, and what all handlers share.

use std::convert::Infallible;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use app::access::doors::{Door, NodeApp};
use app::platform::PublicUrl;
use axum::extract::FromRequestParts;
use http::request::Parts;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Semaphore;

use crate::request::{CertificateProxy, DocumentBudget, FailedLogins, RequestId};

/// Receipts typeset at once: each takes a core for some milliseconds.
const RECEIPTS_AT_ONCE: usize = 2;

/// What the web face is told by the program that starts it.
#[derive(Clone, Debug, Default)]
pub struct WebSettings {
    /// Origins of providers' pages, to which a form's answer may lead: `https://www.paypal.com`.
    pub form_targets: Vec<String>,
    /// The header in which the operator's own proxy names the visitor's address. Without one the
    /// connection's other end is the visitor.
    pub client_header: Option<http::HeaderName>,
    /// The proxy that hands on the certificates of calling systems. Without one only those of our
    /// own TLS connections count.
    pub certificate_proxy: Option<CertificateProxy>,
}

/// A door and the shared state. As an extractor it carries the request's number through the door.
/// Cloned for every layer and part of every request, so it is a few pointers.
///
/// What stands around all routes is behind the door of the node, which offers no act. A router of
/// an audience is handed that state and puts its own door into it.
#[derive(Clone)]
pub struct WebState<D = NodeApp> {
    pub app: D,
    shared: Arc<Shared>,
}

pub struct Shared {
    /// The address browsers and calling systems see.
    pub public: PublicUrl,
    /// Its origin, as browsers write it.
    pub origin: String,
    /// The policy every page is sent with.
    pub policy: String,
    pub client_header: Option<http::HeaderName>,
    /// A request came without it.
    pub client_header_missed: AtomicBool,
    pub certificate_proxy: Option<CertificateProxy>,
    pub secure: bool,
    pub metrics: Option<PrometheusHandle>,
    pub failed_logins: FailedLogins,
    pub receipts: Semaphore,
    pub documents: DocumentBudget,
}

impl WebState {
    pub fn new(app: NodeApp, settings: &WebSettings, metrics: Option<PrometheusHandle>) -> Self {
        let public = app.public_url().clone();
        let targets = settings.form_targets.join(" ");
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             form-action 'self' {targets}; base-uri 'none'; frame-ancestors 'none'"
        );
        let shared = Shared {
            client_header: settings.client_header.clone(),
            certificate_proxy: settings.certificate_proxy.clone(),
            client_header_missed: AtomicBool::new(false),
            secure: public.is_secure(),
            origin: public.origin(),
            public,
            policy,
            metrics,
            failed_logins: FailedLogins::default(),
            receipts: Semaphore::new(RECEIPTS_AT_ONCE),
            documents: DocumentBudget::default(),
        };
        Self {
            app,
            shared: Arc::new(shared),
        }
    }
}

impl<D> WebState<D> {
    /// The same shared state behind another door.
    pub fn at_door<E>(&self, app: E) -> WebState<E> {
        WebState {
            app,
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<D> Deref for WebState<D> {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl<D: Door> FromRequestParts<Self> for WebState<D> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &Self) -> Result<Self, Infallible> {
        let number = RequestId::of(&parts.extensions).to_string();
        Ok(state.at_door(state.app.in_request(number.into())))
    }
}
