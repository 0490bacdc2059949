//! Proof of a client by the certificate of its TLS connection.
//!
//! A client's document names the SHA-256 fingerprints of its certificates. The connection proves
//! that the caller has the private key; here the certificate is found by its fingerprint and has to
//! be valid in time. Who issued it decides nothing (ADR 0047).

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use domain::Timestamp;
use rustls_pki_types::{CertificateDer, UnixTime};
use storage::tenants::names::NameKind;
use storage::{Scope, StorageError};
use webpki::{EndEntityCert, Error, KeyUsage};

use super::client_auth::{Caller, REMEMBER, StoredClientDocument, TokenScope, service_ids, sha256};
use crate::App;
use crate::platform::document::read_document;

/// A certificate as it was presented: DER.
#[derive(Clone, Copy, Debug)]
pub struct ClientCertificate<'a>(&'a [u8]);

impl<'a> ClientCertificate<'a> {
    pub const fn new(der: &'a [u8]) -> Self {
        Self(der)
    }

    /// SHA-256 of the certificate, in 64 small hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        let digest = digest(&SHA256, self.0);
        let digits = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
        digits.collect()
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
        let fingerprint = certificate.fingerprint();
        let proof = sha256(&[b"certificate\0", fingerprint.as_bytes()]);
        if let Some(caller) = self.callers.find(&proof, now) {
            return Ok(Some(caller));
        }
        let mut directory = self.db.read(Scope::Operator).await?;
        let mut names = directory.tenants().names();
        let Some(tenant) = names.find(NameKind::Certificate, &fingerprint).await? else {
            return Ok(None);
        };
        drop(directory);
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        for (name, document) in tx.access().clients().all().await? {
            let stored: StoredClientDocument =
                read_document("clients", &document).unwrap_or_default();
            if !stored.certificates.contains(&fingerprint) {
                continue;
            }
            let Some(client) = tx.access().clients().by_name(&name).await? else {
                continue;
            };
            let caller = Caller {
                tenant,
                client: client.id,
                services: service_ids(&stored),
                scope: TokenScope::Post,
            };
            self.callers.remember(proof, &caller, now.plus(REMEMBER));
            return Ok(Some(caller));
        }
        Ok(None)
    }
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
