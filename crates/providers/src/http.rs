//! The only way out to the network.
//!
//! [`Transport`] is one request and one answer, so that tests can play the other side.
//! [`HttpTransport`] is the real one: rustls, no redirects, bounded in time and size, and without
//! a way into private networks.

mod public_networks;

use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use reqwest::redirect::Policy;
use url::{Host, Url};

use public_networks::PublicNetworks;

/// A handshake across the world takes well under a second; five leave room for a lost packet.
const CONNECT: Duration = Duration::from_secs(5);

/// What one request may cost. Put it into the request's extensions; without it
/// [`Budget::DEFAULT`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// From the first byte sent to the last one read.
    pub time: Duration,
    /// Largest body read.
    pub bytes: usize,
}

impl Budget {
    /// 500 lines of a provider's report, its largest page, are about 400 kB.
    pub const DEFAULT: Self = Self {
        time: Duration::from_secs(30),
        bytes: 1 << 20,
    };
    /// A certificate with its chain is about 6 kB; an event waits for it.
    pub const CERTIFICATE: Self = Self {
        time: Duration::from_secs(5),
        bytes: 64 << 10,
    };
}

/// Why there is no answer. Only the first two prove that the other side heard nothing.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// We do not talk to that address.
    #[error("the address is not allowed")]
    Forbidden,
    #[error("no connection was made")]
    NotConnected(#[source] reqwest::Error),
    #[error("the answer did not come in time")]
    TimedOut,
    #[error("the answer is larger than allowed")]
    TooLarge,
    #[error("the connection broke")]
    Broken(#[source] reqwest::Error),
}

/// One request, one answer. Redirects are answers like any other.
#[async_trait]
pub trait Transport: Send + Sync {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError>;
}

/// Which addresses may be talked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Networks {
    /// https to names that resolve to public addresses.
    Public,
    /// Everything, as simulators run on the same machine. Never for real money.
    Simulator,
}

/// The HTTP client could not be made, for example without the system's root certificates.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be made")]
pub struct ClientUnavailable(#[source] reqwest::Error);

/// The only place a client is made. Proxies of the environment are not used: behind one, the check
/// of the addresses would be the proxy's.
pub fn http_client(networks: Networks) -> Result<reqwest::Client, ClientUnavailable> {
    let client = reqwest::Client::builder()
        .tls_backend_rustls()
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .timeout(Budget::DEFAULT.time)
        .pool_idle_timeout(Duration::from_mins(1))
        .user_agent(concat!("Zahlstelle/", env!("CARGO_PKG_VERSION")));
    let client = match networks {
        Networks::Public => client.https_only(true).dns_resolver(PublicNetworks),
        Networks::Simulator => client,
    };
    client.build().map_err(ClientUnavailable)
}

/// The real network.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: reqwest::Client,
    networks: Networks,
}

impl HttpTransport {
    pub fn new(networks: Networks) -> Result<Self, ClientUnavailable> {
        Ok(Self {
            client: http_client(networks)?,
            networks,
        })
    }

    /// Names are checked when they are resolved; addresses written as numbers never are, so they
    /// are refused here.
    fn allows(&self, url: &Url) -> bool {
        match self.networks {
            Networks::Public => matches!(url.host(), Some(Host::Domain(_))),
            Networks::Simulator => true,
        }
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let budget = request
            .extensions()
            .get()
            .copied()
            .unwrap_or(Budget::DEFAULT);
        let mut request =
            reqwest::Request::try_from(request).map_err(|_| TransportError::Forbidden)?;
        if !self.allows(request.url()) {
            return Err(TransportError::Forbidden);
        }
        *request.timeout_mut() = Some(budget.time);
        let mut answer = self.client.execute(request).await.map_err(of_reqwest)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(of_reqwest)? {
            if body.len() + chunk.len() > budget.bytes {
                return Err(TransportError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

/// The address is dropped: query strings of ours would end up in logs.
fn of_reqwest(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_timeout() {
        TransportError::TimedOut
    } else if error.is_connect() {
        TransportError::NotConnected(error)
    } else {
        TransportError::Broken(error)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    fn to(address: &str) -> Request<Bytes> {
        Request::get(address).body(Bytes::new()).unwrap()
    }

    #[tokio::test]
    async fn addresses_written_as_numbers_are_refused_in_public() {
        let transport = HttpTransport::new(Networks::Public).unwrap();
        for address in [
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
        ] {
            let answer = transport.send(to(address)).await;
            assert!(
                matches!(answer, Err(TransportError::Forbidden)),
                "{address}"
            );
        }
    }

    #[tokio::test]
    async fn names_of_this_machine_and_plain_http_are_refused_in_public() {
        let transport = HttpTransport::new(Networks::Public).unwrap();
        for address in ["https://localhost/", "http://example.org/"] {
            let answer = transport.send(to(address)).await;
            assert!(answer.is_err(), "{address}: {answer:?}");
        }
    }

    /// A server that answers one request with these bytes.
    async fn server(answer: Vec<u8>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            assert_ne!(stream.read(&mut request).await.unwrap(), 0);
            // The other side may hang up before it has read everything.
            let _ = stream.write_all(&answer).await;
        });
        address
    }

    async fn answer_of(answer: Vec<u8>) -> Result<Response<Bytes>, TransportError> {
        let mut request = to(&server(answer).await);
        request.extensions_mut().insert(Budget::CERTIFICATE);
        HttpTransport::new(Networks::Simulator)
            .unwrap()
            .send(request)
            .await
    }

    #[tokio::test]
    async fn an_answer_larger_than_allowed_is_not_read_to_its_end() {
        let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
        let fits = [head.clone(), vec![b'x'; Budget::CERTIFICATE.bytes]].concat();
        let answer = answer_of(fits).await.unwrap();
        assert_eq!(answer.body().len(), Budget::CERTIFICATE.bytes);
        let too_large = [head, vec![b'x'; Budget::CERTIFICATE.bytes + 1]].concat();
        let answer = answer_of(too_large).await;
        assert!(
            matches!(answer, Err(TransportError::TooLarge)),
            "{answer:?}"
        );
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let redirect = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\
             content-length: 0\r\n\r\n";
        let answer = answer_of(redirect.into()).await.unwrap();
        assert_eq!(answer.status(), 302);
    }

    #[tokio::test]
    async fn a_connection_that_breaks_off_is_no_answer() {
        let half = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
        let answer = answer_of(half.into()).await;
        assert!(
            matches!(answer, Err(TransportError::Broken(_))),
            "{answer:?}"
        );
        let nobody = HttpTransport::new(Networks::Simulator).unwrap();
        let answer = nobody.send(to("http://127.0.0.1:1/")).await;
        assert!(
            matches!(answer, Err(TransportError::NotConnected(_))),
            "{answer:?}"
        );
    }
}
