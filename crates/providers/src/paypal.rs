//! PayPal: Orders v2 by redirect, Payments v2, webhooks v1, transaction search v1.
//!
//! One [`PayPal`] is one authority's own application. It keeps an access token, certificates of
//! events and pauses PayPal asked for, all of which may be lost at any time. Money moves only by
//! [`PaymentProvider::capture`] and [`Refunds::refund`]; both carry our own ids as
//! idempotency keys. PayPal's words and formats stay inside this module.
//!
//! [`PaymentProvider::capture`]: crate::PaymentProvider::capture
//! [`Refunds::refund`]: crate::Refunds::refund

mod account;
mod captures;
mod connection;
mod events;
mod ids;
mod orders;
mod refunds;
mod reports;
mod settings;
mod time;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::payments::profile::{
    AmountLimits, Asking, Books, CarriedText, Needs, OfferLasts, Refunds as RefundRules,
};
use domain::payments::{Method, MethodProfile, Taking};
use url::Url;

use crate::{
    CaptureId, CaptureOutcome, CaptureState, Clock, EventVerdict, Events, Expected, Intent,
    OrderState, PaymentProvider, ProviderBooks, ProviderDown, ProviderKind, ProviderRef,
    RawProviderEvent, RefundOrder, RefundOutcome, Refunds, Reports, Started, Transport, WebhookId,
};
use connection::api::Api;
use events::verify::EventVerifier;

pub use account::PayPalAccount;
pub use connection::hosts::{HostsRefused, PayPalHosts};
pub use connection::token::LOGINS_PER_SECOND;

/// PayPal among the kinds of providers.
pub(crate) static KIND: ProviderKind = ProviderKind {
    name: "paypal",
    methods: &[(Method::PAYPAL, PROFILE)],
    secrets: &[settings::CLIENT_SECRET],
    pages: &["https://www.paypal.com", "https://www.sandbox.paypal.com"],
    check: settings::check,
    merchants: settings::merchants,
    build: settings::build,
};

const PROFILE: MethodProfile = MethodProfile {
    name: Some("PayPal"),
    xbezahldienste: "PAYPAL",
    taking: Taking::ByCapture,
    // PayPal keeps an order that was not approved for three hours; a link older than this may die
    // under the payer's hands, so it is not given out again.
    offer_lasts: OfferLasts::For(Duration::from_mins(150)),
    asking: Asking::Repeatedly {
        first_after: Duration::from_mins(10),
        // Then an order that was not approved is void.
        until: Duration::from_hours(3),
    },
    refunds: RefundRules::AtProvider {
        partial: true,
        several: true,
        days: Some(180),
    },
    limits: AmountLimits::NONE,
    carries: CarriedText { length: 127 },
    books: Books::Api,
    needs: Needs::Browser,
};

/// One application in one PayPal business account, ready to be asked.
pub struct PayPal {
    api: Api,
    events: EventVerifier,
}

impl PayPal {
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
            events: EventVerifier::default(),
        })
    }
}

#[async_trait]
impl PaymentProvider for PayPal {
    fn profile(&self, method: &Method) -> Option<&'static MethodProfile> {
        KIND.profile(method)
    }

    fn answers(&self) -> bool {
        !self.api.is_held_back()
    }

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

    async fn prove_credentials(&self) -> Result<(), ProviderDown> {
        Ok(self.api.token().await.map(drop)?)
    }

    fn refunds(&self) -> Option<&dyn Refunds> {
        Some(self)
    }

    fn reports(&self) -> Option<&dyn Reports> {
        Some(self)
    }

    fn events(&self) -> Option<&dyn Events> {
        Some(self)
    }
}

#[async_trait]
impl Refunds for PayPal {
    async fn look_up_capture(&self, capture: &CaptureId) -> CaptureState {
        captures::look_up(&self.api, capture).await
    }

    async fn refund(&self, order: &RefundOrder) -> RefundOutcome {
        refunds::refund(&self.api, order).await
    }

    async fn look_up_refund(&self, refund: &str) -> RefundOutcome {
        match ids::refund(refund) {
            Some(refund) => refunds::look_up(&self.api, &refund).await,
            None => RefundOutcome::Unknown,
        }
    }
}

#[async_trait]
impl Reports for PayPal {
    async fn transactions(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<ProviderBooks, ProviderDown> {
        reports::transactions(&self.api, from, to).await
    }
}

#[async_trait]
impl Events for PayPal {
    async fn judge_event(&self, event: &RawProviderEvent<'_>) -> EventVerdict {
        self.events.judge(&self.api, event).await
    }

    fn take_learnt(&self) -> Option<String> {
        self.events.certificates.take_learnt()
    }

    fn recall(&self, learnt: &str) {
        self.events.certificates.recall(&self.api, learnt);
    }

    async fn subscribe_provider_events(&self, address: &Url) -> Result<WebhookId, ProviderDown> {
        events::subscription::set_up(&self.api, address).await
    }
}
