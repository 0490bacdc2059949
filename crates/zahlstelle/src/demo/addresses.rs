//! Under which addresses the demo is reached, from this machine and from a phone beside it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use tokio::net::TcpListener;
use url::Url;

use crate::failure::Failure;

/// Kept for documentation (RFC 5737); asked only which of our addresses the way there begins at.
const FAR_AWAY: (Ipv4Addr, u16) = (Ipv4Addr::new(192, 0, 2, 1), 9);

/// Where the demo listens and what leads there.
pub(crate) struct Addresses {
    pub(crate) listen: SocketAddr,
    /// Zahlstelle's address in links, codes and return addresses; ends with a slash.
    pub(crate) public: Url,
    /// The simulator's and the online service's address.
    pub(crate) simulator: Url,
}

impl Addresses {
    /// `given` is the public address where the listener's own does not lead to the demo, as behind
    /// a proxy. Fails where the demo listens on every address of a machine without a network.
    pub(crate) fn of(
        listener: &TcpListener,
        simulator: &TcpListener,
        given: Option<Url>,
    ) -> Result<Self, Failure> {
        let (listen, beside) = (bound(listener)?, bound(simulator)?);
        let mut public = match given {
            Some(given) => given,
            None => at(reachable(listen)?)?,
        };
        if !public.path().ends_with('/') {
            public.set_path(&format!("{}/", public.path()));
        }
        let mut simulator = at(reachable(beside)?)?;
        if beside.ip().is_unspecified() {
            // The browser that finds the one under this name finds the other, too.
            let host = public.host_str();
            let set = simulator.set_host(host);
            set.map_err(|error| Failure::because("the simulator's address", &error))?;
        }
        Ok(Self {
            listen,
            public,
            simulator,
        })
    }
}

fn bound(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    listener
        .local_addr()
        .map_err(|error| Failure::because("the listening address is unknown", &error))
}

fn at(address: SocketAddr) -> Result<Url, Failure> {
    Url::parse(&format!("http://{address}/"))
        .map_err(|error| Failure::because("the listening address is no address", &error))
}

/// An address that leads to the listener; "every address" is none.
fn reachable(listen: SocketAddr) -> Result<SocketAddr, Failure> {
    if !listen.ip().is_unspecified() {
        return Ok(listen);
    }
    let own = outward().map_err(|error| {
        let what = "this machine has no address in a network; say under which one the demo is \
             opened with --public-url http://NAME:PORT/";
        Failure::because(what, &error)
    })?;
    Ok(SocketAddr::new(own, listen.port()))
}

/// The machine's address in the network that its default route leads into. Nothing is sent.
fn outward() -> std::io::Result<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.connect(FAR_AWAY)?;
    Ok(socket.local_addr()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn addresses(listen: &str, beside: &str, given: Option<&str>) -> Addresses {
        let listener = TcpListener::bind(listen).await.unwrap();
        let simulator = TcpListener::bind(beside).await.unwrap();
        let given = given.map(|given| Url::parse(given).unwrap());
        Addresses::of(&listener, &simulator, given).unwrap()
    }

    #[tokio::test]
    async fn a_given_address_is_the_public_one_and_names_the_simulators_host() {
        let given = Some("http://town.test:8080/epay");
        let seen = addresses("0.0.0.0:0", "0.0.0.0:0", given).await;
        assert_eq!(seen.public.as_str(), "http://town.test:8080/epay/");
        assert_eq!(seen.simulator.host_str(), Some("town.test"));
        assert_ne!(seen.simulator.port(), Some(8080));
        let alone = addresses("127.0.0.1:0", "127.0.0.1:0", given).await;
        assert_eq!(alone.simulator.host_str(), Some("127.0.0.1"));
    }

    #[tokio::test]
    async fn a_listener_with_an_address_of_its_own_is_reached_there() {
        let seen = addresses("127.0.0.1:0", "127.0.0.1:0", None).await;
        assert_eq!(seen.public.host_str(), Some("127.0.0.1"));
        assert_eq!(seen.public.port(), Some(seen.listen.port()));
    }

    #[tokio::test]
    async fn every_address_is_never_the_public_one() {
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let simulator = TcpListener::bind("0.0.0.0:0").await.unwrap();
        match Addresses::of(&listener, &simulator, None) {
            Ok(seen) => {
                assert_ne!(seen.public.host_str(), Some("0.0.0.0"));
                assert_eq!(seen.public.host_str(), seen.simulator.host_str());
            }
            Err(failure) => assert!(failure.to_string().contains("--public-url"), "{failure}"),
        }
    }
}
