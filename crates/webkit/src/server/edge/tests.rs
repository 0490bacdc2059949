//! Slow, silent and swollen heads and bodies against a real listener, with an honest visitor beside
//! them.

use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

use super::*;

const ENOUGH: Limits = Limits {
    connections: 1_000,
    head: Duration::from_mins(1),
    idle: Duration::from_mins(1),
    request: Duration::from_mins(1),
};
const SHORT: Duration = Duration::from_millis(100);

/// A request whose body is two bytes short.
const HALF_A_BODY: &[u8] =
    b"POST /echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\nha";

/// Runs until the sender is dropped. `/when-told` answers after a post to `/tell`.
async fn edge(limits: Limits) -> (SocketAddr, oneshot::Sender<()>) {
    let told = Arc::new(Notify::new());
    let tells = Arc::clone(&told);
    let when_told = move |body: Bytes| {
        let told = Arc::clone(&told);
        async move {
            told.notified().await;
            body
        }
    };
    let tell = move || {
        let tells = Arc::clone(&tells);
        async move { tells.notify_one() }
    };
    let router = Router::new()
        .route("/", get(async || "here"))
        .route("/echo", post(async |body: Bytes| body))
        .route("/when-told", post(when_told))
        .route("/tell", post(tell))
        .route("/never", get(std::future::pending::<()>));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(serve_within(limits, listener, (router, None), async move {
        drop(stopped.await);
    }));
    (place, stop)
}

async fn begun(place: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(place).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

/// Everything the edge sends until it closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let _reset = stream.read_to_end(&mut text).await;
    String::from_utf8(text).unwrap()
}

async fn honest(place: SocketAddr) -> Duration {
    let began = Instant::now();
    let asked = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = rest(begun(place, asked).await).await;
    assert!(answer.ends_with("here"), "{answer}");
    began.elapsed()
}

#[tokio::test]
async fn an_unfinished_head_is_cut_off_in_time() {
    let limits = Limits {
        head: SHORT,
        ..ENOUGH
    };
    let (place, _stop) = edge(limits).await;
    let silent = begun(place, b"").await;
    let half = begun(place, b"GET / HTTP/1.1\r\nhost: x\r\nx-half: ").await;
    assert_eq!(rest(silent).await, "");
    assert_eq!(rest(half).await, "");
}

#[tokio::test]
async fn a_second_head_has_no_more_time_than_the_first() {
    let limits = Limits {
        head: SHORT,
        ..ENOUGH
    };
    let (place, _stop) = edge(limits).await;
    let two = b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: ";
    let mut stream = begun(place, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut answer = [0; 512];
    assert_ne!(stream.read(&mut answer).await.unwrap(), 0);
    stream.write_all(&two[..20]).await.unwrap();
    assert_eq!(rest(stream).await, "");
}

#[tokio::test]
async fn a_connection_without_a_request_is_closed_in_time() {
    let limits = Limits {
        idle: SHORT,
        ..ENOUGH
    };
    let (place, _stop) = edge(limits).await;
    let kept = begun(place, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(rest(kept).await.ends_with("here"));
}

#[tokio::test]
async fn a_request_without_an_answer_is_closed_in_time() {
    let limits = Limits {
        request: SHORT,
        ..ENOUGH
    };
    let (place, _stop) = edge(limits).await;
    let asked = begun(place, b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert_eq!(rest(asked).await, "");
}

#[tokio::test]
async fn a_visitor_gets_in_beside_more_unfinished_heads_than_there_is_room() {
    let limits = Limits {
        connections: 50,
        ..ENOUGH
    };
    gets_in_beside(limits, b"GET / HTTP/1.1\r\nx-half: ").await;
}

#[tokio::test]
async fn a_visitor_gets_in_beside_more_unfinished_bodies_than_there_is_room() {
    let limits = Limits {
        connections: 50,
        ..ENOUGH
    };
    gets_in_beside(limits, HALF_A_BODY).await;
}

/// Four times as many connections as there is room for send `half` and wait.
async fn gets_in_beside(limits: Limits, half: &[u8]) {
    let (place, _stop) = edge(limits).await;
    let usual = honest(place).await;
    let mut held = Vec::new();
    for _ in 0..4 * limits.connections {
        held.push(begun(place, half).await);
    }
    let mut beside = Vec::new();
    for _ in 0..20 {
        beside.push(honest(place).await);
    }
    beside.sort_unstable();
    // A floor keeps the measure meaningful: both are well below a millisecond.
    let twice = (2 * usual).max(Duration::from_millis(50));
    assert!(beside[10] <= twice, "{:?} instead of {usual:?}", beside[10]);
    assert_eq!(held.len(), 4 * limits.connections);
}

#[tokio::test]
async fn a_complete_request_is_never_cut_for_a_newcomer() {
    let limits = Limits {
        connections: 2,
        ..ENOUGH
    };
    let (answered, _stop) = edge(limits).await;
    let asked = b"POST /when-told HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
        content-length: 4\r\n\r\nhalf";
    let waiting = begun(answered, asked).await;
    for _ in 0..10 {
        honest(answered).await;
    }
    let told = b"POST /tell HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    rest(begun(answered, told).await).await;
    assert!(rest(waiting).await.ends_with("half"));
}

#[tokio::test]
async fn a_head_has_at_most_16_kb() {
    let (place, _stop) = edge(ENOUGH).await;
    let large = format!(
        "GET / HTTP/1.1\r\nhost: x\r\nx-large: {}",
        "x".repeat(380_000)
    );
    let mut stream = TcpStream::connect(place).await.unwrap();
    let _closed = stream.write_all(large.as_bytes()).await;
    let answer = rest(stream).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
    let fits = format!(
        "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-large: {}\r\n\r\n",
        "x".repeat(12_000)
    );
    let answer = rest(begun(place, fits.as_bytes()).await).await;
    assert!(answer.ends_with("here"), "{answer}");
}

#[tokio::test]
async fn what_is_under_way_is_finished_when_the_program_stops() {
    let (place, stop) = edge(ENOUGH).await;
    let body = b"POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nha";
    let mut waiting = begun(place, body).await;
    honest(place).await;
    drop(stop);
    waiting.write_all(b"lf").await.unwrap();
    assert!(rest(waiting).await.ends_with("half"));
}
