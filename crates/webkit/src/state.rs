//! What every handler can reach.

use std::ops::Deref;
use std::sync::Arc;

use app::App;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Semaphore;

use crate::request::FailedLogins;

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
}

/// Cloned for every layer and part of every request, so it is one pointer.
#[derive(Clone)]
pub struct WebState(Arc<Shared>);

pub struct Shared {
    pub app: App,
    /// The public address without a slash at the end.
    pub public: String,
    /// The policy every page is sent with.
    pub policy: String,
    pub client_header: Option<http::HeaderName>,
    pub secure: bool,
    pub metrics: Option<PrometheusHandle>,
    pub failed_logins: FailedLogins,
    pub receipts: Semaphore,
}

impl WebState {
    pub fn new(app: App, settings: &WebSettings, metrics: Option<PrometheusHandle>) -> Self {
        let public = app
            .settings()
            .public_url
            .as_str()
            .trim_end_matches('/')
            .to_owned();
        let targets = settings.form_targets.join(" ");
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             form-action 'self' {targets}; base-uri 'none'; frame-ancestors 'none'"
        );
        Self(Arc::new(Shared {
            client_header: settings.client_header.clone(),
            secure: public.starts_with("https://"),
            app,
            public,
            policy,
            metrics,
            failed_logins: FailedLogins::default(),
            receipts: Semaphore::new(RECEIPTS_AT_ONCE),
        }))
    }
}

impl Deref for WebState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
