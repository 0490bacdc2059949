//! The certificates events are signed with.
//!
//! Kept by address, as PayPal gives a new certificate a new address. A bad signature and a foreign
//! name are final; a certificate that cannot be fetched, has expired or leads to no root we know
//! is no verdict: PayPal is then asked itself.
//!
//! The one that signed last can be kept over a restart. It is judged anew each time like one that
//! was fetched, so what is kept needs no protection.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::Timestamp;
use http::{Request, StatusCode};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use serde::{Deserialize, Serialize};
use url::Url;
use webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage};

use crate::Budget;
use crate::paypal::connection::api::Api;
use crate::paypal::events::allowance::{AddressAllowance, Allowances};
use crate::paypal::events::common_name::common_name;

/// More than PayPal uses; what strangers name may be among them.
const KEPT: usize = 8;
/// A leaf and its intermediates.
const CHAIN_MAX: usize = 8;

pub(in crate::paypal) type Chain = Vec<CertificateDer<'static>>;

#[derive(Default)]
pub(in crate::paypal) struct Certificates {
    /// The latest last.
    kept: Mutex<VecDeque<(Url, Arc<Chain>)>>,
    pub(in crate::paypal) allowances: Allowances,
    /// The one that signed last, where it was not told yet.
    learnt: Mutex<Option<Learnt>>,
}

/// A certificate with the address that events name it by, as it is kept over a restart.
#[derive(Deserialize, Serialize)]
struct Learnt {
    address: Url,
    /// In base64, the leaf first.
    chain: Vec<String>,
}

/// What a certificate says about a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::paypal) enum Verdict {
    Signed,
    /// The certificate is good and not one for events.
    WrongName,
    WrongSignature,
    /// The certificate itself cannot be judged.
    Untrusted,
}

impl Certificates {
    /// `address` must have been checked. `None` when it cannot be had at present.
    pub(in crate::paypal) async fn at(
        &self,
        api: &Api,
        address: &Url,
        allowance: &AddressAllowance,
    ) -> Option<Arc<Chain>> {
        if let Some(chain) = self.known(address) {
            return Some(chain);
        }
        let _one_at_a_time = allowance.fetching.lock().await;
        if let Some(chain) = self.known(address) {
            return Some(chain);
        }
        if !allowance.fetches.take(api.now()) {
            tracing::warn!("too many unknown certificates of events; not fetching");
            return None;
        }
        let chain = Arc::new(fetch(api, address).await?);
        self.keep(address, Arc::clone(&chain));
        Some(chain)
    }

    /// Fetch it anew next time: it may have been renewed in its place.
    pub(in crate::paypal) fn forget(&self, address: &Url) {
        self.kept().retain(|(known, _)| known != address);
    }

    /// Notes that this chain signed a genuine event.
    pub(in crate::paypal) fn signed(&self, address: &Url, chain: &[CertificateDer<'_>]) {
        if self.allowances.is_proven(address) {
            return;
        }
        self.allowances.prove(address);
        let chain = chain.iter().map(|certificate| STANDARD.encode(certificate));
        *self.learnt() = Some(Learnt {
            address: address.clone(),
            chain: chain.collect(),
        });
    }

    /// What was learnt since this was asked last.
    pub(in crate::paypal) fn take_learnt(&self) -> Option<String> {
        let learnt = self.learnt().take()?;
        serde_json::to_string(&learnt).ok()
    }

    /// Keeps what an earlier run learnt. Ignores what is unreadable or names a foreign address.
    pub(in crate::paypal) fn recall(&self, api: &Api, learnt: &str) {
        let Ok(Learnt { address, chain }) = serde_json::from_str(learnt) else {
            return;
        };
        let chain = chain.iter().map(|text| STANDARD.decode(text));
        let chain = chain.map(|certificate| certificate.map(CertificateDer::from));
        let Ok(chain) = chain.collect::<Result<Chain, _>>() else {
            return;
        };
        if api.hosts.is_certificate(&address) && !chain.is_empty() {
            self.allowances.prove(&address);
            self.keep(&address, Arc::new(chain));
        }
    }

    /// Makes room at the cost of one that signed nothing genuine.
    fn keep(&self, address: &Url, chain: Arc<Chain>) {
        let mut kept = self.kept();
        if kept.len() >= KEPT {
            let mut others = kept.iter();
            let other = others.position(|(known, _)| !self.allowances.is_proven(known));
            kept.remove(other.unwrap_or_default());
        }
        kept.push_back((address.clone(), chain));
    }

    fn known(&self, address: &Url) -> Option<Arc<Chain>> {
        let kept = self.kept();
        let (_, chain) = kept.iter().find(|(known, _)| known == address)?;
        Some(Arc::clone(chain))
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<(Url, Arc<Chain>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn learnt(&self) -> MutexGuard<'_, Option<Learnt>> {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn fetch(api: &Api, address: &Url) -> Option<Chain> {
    let mut request = Request::get(address.as_str()).body(Bytes::new()).ok()?;
    request.extensions_mut().insert(Budget::CERTIFICATE);
    let answer = match api.fetch(request).await {
        Ok(answer) if answer.status() == StatusCode::OK => answer,
        Ok(answer) => {
            tracing::warn!(
                http.status = answer.status().as_u16(),
                "no certificate of events"
            );
            return None;
        }
        Err(error) => {
            let error: &(dyn std::error::Error + 'static) = &error;
            tracing::warn!(error, "a certificate of events cannot be fetched");
            return None;
        }
    };
    let certificates = CertificateDer::pem_slice_iter(answer.body()).take(CHAIN_MAX);
    let chain: Chain = certificates.collect::<Result<_, _>>().ok()?;
    (!chain.is_empty()).then_some(chain)
}

/// Chain, validity, name, signature: in this order.
pub(in crate::paypal) fn verify(
    chain: &[CertificateDer<'_>],
    roots: &[TrustAnchor<'_>],
    now: Timestamp,
    (text, signature): (&[u8], &[u8]),
) -> Verdict {
    let Some((leaf, intermediates)) = chain.split_first() else {
        return Verdict::Untrusted;
    };
    let Ok(leaf) = EndEntityCert::try_from(leaf) else {
        return Verdict::Untrusted;
    };
    let now = UnixTime::since_unix_epoch(Duration::from_millis(now.millis()));
    let usage = KeyUsage::server_auth();
    let path = leaf.verify_for_usage(
        ALL_VERIFICATION_ALGS,
        roots,
        intermediates,
        now,
        usage,
        None,
        None,
    );
    if let Err(error) = path {
        tracing::warn!(error = ?error, "the certificate of an event cannot be trusted");
        return Verdict::Untrusted;
    }
    if !common_name(leaf.subject()).is_some_and(is_for_events) {
        return Verdict::WrongName;
    }
    match leaf.verify_signature(RSA_PKCS1_2048_8192_SHA256, text, signature) {
        Ok(()) => Verdict::Signed,
        Err(_) => Verdict::WrongSignature,
    }
}

/// PayPal's Java library: live and sandbox differ in what stands between.
fn is_for_events(name: &str) -> bool {
    name.starts_with("messageverificationcerts") && name.ends_with(".paypal.com")
}
