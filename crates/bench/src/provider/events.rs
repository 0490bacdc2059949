//! Messages that say that they are the provider's, judged as PayPal's are. What is asked about them
//! is answered as for forged ones: there is no such certificate.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::Timestamp;
use http::{Request, Response, StatusCode};
use providers::{
    BadSettings, Clock, EventVerdict, Events, PaymentProvider, ProviderAccount, ProviderDown,
    ProviderKind, RawProviderEvent, SimulatorPlace, Surroundings, Transport, TransportError,
    WebhookId,
};
use simulators::paypal::{PayPalSim, SimConfig};
use url::Url;

use super::Stub;
use crate::Program;

/// Nothing listens there, and nothing is sent there.
pub(crate) const ADDRESS: &str = "http://127.0.0.1:9/";
/// The name under which the measured authority gets its messages.
const SUBSCRIPTION: &str = "2KT69571RJ7583135";
/// In which a provider far away answers.
const ANSWERS_AFTER: Duration = Duration::from_millis(20);

struct NothingThere;

#[async_trait]
impl Transport for NothingThere {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        tokio::time::sleep(ANSWERS_AFTER).await;
        let mut answer = Response::new(Bytes::new());
        *answer.status_mut() = StatusCode::NOT_FOUND;
        Ok(answer)
    }
}

struct OfProgram(Arc<dyn Program>);

impl Clock for OfProgram {
    fn now(&self) -> Timestamp {
        self.0.moment().now
    }
}

/// What judges messages to the account; none before it was asked to have some sent.
pub(super) fn judge(
    kind: &'static ProviderKind,
    account: &ProviderAccount,
    program: &Arc<dyn Program>,
) -> Result<Option<Arc<dyn PaymentProvider>>, BadSettings> {
    if account.subscription.is_none() {
        return Ok(None);
    }
    let base = Url::parse(ADDRESS).map_err(BadSettings::new)?;
    let signs = PayPalSim::new(SimConfig::real_time(base.clone(), 1));
    let around = Surroundings {
        transport: Arc::new(NothingThere),
        clock: Arc::new(OfProgram(Arc::clone(program))),
        simulator: Some(SimulatorPlace {
            base,
            root_pem: signs.ca_root_pem(),
        }),
    };
    kind.build(account, &around).map(Some)
}

#[async_trait]
impl Events for Stub {
    async fn judge_event(&self, event: &RawProviderEvent<'_>) -> EventVerdict {
        let judge = self.judge.as_ref().and_then(|judge| judge.events());
        match judge {
            Some(events) => events.judge_event(event).await,
            None => EventVerdict::CannotTell {
                why: "no message was asked for".to_owned(),
            },
        }
    }

    async fn subscribe_provider_events(&self, _: &Url) -> Result<WebhookId, ProviderDown> {
        WebhookId::parse(SUBSCRIPTION).map_err(|_| ProviderDown::Refused)
    }
}
