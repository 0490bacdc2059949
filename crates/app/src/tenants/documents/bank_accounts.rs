//! The accounts to which a tenant's payers transfer money by themselves.

use domain::bank::{BadBic, BadIban, Bic, Iban};
use formats::Remittance;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::bank::accounts::BankAccountRow;

use super::texts;
use crate::DocumentError;
use crate::bank::BankAccount;

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BankAccountDocument {
    /// Told apart from the codes of accounts with providers.
    pub code: String,
    /// Exactly as the bank knows the account's holder: the payer's bank compares it.
    #[serde(deserialize_with = "texts::line")]
    pub holder: String,
    pub iban: String,
    /// Only needed for banks that ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bic: Option<String>,
}

impl BankAccountDocument {
    /// Everything a transfer code needs, or what is wrong with it.
    pub(crate) fn account(&self) -> Result<BankAccount, DocumentError> {
        let at = |field: &str, problem: String| {
            DocumentError::new(format!("bank_accounts.{}.{field}", self.code), problem)
        };
        let iban = self.iban.parse();
        let iban: Iban = iban.map_err(|error: BadIban| at("iban", error.to_string()))?;
        let bic = self.bic.as_deref().map(str::parse).transpose();
        let bic: Option<Bic> = bic.map_err(|error: BadBic| at("bic", error.to_string()))?;
        let account = BankAccount {
            holder: self.holder.clone(),
            iban,
            bic,
        };
        let code = account.transfer(None, Remittance::None).encode();
        code.map_err(|error| at("holder", error.to_string()))?;
        Ok(account)
    }
}

impl From<BankAccountRow> for BankAccountDocument {
    fn from(stored: BankAccountRow) -> Self {
        Self {
            code: stored.code,
            holder: stored.holder,
            iban: stored.iban,
            bic: stored.bic,
        }
    }
}
