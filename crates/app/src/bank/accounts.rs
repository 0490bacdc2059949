//! Bank accounts of an authority, ready to be written into a transfer.

use domain::Moment;
use domain::bank::{Bic, Iban};
use domain::payments::Method;
use formats::{Remittance, TransferCode};
use storage::bank::accounts::BankAccountRow;
use storage::{ReadTx, StorageError, WriteTx};

use crate::DocumentError;
use crate::tenants::ApplyError;
use crate::tenants::documents::{BankAccountDocument, ServiceDocument};

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

    pub(crate) fn read(stored: &BankAccountRow) -> Result<Self, DocumentError> {
        let document = BankAccountDocument {
            code: stored.code.clone(),
            holder: stored.holder.clone(),
            iban: stored.iban.clone(),
            bic: stored.bic.clone(),
        };
        document.account()
    }
}

/// Where a transfer for the service goes: to the account with which it lists bank transfer, else to
/// the authority's oldest. `None` where the authority takes no transfers.
pub(crate) async fn account_of(
    tx: &mut ReadTx,
    service: &ServiceDocument,
) -> Result<Option<BankAccountRow>, StorageError> {
    let mut methods = service.methods.iter();
    let listed = methods.find(|listed| listed.method == Method::BANK_TRANSFER);
    match listed {
        Some(listed) => tx.bank().accounts().by_code(&listed.account).await,
        None => Ok(tx.bank().accounts().all().await?.into_iter().next()),
    }
}

/// Stores the authority's accounts. An account keeps its number: lines of statements refer to it.
pub(crate) async fn put_accounts(
    tx: &mut WriteTx,
    accounts: &[BankAccountDocument],
    moment: &mut Moment,
) -> Result<(), ApplyError> {
    for document in accounts {
        let account = document.account()?;
        let known = tx.bank().accounts().by_code(&document.code).await?;
        if let Some(known) = &known
            && known.iban != account.iban.as_str()
        {
            let problem = "an account keeps its number; describe another account under a new code";
            return Err(bad_number(document, problem).into());
        }
        let id = known.map_or_else(|| domain::BankAccountId::new(moment), |known| known.id);
        let row = BankAccountRow {
            id,
            code: document.code.clone(),
            iban: account.iban.as_str().to_owned(),
            bic: account.bic.as_ref().map(|bic| bic.as_str().to_owned()),
            holder: account.holder,
        };
        match tx.bank().accounts().put(&row, moment.now).await {
            Err(StorageError::Conflict) => {
                let problem = "another account of the authority has this number";
                return Err(bad_number(document, problem).into());
            }
            other => other?,
        }
    }
    Ok(())
}

fn bad_number(document: &BankAccountDocument, problem: &str) -> DocumentError {
    DocumentError::new(format!("bank_accounts.{}.iban", document.code), problem)
}
