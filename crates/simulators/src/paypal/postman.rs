//! Posts webhooks for real, for the demo: a few at a time, tried again as the provider does.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use tokio::sync::Semaphore;

use super::PayPalSim;
use super::notices::deliver::Delivery;

/// Deliveries under way at the same time.
const AT_ONCE: usize = 16;
/// How often the clock is looked at when nobody rings.
const LOOKS_EVERY: Duration = Duration::from_millis(250);

pub(crate) async fn run(sim: PayPalSim, client: Client) {
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        for delivery in sim.due_deliveries() {
            let Ok(permit) = Arc::clone(&gate).acquire_owned().await else {
                return;
            };
            let (sim, client) = (sim.clone(), client.clone());
            tokio::spawn(async move {
                post(&sim, &client, delivery).await;
                drop(permit);
            });
        }
        tokio::select! {
            () = sim.inner.bell.notified() => {}
            () = tokio::time::sleep(LOOKS_EVERY) => {}
        }
    }
}

async fn post(sim: &PayPalSim, client: &Client, delivery: Delivery) {
    let patience = Duration::from_secs(sim.knobs().notices.timeout_s);
    let request = client
        .post(&delivery.url)
        .headers(delivery.headers.clone())
        .body(delivery.body.clone())
        .timeout(patience);
    let accepted = request
        .send()
        .await
        .is_ok_and(|answer| answer.status().is_success());
    if !accepted {
        let (kind, tries) = (delivery.event_type, delivery.attempt);
        sim.delivery_failed(delivery);
        tracing::info!(
            notice.kind = kind,
            job.tries = tries,
            "notice was not accepted"
        );
    }
}
