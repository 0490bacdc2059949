//! The way to the simulator without a wire: the provider's own router, called in this process.
//! The crash point may be reached before a call leaves and before its answer is believed.

use std::sync::Arc;

use app::payments::ProviderFactory;
use async_trait::async_trait;
use axum::Router;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use providers::{
    BadSettings, Environment, PaymentProvider, ProviderAccount, ProviderKind, Surroundings,
    Transport, TransportError,
};
use tower::ServiceExt;

use crate::CrashPoint;

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
pub(crate) struct TestProviders(pub(crate) Surroundings);

impl ProviderFactory for TestProviders {
    fn provider(
        &self,
        kind: &'static ProviderKind,
        account: &ProviderAccount,
    ) -> Result<Arc<dyn PaymentProvider>, BadSettings> {
        // The simulator stands for each environment but that of real money.
        if account.environment == Environment::Live {
            return Err(BadSettings::new("no real money in a made-up authority"));
        }
        kind.build(account, &self.0)
    }
}
