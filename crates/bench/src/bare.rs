//! A server that does nothing but answer: the limit of everything that speaks HTTP here.

use std::net::SocketAddr;

use axum::Router;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::BenchError;
use crate::error::Doing;

/// A bare axum handler on a port of its own; gone when it is dropped.
pub(crate) struct Bare {
    pub(crate) address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Bare {
    /// Answers every request with `body`.
    pub(crate) async fn answering(kind: &'static str, body: Vec<u8>) -> Result<Self, BenchError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.doing("listening")?;
        let address = listener.local_addr().doing("listening")?;
        let body = Bytes::from(body);
        let router = Router::new().fallback(move || {
            let body = body.clone();
            async move { answer(kind, body) }
        });
        let serving = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        Ok(Self { address, serving })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn answer(kind: &'static str, body: Bytes) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (headers, body).into_response()
}
