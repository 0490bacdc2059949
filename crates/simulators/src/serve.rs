//! Both simulators on one address, for the demo and for anybody who wants them alone.

use std::future::Future;
use std::io;

use reqwest::Client;
use tokio::net::TcpListener;

use crate::online_service::{self, OnlineService};
use crate::paypal::PayPalSim;

/// Serves until `stop` is done. Notices are delivered meanwhile, with `client`, which also carries
/// the online service's calls.
pub async fn serve(
    sim: PayPalSim,
    service: Option<OnlineService>,
    (listener, client): (TcpListener, Client),
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let delivering = sim.spawn_delivery(client.clone());
    let router = match service {
        Some(service) => sim.router().merge(online_service::router(service, client)),
        None => sim.router(),
    };
    let served = axum::serve(listener, router)
        .with_graceful_shutdown(stop)
        .await;
    delivering.abort();
    served
}
