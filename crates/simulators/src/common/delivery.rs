//! Webhooks on their way: posted for real, a few at a time, tried again as their provider does.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use reqwest::Client;
use tokio::sync::{Notify, Semaphore};

/// A webhook call, ready to be sent by `POST`.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub url: String,
    pub headers: HeaderMap,
    /// Exactly the bytes that were signed.
    pub body: Bytes,
    pub event_id: String,
    pub event_type: &'static str,
    pub webhook_id: String,
    /// 1 for the first attempt.
    pub attempt: u32,
}

/// A simulator that has webhooks to deliver.
pub(crate) trait Outbox: Clone + Send + Sync + 'static {
    /// Takes out and signs what is due now.
    fn due(&self) -> Vec<Delivery>;

    /// Puts a delivery back for its next attempt.
    fn put_back(&self, delivery: Delivery);

    /// How long a receiver may take.
    fn patience(&self) -> Duration;

    /// Rung when a delivery may have been queued.
    fn bell(&self) -> &Notify;
}

/// Deliveries under way at the same time.
const AT_ONCE: usize = 16;
/// How often the clock is read when the bell is not rung.
const LOOKS_EVERY: Duration = Duration::from_millis(250);

/// Posts deliveries as they fall due; does not end by itself.
pub(crate) async fn run(outbox: impl Outbox, client: Client) {
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        for delivery in outbox.due() {
            let Ok(permit) = Arc::clone(&gate).acquire_owned().await else {
                return;
            };
            let (outbox, client) = (outbox.clone(), client.clone());
            tokio::spawn(async move {
                post(&outbox, &client, delivery).await;
                drop(permit);
            });
        }
        tokio::select! {
            () = outbox.bell().notified() => {}
            () = tokio::time::sleep(LOOKS_EVERY) => {}
        }
    }
}

async fn post(outbox: &impl Outbox, client: &Client, delivery: Delivery) {
    let request = client
        .post(&delivery.url)
        .headers(delivery.headers.clone())
        .body(delivery.body.clone())
        .timeout(outbox.patience());
    let accepted = request
        .send()
        .await
        .is_ok_and(|answer| answer.status().is_success());
    if !accepted {
        let (kind, tries) = (delivery.event_type, delivery.attempt);
        outbox.put_back(delivery);
        tracing::info!(
            provider_event.kind = kind,
            job.tries = tries,
            "the provider event was not accepted"
        );
    }
}
