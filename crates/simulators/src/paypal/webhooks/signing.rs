//! The keys that sign webhooks: an own root, and a leaf named as the provider names its own.
//!
//! Keys are made when they are first needed (an RSA key takes a while) or given, so that many
//! simulators can share one set.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd,
};

/// The name on the leaf: begins and ends as clients demand.
pub const LEAF_NAME: &str = "messageverificationcerts.sandbox.paypal.com";

/// The last part of the leaf's address.
pub(crate) const CERTIFICATE: &str = "CERT-SIM-0001";

/// Keys and certificates; cheap to clone.
#[derive(Clone, Debug)]
pub struct SigningKeys(Arc<Keys>);

#[derive(Debug)]
struct Keys {
    root_pem: String,
    leaf_pem: String,
    key: RsaKeyPair,
}

/// Why keys could not be made.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the certificate could not be made")]
    Certificate(#[from] rcgen::Error),
    #[error("the RSA key was rejected")]
    Key(#[from] aws_lc_rs::error::KeyRejected),
}

impl SigningKeys {
    /// A new root (P-256) and leaf (RSA 2048). Takes up to a second.
    pub fn generate() -> Result<Self, KeyError> {
        let root_key = KeyPair::generate()?;
        let mut root = CertificateParams::new(Vec::<String>::new())?;
        root.distinguished_name
            .push(DnType::CommonName, "PayPal-Simulator Root");
        root.distinguished_name
            .push(DnType::OrganizationName, "Simulation, not PayPal");
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        (root.not_before, root.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2049, 1, 1));
        let root_cert = root.self_signed(&root_key)?;
        let issuer = Issuer::new(root, root_key);

        let leaf_key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        let mut leaf = CertificateParams::new(vec![LEAF_NAME.to_owned()])?;
        leaf.distinguished_name.push(DnType::CommonName, LEAF_NAME);
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.use_authority_key_identifier_extension = true;
        (leaf.not_before, leaf.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2049, 1, 1));
        let leaf_cert = leaf.signed_by(&leaf_key, &issuer)?;
        let key = RsaKeyPair::from_pkcs8(leaf_key.serialized_der())?;
        let (root_pem, leaf_pem) = (root_cert.pem(), leaf_cert.pem());
        Ok(Self(Arc::new(Keys {
            root_pem,
            leaf_pem,
            key,
        })))
    }

    pub fn root_pem(&self) -> &str {
        &self.0.root_pem
    }

    pub fn leaf_pem(&self) -> &str {
        &self.0.leaf_pem
    }

    /// Base64 of the RSA PKCS#1 v1.5 signature with SHA-256; empty when the library refuses.
    pub(crate) fn sign(&self, text: &str) -> String {
        let mut signature = vec![0; self.0.key.public_modulus_len()];
        let random = SystemRandom::new();
        match self
            .0
            .key
            .sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature)
        {
            Ok(()) => STANDARD.encode(signature),
            Err(_) => String::new(),
        }
    }

    pub(crate) fn is_signature(&self, text: &str, signature: &str) -> bool {
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.0.key.public_key());
        STANDARD
            .decode(signature)
            .is_ok_and(|bytes| key.verify(text.as_bytes(), &bytes).is_ok())
    }
}

/// What is signed: `id|time|webhook|crc32 of the raw body`.
pub(crate) fn signed_text(id: &str, time: &str, webhook: &str, body: &[u8]) -> String {
    format!("{id}|{time}|{webhook}|{}", crc32fast::hash(body))
}

/// Keys that are made at the first use.
#[derive(Debug, Default)]
pub(crate) struct LazyKeys(OnceLock<Option<SigningKeys>>);

impl LazyKeys {
    pub(crate) fn given(keys: Option<SigningKeys>) -> Self {
        let lazy = Self::default();
        if keys.is_some() {
            lazy.0.get_or_init(|| keys);
        }
        lazy
    }

    pub(crate) fn get(&self) -> Option<&SigningKeys> {
        let make = || {
            SigningKeys::generate()
                .inspect_err(|error| tracing::error!(%error, "webhooks stay unsigned"))
                .ok()
        };
        self.0.get_or_init(make).as_ref()
    }
}
