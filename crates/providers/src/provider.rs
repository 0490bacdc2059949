//! The questions a provider is asked.

use async_trait::async_trait;
use domain::Timestamp;
use domain::payments::{Method, MethodProfile};
use url::Url;

use crate::{
    CaptureId, CaptureOutcome, CaptureState, EventVerdict, Expected, Intent, OrderState,
    ProviderBooks, ProviderDown, ProviderRef, RawProviderEvent, RefundOrder, RefundOutcome,
    Started, WebhookId,
};

/// What time it is, for the life of access tokens and certificates.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// One account that takes money. Holds no state that matters and no database.
///
/// Our own ids go out as idempotency keys, so each question may be asked again. A question costs
/// at most about a minute and is asked once: a caller that needs an answer asks again later. What
/// only some providers can do are capabilities of their own, which may be absent.
#[async_trait]
pub trait PaymentProvider: Send + Sync {
    /// What a method is here; `None` for one that this account does not offer.
    fn profile(&self, method: &Method) -> Option<&'static MethodProfile>;

    /// Whether calls are made at present. `false` while they are held back because the provider
    /// failed lately or asked for it; asks nothing.
    fn answers(&self) -> bool {
        true
    }

    /// Begins. The same attempt gets the same answer.
    async fn start(&self, intent: &Intent) -> Started;

    async fn look_up(&self, order: &ProviderRef, expected: &Expected) -> OrderState;

    /// Takes the money of an approved order. `number` counts the calls that were answered with a
    /// final no, from 1; the same number never takes money twice.
    async fn capture(
        &self,
        order: &ProviderRef,
        number: u32,
        expected: &Expected,
    ) -> CaptureOutcome;

    /// Whether the provider accepts the account's credentials; changes nothing there.
    async fn prove_credentials(&self) -> Result<(), ProviderDown> {
        Ok(())
    }

    /// Where the provider gives money back.
    fn refunds(&self) -> Option<&dyn Refunds> {
        None
    }

    /// Where the provider's books can be read.
    fn reports(&self) -> Option<&dyn Reports> {
        None
    }

    /// Where the provider tells of its own accord.
    fn events(&self) -> Option<&dyn Events> {
        None
    }
}

/// Money back, by the provider.
#[async_trait]
pub trait Refunds: Send + Sync {
    async fn look_up_capture(&self, capture: &CaptureId) -> CaptureState;

    async fn refund(&self, order: &RefundOrder) -> RefundOutcome;

    async fn look_up_refund(&self, refund: &str) -> RefundOutcome;
}

/// The provider's books.
#[async_trait]
pub trait Reports: Send + Sync {
    /// Everything the provider booked between the two instants.
    async fn transactions(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<ProviderBooks, ProviderDown>;
}

/// The provider's messages.
#[async_trait]
pub trait Events: Send + Sync {
    /// Whether a message is the provider's, and where it says to look.
    async fn judge_event(&self, event: &RawProviderEvent<'_>) -> EventVerdict;

    /// What judging has learnt since this was asked last, for [`Self::recall`] after a restart. It
    /// holds for every account in the same environment, and is no secret.
    fn take_learnt(&self) -> Option<String> {
        None
    }

    /// Takes up what an earlier run learnt. Ignores what it cannot use.
    fn recall(&self, _learnt: &str) {}

    /// Has the provider send its events to `address`. Safe to repeat.
    async fn subscribe_provider_events(&self, address: &Url) -> Result<WebhookId, ProviderDown>;
}
