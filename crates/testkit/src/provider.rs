//! The way to the simulator without a wire: the provider's own router, called in this process.
//! The crash point may be reached before a call leaves and before its answer is believed.

use std::sync::Arc;

use app::payments::ProviderFactory;
use async_trait::async_trait;
use axum::Router;
use bytes::Bytes;
use http::{Request, Response};
use providers::{
    BadSettings, Environment, PaymentProvider, ProviderAccount, ProviderKind, SimulatorPlace,
    Surroundings, Transport, TransportError,
};
use simulators::common::call;
use simulators::paypal::PayPalSim;
use storage::CrashMoment;
use url::Url;

use crate::{CrashPoint, TestAuthority, TestClock};

/// Nothing listens there: calls are answered in this process.
pub(crate) const SIMULATOR: &str = "http://127.0.0.1:9/";

struct RouterTransport {
    router: Router,
    crash_point: CrashPoint,
}

#[async_trait]
impl Transport for RouterTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if self.crash_point.dies(CrashMoment::Before) {
            return Err(TransportError::TimedOut);
        }
        let answer = call(self.router.clone(), request).await;
        if self.crash_point.dies(CrashMoment::Durable) {
            return Err(TransportError::TimedOut);
        }
        answer.ok_or(TransportError::TimedOut)
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

/// What the authority's providers are reached through.
pub(crate) fn surroundings(
    sim: &PayPalSim,
    clock: &TestClock,
    crash_point: &CrashPoint,
) -> Surroundings {
    let base = Url::parse(SIMULATOR).expect("an address");
    let transport = RouterTransport {
        router: sim.router(),
        crash_point: crash_point.clone(),
    };
    Surroundings {
        transport: Arc::new(transport),
        clock: Arc::new(clock.clone()),
        simulator: Some(SimulatorPlace {
            base,
            root_pem: sim.ca_root_pem(),
        }),
    }
}

impl TestAuthority {
    /// What a provider of the authority's is reached through, to be asked without the platform.
    pub fn surroundings(&self) -> Surroundings {
        surroundings(&self.sim, &self.clock, &self.crash_point)
    }
}
