//! PayPal's side of events: certificates of all kinds, and signatures made with their key.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use providers::Events;
use providers::{Environment, EventHeaders, EventVerdict, PayPalHosts};
use providers::{PayPalAccount, RawProviderEvent};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, PKCS_RSA_SHA256, RsaKeySize, SigningKey, date_time_ymd,
};

use crate::script::*;

pub(crate) const NAME: &str = "messageverificationcerts.paypal.com";
pub(crate) const CERTIFICATE: &str = "https://paypal-sim.example/v1/notifications/certs/CERT-1";
pub(crate) const FETCH: &str = "GET /v1/notifications/certs/CERT-1";
/// The same at any address.
pub(crate) const FETCH_ANY: &str = "GET /v1/notifications/certs/CERT-";
pub(crate) const POSTBACK: &str = "POST /v1/notifications/verify-webhook-signature";

/// Issues certificates.
pub(crate) struct Authority {
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// RSA keys take a while to make, so all stories share one.
static KEY: LazyLock<KeyPair> = LazyLock::new(rsa_key);
/// The one our hosts trust.
pub(crate) static ROOT: LazyLock<Authority> = LazyLock::new(|| Authority::root("Root of PayPal"));

pub(crate) fn rsa_key() -> KeyPair {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap()
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2040, 1, 1));
    params
}

pub(crate) fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

impl Authority {
    pub(crate) fn root(name: &str) -> Self {
        let (params, key) = (authority_params(name), KeyPair::generate().unwrap());
        Self {
            pem: params.self_signed(&key).unwrap().pem(),
            issuer: Issuer::new(params, key),
        }
    }

    pub(crate) fn intermediate(&self, name: &str) -> Self {
        let (params, key) = (authority_params(name), KeyPair::generate().unwrap());
        Self {
            pem: params.signed_by(&key, &self.issuer).unwrap().pem(),
            issuer: Issuer::new(params, key),
        }
    }

    pub(crate) fn signs(&self, leaf: &CertificateParams) -> String {
        leaf.signed_by(&*KEY, &self.issuer).unwrap().pem()
    }
}

/// What PayPal's own says, for stories to spoil.
pub(crate) fn leaf() -> CertificateParams {
    let mut params = CertificateParams::new(vec![NAME.to_owned()]).unwrap();
    params.distinguished_name = named(NAME);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    (params.not_before, params.not_after) = (date_time_ymd(2026, 1, 1), date_time_ymd(2026, 12, 1));
    params
}

pub(crate) fn certificate() -> String {
    ROOT.signs(&leaf())
}

/// PayPal at the address that its examples name, with a root of our own.
pub(crate) fn simulated() -> World {
    simulated_with(account())
}

pub(crate) fn simulated_with(mut account: PayPalAccount) -> World {
    account.environment = Environment::Simulator;
    let base = "https://paypal-sim.example".parse().unwrap();
    World::with(account, PayPalHosts::simulator(base, &ROOT.pem).unwrap())
}

/// An event on its way to us.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    /// Signed for the subscription `webhook` with PayPal's key.
    pub(crate) fn to(webhook: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::signed_with(&KEY, webhook, body)
    }

    pub(crate) fn signed_with(key: &KeyPair, webhook: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let (id, time) = (
            "b2b6ee40-c84b-11f0-9a3e-3f1c0a7d2e55",
            "2026-11-23T09:15:46Z",
        );
        let text = format!("{id}|{time}|{webhook}|{}", crc32fast::hash(&body));
        let signature = STANDARD.encode(key.sign(text.as_bytes()).unwrap());
        let mut sent = Self {
            headers: HeaderMap::new(),
            body,
        };
        for (name, value) in [
            ("paypal-transmission-id", id),
            ("paypal-transmission-time", time),
            ("paypal-transmission-sig", &signature),
            ("paypal-cert-url", CERTIFICATE),
            ("paypal-auth-algo", "SHA256withRSA"),
            ("paypal-auth-version", "v2"),
        ] {
            sent = sent.with(name, value);
        }
        sent
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.headers
            .insert(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        self
    }

    pub(crate) async fn judged_in(&self, world: &World) -> EventVerdict {
        let headers = EventHeaders::new(self.headers.clone());
        let delivery = RawProviderEvent {
            method: &Method::POST,
            query: b"",
            key: None,
            headers: &headers,
            body: &self.body,
        };
        world.paypal.judge_event(&delivery).await
    }
}
