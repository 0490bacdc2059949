//! An account with a provider, as an operator describes it.

use std::collections::BTreeMap;

use providers::{Environment, ProviderKind, Settings};
use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::DocumentError;

/// The tenant's account with a provider. What its settings and secrets are the provider's module
/// knows.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AccountDocument {
    pub code: String,
    /// The provider's name: `paypal`.
    pub provider: String,
    /// `live`, `sandbox` or `simulator`.
    pub environment: String,
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub settings: Settings,
    /// Files with its secrets, by name, relative to the document. Never stored readable.
    #[serde(default, skip_serializing)]
    pub secrets: BTreeMap<String, String>,
    /// What the files hold: filled by the reader of the document, never written.
    #[serde(skip)]
    pub secret_values: BTreeMap<String, SecretString>,
    /// The id under which the provider sends its events here; set when it is asked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
}

impl AccountDocument {
    pub(crate) fn kind(&self) -> Result<&'static ProviderKind, DocumentError> {
        ProviderKind::named(&self.provider)
            .ok_or_else(|| self.bad("provider", "there is no such provider"))
    }

    pub(crate) fn environment(&self) -> Result<Environment, DocumentError> {
        let environment = self.environment.parse();
        environment.map_err(|_| self.bad("environment", "use live, sandbox or simulator"))
    }

    /// Everything that can be said without the database.
    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        self.environment()?;
        let given = self.secret_values.keys().map(String::as_str);
        let checked = self.kind()?.check(&self.settings, given);
        checked.map_err(|error| self.bad("settings", &error.to_string()))
    }

    /// By which names its provider knows the merchant.
    pub(crate) fn merchants(&self) -> Result<Vec<String>, DocumentError> {
        Ok(self.kind()?.merchants(&self.settings))
    }

    /// The same where it takes real money; none for play money.
    pub(crate) fn live_merchants(&self) -> Result<Vec<String>, DocumentError> {
        match self.environment()? {
            Environment::Live => self.merchants(),
            Environment::Sandbox | Environment::Simulator => Ok(Vec::new()),
        }
    }

    /// Those that no other tenant may have. Authorities for testing may share one; a trial tenant
    /// has its own, for its books are told beside real ones.
    pub(crate) fn reserved_merchants(&self, is_trial: bool) -> Result<Vec<String>, DocumentError> {
        if is_trial {
            self.merchants()
        } else {
            self.live_merchants()
        }
    }

    /// All secrets as one, to be sealed; `None` where the document gives none.
    pub(crate) fn secret(&self) -> Option<SecretString> {
        let exposed = |(name, value): (&String, &SecretString)| {
            (name.clone(), value.expose_secret().to_owned().into())
        };
        let all: Settings = self.secret_values.iter().map(exposed).collect();
        (!all.is_empty()).then(|| serde_json::Value::from(all).to_string().into())
    }

    /// Reads what [`Self::secret`] made.
    pub(crate) fn secrets_of(
        &self,
        opened: &SecretString,
    ) -> Result<BTreeMap<String, SecretString>, DocumentError> {
        let all = serde_json::from_str::<BTreeMap<String, String>>(opened.expose_secret());
        let all = all.map_err(|_| self.bad("secrets", "the stored secrets cannot be read"))?;
        let hidden = |(name, value)| (name, SecretString::from(value));
        Ok(all.into_iter().map(hidden).collect())
    }

    pub(crate) fn bad(&self, field: &str, problem: &str) -> DocumentError {
        DocumentError::new(format!("accounts.{}.{field}", self.code), problem)
    }
}
