//! Citizens, and what becomes of them at the provider.

use app::{ComeBack, StartOutcome};
use bytes::Bytes;
use domain::PaymentId;
use http::{HeaderMap, Request};
use providers::NoticeHeaders;
use simulators::paypal::Delivery;
use tower::ServiceExt;

use crate::City;
use crate::city::SLUG;

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
    const fn button(self) -> Option<&'static str> {
        match self {
            Self::Approves => Some("approve"),
            Self::ApprovesWithBadCard => Some("decline-instrument"),
            Self::ApprovesAndIsRefused => Some("decline"),
            Self::ApprovesAndIsChecked => Some("review"),
            Self::Leaves => None,
        }
    }
}

impl City {
    /// The payer chooses `PayPal`; the order's id when he was sent there.
    pub async fn chooses_paypal(&self, payment: PaymentId) -> Option<String> {
        match self.app.start_payment(SLUG, payment, &Self::visitor()).await {
            Ok(StartOutcome::Redirect(to)) => {
                to.query_pairs().find(|(key, _)| key == "token").map(|(_, order)| order.into_owned())
            }
            Ok(
                StartOutcome::AlreadyPaid
                | StartOutcome::Processing
                | StartOutcome::Expired
                | StartOutcome::Cancelled
                | StartOutcome::NotAccepted
                | StartOutcome::Unreachable,
            )
            | Err(_) => None,
        }
    }

    /// On the provider's page.
    pub async fn at_provider(&self, order: &str, does: AtProvider) {
        let Some(button) = does.button() else { return };
        let request = Request::post(format!("/checkoutnow/{order}/{button}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::empty())
            .expect("a request");
        self.sim.router().oneshot(request).await.expect("the simulator answers");
    }

    /// The payer comes back to our return address.
    pub async fn comes_back(&self, payment: PaymentId) -> Option<ComeBack> {
        self.app.come_back(SLUG, payment).await.ok()
    }

    /// The payer comes back to our cancel address.
    pub async fn gives_up(&self, payment: PaymentId) {
        let _dead_or_known = self.app.give_up_attempt(SLUG, payment).await;
    }

    /// The payer calls the payment off.
    pub async fn calls_off(&self, payment: PaymentId) -> bool {
        self.app.cancel_payment(SLUG, payment).await.is_ok()
    }

    /// From choosing to coming back.
    pub async fn pays(&self, payment: PaymentId, does: AtProvider) {
        let Some(order) = self.chooses_paypal(payment).await else { return };
        self.at_provider(&order, does).await;
        if does != AtProvider::Leaves {
            self.comes_back(payment).await;
        }
    }

    /// Everything the provider has to tell arrives, once and in order.
    pub async fn notices_arrive(&self) {
        for delivery in self.sim.take_deliveries() {
            self.notice_arrives(&delivery).await;
        }
    }

    /// Whether the notice was taken; the provider tells again what was not.
    pub async fn notice_arrives(&self, delivery: &Delivery) -> bool {
        let account = delivery.url.path().rsplit('/').next().unwrap_or_default().to_owned();
        let mut headers = HeaderMap::new();
        for (name, value) in &delivery.headers {
            let name: http::HeaderName = name.parse().expect("a header name");
            headers.insert(name, value.parse().expect("a header value"));
        }
        let body = Bytes::from(delivery.body.clone());
        let kept = self.app.keep_notice(&account, &NoticeHeaders::new(headers), &body).await;
        self.sim.delivered(delivery, if kept.is_ok() { 200 } else { 503 });
        kept.is_ok()
    }
}

impl City {
    /// The provider takes the payment's money back, without our order.
    pub async fn provider_reverses(&self, payment: PaymentId) {
        let books = self.sim.books();
        let capture = books
            .iter()
            .flat_map(|app| &app.captures)
            .find(|capture| capture.custom_id == payment.to_string());
        let Some(capture) = capture else { return };
        let request = Request::post(format!("/_sim/captures/{}/reverse", capture.id))
            .header("content-type", "application/json")
            .body(axum::body::Body::from("{}"))
            .expect("a request");
        self.sim.router().oneshot(request).await.expect("the simulator answers");
    }
}
