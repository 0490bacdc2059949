//! Bank accounts of an authority, ready to be written into a transfer.

use domain::bank::{Bic, Iban};
use domain::{BankAccountId, Moment};
use formats::{Remittance, TransferCode};
use storage::bank::accounts::BankAccountRow;
use storage::{StorageError, WriteTx};

use crate::DocumentError;
use crate::tenants::ApplyError;
use crate::tenants::documents::BankAccountDocument;

/// A bank account whose parts are checked.
#[derive(Clone, Debug)]
pub struct BankAccount {
    /// Exactly as the bank knows the account's holder: the payer's bank compares it.
    pub holder: String,
    pub iban: Iban,
    pub bic: Option<Bic>,
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

/// Stores what differs of the authority's accounts. An account keeps its number: lines of
/// statements refer to it. Returns the codes of those that were written, and whether each is new.
pub(crate) async fn put_accounts<'a>(
    tx: &mut WriteTx,
    accounts: &'a [BankAccountDocument],
    moment: &mut Moment,
) -> Result<Vec<(&'a str, bool)>, ApplyError> {
    let mut written = Vec::new();
    for document in accounts {
        let account = document.account()?;
        let known = tx.bank().accounts().by_code(&document.code).await?;
        if let Some(known) = &known
            && known.iban != account.iban.as_str()
        {
            let problem = "an account keeps its number; describe another account under a new code";
            return Err(bad_number(document, problem).into());
        }
        let id = known.as_ref().map(|known| known.id);
        let row = BankAccountRow {
            id: id.unwrap_or_else(|| BankAccountId::new(moment)),
            code: document.code.clone(),
            iban: account.iban.as_str().to_owned(),
            bic: account.bic.as_ref().map(|bic| bic.as_str().to_owned()),
            holder: account.holder,
        };
        if known.as_ref() == Some(&row) {
            continue;
        }
        written.push((document.code.as_str(), known.is_none()));
        match tx.bank().accounts().put(&row, moment.now).await {
            Err(StorageError::Conflict) => {
                let problem = "another account of the authority has this number";
                return Err(bad_number(document, problem).into());
            }
            other => other?,
        }
    }
    Ok(written)
}

fn bad_number(document: &BankAccountDocument, problem: &str) -> DocumentError {
    DocumentError::new(format!("bank_accounts.{}.iban", document.code), problem)
}
