//! Listening, and stopping without dropping anybody.

mod health;
mod router;

pub use router::{guarded, router};

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Requests under way when the program is told to stop get this long.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// Serves until `stop` is done, then finishes what is under way.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, mut stopped) = watch::channel(false);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        stopping.send_replace(true);
    });
    tokio::select! {
        result = serving.into_future() => result,
        () = async {
            // The sender lives as long as the server does.
            drop(stopped.wait_for(|told| *told).await);
            tokio::time::sleep(LAST_REQUESTS).await;
        } => Ok(()),
    }
}
