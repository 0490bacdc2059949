//! What a payer has gathered: the claims whose second factor was right. It travels in the page's
//! forms, sealed, so that no cookie and no row is needed, and no claim can be added without its
//! factor.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{ClaimId, Moment, TenantId, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use crate::App;
use crate::platform::VaultError;
use crate::platform::vault::{RecordName, Vault};

/// Claims that are paid at once at most: what fits a page and a provider's description.
pub const BASKET_MAX: usize = 10;
/// How long a page that lies open stays usable.
const LASTS: std::time::Duration = std::time::Duration::from_hours(2);

/// At most [`BASKET_MAX`] claims, each once, in the order they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basket {
    claims: Vec<ClaimId>,
    lapsed: bool,
}

impl Basket {
    pub fn claims(&self) -> &[ClaimId] {
        &self.claims
    }

    /// Whether there was a basket that can be read no more: its page lay open too long, or the
    /// platform's key changed. It is empty now, and the payer is to know why.
    pub const fn is_lapsed(&self) -> bool {
        self.lapsed
    }

    pub const fn is_full(&self) -> bool {
        self.claims.len() >= BASKET_MAX
    }

    /// Whether the claim is in it afterwards.
    pub fn add(&mut self, claim: ClaimId) -> bool {
        let there = self.claims.contains(&claim);
        if !there && !self.is_full() {
            self.claims.push(claim);
            return true;
        }
        there
    }

    pub fn remove(&mut self, claim: ClaimId) {
        self.claims.retain(|kept| *kept != claim);
    }
}

impl App {
    /// The basket as text for a form field.
    pub(crate) fn seal_basket(
        &self,
        tenant: TenantId,
        basket: &Basket,
    ) -> Result<String, VaultError> {
        let mut moment = self.moment();
        seal(&self.vault, tenant, basket, &mut moment)
    }

    /// The basket in a form field: empty when the field is, and lapsed when the field is damaged
    /// or too old.
    pub(crate) fn open_basket(&self, tenant: TenantId, text: &str) -> Basket {
        let opened = open(&self.vault, tenant, text, self.moment().now);
        opened.unwrap_or_else(|| Basket {
            lapsed: !text.is_empty(),
            ..Basket::default()
        })
    }
}

const fn record(tenant: TenantId) -> RecordName<'static> {
    RecordName {
        tenant,
        kind: "basket",
        id: "notice",
    }
}

fn seal(
    vault: &Vault,
    tenant: TenantId,
    basket: &Basket,
    moment: &mut Moment,
) -> Result<String, VaultError> {
    let mut text = moment.now.plus(LASTS).micros().to_string();
    for claim in &basket.claims {
        text.push(' ');
        text.push_str(&claim.to_string());
    }
    let sealed = vault.seal(record(tenant), &SecretString::from(text), moment)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

fn open(vault: &Vault, tenant: TenantId, text: &str, now: Timestamp) -> Option<Basket> {
    let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
    let opened = vault.open(record(tenant), &sealed).ok()?;
    let mut words = opened.expose_secret().split(' ');
    let until = Timestamp::from_micros(words.next()?.parse().ok()?);
    if until <= now {
        return None;
    }
    let claims = words.map(|claim| claim.parse().ok());
    Some(Basket {
        claims: claims.collect::<Option<Vec<_>>>()?,
        lapsed: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Moment {
        Moment::fixed(Timestamp::from_micros(micros), 3)
    }

    #[test]
    fn a_basket_opens_where_and_while_it_may() {
        let vault = Vault::from_key_file("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
        let mut moment = at(5);
        let (here, there) = (TenantId::new(&mut moment), TenantId::new(&mut moment));
        let mut basket = Basket::default();
        assert!(basket.add(ClaimId::new(&mut moment)));
        assert!(basket.add(ClaimId::new(&mut moment)));
        let text = seal(&vault, here, &basket, &mut moment).unwrap();
        let opened = |tenant, text: &str, now| open(&vault, tenant, text, now);
        let now = moment.now;
        assert_eq!(opened(here, &text, now), Some(basket));
        assert_eq!(opened(there, &text, now), None);
        assert_eq!(opened(here, &text, now.plus(LASTS)), None);
        assert_eq!(opened(here, &text[1..], now), None);
        assert_eq!(opened(here, "", now), None);
    }

    #[test]
    fn a_basket_holds_each_claim_once_and_not_too_many() {
        let mut moment = at(5);
        let mut basket = Basket::default();
        let first = ClaimId::new(&mut moment);
        assert!(basket.add(first) && basket.add(first));
        assert_eq!(basket.claims().len(), 1);
        while !basket.is_full() {
            basket.add(ClaimId::new(&mut moment));
        }
        assert!(!basket.add(ClaimId::new(&mut moment)));
        assert!(basket.add(first));
        basket.remove(first);
        assert_eq!(basket.claims().len(), BASKET_MAX - 1);
    }
}
