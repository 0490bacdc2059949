//! The account to which a tenant's payers transfer money by themselves.

use domain::bank::{BadBic, BadIban, Bic, Iban};
use formats::{Remittance, TransferCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::texts;
use crate::DocumentError;

#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BankDocument {
    /// Exactly as the bank knows the account's holder: the payer's bank compares it.
    #[serde(deserialize_with = "texts::line")]
    pub holder: String,
    pub iban: String,
    /// Only needed for banks that ask for it.
    pub bic: Option<String>,
}

/// The same, checked.
#[derive(Clone, Debug)]
pub struct BankAccount {
    pub holder: String,
    pub iban: Iban,
    pub bic: Option<Bic>,
}

impl BankDocument {
    /// Everything a transfer code needs, or what is wrong with it.
    pub(crate) fn account(&self) -> Result<BankAccount, DocumentError> {
        let at =
            |field: &str, problem: String| DocumentError::new(format!("bank.{field}"), problem);
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

impl BankAccount {
    pub(crate) fn transfer<'a>(
        &'a self,
        amount: Option<domain::Money>,
        remittance: Remittance<'a>,
    ) -> TransferCode<'a> {
        TransferCode {
            beneficiary: &self.holder,
            iban: &self.iban,
            bic: self.bic.as_ref(),
            amount,
            purpose: Some(formats::PurposeCode::Government),
            remittance,
            information: "",
        }
    }
}
