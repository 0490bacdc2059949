//! Proof of a client by the certificate of its TLS connection.
//!
//! A client's document names the SHA-256 fingerprints of its certificates. The connection proves
//! that the caller has the private key; here the certificate is found by its fingerprint and has to
//! be valid in time. Its issuer decides nothing (ADR 0046).

use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use domain::values::hash::{hex, sha256};
use rustls_pki_types::{CertificateDer, UnixTime};
use storage::StorageError;
use storage::tenants::names::NameKind;
use webpki::{EndEntityCert, Error, KeyUsage};

use super::client_auth::{Proof, TokenScope};
use super::doors::Caller;
use crate::App;
use crate::tenants::config::TenantConfig;

/// A certificate as it was presented: DER.
#[derive(Clone, Copy, Debug)]
pub struct ClientCertificate<'a>(&'a [u8]);

impl<'a> ClientCertificate<'a> {
    pub const fn new(der: &'a [u8]) -> Self {
        Self(der)
    }

    /// SHA-256 of the certificate, in 64 small hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        hex(&self.digest())
    }

    fn digest(&self) -> [u8; 32] {
        sha256(&[self.0])
    }

    /// Whether it is a certificate and `now` lies within its time.
    fn is_valid_at(&self, now: Timestamp) -> bool {
        let der = CertificateDer::from(self.0);
        let Ok(certificate) = EndEntityCert::try_from(&der) else {
            return false;
        };
        let Ok(micros) = u64::try_from(now.micros()) else {
            return false;
        };
        let now = UnixTime::since_unix_epoch(Duration::from_micros(micros));
        // No issuer is trusted, so that no path is found; what is wrong with the certificate itself
        // is told before the search for one.
        let usage = KeyUsage::client_auth();
        let path = certificate.verify_for_usage(&[], &[], &[], now, usage, None, None);
        match path {
            Ok(_) => true,
            // Its purpose and whether it may issue others decide nothing either: it is pinned.
            Err(error) => matches!(
                error,
                Error::UnknownIssuer
                    | Error::CaUsedAsEndEntity
                    | Error::RequiredEkuNotFoundContext(_)
            ),
        }
    }
}

/// The fingerprint as stored, from the way programs write it (`AB:CD:…`, with or without colons).
/// `None` when it is not a SHA-256.
pub(crate) fn read_fingerprint(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| *c != ':').collect();
    let is_sha256 = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sha256.then(|| digits.to_ascii_lowercase())
}

impl App {
    /// `None` when the certificate is no client's, or its time has not come or is over.
    pub(crate) async fn authenticate_certificate(
        &self,
        certificate: ClientCertificate<'_>,
    ) -> Result<Option<Caller>, StorageError> {
        let now = self.moment().now;
        if !certificate.is_valid_at(now) {
            return Ok(None);
        }
        let digest = certificate.digest();
        let fingerprint = hex(&digest);
        let named = self.tenant_named(NameKind::Certificate, &fingerprint);
        let Some(tenant) = named.await? else {
            return Ok(None);
        };
        if let Some(config) = self.config(tenant).await?
            && let Some(caller) = compared(config, digest)
        {
            return Ok(Some(caller));
        }
        let newest = self.config_now(tenant).await?;
        Ok(newest.and_then(|config| compared(config, digest)))
    }
}

/// The client that the snapshot says has the certificate with this SHA-256.
pub(super) fn compared(config: Arc<TenantConfig>, digest: [u8; 32]) -> Option<Caller> {
    let (name, client) = config.client_with(&hex(&digest))?;
    let (name, client): (Box<str>, _) = (name.into(), client.id);
    let proof = (Proof::Certificate(digest), TokenScope::Post);
    Some(Caller::new(config, (&name, client), proof))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_programs_write_it() {
        let small = "0f".repeat(32);
        let with_colons = ["0F"; 32].join(":");
        for text in [&small, &small.to_uppercase(), &with_colons] {
            assert_eq!(read_fingerprint(text).as_ref(), Some(&small), "{text}");
        }
        for text in [
            "",
            "0f",
            &"0f".repeat(20),
            &"0g".repeat(32),
            &"0f".repeat(33),
        ] {
            assert_eq!(read_fingerprint(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_certificate_is_never_valid() {
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        assert!(!ClientCertificate::new(b"").is_valid_at(now));
        assert!(!ClientCertificate::new(b"no DER").is_valid_at(now));
    }
}
