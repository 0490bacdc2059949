//! The way to the simulator without a wire: the provider's own router, called in this process.
//! The crash point may be reached before a call leaves and before its answer is believed.

use std::sync::Arc;

use app::payments::{ProviderAccount, ProviderFactory};
use async_trait::async_trait;
use axum::Router;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use providers::{PayPal, PayPalAccount, PayPalHosts, PaymentProvider, Transport, TransportError};
use tower::ServiceExt;

use crate::{CrashPoint, TestClock};

/// Marks an answer that never arrives.
const LOST: &str = "x-sim-lost";

pub(crate) struct RouterTransport {
    pub(crate) router: Router,
    pub(crate) crash_point: CrashPoint,
}

#[async_trait]
impl Transport for RouterTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if self.crash_point.step() {
            return Err(TransportError::TimedOut);
        }
        let request = request.map(axum::body::Body::from);
        let answer = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the simulator answers");
        let lost = answer.headers().contains_key(LOST);
        let (head, body) = answer.into_parts();
        let body = body
            .collect()
            .await
            .expect("the simulator's answer ends")
            .to_bytes();
        if self.crash_point.step() || lost {
            return Err(TransportError::TimedOut);
        }
        Ok(Response::from_parts(head, body))
    }
}

/// Makes providers that reach the simulator through [`RouterTransport`].
pub(crate) struct TestProviders {
    pub(crate) transport: Arc<RouterTransport>,
    pub(crate) hosts: PayPalHosts,
    pub(crate) clock: TestClock,
}

impl ProviderFactory for TestProviders {
    fn provider(&self, account: ProviderAccount) -> Result<Arc<dyn PaymentProvider>, String> {
        let account = PayPalAccount {
            environment: account.environment,
            client_id: account.client_id,
            client_secret: account.client_secret,
            webhook_id: account.webhook_id,
            merchant_id: account.merchant_id,
            app_switch: account.app_switch,
        };
        let transport = Arc::clone(&self.transport) as Arc<dyn Transport>;
        let clock = Arc::new(self.clock.clone());
        PayPal::new(account, self.hosts.clone(), transport, clock)
            .map(|paypal| Arc::new(paypal) as Arc<dyn PaymentProvider>)
            .map_err(|error| error.to_string())
    }
}
