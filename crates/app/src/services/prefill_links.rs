//! Links that fill a form in, and the keys that sign them.
//!
//! A web site that knows a service's key signs what its link fills in, with a time at which the
//! link ends. Where the service demands it, a link that fills something in and is not signed is
//! refused; a signature that is there is checked on every service. A link is never quietly
//! stripped of what it says: it is taken whole or refused.
//!
//! What is signed (HMAC-SHA-256, docs/operation/services.md): lines of UTF-8 joined by line feeds,
//! first `zahlstelle-link-1`, then the page's path, then `name=value` of everything that fills
//! something in and of `expires`, as read and not as encoded, sorted by name. Values are signed as
//! they were sent, sign by sign: letters are composed only after the signature was checked, when
//! the form takes them ([`domain::values::text`]). A link whose values were composed on their way
//! says something else than what was signed, and is refused.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::Act;
use domain::{Moment, ServiceId, TenantId};
use secrecy::{ExposeSecret, SecretString};
use storage::{Scope, StorageError, WriteTx};
use url::Url;

use super::CatalogueService;
use crate::access::acting::Acting;
use crate::payments::AccountError;
use crate::platform::VaultError;
use crate::platform::vault::RecordName;
use crate::{App, DocumentError, ReadError};

const FIRST_LINE: &str = "zahlstelle-link-1";
const EXPIRES: &str = "expires";
const SIGNATURE: &str = "signature";
/// What a form of ours can have: the fee's three and ten fields, and the time.
const VALUES_MAX: usize = 14;

/// Why a link is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRefusal {
    /// This service takes signed links only.
    Unsigned,
    /// The link was changed, or its key is no longer the service's.
    BadSignature,
    /// Its time is over.
    Expired,
}

#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error("there is no such authority or service")]
    NotFound,
    #[error("a link fills in amount, quantity, option and field.NAME, each once and in one line")]
    Values,
    #[error("the service's key could not be opened")]
    Vault(#[from] VaultError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("reading the service's key failed")]
    Storage(#[from] StorageError),
}

impl From<ReadError> for LinkError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Storage(error) => Self::Storage(error),
            ReadError::Document(error) => Self::Document(error),
            ReadError::Vault(error) => Self::Vault(error),
        }
    }
}

/// Whether a parameter of this name fills something in. Others are none of ours: a campaign's
/// mark, the language.
pub fn fills_in(name: &str) -> bool {
    matches!(name, "amount" | "quantity" | "option") || name.starts_with("field.")
}

impl App {
    /// Whether the form may be filled in as the link says. `pairs` is the decoded query.
    pub(crate) async fn check_link(
        &self,
        service: &CatalogueService,
        pairs: &[(String, String)],
    ) -> Result<Result<(), LinkRefusal>, LinkError> {
        let signature = value(pairs, SIGNATURE);
        let (Some(signature), Some(expires)) = (signature, value(pairs, EXPIRES)) else {
            let fills = pairs.iter().any(|(name, _)| fills_in(name));
            return Ok(match signature {
                // A signature without an end is none of ours.
                Some(_) => Err(LinkRefusal::BadSignature),
                None if fills && service.described.signed_links => Err(LinkRefusal::Unsigned),
                None => Ok(()),
            });
        };
        let tenant = service.tenant.id;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let sealed = tx.services().key(service.config.id).await?;
        drop(tx);
        let (Some(sealed), Some(message)) = (sealed, message(&path(service), pairs)) else {
            return Ok(Err(LinkRefusal::BadSignature));
        };
        let name = service.config.id.to_string();
        let key = self.vault.open(key_record(tenant, &name), &sealed)?;
        let tag = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        if hmac::verify(&hmac_key(&key), message.as_bytes(), &tag).is_err() {
            return Ok(Err(LinkRefusal::BadSignature));
        }
        let now = self.moment().now.micros() / 1_000_000;
        let ended = expires.parse::<i64>().is_ok_and(|end| now < end);
        Ok(if ended {
            Ok(())
        } else {
            Err(LinkRefusal::Expired)
        })
    }

    /// A signed link to the service that ends after `valid`. Makes the service's key if it has
    /// none.
    pub(crate) async fn sign_link(
        &self,
        by: &Acting,
        (slug, code): (&str, &str),
        values: &[(String, String)],
        valid: Duration,
    ) -> Result<Url, LinkError> {
        let service = self.catalogue_service(slug, code).await?;
        let service = service.ok_or(LinkError::NotFound)?;
        if values.iter().any(|(name, _)| !fills_in(name)) {
            return Err(LinkError::Values);
        }
        let mut moment = self.moment();
        let key = self.link_key(by, &service, &mut moment).await?;
        let end = moment.now.plus(valid).micros() / 1_000_000;
        let mut pairs = values.to_vec();
        pairs.push((EXPIRES.to_owned(), end.to_string()));
        let path = path(&service);
        let message = message(&path, &pairs).ok_or(LinkError::Values)?;
        let tag = hmac::sign(&hmac_key(&key), message.as_bytes());
        pairs.push((SIGNATURE.to_owned(), URL_SAFE_NO_PAD.encode(tag)));
        let mut url = self.settings.public_url.at(&path);
        url.query_pairs_mut().extend_pairs(&pairs);
        Ok(url)
    }

    /// A new key for the service's links, to be handed to the web site that makes them. Links
    /// signed with the one before are refused from now on.
    pub(crate) async fn new_link_key(
        &self,
        by: &Acting,
        slug: &str,
        code: &str,
    ) -> Result<SecretString, LinkError> {
        let service = self.catalogue_service(slug, code).await?;
        let service = service.ok_or(LinkError::NotFound)?;
        let mut moment = self.moment();
        let key = new_key(&mut moment);
        let (tenant, id) = (service.tenant.id, service.config.id);
        let sealed = self.seal_link_key(tenant, id, &key, &mut moment)?;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.services().hold(id).await?;
        tx.services().put_key(id, &sealed).await?;
        let mut audit = by.does(Act::ServiceLinkKey, id);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        tracing::info!(
            service.code = code,
            "service {code} has a new key for links"
        );
        Ok(key)
    }

    /// Seals the tenant's link keys with the key file's first key. Returns how many were sealed
    /// with an older one.
    pub(crate) async fn reseal_link_keys(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
    ) -> Result<u32, AccountError> {
        let mut resealed = 0;
        for (service, sealed) in tx.services().keys().await? {
            if !self.vault.is_outdated(&sealed) {
                continue;
            }
            let name = service.to_string();
            let key = self.vault.open(key_record(tx.tenant()?, &name), &sealed)?;
            let sealed = self.seal_link_key(tx.tenant()?, service, &key, moment)?;
            tx.services().put_key(service, &sealed).await?;
            resealed += 1;
        }
        Ok(resealed)
    }

    /// The service's key, made now if it had none. Of two made at the same time one is kept.
    async fn link_key(
        &self,
        by: &Acting,
        service: &CatalogueService,
        moment: &mut Moment,
    ) -> Result<SecretString, LinkError> {
        let (tenant, id) = (service.tenant.id, service.config.id);
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.services().hold(id).await?;
        if let Some(sealed) = tx.services().key(id).await? {
            let name = id.to_string();
            return Ok(self.vault.open(key_record(tenant, &name), &sealed)?);
        }
        let key = new_key(moment);
        let sealed = self.seal_link_key(tenant, id, &key, moment)?;
        tx.services().put_key(id, &sealed).await?;
        let mut audit = by.does(Act::ServiceLinkKey, id);
        audit.write(&mut tx, moment).await?;
        tx.commit().await?;
        Ok(key)
    }

    fn seal_link_key(
        &self,
        tenant: TenantId,
        service: ServiceId,
        key: &SecretString,
        moment: &mut Moment,
    ) -> Result<Vec<u8>, VaultError> {
        let name = service.to_string();
        self.vault.seal(key_record(tenant, &name), key, moment)
    }
}

const fn key_record(tenant: TenantId, service: &str) -> RecordName<'_> {
    RecordName {
        tenant,
        kind: "service_link_key",
        id: service,
    }
}

/// 256 bits, in letters that go through every configuration file.
fn new_key(moment: &mut Moment) -> SecretString {
    SecretString::from(URL_SAFE_NO_PAD.encode(moment.bytes::<32>()))
}

/// The key's letters themselves are the HMAC key, so that no two implementations decode them
/// differently.
fn hmac_key(key: &SecretString) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key.expose_secret().as_bytes())
}

fn path(service: &CatalogueService) -> String {
    format!("/{}/services/{}", service.tenant.slug, service.code)
}

fn value<'a>(pairs: &'a [(String, String)], wanted: &str) -> Option<&'a str> {
    let pair = pairs.iter().find(|(name, _)| name == wanted);
    pair.map(|(_, value)| value.as_str())
}

/// What is signed; `None` when names stand twice or something could be read as two lines.
fn message(path: &str, pairs: &[(String, String)]) -> Option<String> {
    let mut signed: Vec<&(String, String)> = pairs
        .iter()
        .filter(|(name, _)| fills_in(name) || name == EXPIRES)
        .collect();
    signed.sort();
    let odd = |text: &str| text.chars().any(char::is_control);
    let twice = signed
        .windows(2)
        .any(|pair| matches!(pair, [(one, _), (other, _)] if one == other));
    let unclear = |(name, value): &&(String, String)| odd(name) || name.contains('=') || odd(value);
    if twice || signed.len() > VALUES_MAX || signed.iter().any(unclear) {
        return None;
    }
    let mut lines = vec![FIRST_LINE.to_owned(), path.to_owned()];
    lines.extend(signed.iter().map(|(name, value)| format!("{name}={value}")));
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn what_is_signed_is_what_the_manual_says() {
        let link = pairs(&[
            ("lang", "de"),
            ("field.zone", "süd"),
            ("signature", "x"),
            ("expires", "1795527300"),
            ("amount", "12,50"),
            ("utm_source", "flyer"),
        ]);
        assert_eq!(
            message("/musterstadt/services/vhs-kurs", &link).unwrap(),
            "zahlstelle-link-1\n/musterstadt/services/vhs-kurs\namount=12,50\n\
             expires=1795527300\nfield.zone=süd"
        );
    }

    /// The same computed by `openssl dgst -sha256 -hmac`, see docs/operation/services.md.
    #[test]
    fn a_web_site_can_compute_the_signature_with_common_tools() {
        let link = pairs(&[("amount", "12,50"), ("expires", "1795527300")]);
        let message = message("/musterstadt/services/vhs-kurs", &link).unwrap();
        let key = SecretString::from("an-example-key");
        let tag = hmac::sign(&hmac_key(&key), message.as_bytes());
        assert_eq!(
            URL_SAFE_NO_PAD.encode(tag),
            "gMrUIOF-5otEQeXjgjM5pF0FaMe1N_WwhrFmiZgMCag"
        );
    }

    #[test]
    fn what_is_signed_is_what_was_sent_and_not_what_the_form_makes_of_it() {
        let apart = pairs(&[("field.name", "Mu\u{308}ller\u{ad}")]);
        let composed = pairs(&[("field.name", "Müller")]);
        let signed = message("/a/services/b", &apart).unwrap();
        assert!(signed.ends_with("field.name=Mu\u{308}ller\u{ad}"));
        assert_ne!(Some(signed), message("/a/services/b", &composed));
    }

    #[test]
    fn no_two_links_have_one_message() {
        for bad in [
            pairs(&[("amount", "1"), ("amount", "2")]),
            pairs(&[("amount", "1\nfield.a=2")]),
            pairs(&[("field.a=1\nfield.b", "2")]),
            pairs(&[("field.a=b", "c")]),
            (0..15)
                .map(|n| (format!("field.f{n}"), String::new()))
                .collect(),
        ] {
            assert_eq!(message("/a/services/b", &bad), None, "{bad:?}");
        }
    }
}
