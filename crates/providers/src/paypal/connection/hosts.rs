//! Where PayPal is, and which addresses count as PayPal's.
//!
//! Real PayPal and the simulator are reached by the same code; only these values differ. Holding
//! [`PayPalHosts`] proves nothing yet: [`PayPalHosts::check`] does, and no provider is made
//! without it.

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor};
use url::Url;

use crate::Environment;

/// Where the API, the buyer's pages and the certificates of events are.
#[derive(Clone, Debug)]
pub struct PayPalHosts {
    pub(in crate::paypal) api_base: Url,
    /// Origins (scheme, host, port) a buyer may be sent to.
    pub(in crate::paypal) buyer_origins: Vec<String>,
    /// Origins the certificates of events may come from.
    pub(in crate::paypal) certificate_origins: Vec<String>,
    pub(in crate::paypal) certificate_roots: Vec<TrustAnchor<'static>>,
    environment: Environment,
}

/// The addresses do not belong to the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostsRefused {
    #[error("the account is {account} but the addresses are those of {hosts}")]
    OtherEnvironment {
        account: Environment,
        hosts: Environment,
    },
    #[error("the simulator's certificate cannot be read")]
    BadCertificate,
    #[error("the simulator's address has no host")]
    NoHost,
}

impl PayPalHosts {
    /// PayPal's own. `None` for the simulator, whose address only the operator knows.
    pub fn of(environment: Environment) -> Option<Self> {
        let (api, buyer, certificates) = match environment {
            Environment::Live => (
                "https://api-m.paypal.com",
                "https://www.paypal.com",
                ["https://api.paypal.com", "https://api-m.paypal.com"],
            ),
            Environment::Sandbox => (
                "https://api-m.sandbox.paypal.com",
                "https://www.sandbox.paypal.com",
                [
                    "https://api.sandbox.paypal.com",
                    "https://api-m.sandbox.paypal.com",
                ],
            ),
            Environment::Simulator => return None,
        };
        Some(Self {
            api_base: Url::parse(api).ok()?,
            buyer_origins: vec![buyer.to_owned()],
            certificate_origins: certificates.map(str::to_owned).to_vec(),
            certificate_roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            environment,
        })
    }

    /// A simulator at `base`, whose events are signed under the certificate `ca_pem`.
    pub fn simulator(base: Url, ca_pem: &str) -> Result<Self, HostsRefused> {
        let origin = base.origin();
        if !origin.is_tuple() {
            return Err(HostsRefused::NoHost);
        }
        let origin = origin.ascii_serialization();
        let root = CertificateDer::from_pem_slice(ca_pem.as_bytes())
            .map_err(|_| HostsRefused::BadCertificate)?;
        let root = webpki::anchor_from_trusted_cert(&root)
            .map_err(|_| HostsRefused::BadCertificate)?
            .to_owned();
        Ok(Self {
            api_base: base,
            buyer_origins: vec![origin.clone()],
            certificate_origins: vec![origin],
            certificate_roots: vec![root],
            environment: Environment::Simulator,
        })
    }

    /// Real money and the sandbox accept PayPal's own addresses only, and each only its own. As
    /// the fields cannot be set from outside, comparing where they came from is enough.
    pub fn check(&self, account: Environment) -> Result<(), HostsRefused> {
        if self.environment == account {
            Ok(())
        } else {
            Err(HostsRefused::OtherEnvironment {
                account,
                hosts: self.environment,
            })
        }
    }

    /// Whether a buyer may be sent there. The path is PayPal's business: it differs between the
    /// web page and the jump into the app.
    pub(in crate::paypal) fn is_buyer_page(&self, url: &Url) -> bool {
        is_of(&self.buyer_origins, url)
    }

    /// Whether the certificate of an event may be fetched there. The event itself names the
    /// address, so a lax rule here would accept an event signed with a forger's own key.
    pub(in crate::paypal) fn is_certificate(&self, url: &Url) -> bool {
        const FOLDER: &str = "/v1/notifications/certs/";
        let name = url.path().strip_prefix(FOLDER).unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        is_of(&self.certificate_origins, url)
            && url.query().is_none()
            && url.fragment().is_none()
            && !name.is_empty()
            && name.bytes().all(plain)
    }
}

fn is_of(origins: &[String], url: &Url) -> bool {
    let origin = url.origin().ascii_serialization();
    origins.contains(&origin) && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn buyers_are_sent_to_paypal_and_nowhere_else() {
        let hosts = PayPalHosts::of(Environment::Live).unwrap();
        assert!(hosts.is_buyer_page(&url("https://www.paypal.com/checkoutnow?token=7XR5")));
        assert!(hosts.is_buyer_page(&url("https://www.paypal.com/app-switch-checkout?token=7")));
        for bad in [
            "http://www.paypal.com/checkoutnow",
            "https://www.paypal.com:8443/checkoutnow",
            "https://www.paypal.com.evil.example/checkoutnow",
            "https://www.paypal.com@evil.example/checkoutnow",
            "https://paypal:x@www.paypal.com/checkoutnow",
            "https://www.sandbox.paypal.com/checkoutnow",
            "javascript:alert(1)",
        ] {
            assert!(!hosts.is_buyer_page(&url(bad)), "{bad}");
        }
    }

    #[test]
    fn certificates_come_from_one_folder_of_paypal() {
        let hosts = PayPalHosts::of(Environment::Live).unwrap();
        assert!(hosts.is_certificate(&url(
            "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270"
        )));
        for bad in [
            "http://api.paypal.com/v1/notifications/certs/CERT-1",
            "https://api.paypal.com/v1/notifications/certs/",
            "https://api.paypal.com/v1/notifications/certs/../../oauth2/token",
            "https://api.paypal.com/v1/notifications/certs/a/b",
            "https://api.paypal.com/v1/notifications/certs/%2e%2e",
            "https://api.paypal.com/v1/notifications/certs/CERT-1?x=1",
            "https://api.paypal.com/v1/notifications/certs/CERT-1#x",
            "https://api.paypal.com:444/v1/notifications/certs/CERT-1",
            "https://evil.example/v1/notifications/certs/CERT-1",
            "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1",
        ] {
            assert!(!hosts.is_certificate(&url(bad)), "{bad}");
        }
    }

    #[test]
    fn a_live_account_refuses_the_simulator_and_the_sandbox() {
        let live = PayPalHosts::of(Environment::Live).unwrap();
        assert_eq!(live.check(Environment::Live), Ok(()));
        let sandbox = PayPalHosts::of(Environment::Sandbox).unwrap();
        assert!(sandbox.check(Environment::Live).is_err());
        assert!(live.check(Environment::Sandbox).is_err());
        assert!(PayPalHosts::of(Environment::Simulator).is_none());
    }
}
