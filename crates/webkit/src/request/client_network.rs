//! Where a visitor comes from: the address of the connection, or what the operator's own proxy says
//! in the header it is told to set. No other header is believed, since every client can send one.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

use app::access::Network;
use axum::extract::{ConnectInfo, FromRequestParts};
use http::HeaderName;
use http::request::Parts;

use crate::state::WebState;

/// The visitor's network.
pub struct ClientNetwork(pub Network);

impl<D: Sync> FromRequestParts<WebState<D>> for ClientNetwork {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &WebState<D>,
    ) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        let told = state.client_header.as_ref().and_then(|name| {
            // The proxy adds to what it was sent: only the last entry is its own.
            let mut lines = parts.headers.get_all(name).iter();
            let last = lines.next_back().and_then(|line| line.to_str().ok());
            last.and_then(last_address)
        });
        if let (Some(name), None) = (&state.client_header, told) {
            tell_missing(name, &state.client_header_missed);
        }
        Ok(Self(Network::of(told.unwrap_or(peer))))
    }
}

/// Once: it is the proxy's configuration, the same for every request.
fn tell_missing(name: &HeaderName, missed: &AtomicBool) {
    metrics::counter!("http_client_address_missing_total").increment(1);
    if !missed.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            http.header = %name,
            "the proxy does not say where visitors come from: all seem to be one network"
        );
    }
}

fn last_address(line: &str) -> Option<IpAddr> {
    let entry = line.rsplit(',').next()?.trim();
    let address = entry.parse().ok();
    address.or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_proxy_added_last_counts() {
        let address = |line| last_address(line).map(|address| address.to_string());
        assert_eq!(
            address("203.0.113.9, 192.0.2.1"),
            Some("192.0.2.1".to_owned())
        );
        assert_eq!(address("2001:db8::1"), Some("2001:db8::1".to_owned()));
        assert_eq!(address("192.0.2.1:4711"), Some("192.0.2.1".to_owned()));
        assert_eq!(
            address("[2001:db8::1]:4711"),
            Some("2001:db8::1".to_owned())
        );
        assert_eq!(address("192.0.2.1, unknown"), None);
    }
}
