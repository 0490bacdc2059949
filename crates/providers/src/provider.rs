//! The questions a provider is asked.

use async_trait::async_trait;
use domain::Timestamp;
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

/// One account with one payment service provider. Holds no state that matters and no database.
///
/// Our own ids go out as idempotency keys, so each question may be asked again. A question costs at
/// most about a minute and is asked once: a caller that needs an answer asks again later.
#[async_trait]
pub trait PaymentProvider: Send + Sync {
    /// Asks for an order the payer can approve. The same attempt gets the same order.
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

    async fn look_up_capture(&self, capture: &CaptureId) -> CaptureState;

    async fn refund(&self, order: &RefundOrder) -> RefundOutcome;

    async fn look_up_refund(&self, refund: &str) -> RefundOutcome;

    /// Whether a message is the provider's, and where it says to look.
    async fn judge_event(&self, event: &RawProviderEvent<'_>) -> EventVerdict;

    /// Everything the provider booked between the two instants.
    async fn transactions(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<ProviderBooks, ProviderDown>;

    /// Has the provider send its notices to `address`. Safe to repeat.
    async fn subscribe_provider_events(&self, address: &Url) -> Result<WebhookId, ProviderDown>;
}
