//! Lines of bank statements that people enter.

use domain::{AuditId, BankAccountId, BankLineId, BankStatementId, Day, Money, Timestamp};
use uuid::Uuid;

use super::{Bank, BankWriter};
use crate::StorageError;
use crate::engine::columns::count;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { BankLines / BankLinesWriter in Bank / BankWriter as lines }

statements! {
    INSERT_DAY = "
        INSERT INTO bank_days (tenant_id, bank_account_id, day, kind)
        VALUES ($1, $2, $3, 'manual')
        ON CONFLICT (tenant_id, bank_account_id, day) DO NOTHING";
    HOLD_ACCOUNT = "
        SELECT 1 FROM bank_accounts WHERE tenant_id = $1 AND bank_account_id = $2";
    DAY_KIND = "
        SELECT kind FROM bank_days
        WHERE tenant_id = $1 AND bank_account_id = $2 AND day = $3";
    INSERT_STATEMENT = "
        INSERT INTO bank_statements
            (tenant_id, statement_id, bank_account_id, day, kind, number, made_at)
        VALUES ($1, $2, $3, $4, 'manual', 1, $5)
        ON CONFLICT (tenant_id, bank_account_id, day, number) DO NOTHING";
    MANUAL_STATEMENT = "
        SELECT s.statement_id, CAST(count(l.bank_line_id) AS BIGINT)
        FROM bank_statements s
        LEFT JOIN bank_lines l
            ON l.tenant_id = s.tenant_id AND l.statement_id = s.statement_id
        WHERE s.tenant_id = $1 AND s.bank_account_id = $2 AND s.day = $3
          AND s.kind = 'manual' AND s.number = 1
        GROUP BY s.statement_id";
    LINE_KNOWN = "
        SELECT bank_line_id FROM bank_lines
        WHERE tenant_id = $1 AND bank_account_id = $2 AND external_ref = $3";
    INSERT_LINE = "
        INSERT INTO bank_lines
            (tenant_id, bank_line_id, statement_id, bank_account_id, number, direction,
             amount_cents, booking_day, value_day, reference, counterparty, external_ref,
             entered_by)
        VALUES ($1, $2, $3, $4, $5, 'credit', $6, $7, $7, $8, $9, $10, $11)";
}

/// A manual statement, held until the transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManualStatement {
    pub id: BankStatementId,
    /// Lines it has.
    pub lines: u32,
}

/// A credit to be entered.
pub struct NewCredit<'a> {
    pub id: BankLineId,
    pub account: BankAccountId,
    /// The day on which the bank booked it.
    pub day: Day,
    pub amount: Money,
    /// What the transfer says.
    pub reference: &'a str,
    pub counterparty: Option<&'a str>,
    pub external_ref: &'a str,
    pub entered_by: AuditId,
}

impl BankLines<'_> {
    /// The line that the account has under this reference.
    pub async fn known(
        &mut self,
        account: BankAccountId,
        external_ref: &str,
    ) -> Result<Option<BankLineId>, StorageError> {
        let values = values![account, external_ref];
        let row: Option<(Uuid,)> = self.tx.maybe(LINE_KNOWN, values).await?;
        Ok(row.map(|(id,)| BankLineId::from_uuid(id)))
    }
}

impl BankLinesWriter<'_> {
    /// Locks the account's day and gives its manual statement; `new` is the statement's id where
    /// there is none yet. `None` for a day whose lines come from files.
    pub async fn hold_manual(
        &mut self,
        (account, day): (BankAccountId, Day),
        (new, now): (BankStatementId, Timestamp),
    ) -> Result<Option<ManualStatement>, StorageError> {
        let of_day = || values![account, day.days()];
        self.tx.run(INSERT_DAY, of_day()).await?;
        self.tx.hold(HOLD_ACCOUNT, values![account]).await?;
        let (kind,): (String,) = self.tx.one(DAY_KIND, of_day()).await?;
        if kind != "manual" {
            return Ok(None);
        }
        let values = values![new, account, day.days(), now];
        self.tx.run(INSERT_STATEMENT, values).await?;
        let (id, lines): (Uuid, i64) = self.tx.one(MANUAL_STATEMENT, of_day()).await?;
        Ok(Some(ManualStatement {
            id: BankStatementId::from_uuid(id),
            lines: count(lines),
        }))
    }

    /// Adds a line to a statement that is held.
    pub async fn insert(
        &mut self,
        statement: ManualStatement,
        line: &NewCredit<'_>,
    ) -> Result<(), StorageError> {
        let values = values![
            line.id,
            statement.id,
            line.account,
            statement.lines + 1,
            line.amount,
            line.day.days(),
            line.reference,
            line.counterparty,
            line.external_ref,
            line.entered_by,
        ];
        self.tx.put(INSERT_LINE, values).await
    }
}
