//! The certificate that a calling system presented: at our own listener with TLS, or at the
//! operator's proxy, which hands it on in a header.
//!
//! The header is believed only on connections from one of the proxy's addresses and beside the
//! secret that the proxy alone knows: the address keeps strangers out, the secret other programs on
//! the proxy's machine.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderName;
use http::request::Parts;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::state::WebState;

/// Where the proxy puts its secret.
const SECRET_HEADER: &str = "x-proxy-secret";

/// DER of the certificate whose key the other end of our own TLS connection proved to have.
#[derive(Clone, Debug)]
pub(crate) struct PresentedCertificate(pub(crate) Bytes);

/// The proxy that hands certificates on.
#[derive(Clone, Debug)]
pub struct CertificateProxy {
    /// The header with the certificate.
    header: HeaderName,
    addresses: Vec<IpAddr>,
    /// SHA-256, so that secrets of any length are compared alike.
    secret: [u8; 32],
}

impl CertificateProxy {
    pub fn new(header: HeaderName, addresses: Vec<IpAddr>, secret: &str) -> Self {
        Self {
            header,
            addresses,
            secret: Sha256::digest(secret).into(),
        }
    }

    /// The certificate in the header, if the request is the proxy's.
    fn handed_on(&self, parts: &Parts) -> Option<Bytes> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
        if !self.addresses.contains(&peer.0.ip().to_canonical()) {
            return None;
        }
        let secret = parts.headers.get(SECRET_HEADER)?;
        let secret: [u8; 32] = Sha256::digest(secret).into();
        if !bool::from(self.secret.ct_eq(&secret)) {
            return None;
        }
        let mut values = parts.headers.get_all(&self.header).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => read(value.to_str().ok()?),
            // Which of several is the proxy's own cannot be told.
            (Some(_), Some(_)) | (None, _) => None,
        }
    }
}

/// The certificate that came with a request, as DER. On our own listener with TLS that of the
/// connection, whatever headers say.
pub fn client_certificate<D>(parts: &Parts, state: &WebState<D>) -> Option<Bytes> {
    match parts.extensions.get() {
        Some(PresentedCertificate(der)) => Some(der.clone()),
        None => state.certificate_proxy.as_ref()?.handed_on(parts),
    }
}

/// DER out of what proxies write: RFC 9440 (`:BASE64:`), percent-encoded PEM (nginx), or base64
/// alone.
fn read(text: &str) -> Option<Bytes> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    let text = text
        .trim()
        .trim_start_matches("-----BEGIN CERTIFICATE-----");
    let text = text.trim_end_matches("-----END CERTIFICATE-----");
    let text: String = text.trim_matches(':').split_ascii_whitespace().collect();
    let der = STANDARD.decode(text).ok()?;
    (!der.is_empty()).then(|| der.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "what-the-proxy-alone-knows";
    const PROXY: [u8; 4] = [10, 0, 0, 5];

    fn parts(from: [u8; 4], headers: &[(&str, &str)]) -> Parts {
        let mut request = http::Request::new(());
        let peer: SocketAddr = (from, 4711).into();
        request.extensions_mut().insert(ConnectInfo(peer));
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().append(name, value.parse().unwrap());
        }
        request.into_parts().0
    }

    fn handed_on(from: [u8; 4], headers: &[(&str, &str)]) -> Option<Bytes> {
        let header = HeaderName::from_static("client-cert");
        let proxy = CertificateProxy::new(header, vec![PROXY.into()], SECRET);
        proxy.handed_on(&parts(from, headers))
    }

    #[test]
    fn a_certificate_is_read_as_each_proxy_writes_it() {
        let pem = "-----BEGIN%20CERTIFICATE-----%0A%2B%2F%2B%2FAA%3D%3D%0A\
                   -----END%20CERTIFICATE-----%0A";
        let der: &[u8] = &[0xfb, 0xff, 0xbf, 0x00];
        for text in [":+/+/AA==:", "+/+/AA==", pem] {
            assert_eq!(read(text).as_deref(), Some(der), "{text}");
        }
        for text in ["", "::", "no base64!", "%00", "-----BEGIN CERTIFICATE-----"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_header_is_believed_from_the_proxys_address_with_its_secret_only() {
        let (secret, certificate) = (("x-proxy-secret", SECRET), ("client-cert", ":AAAA:"));
        assert!(handed_on(PROXY, &[secret, certificate]).is_some());
        assert_eq!(handed_on([10, 0, 0, 6], &[secret, certificate]), None);
        assert_eq!(handed_on(PROXY, &[certificate]), None);
        let wrong = ("x-proxy-secret", "guessed");
        assert_eq!(handed_on(PROXY, &[wrong, certificate]), None);
        assert_eq!(handed_on(PROXY, &[secret]), None);
        let second = ("client-cert", ":BBBB:");
        assert_eq!(handed_on(PROXY, &[secret, certificate, second]), None);
    }
}
