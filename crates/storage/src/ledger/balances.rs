//! Sums of the sealed transfers, per account and posting day.

use domain::Day;
use domain::ledger::{Account, AccountKind};

use super::{Ledger, LedgerWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;

statements! {
    ADD_BALANCE = "
        INSERT INTO balances (tenant_id, account, posting_day, debit_cents, credit_cents)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, account, posting_day) DO UPDATE
        SET debit_cents = balances.debit_cents + excluded.debit_cents,
            credit_cents = balances.credit_cents + excluded.credit_cents";
    BALANCES = "
        SELECT account, posting_day, debit_cents, credit_cents FROM balances
        WHERE tenant_id = $1 ORDER BY account, posting_day";
}

/// The sums of one account in one posting day over all sealed transfers, in cents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// An [`Account`]'s text, or `receivable` and `claims` for those of all payments and claims
    /// together.
    pub account: String,
    pub posting_day: Day,
    pub debit_cents: i64,
    pub credit_cents: i64,
}

impl Ledger<'_> {
    /// By account, then by day.
    pub async fn balances(&mut self) -> Result<Vec<Balance>, StorageError> {
        let rows: Vec<(String, i64, i64, i64)> = self.tx.many(BALANCES, values![]).await?;
        rows.into_iter()
            .map(|(account, day, debit_cents, credit_cents)| {
                let posting_day = Day::from_days(day).ok_or_else(|| {
                    StorageError::inconsistent("balances", "posting_day", &account)
                })?;
                Ok(Balance {
                    account,
                    posting_day,
                    debit_cents,
                    credit_cents,
                })
            })
            .collect()
    }
}

impl LedgerWriter<'_> {
    /// Adds to an account's sums of the day.
    pub async fn add_to_balance(&mut self, balance: &Balance) -> Result<(), StorageError> {
        let values = values![
            balance.account.as_str(),
            balance.posting_day.days(),
            balance.debit_cents,
            balance.credit_cents,
        ];
        self.tx.run(ADD_BALANCE, values).await.map(drop)
    }
}

/// The row of `balances` an account is folded into, without its day.
pub fn balance_row(account: Account) -> String {
    match account.kind {
        AccountKind::Receivable(_) => "receivable".to_owned(),
        AccountKind::Claim(_) => "claims".to_owned(),
        AccountKind::Clearing(_)
        | AccountKind::Held(_)
        | AccountKind::Transit(_)
        | AccountKind::Fees(_)
        | AccountKind::FeesDue(_)
        | AccountKind::Bank(_)
        | AccountKind::BankCharges(_)
        | AccountKind::Suspense(_)
        | AccountKind::Advance(_)
        | AccountKind::RefundsDue(_)
        | AccountKind::RefundsOrdered(_)
        | AccountKind::Differences(_)
        | AccountKind::SurplusIncome
        | AccountKind::Exchange
        | AccountKind::OpeningAtProvider(_)
        | AccountKind::OpeningAtBank(_) => account.to_string(),
    }
}
