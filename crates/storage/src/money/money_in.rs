//! Money that arrived.

use domain::claims::Share;
use domain::ledger::postings::Place;
use domain::money::MoneyInKind;
use domain::payments::Fact;
use domain::{
    AttemptId, BankLineId, ClaimId, EntryGroupId, Money, MoneyInId, PaymentId, ProviderAccountId,
    Timestamp,
};
use uuid::Uuid;

use super::{MoneyFacts, MoneyFactsWriter, place, place_columns};
use crate::StorageError;
use crate::engine::columns::{DbTime, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;

/// The tenant's money that arrived, up to a further condition.
macro_rules! money_in {
    () => {
        "
        SELECT money_in_id, account_kind, account_id, external_ref, kind, amount_cents, fee_cents,
               payment_id, attempt_id, fact, happened_at, booked_at, group_id, bank_line_id
        FROM money_in WHERE tenant_id = $1 "
    };
}

/// The same of one provider account.
macro_rules! captured {
    () => {
        concat!(
            money_in!(),
            "AND account_kind = 'provider' AND account_id = $2 "
        )
    };
}

statements! {
    INSERT_MONEY_IN = "
        INSERT INTO money_in
            (tenant_id, money_in_id, account_kind, account_id, external_ref, kind, amount_cents,
             fee_cents, payment_id, attempt_id, fact, happened_at, booked_at, group_id,
             bank_line_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (tenant_id, account_kind, account_id, external_ref, kind) DO NOTHING";
    PUT_RECEIVED = "
        INSERT INTO money_in_sums (tenant_id, account_kind, account_id, external_ref, received)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, account_kind, account_id, external_ref) DO UPDATE
        SET received = money_in_sums.received + excluded.received";
    PUT_SEEN = "
        INSERT INTO money_in_sums (tenant_id, account_kind, account_id, external_ref, seen)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, account_kind, account_id, external_ref) DO UPDATE
        SET seen = money_in_sums.seen + excluded.seen";
    INSERT_CLAIM_OF = "
        INSERT INTO money_in_claims (tenant_id, money_in_id, claim_id, amount_cents)
        VALUES ($1, $2, $3, $4)";
    MONEY_IN = concat!(captured!(), "AND external_ref = $3 AND kind = 'capture'");
    MONEY_IN_BETWEEN = concat!(captured!(), "AND happened_at >= $3 AND happened_at < $4");
    OF_PAYMENT = concat!(money_in!(), "AND payment_id = $2");
    SETTLING = "
        SELECT external_ref, happened_at FROM money_in
        WHERE tenant_id = $1 AND payment_id = $2 AND fact = 'paid' LIMIT 1";
    ANY_MONEY = "
        SELECT external_ref FROM money_in WHERE tenant_id = $1 AND payment_id = $2 LIMIT 1";
    ARRIVED_AT = "
        SELECT external_ref FROM money_in
        WHERE tenant_id = $1 AND account_kind = $2 AND account_id = $3 LIMIT 1";
    CLEARED = "
        SELECT coalesce((
                SELECT CAST(sum(amount_cents - coalesce(fee_cents, 0)) AS BIGINT) FROM money_in
                WHERE tenant_id = $1 AND account_kind = $2 AND account_id = $3), 0)
            - coalesce((
                SELECT CAST(sum(amount_cents) AS BIGINT) FROM money_out
                WHERE tenant_id = $1 AND account_kind = $2 AND account_id = $3), 0)";
    SETTLED_LATE = "
        SELECT CAST(coalesce(sum(c.amount_cents), 0) AS BIGINT)
        FROM money_in_claims c
        JOIN money_in m ON m.tenant_id = c.tenant_id AND m.money_in_id = c.money_in_id
        LEFT JOIN payments p ON p.tenant_id = m.tenant_id AND p.payment_id = m.payment_id
        WHERE c.tenant_id = $1 AND (m.fact IS NULL OR m.fact IN ('paid_late', 'paid_twice')
            OR p.state IN ('expired', 'cancelled'))";
    SETTLED_BY_PAYMENT = "
        SELECT c.claim_id, c.amount_cents
        FROM money_in m CROSS JOIN money_in_claims c
        WHERE m.tenant_id = $1 AND m.payment_id = $2
          AND c.tenant_id = m.tenant_id AND c.money_in_id = m.money_in_id";
    MONEY_IN_BY_ID = concat!(money_in!(), "AND money_in_id = $2");
    RESERVE = "
        UPDATE money_in_sums SET reserved = reserved + $5
        WHERE tenant_id = $1 AND account_kind = $2 AND account_id = $3 AND external_ref = $4
          AND reserved + seen + $5 <= received";
    UNRESERVE = "
        UPDATE money_in_sums SET reserved = reserved - $5
        WHERE tenant_id = $1 AND account_kind = $2 AND account_id = $3 AND external_ref = $4";
    SUMS = "
        SELECT received, reserved, seen FROM money_in_sums
        WHERE tenant_id = $1 AND account_kind = $2 AND account_id = $3 AND external_ref = $4";
}

/// Money that a provider or a bank stated as arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyIn {
    pub id: MoneyInId,
    pub place: Place,
    /// The provider's or the bank's id of this money.
    pub reference: String,
    pub kind: MoneyInKind,
    pub amount: Money,
    /// What was kept of it, when that was stated.
    pub fee: Option<Money>,
    pub payment: Option<PaymentId>,
    pub attempt: Option<AttemptId>,
    /// What it means for its payment.
    pub fact: Option<Fact>,
    pub happened_at: Timestamp,
    pub booked_at: Timestamp,
    pub group: EntryGroupId,
    /// The line of the bank statement that states it.
    pub bank_line: Option<BankLineId>,
}

/// How much of money may still be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    pub received: Money,
    /// Refunds asked for here.
    pub reserved: Money,
    /// What left otherwise.
    pub seen: Money,
}

#[derive(sqlx_macros::FromRow)]
pub(super) struct MoneyInRow {
    pub(super) money_in_id: Uuid,
    account_kind: String,
    account_id: Uuid,
    external_ref: String,
    kind: String,
    amount_cents: i64,
    fee_cents: Option<i64>,
    payment_id: Option<Uuid>,
    attempt_id: Option<Uuid>,
    fact: Option<String>,
    happened_at: DbTime,
    booked_at: DbTime,
    group_id: Uuid,
    bank_line_id: Option<Uuid>,
}

impl Sums {
    /// What can still be given back.
    pub fn available(&self) -> Money {
        let left = self.received.checked_sub(self.reserved);
        let left = left.and_then(|left| left.checked_sub(self.seen));
        left.unwrap_or(Money::ZERO)
    }

    /// Whether more left, or is going to, than arrived.
    pub fn exceeded(&self) -> bool {
        let gone = self.reserved.checked_add(self.seen);
        gone.is_none_or(|gone| gone > self.received)
    }
}

impl MoneyFacts<'_> {
    /// What the provider took for us under this id.
    pub async fn capture(
        &mut self,
        account: ProviderAccountId,
        reference: &str,
    ) -> Result<Option<MoneyIn>, StorageError> {
        self.tx
            .maybe_as::<MoneyInRow, _>(MONEY_IN, values![account, reference])
            .await
    }

    /// All money that arrived for the payment, in the order in which it was booked.
    pub async fn arrived(&mut self, payment: PaymentId) -> Result<Vec<MoneyIn>, StorageError> {
        let rows = self
            .tx
            .many_as::<MoneyInRow, _>(OF_PAYMENT, values![payment]);
        let mut arrived = rows.await?;
        // Sorted by the database, SQLite would go through all money of the tenant in that order.
        arrived.sort_unstable_by_key(|money: &MoneyIn| money.id);
        Ok(arrived)
    }

    /// What the provider took for us from `from` up to, not including, `to`.
    pub async fn arrived_between(
        &mut self,
        account: ProviderAccountId,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<MoneyIn>, StorageError> {
        self.tx
            .many_as::<MoneyInRow, _>(MONEY_IN_BETWEEN, values![account, from, to])
            .await
    }

    /// The provider's id of the money that settled the payment, and when it was taken.
    pub async fn settling(
        &mut self,
        payment: PaymentId,
    ) -> Result<Option<(String, Timestamp)>, StorageError> {
        let row: Option<(String, DbTime)> = self.tx.maybe(SETTLING, values![payment]).await?;
        Ok(row.map(|(reference, at)| (reference, at.0)))
    }

    /// Whether money arrived for the payment, whatever became of it.
    pub async fn arrived_for(&mut self, payment: PaymentId) -> Result<bool, StorageError> {
        let row: Option<(String,)> = self.tx.maybe(ANY_MONEY, values![payment]).await?;
        Ok(row.is_some())
    }

    pub async fn find_in(&mut self, id: MoneyInId) -> Result<Option<MoneyIn>, StorageError> {
        let values = values![id.as_uuid()];
        self.tx
            .maybe_as::<MoneyInRow, _>(MONEY_IN_BY_ID, values)
            .await
    }

    /// Whether any money arrived at the account.
    pub async fn has_arrived(&mut self, at: Place) -> Result<bool, StorageError> {
        let (kind, account) = place_columns(at);
        let row: Option<(String,)> = self.tx.maybe(ARRIVED_AT, values![kind, account]).await?;
        Ok(row.is_some())
    }

    /// Cents that arrived at the account, less fees, less what has left again.
    pub async fn cleared_cents(&mut self, at: Place) -> Result<i64, StorageError> {
        let (kind, account) = place_columns(at);
        let (cents,): (i64,) = self.tx.one(CLEARED, values![kind, account]).await?;
        Ok(cents)
    }

    /// What the payment's money has settled of its claims so far; one claim may come several times.
    pub async fn settled_by(&mut self, payment: PaymentId) -> Result<Vec<Share>, StorageError> {
        let rows: Vec<(Uuid, i64)> = self.tx.many(SETTLED_BY_PAYMENT, values![payment]).await?;
        let share = |(claim, cents)| {
            let claim = ClaimId::from_uuid(claim);
            let amount = money(cents, "money_in_claims", claim)?;
            Ok(Share { claim, amount })
        };
        rows.into_iter().map(share).collect()
    }

    /// Cents of money that settled claims apart from every payment that is paid or may be.
    pub async fn settled_late(&mut self) -> Result<i64, StorageError> {
        let (cents,): (i64,) = self.tx.one(SETTLED_LATE, values![]).await?;
        Ok(cents)
    }

    /// What is known of money that the account knows under this id: all zero before it arrived,
    /// unless something of it left already.
    pub async fn sums(&mut self, at: Place, reference: &str) -> Result<Sums, StorageError> {
        let (kind, account) = place_columns(at);
        let found: Option<(i64, i64, i64)> = self
            .tx
            .maybe(SUMS, values![kind, account, reference])
            .await?;
        let (received, reserved, seen) = found.unwrap_or_default();
        let cents = |cents| money(cents, "money_in_sums", reference);
        Ok(Sums {
            received: cents(received)?,
            reserved: cents(reserved)?,
            seen: cents(seen)?,
        })
    }
}

impl MoneyFactsWriter<'_> {
    /// Whether this money is new. `false`: it was booked before; do not book it again.
    pub async fn insert_in(&mut self, money_in: &MoneyIn) -> Result<bool, StorageError> {
        let (kind, account) = place_columns(money_in.place);
        let values = values![
            money_in.id.as_uuid(),
            kind,
            account,
            money_in.reference.as_str(),
            money_in.kind.to_string(),
            money_in.amount,
            money_in.fee,
            money_in.payment,
            money_in.attempt,
            money_in.fact.map(|fact| fact.to_string()),
            money_in.happened_at,
            money_in.booked_at,
            money_in.group.as_uuid(),
            money_in.bank_line,
        ];
        if self.tx.run(INSERT_MONEY_IN, values).await? != 1 {
            return Ok(false);
        }
        let reference = money_in.reference.as_str();
        let values = values![kind, account, reference, money_in.amount];
        self.tx.put(PUT_RECEIVED, values).await?;
        Ok(true)
    }

    /// What of the money settles which claims.
    pub async fn insert_claims_of(
        &mut self,
        money_in: MoneyInId,
        shares: &[Share],
    ) -> Result<(), StorageError> {
        for share in shares {
            let values = values![money_in.as_uuid(), share.claim, share.amount];
            self.tx.put(INSERT_CLAIM_OF, values).await?;
        }
        Ok(())
    }

    /// Locks the sums of the money until the transaction ends, and reads them as they are then.
    pub async fn hold_sums(&mut self, at: Place, reference: &str) -> Result<Sums, StorageError> {
        let (kind, account) = place_columns(at);
        self.tx
            .hold(SUMS, values![kind, account, reference])
            .await?;
        self.sums(at, reference).await
    }

    /// Keeps so much of the money for a refund. `false`: so much is not there.
    pub async fn reserve(
        &mut self,
        at: Place,
        reference: &str,
        amount: Money,
    ) -> Result<bool, StorageError> {
        let (kind, account) = place_columns(at);
        let values = values![kind, account, reference, amount];
        Ok(self.tx.run(RESERVE, values).await? == 1)
    }

    /// So much is not kept for a refund any more.
    pub async fn unreserve(
        &mut self,
        at: Place,
        reference: &str,
        amount: Money,
    ) -> Result<(), StorageError> {
        let (kind, account) = place_columns(at);
        let values = values![kind, account, reference, amount];
        self.tx.run_one(UNRESERVE, values).await
    }

    /// Adds what left otherwise than by a refund asked for here, of money that the account knows
    /// under this id, arrived or not, and tells the sums afterwards.
    pub async fn add_seen(
        &mut self,
        at: Place,
        reference: &str,
        amount: Money,
    ) -> Result<Sums, StorageError> {
        let (kind, account) = place_columns(at);
        let values = values![kind, account, reference, amount];
        self.tx.run_one(PUT_SEEN, values).await?;
        self.sums(at, reference).await
    }
}

impl TryFrom<MoneyInRow> for MoneyIn {
    type Error = StorageError;

    fn try_from(row: MoneyInRow) -> Result<Self, StorageError> {
        let id = MoneyInId::from_uuid(row.money_in_id);
        let bad = |column| StorageError::inconsistent("money_in", column, id);
        let fee = row.fee_cents.map(|fee| money(fee, "money_in", id));
        let fact = row.fact.map(|fact| fact.parse().map_err(|_| bad("fact")));
        Ok(Self {
            id,
            place: place(&row.account_kind, row.account_id).ok_or_else(|| bad("account_kind"))?,
            reference: row.external_ref,
            kind: row.kind.parse().map_err(|_| bad("kind"))?,
            amount: money(row.amount_cents, "money_in", id)?,
            fee: fee.transpose()?,
            payment: row.payment_id.map(PaymentId::from_uuid),
            attempt: row.attempt_id.map(AttemptId::from_uuid),
            fact: fact.transpose()?,
            happened_at: row.happened_at.0,
            booked_at: row.booked_at.0,
            group: EntryGroupId::from_uuid(row.group_id),
            bank_line: row.bank_line_id.map(BankLineId::from_uuid),
        })
    }
}
