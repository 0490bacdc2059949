//! Both simulators on one address: for the demo, and alone.

use std::future::Future;
use std::io;

use axum::body::Body;
use axum::middleware::map_response;
use axum::response::Response;
use http_body_util::Limited;
use reqwest::Client;
use tokio::net::TcpListener;

use crate::common::LOST_STATUS;
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
    let router = sim.router().layer(map_response(break_off));
    let router = match service {
        Some(service) => router.merge(online_service::router(service, client)),
        None => router,
    };
    let served = axum::serve(listener, router)
        .with_graceful_shutdown(stop)
        .await;
    delivering.abort();
    served
}

/// An answer that must get lost has a body that fails before its first byte: the server then closes
/// the connection, and the caller learns nothing.
async fn break_off(answer: Response) -> Response {
    if answer.status().as_u16() != LOST_STATUS {
        return answer;
    }
    answer.map(|_| Body::new(Limited::new(Body::from("lost"), 1)))
}
