//! How certificates of calling systems arrive: at a listener of our own with TLS, or from a proxy.

use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

use http::HeaderName;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme};
use webkit::request::CertificateProxy;

use crate::config::Http;
use crate::failure::Failure;
use crate::files;

/// The proxy's secret; `openssl rand -hex 32` makes longer ones.
const SECRET_LETTERS_MIN: usize = 22;

/// Fails when a part is missing or cannot be used.
pub(crate) fn check(http: &Http) -> Result<(), Failure> {
    tls(http)?;
    proxy(http).map(drop)
}

/// The listener's TLS; `None` when there is no certificate for it.
pub(crate) fn tls(http: &Http) -> Result<Option<Arc<ServerConfig>>, Failure> {
    let (certificate, key) = match (&http.client_tls.certificate_file, &http.client_tls.key_file) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => (certificate, key),
        (Some(_), None) | (None, Some(_)) => {
            return Err(Failure::usage(
                "[http.client_tls] certificate_file and key_file are needed both",
            ));
        }
    };
    let chain = read_chain(certificate)?;
    let key_text = files::read_private("[http.client_tls] key_file", key)?;
    let unusable = |what: &str, path: &Path, error: &(dyn std::error::Error + 'static)| {
        let what = format!("[http.client_tls] {what} {} cannot be used", path.display());
        Failure::because(&what, error)
    };
    let private = PrivateKeyDer::from_pem_slice(key_text.as_bytes())
        .map_err(|error| unusable("key_file", key, &error))?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Arc::new(AnyCertificate {
        algorithms: provider.signature_verification_algorithms,
    });
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::because("TLS cannot be used", &error))?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, private)
        .map_err(|error| unusable("certificate_file", certificate, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(Arc::new(config)))
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let what = format!(
        "[http.client_tls] certificate_file {} cannot be read",
        path.display()
    );
    let read = CertificateDer::pem_file_iter(path);
    let read = read.and_then(Iterator::collect::<Result<Vec<_>, _>>);
    read.map_err(|error| Failure::because(&what, &error))
}

/// The proxy that hands certificates on; `None` when it has no secret.
pub(crate) fn proxy(http: &Http) -> Result<Option<CertificateProxy>, Failure> {
    let Some(file) = &http.certificate_proxy.secret_file else {
        return Ok(None);
    };
    let secret = files::read_private_line("[http.certificate_proxy] secret_file", file)?;
    if secret.len() < SECRET_LETTERS_MIN {
        return Err(Failure::usage(
            "[http.certificate_proxy] secret_file holds at least 22 letters, for example from \
             `openssl rand -hex 32`",
        ));
    }
    if http.certificate_proxy.addresses.is_empty() {
        return Err(Failure::usage(
            "[http.certificate_proxy] addresses are missing: name those the proxy connects from",
        ));
    }
    let header = http.certificate_proxy.header.to_ascii_lowercase();
    let header: HeaderName = header.parse().map_err(|_| {
        Failure::usage("[http.certificate_proxy] header is a name such as client-cert")
    })?;
    let addresses = http.certificate_proxy.addresses.iter();
    let addresses = addresses.map(std::net::IpAddr::to_canonical).collect();
    Ok(Some(CertificateProxy::new(header, addresses, &secret)))
}

/// Asks for a certificate, takes any whose key the other end has, and goes on without one. Whose it
/// is, and whether its time is over, is decided with each request.
#[derive(Debug)]
struct AnyCertificate {
    algorithms: WebPkiSupportedAlgorithms,
}

impl ClientCertVerifier for AnyCertificate {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
