//! PayPal: Orders v2 by redirect, Payments v2, webhooks v1, transaction search v1.
//!
//! One [`PayPal`] is one authority's own application. It keeps an access token, certificates of
//! notices and pauses PayPal asked for, all of which may be lost at any time. Money moves only by
//! [`PaymentProvider::capture`] and [`PaymentProvider::refund`]; both carry our own ids as
//! idempotency keys. PayPal's words and formats stay inside this module.
//!
//! [`PaymentProvider::capture`]: crate::PaymentProvider::capture
//! [`PaymentProvider::refund`]: crate::PaymentProvider::refund

mod account;
mod allowance;
mod api;
mod captures;
mod certificates;
mod common_name;
mod errors;
mod hosts;
mod notices;
mod orders;
mod pause;
mod postback;
mod refunds;
mod reporting;
mod time;
mod token;
mod webhooks;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use url::Url;

use crate::{
    CaptureId, CaptureOutcome, CaptureState, Clock, EventVerdict, Expected, Intent, OrderState,
    PaymentProvider, ProviderBooks, ProviderDown, ProviderRef, RawProviderEvent, RefundOrder,
    RefundOutcome, RefundRef, Started, Transport, WebhookId,
};
use api::Api;
use notices::Notices;

pub use account::PayPalAccount;
pub use hosts::{HostsRefused, PayPalHosts};

/// One application in one PayPal business account, ready to be asked.
pub struct PayPal {
    api: Api,
    notices: Notices,
}

impl PayPal {
    /// In the addresses of its events.
    pub const NAME: &str = "paypal";

    /// Refuses an account that does not belong to the hosts: no live account ever meets a
    /// simulator.
    pub fn new(
        account: PayPalAccount,
        hosts: PayPalHosts,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, HostsRefused> {
        hosts.check(account.environment)?;
        Ok(Self {
            api: Api::new(account, hosts, transport, clock),
            notices: Notices::default(),
        })
    }
}

#[async_trait]
impl PaymentProvider for PayPal {
    async fn start(&self, intent: &Intent) -> Started {
        orders::start(&self.api, intent).await
    }

    async fn look_up(&self, order: &ProviderRef, expected: &Expected) -> OrderState {
        orders::look_up(&self.api, order, expected).await
    }

    async fn capture(
        &self,
        order: &ProviderRef,
        number: u32,
        expected: &Expected,
    ) -> CaptureOutcome {
        orders::capture(&self.api, order, number, expected).await
    }

    async fn look_up_capture(&self, capture: &CaptureId) -> CaptureState {
        captures::look_up(&self.api, capture).await
    }

    async fn refund(&self, order: &RefundOrder) -> RefundOutcome {
        refunds::refund(&self.api, order).await
    }

    async fn look_up_refund(&self, refund: &str) -> RefundOutcome {
        match RefundRef::parse(refund) {
            Ok(refund) => refunds::look_up(&self.api, &refund).await,
            Err(_) => RefundOutcome::Unknown,
        }
    }

    async fn judge_event(&self, event: &RawProviderEvent<'_>) -> EventVerdict {
        self.notices.judge(&self.api, event).await
    }

    async fn transactions(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<ProviderBooks, ProviderDown> {
        reporting::transactions(&self.api, from, to).await
    }

    async fn subscribe_provider_events(&self, address: &Url) -> Result<WebhookId, ProviderDown> {
        webhooks::set_up(&self.api, address).await
    }
}
