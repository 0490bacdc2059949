//! What bodies of requests may hold at once, over all connections.
//!
//! The first bytes of a body are paid for by its connection, as its head is; what is beyond draws
//! on one budget and gives it back when the request is answered. A form of a page therefore never
//! waits for large bodies, however many are half sent.

use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONNECTION, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use http_body::{Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};

/// A form of a page with all its fields.
const FREE: usize = 16 * 1024;
/// All bodies together beyond [`FREE`] of each: 64 of the largest that are taken.
const BUDGET: usize = 32 * 1024 * 1024;
/// For a whole body; a large one on a slow mobile connection takes some seconds.
const WITHIN: Duration = Duration::from_secs(30);

/// The budget; cloned, it is the same one.
#[derive(Clone)]
pub(crate) struct Bodies(Arc<Semaphore>);

impl Default for Bodies {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(BUDGET)))
    }
}

pub(crate) async fn bound(State(bodies): State<Bodies>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let draw = Arc::new(Draw {
        bodies,
        held: Mutex::default(),
        failed: OnceLock::new(),
    });
    let request = request.map(|body| {
        Body::new(Bounded {
            body,
            read: 0,
            draw: Arc::clone(&draw),
            late: Box::pin(sleep(WITHIN)),
        })
    });
    let answer = next.run(request).await;
    match draw.failed.get() {
        Some(status) => refused(*status),
        None => answer,
    }
}

fn refused(status: StatusCode) -> Response {
    let soon = HeaderValue::from_static("1");
    let close = HeaderValue::from_static("close");
    (status, [(RETRY_AFTER, soon), (CONNECTION, close)]).into_response()
}

/// What one request holds of the budget.
struct Draw {
    bodies: Bodies,
    held: Mutex<Option<OwnedSemaphorePermit>>,
    /// Why the body was not read to its end.
    failed: OnceLock<StatusCode>,
}

impl Draw {
    fn take(&self, bytes: usize) -> Result<(), BodyRefused> {
        let bytes = u32::try_from(bytes).map_err(|_| BodyRefused::NoRoom)?;
        let more = Arc::clone(&self.bodies.0).try_acquire_many_owned(bytes);
        let more = more.map_err(|_| BodyRefused::NoRoom)?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match held.as_mut() {
            Some(held) => held.merge(more),
            None => *held = Some(more),
        }
        Ok(())
    }
}

/// Why a body is not read any further.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum BodyRefused {
    #[error("there is no room for the body at present")]
    NoRoom,
    #[error("the body did not come in time")]
    Late,
}

impl BodyRefused {
    const fn status(self) -> StatusCode {
        match self {
            Self::NoRoom => StatusCode::SERVICE_UNAVAILABLE,
            Self::Late => StatusCode::REQUEST_TIMEOUT,
        }
    }
}

struct Bounded {
    body: Body,
    read: usize,
    draw: Arc<Draw>,
    late: Pin<Box<Sleep>>,
}

impl Bounded {
    fn refuse(&self, why: BodyRefused) -> axum::Error {
        tracing::debug!(error = %why, "a body was not read to its end");
        metrics::counter!("http_bodies_refused_total").increment(1);
        self.draw.failed.get_or_init(|| why.status());
        axum::Error::new(why)
    }
}

impl HttpBody for Bounded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Pending if self.late.as_mut().poll(context).is_ready() => {
                return Poll::Ready(Some(Err(self.refuse(BodyRefused::Late))));
            }
            nothing @ (Poll::Pending | Poll::Ready(None | Some(Err(_)))) => return nothing,
        };
        let before = self.read.max(FREE);
        self.read += frame.data_ref().map_or(0, Bytes::len);
        let beyond = self.read.max(FREE) - before;
        if beyond > 0
            && let Err(why) = self.draw.take(beyond)
        {
            return Poll::Ready(Some(Err(self.refuse(why))));
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::extract::DefaultBodyLimit;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    fn router(bodies: &Bodies) -> Router {
        let size = async |body: Result<Bytes, _>| -> Result<String, StatusCode> {
            let body: Result<Bytes, axum::extract::rejection::BytesRejection> = body;
            let body = body.map_err(|_| StatusCode::BAD_REQUEST)?;
            Ok(body.len().to_string())
        };
        Router::new()
            .route("/", post(size))
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn_with_state(bodies.clone(), bound))
    }

    async fn status(bodies: &Bodies, body: Body) -> StatusCode {
        let request = Request::post("/").body(body).unwrap();
        router(bodies).oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_form_is_taken_while_large_bodies_have_used_the_budget_up() {
        let bodies = Bodies(Arc::new(Semaphore::new(1_000)));
        let fits = Body::from(vec![b'x'; FREE + 1_000]);
        assert_eq!(status(&bodies, fits).await, StatusCode::OK);
        let _half_sent = Arc::clone(&bodies.0).try_acquire_many_owned(1_000).unwrap();
        let large = Body::from(vec![b'x'; FREE + 1]);
        assert_eq!(
            status(&bodies, large).await,
            StatusCode::SERVICE_UNAVAILABLE
        );
        let form = Body::from(vec![b'x'; FREE]);
        assert_eq!(status(&bodies, form).await, StatusCode::OK);
    }

    #[tokio::test]
    async fn an_answered_request_gives_its_share_back() {
        let bodies = Bodies(Arc::new(Semaphore::new(1_000)));
        for _ in 0..3 {
            let large = Body::from(vec![b'x'; FREE + 900]);
            assert_eq!(status(&bodies, large).await, StatusCode::OK);
        }
        assert_eq!(bodies.0.available_permits(), 1_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up_in_time() {
        let endless = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
        let answer = status(&Bodies::default(), Body::from_stream(endless)).await;
        assert_eq!(answer, StatusCode::REQUEST_TIMEOUT);
    }
}
