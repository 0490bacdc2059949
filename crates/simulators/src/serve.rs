//! The simulators on one address: for the demo, and alone.

use std::future::Future;
use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::AUTHORIZATION;
use http_body_util::Limited;
use reqwest::Client;
use tokio::net::TcpListener;

use crate::common::LOST_STATUS;
use crate::online_service::{self, OnlineService};
use crate::paypal::PayPalSim;
use crate::telephones::{self, Telephones};

/// Parts of the control API that pages and installations need.
const OPEN: [&str; 2] = ["/_sim/style.css", "/_sim/ca.pem"];

/// Where a simulator is served, and what its control API asks for.
pub struct Served {
    pub listener: TcpListener,
    /// Delivers events, and carries the online service's calls.
    pub client: Client,
    /// What a call of the control API has to bring, as `Authorization: Bearer`: where browsers
    /// reach the simulator, strangers do.
    pub control_token: String,
}

/// Serves until `stop` is done. Events are delivered meanwhile.
pub async fn serve(
    sim: PayPalSim,
    beside: Option<(OnlineService, Telephones)>,
    served: Served,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let Served {
        listener,
        client,
        control_token,
    } = served;
    let delivering = sim.spawn_delivery(client.clone());
    let expected = format!("Bearer {control_token}");
    let router = sim
        .router()
        .layer(map_response(break_off))
        .layer(from_fn_with_state(Arc::<str>::from(expected), guard));
    let router = match beside {
        Some((service, telephones)) => router
            .merge(online_service::router(service, client))
            .merge(telephones::router(telephones)),
        None => router,
    };
    let served = axum::serve(listener, router)
        .with_graceful_shutdown(stop)
        .await;
    delivering.abort();
    served
}

/// Answers 401 to a call of the control API that does not bring its token; its style sheet and
/// root need none.
async fn guard(State(expected): State<Arc<str>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let controls = path.starts_with("/_sim/") && !OPEN.contains(&path);
    let given = request.headers().get(AUTHORIZATION);
    if controls && given.is_none_or(|given| given.as_bytes() != expected.as_bytes()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    next.run(request).await
}

/// An answer that must get lost has a body that fails before its first byte: the server then closes
/// the connection, and the caller learns nothing.
async fn break_off(answer: Response) -> Response {
    if answer.status().as_u16() != LOST_STATUS {
        return answer;
    }
    answer.map(|_| Body::new(Limited::new(Body::from("lost"), 1)))
}
