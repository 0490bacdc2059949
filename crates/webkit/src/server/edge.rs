//! The one edge: what a connection may cost before and while its client is identified.
//!
//! A head has 16 kB and 10 seconds, a connection without a request 60 seconds, a request two
//! minutes. There are as many connections as the system's limit of open files allows, less what
//! the database and providers need; beyond it the one goes that has waited longest without a
//! complete request. Bodies are bounded in [`crate::middleware::bodies`].

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{interval, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tower::ServiceExt;

use super::connections::{Admitted, Connection, Connections, Limits, Phase};
use super::stream::WatchedStream;
use crate::request::PresentedCertificate;

/// A browser's head with long cookies of a neighbouring application is about 8 kB.
const HEAD_MAX: usize = 16 * 1024;
/// Files, database connections and calls of providers beside visitors' connections.
const FILES_KEPT: u64 = 256;
/// More than a node answers at once; each costs about 20 kB.
const CONNECTIONS_MAX: u64 = 10_000;
/// Connections of calling systems at the listener with TLS: there are few, and each keeps few open.
const CALLERS_MAX: usize = 1_000;
/// Requests under way when the program is told to stop get this long.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How exactly limits of time are kept.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// When no connection can be taken, as without free files, trying again at once cannot succeed.
const AFTER_A_FAILURE: Duration = Duration::from_millis(100);

/// Serves until `stop` is done, then finishes what is under way.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let limits = limits(connections_by_files());
    tracing::info!(
        http.connections_max = limits.connections,
        "up to {} connections are taken at once",
        limits.connections
    );
    serve_within(limits, listener, (router, None), stop).await;
    Ok(())
}

/// The same for calling systems, over TLS. The certificate that the other end proved is part of
/// each request ([`client_certificate`]).
///
/// [`client_certificate`]: crate::request::client_certificate
pub async fn serve_tls(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let limits = Limits {
        connections: CALLERS_MAX,
        ..limits(connections_by_files())
    };
    serve_within(limits, listener, (router, Some(tls.into())), stop).await;
}

fn limits(connections: u64) -> Limits {
    Limits {
        connections: usize::try_from(connections).unwrap_or(usize::MAX),
        head: Duration::from_secs(10),
        idle: Duration::from_mins(1),
        request: Duration::from_mins(2),
    }
}

/// Raises the limit of open files as far as the system allows.
fn connections_by_files() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let files = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(error = %error, "the limit of open files stays as it is");
            limit.current
        }
    };
    let files = files.unwrap_or(u64::MAX);
    files
        .saturating_sub(FILES_KEPT)
        .max(files / 2)
        .min(CONNECTIONS_MAX)
}

async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    (router, tls): (Router, Option<TlsAcceptor>),
    stop: impl Future<Output = ()> + Send,
) {
    let connections = Connections::new(limits);
    let (stopping, stopped) = watch::channel(false);
    let mut stop = pin!(stop);
    let mut look = interval(LOOK_EVERY);
    loop {
        tokio::select! {
            () = &mut stop => break,
            _ = look.tick() => connections.cut_overdue(),
            accepted = listener.accept(), if connections.has_room() => match accepted {
                Ok((stream, peer)) => {
                    let admitted = connections.admit();
                    let (served, stopped) = ((router.clone(), tls.clone()), stopped.clone());
                    tokio::spawn(converse((stream, peer), served, admitted, stopped));
                }
                Err(error) => {
                    tracing::warn!(error = %error, "a connection could not be taken");
                    sleep(AFTER_A_FAILURE).await;
                }
            },
        }
    }
    drop(listener);
    stopping.send_replace(true);
    // What takes longer is cut off with the program.
    let _in_time = timeout(LAST_REQUESTS, connections.all_closed()).await;
}

async fn converse(
    (stream, peer): (TcpStream, SocketAddr),
    (router, tls): (Router, Option<TlsAcceptor>),
    admitted: Admitted,
    stopped: watch::Receiver<bool>,
) {
    let connection = &admitted.connection;
    // Answers are written as a whole; waiting for more of them only delays.
    let _refused = stream.set_nodelay(true);
    let stream = WatchedStream::new(stream, Arc::clone(connection));
    let Some(tls) = tls else {
        return talk(stream, (peer, None), router, (connection, stopped)).await;
    };
    // The handshake draws on the time of the first head.
    let secured = tokio::select! {
        secured = tls.accept(stream) => secured,
        () = connection.cut() => return,
    };
    match secured {
        Ok(stream) => {
            let presented = stream.get_ref().1.peer_certificates();
            let presented = presented.and_then(<[_]>::first);
            let presented = presented.map(|der| Bytes::copy_from_slice(der));
            talk(stream, (peer, presented), router, (connection, stopped)).await;
        }
        Err(error) => tracing::debug!(error = %error, "a TLS connection was not made"),
    }
}

/// Answers requests until the connection ends, is cut, or the program stops.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    (peer, presented): (SocketAddr, Option<Bytes>),
    router: Router,
    (connection, mut stopped): (&Arc<Connection>, watch::Receiver<bool>),
) {
    let io = TokioIo::new(stream);
    let service = service_fn(|request: Request<Incoming>| {
        let under_way = UnderWay::begin(connection, request.body());
        let mut request = request.map(|body| {
            let connection = Arc::clone(connection);
            Body::new(Sent { body, connection })
        });
        request.extensions_mut().insert(ConnectInfo(peer));
        if let Some(der) = presented.clone() {
            request.extensions_mut().insert(PresentedCertificate(der));
        }
        let answer = router.clone().oneshot(request);
        async move {
            let answer: Response<Body> = answer.await?;
            Ok::<_, Infallible>(answer.map(|body| Answer {
                body,
                _under_way: under_way,
            }))
        }
    });
    let mut server = http1::Builder::new();
    server.max_buf_size(HEAD_MAX);
    let mut talk = pin!(server.serve_connection(io, service));
    let mut last = false;
    loop {
        tokio::select! {
            ended = talk.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(error = %error, "a connection broke");
                }
                return;
            }
            () = connection.cut() => return,
            _told = stopped.wait_for(|told| *told), if !last => {
                last = true;
                talk.as_mut().graceful_shutdown();
            }
        }
    }
}

/// A request from its head to the last byte of its answer.
struct UnderWay(Arc<Connection>);

impl UnderWay {
    fn begin(connection: &Arc<Connection>, body: &Incoming) -> Self {
        connection.enter(if body.is_end_stream() {
            Phase::Request
        } else {
            Phase::Body
        });
        Self(Arc::clone(connection))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.enter(Phase::Idle);
    }
}

/// A request's body, which tells its connection of its end.
struct Sent {
    body: Incoming,
    connection: Arc<Connection>,
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if matches!(frame, Poll::Ready(None)) || self.body.is_end_stream() {
            self.connection.body_complete();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body; the request is under way until it is gone.
struct Answer {
    body: Body,
    /// Does its work when it is dropped.
    _under_way: UnderWay,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests;
