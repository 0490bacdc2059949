//! Citizens, and what becomes of them at the provider.

use app::access::Network;
use app::payments::{ReturnOutcome, StartError, StartOutcome, Visitor};
use domain::PaymentId;
use domain::payments::Method as Chosen;
use http::Method;
use providers::{EventHeaders, RawProviderEvent};
use simulators::common::Delivery;
use simulators::paypal::Choice;

use crate::TestAuthority;

/// What a payer does on the provider's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtProvider {
    Approves,
    /// The means of payment is declined at the first try.
    ApprovesWithBadCard,
    /// The provider refuses the money for good.
    ApprovesAndIsRefused,
    /// The provider checks the money before it gives it.
    ApprovesAndIsChecked,
    /// Closes the window.
    Leaves,
}

impl AtProvider {
    /// The button on the simulator's page.
    const fn button(self) -> Option<Choice> {
        match self {
            Self::Approves => Some(Choice::Pay),
            Self::ApprovesWithBadCard => Some(Choice::DeclinedInstrument),
            Self::ApprovesAndIsRefused => Some(Choice::Declined),
            Self::ApprovesAndIsChecked => Some(Choice::Review),
            Self::Leaves => None,
        }
    }
}

impl TestAuthority {
    /// From now on payers come from the network of this number.
    pub fn payers_come_from(&self, network: u16) {
        self.payers_network.set(network);
    }

    fn network(&self) -> Network {
        let [one, two] = self.payers_network.get().to_be_bytes();
        Network::of([10, one, two, 1].into())
    }

    pub fn visitor(&self) -> Visitor {
        Visitor {
            language: "de",
            user_agent: None,
            network: self.network(),
        }
    }

    /// The payer chooses a method.
    pub async fn chooses(
        &self,
        payment: PaymentId,
        method: &Chosen,
    ) -> Result<StartOutcome, StartError> {
        self.app
            .payer()
            .start_payment(self.visited.get(), (payment, method), &self.visitor())
            .await
    }

    /// The payer chooses `PayPal`; the order's id when the answer was a redirect.
    pub async fn chooses_paypal(&self, payment: PaymentId) -> Option<String> {
        match self.chooses(payment, &Chosen::PAYPAL).await {
            Ok(StartOutcome::Redirect(to)) => to
                .query_pairs()
                .find(|(key, _)| key == "token")
                .map(|(_, order)| order.into_owned()),
            Ok(
                StartOutcome::Instructed
                | StartOutcome::AlreadyPaid
                | StartOutcome::Processing
                | StartOutcome::Expired
                | StartOutcome::Cancelled
                | StartOutcome::NotAccepted
                | StartOutcome::Unavailable
                | StartOutcome::Unreachable
                | StartOutcome::TooOften
                | StartOutcome::NotOffered,
            )
            | Err(_) => None,
        }
    }

    /// On the provider's page.
    pub fn at_provider(&self, order: &str, does: AtProvider) {
        if let Some(choice) = does.button() {
            self.sim.buyer(order, choice);
            self.crash_point.world_changes();
        }
    }

    /// The payer comes back to our return address.
    pub async fn comes_back(&self, payment: PaymentId) -> Option<ReturnOutcome> {
        self.app
            .payer()
            .return_from_provider(self.visited.get(), payment, &self.network())
            .await
            .ok()
    }

    /// The payer comes back to our cancel address.
    pub async fn gives_up(&self, payment: PaymentId) {
        let _dead_or_known = self
            .app
            .payer()
            .give_up_attempt(self.visited.get(), payment, &self.network())
            .await;
    }

    /// The payer calls the payment off.
    pub async fn calls_off(&self, payment: PaymentId) -> bool {
        self.app
            .payer()
            .cancel_payment(self.visited.get(), payment)
            .await
            .is_ok()
    }

    /// From choosing to coming back.
    pub async fn pays(&self, payment: PaymentId, does: AtProvider) {
        let Some(order) = self.chooses_paypal(payment).await else {
            return;
        };
        self.at_provider(&order, does);
        if does != AtProvider::Leaves {
            self.comes_back(payment).await;
        }
    }

    /// A payment that an online service asked for and its payer paid at the provider.
    pub async fn paid_payment(&self) -> PaymentId {
        let payment = self.asks_for_payment().await.expect("the program lives");
        self.pays(payment, AtProvider::Approves).await;
        payment
    }

    /// Everything the provider has to tell arrives, once and in order.
    pub async fn provider_events_arrive(&self) {
        for delivery in self.sim.take_deliveries() {
            self.provider_event_arrives(&delivery).await;
        }
    }

    /// Whether the notice was taken; the provider tells again what was not.
    pub async fn provider_event_arrives(&self, delivery: &Delivery) -> bool {
        let mut parts = delivery.url.rsplit('/');
        let account = parts.next().unwrap_or_default();
        let provider = parts.next().unwrap_or_default();
        let event = RawProviderEvent {
            method: &Method::POST,
            query: b"",
            key: None,
            headers: &EventHeaders::new(delivery.headers.clone()),
            body: &delivery.body,
        };
        let kept = self
            .app
            .provider_events()
            .keep_provider_event((provider, account), &event)
            .await;
        if kept.is_err() {
            self.sim.delivery_failed(delivery.clone());
        }
        kept.is_ok()
    }
}

impl TestAuthority {
    /// The provider takes the payment's money back, without our order.
    pub fn provider_reverses(&self, payment: PaymentId) {
        if let Some(capture) = self.capture(payment) {
            self.sim.reverse_capture(&capture, None);
            self.crash_point.world_changes();
        }
    }

    /// The payer disputes the payment at the provider. The provider's id of the dispute.
    pub fn payer_disputes(&self, payment: PaymentId) -> Option<String> {
        let capture = self.capture(payment)?;
        self.crash_point.world_changes();
        self.sim.dispute_capture(&capture)
    }

    /// The provider's id of the payment's money.
    fn capture(&self, payment: PaymentId) -> Option<String> {
        let (books, custom) = (self.sim.books(), payment.to_string());
        let mut captures = books.apps.iter().flat_map(|app| &app.captures);
        let found = captures.find(|capture| capture.custom_id.as_deref() == Some(custom.as_str()));
        Some(found?.id.clone())
    }
}
