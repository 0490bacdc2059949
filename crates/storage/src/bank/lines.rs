//! Lines of bank statements that people enter.

use domain::bank::Direction;
use domain::{
    AuditId, BankAccountId, BankLineId, BankStatementId, Day, Money, PaymentId, Timestamp,
};
use uuid::Uuid;

use super::{Bank, BankWriter};
use crate::StorageError;
use crate::engine::columns::{count, hash, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { BankLines / BankLinesWriter in Bank / BankWriter as lines }

statements! {
    REMITTED = "
        SELECT l.reference, l.counterparty FROM money_in m
        JOIN bank_lines l ON l.tenant_id = m.tenant_id AND l.bank_line_id = m.bank_line_id
        WHERE m.tenant_id = $1 AND m.payment_id = $2 ORDER BY l.bank_line_id";
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
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12)";
    LINES_AFTER = "
        SELECT l.bank_line_id, l.statement_id, l.bank_account_id, l.number, l.direction,
               l.amount_cents, l.currency, l.booking_day, l.value_day, l.reference,
               l.counterparty, l.external_ref, l.entered_by, a.commitment
        FROM bank_lines l
        LEFT JOIN audit a ON a.tenant_id = l.tenant_id AND a.audit_id = l.entered_by
            AND a.act = 'bank_line.enter'
        WHERE l.tenant_id = $1 AND l.bank_line_id > $2 ORDER BY l.bank_line_id LIMIT $3";
    ENTERED_AND_GONE = "
        SELECT u.audit_id FROM audit u
        LEFT JOIN bank_lines l ON l.tenant_id = u.tenant_id AND l.entered_by = u.audit_id
        WHERE u.tenant_id = $1 AND u.act = 'bank_line.enter' AND u.commitment IS NOT NULL
          AND l.bank_line_id IS NULL
        ORDER BY u.audit_id LIMIT 100";
}

/// A manual statement, held until the transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManualStatement {
    pub id: BankStatementId,
    /// Lines it has.
    pub lines: u32,
}

/// A line of a statement, entered by hand: its value day is the day on which the bank booked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    pub id: BankLineId,
    pub statement: BankStatementId,
    pub account: BankAccountId,
    /// Within its statement.
    pub number: u32,
    /// The day on which the bank booked it.
    pub day: Day,
    pub direction: Direction,
    pub amount: Money,
    /// What the transfer says.
    pub reference: String,
    pub counterparty: Option<String>,
    pub external_ref: String,
    pub entered_by: AuditId,
}

/// A line with what it is held against.
#[derive(Clone, Debug)]
pub struct CommittedLine {
    pub line: BankLine,
    /// What the act that entered it commits to.
    pub commitment: Option<[u8; 32]>,
}

#[derive(sqlx_macros::FromRow)]
struct LineRow {
    bank_line_id: Uuid,
    statement_id: Uuid,
    bank_account_id: Uuid,
    number: i64,
    direction: String,
    amount_cents: i64,
    currency: String,
    booking_day: i64,
    value_day: i64,
    reference: String,
    counterparty: Option<String>,
    external_ref: String,
    entered_by: Uuid,
    commitment: Option<Vec<u8>>,
}

/// What a transfer says of its payer.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Remitted {
    /// Verwendungszweck.
    pub reference: String,
    pub counterparty: Option<String>,
}

impl BankLines<'_> {
    /// What the transfers said whose money arrived for the payment.
    pub async fn remitted_for(
        &mut self,
        payment: PaymentId,
    ) -> Result<Vec<Remitted>, StorageError> {
        self.tx.many(REMITTED, values![payment]).await
    }

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

    /// Lines in the order of their ids. Fails at one that no person can have entered.
    pub async fn after(
        &mut self,
        after: BankLineId,
        limit: u32,
    ) -> Result<Vec<CommittedLine>, StorageError> {
        let values = values![after, limit];
        self.tx.many_as::<LineRow, _>(LINES_AFTER, values).await
    }

    /// Acts that entered a line which is not there.
    pub async fn entered_and_gone(&mut self) -> Result<Vec<AuditId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(ENTERED_AND_GONE, values![]).await?;
        Ok(rows
            .into_iter()
            .map(|(id,)| AuditId::from_uuid(id))
            .collect())
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
    pub async fn insert(&mut self, line: &BankLine) -> Result<(), StorageError> {
        let direction: &str = line.direction.into();
        let values = values![
            line.id,
            line.statement,
            line.account,
            line.number,
            direction,
            line.amount,
            line.day.days(),
            line.reference.as_str(),
            line.counterparty.as_deref(),
            line.external_ref.as_str(),
            line.entered_by,
        ];
        self.tx.put(INSERT_LINE, values).await
    }
}

impl TryFrom<LineRow> for CommittedLine {
    type Error = StorageError;

    fn try_from(row: LineRow) -> Result<Self, StorageError> {
        let id = BankLineId::from_uuid(row.bank_line_id);
        let bad = |column| StorageError::inconsistent("bank_lines", column, id);
        if row.currency != "EUR" {
            return Err(bad("currency"));
        }
        if row.value_day != row.booking_day {
            return Err(bad("value_day"));
        }
        let commitment = row.commitment.as_deref();
        let commitment = commitment.map(|stored| hash(stored, ("audit", "commitment"), id));
        let line = BankLine {
            id,
            statement: BankStatementId::from_uuid(row.statement_id),
            account: BankAccountId::from_uuid(row.bank_account_id),
            number: count(row.number),
            day: Day::from_days(row.booking_day).ok_or_else(|| bad("booking_day"))?,
            direction: row.direction.parse().map_err(|_| bad("direction"))?,
            amount: money(row.amount_cents, "bank_lines", id)?,
            reference: row.reference,
            counterparty: row.counterparty,
            external_ref: row.external_ref,
            entered_by: AuditId::from_uuid(row.entered_by),
        };
        Ok(Self {
            line,
            commitment: commitment.transpose()?,
        })
    }
}
