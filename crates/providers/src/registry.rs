//! Kinds of providers, by name. What a kind offers, what its accounts must say and how it is
//! reached is said by its module and nowhere else.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::payments::{Method, MethodProfile};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;

use crate::{Clock, Environment, PaymentProvider, Transport, paypal};

/// What an account says beside its environment; its provider's module knows the words.
pub type Settings = Map<String, Value>;

/// Every kind there is.
static KINDS: [&ProviderKind; 1] = [&paypal::KIND];

/// A kind of provider.
pub struct ProviderKind {
    /// In account documents and in the addresses of the provider's events. Must not change.
    pub name: &'static str,
    pub(crate) methods: &'static [(Method, MethodProfile)],
    /// Names of the secrets an account has.
    pub(crate) secrets: &'static [&'static str],
    /// Origins of the provider's own pages.
    pub(crate) pages: &'static [&'static str],
    pub(crate) check: fn(&Settings) -> Result<(), BadSettings>,
    /// By which names the provider knows the merchant.
    pub(crate) merchants: fn(&Settings) -> Vec<String>,
    pub(crate) build: Build,
}

type Build = fn(&ProviderAccount, &Surroundings) -> Result<Arc<dyn PaymentProvider>, BadSettings>;

/// Identity and credentials of one account.
#[derive(Clone)]
pub struct ProviderAccount {
    pub environment: Environment,
    pub settings: Settings,
    pub secrets: BTreeMap<String, SecretString>,
    /// Under which the provider sends its events, once it was asked to.
    pub subscription: Option<String>,
}

/// What a provider is reached through.
#[derive(Clone)]
pub struct Surroundings {
    pub transport: Arc<dyn Transport>,
    pub clock: Arc<dyn Clock>,
    /// Of the environment `simulator`.
    pub simulator: Option<SimulatorPlace>,
}

/// Where a simulator is.
#[derive(Clone, Debug)]
pub struct SimulatorPlace {
    pub base: Url,
    /// The root of the certificates that it signs its events with, as PEM.
    pub root_pem: String,
}

/// An account that its provider's module cannot use; the text is for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSettings(pub(crate) String);

impl ProviderKind {
    /// The kind under this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.into_iter().find(|kind| kind.name == name)
    }

    pub fn all() -> impl Iterator<Item = &'static Self> {
        KINDS.into_iter()
    }

    /// By which names the provider knows the merchant of an account with these settings. Two
    /// accounts that share one have the same books there.
    pub fn merchants(&self, settings: &Settings) -> Vec<String> {
        let names = (self.merchants)(settings).into_iter();
        names.map(|name| format!("{}:{name}", self.name)).collect()
    }

    /// What it offers.
    pub const fn methods(&self) -> &'static [(Method, MethodProfile)] {
        self.methods
    }

    /// The profile of a method that it offers.
    pub fn profile(&self, method: &Method) -> Option<&'static MethodProfile> {
        let mut offered = self.methods().iter();
        offered
            .find(|(offered, _)| offered == method)
            .map(|(_, profile)| profile)
    }

    /// Origins that a form may lead a payer to.
    pub const fn pages(&self) -> &'static [&'static str] {
        self.pages
    }

    /// Whether an account can say this. `secrets` are the names of those that are given; none where
    /// the account keeps those it has.
    pub fn check<'a>(
        &self,
        settings: &Settings,
        secrets: impl Iterator<Item = &'a str>,
    ) -> Result<(), BadSettings> {
        (self.check)(settings)?;
        let given: Vec<_> = secrets.collect();
        let known = |name: &&str| self.secrets.contains(name);
        if let Some(unknown) = given.iter().find(|name| !known(name)) {
            return Err(BadSettings(format!(
                "{} has no secret {unknown}",
                self.name
            )));
        }
        match self.secrets.iter().find(|name| !given.contains(name)) {
            Some(missing) if !given.is_empty() => {
                Err(BadSettings(format!("the secret {missing} is missing")))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The provider, ready to be asked for this account.
    pub fn build(
        &self,
        account: &ProviderAccount,
        around: &Surroundings,
    ) -> Result<Arc<dyn PaymentProvider>, BadSettings> {
        (self.build)(account, around)
    }
}

impl fmt::Debug for ProviderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProviderKind({})", self.name)
    }
}

impl fmt::Debug for ProviderAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProviderAccount({}, …)", self.environment)
    }
}

/// The settings as their module reads them; what is wrong is told with its field.
pub(crate) fn read_settings<T: DeserializeOwned>(settings: &Settings) -> Result<T, BadSettings> {
    let settings = Value::Object(settings.clone());
    serde_path_to_error::deserialize(settings).map_err(|error| {
        let field = error.path().to_string();
        match error.into_inner() {
            // Says itself which field is missing or unknown.
            problem if field == "." => BadSettings::new(problem),
            problem => BadSettings(format!("{field}: {problem}")),
        }
    })
}

impl BadSettings {
    pub fn new(problem: impl fmt::Display) -> Self {
        Self(problem.to_string())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(settings: Value, secrets: &[&str]) -> Result<(), BadSettings> {
        let Value::Object(settings) = settings else {
            panic!("settings are an object");
        };
        let kind = ProviderKind::named("paypal").unwrap();
        kind.check(&settings, secrets.iter().copied())
    }

    #[test]
    fn a_kind_is_found_by_its_name_only() {
        for kind in ProviderKind::all() {
            assert_eq!(ProviderKind::named(kind.name).unwrap().name, kind.name);
        }
        assert!(ProviderKind::named("PayPal").is_none());
    }

    #[test]
    fn no_two_kinds_have_one_name_and_each_offers_something() {
        let mut names: Vec<_> = ProviderKind::all().map(|kind| kind.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KINDS.len());
        assert!(ProviderKind::all().all(|kind| !kind.methods.is_empty()));
    }

    #[test]
    fn an_account_says_what_its_provider_knows_and_nothing_else() {
        let good = json!({ "client_id": "A", "merchant_id": "B", "app_switch": true });
        assert_eq!(checked(good, &["client_secret"]), Ok(()));
        assert_eq!(checked(json!({ "client_id": "A" }), &[]), Ok(()));
        assert!(checked(json!({}), &[]).is_err(), "without an id");
        let unknown = json!({ "client_id": "A", "project": 1 });
        assert!(checked(unknown, &[]).is_err(), "with another's word");
        for secrets in [&["password"][..], &["client_secret", "password"]] {
            assert!(checked(json!({ "client_id": "A" }), secrets).is_err());
        }
    }
}
