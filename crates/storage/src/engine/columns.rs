//! How domain values look in a column, on both engines alike.

use domain::ledger::Seal;
use domain::{Day, Money, TenantId, Timestamp};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Postgres, Sqlite, Type};
use uuid::Uuid;

use crate::StorageError;

/// A point in time: `timestamptz` in PostgreSQL, microseconds in an `INTEGER` in SQLite. Both keep
/// exactly microseconds, so equal values stay equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DbTime(pub(crate) Timestamp);

/// 2000-01-01T00:00:00Z, where PostgreSQL counts from, in microseconds since 1970.
const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;

impl From<Timestamp> for DbTime {
    fn from(time: Timestamp) -> Self {
        Self(time)
    }
}

impl Type<Sqlite> for DbTime {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
}

impl Encode<'_, Sqlite> for DbTime {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<Sqlite>>::encode_by_ref(&self.0.micros(), buffer)
    }
}

impl<'r> Decode<'r, Sqlite> for DbTime {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        <i64 as Decode<Sqlite>>::decode(value).map(|micros| Self(Timestamp::from_micros(micros)))
    }
}

impl Type<Postgres> for DbTime {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("timestamptz")
    }
}

impl Encode<'_, Postgres> for DbTime {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let micros = self.0.micros().saturating_sub(POSTGRES_EPOCH_MICROS);
        <i64 as Encode<Postgres>>::encode_by_ref(&micros, buffer)
    }
}

impl<'r> Decode<'r, Postgres> for DbTime {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let micros = <i64 as Decode<Postgres>>::decode(value)?;
        Ok(Self(Timestamp::from_micros(
            micros.saturating_add(POSTGRES_EPOCH_MICROS),
        )))
    }
}

/// A column that counts. The largest number stands for all larger ones and for negative ones.
pub(crate) fn count(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}

/// An amount column of `table`; fails when it holds what [`Money`] cannot.
pub(crate) fn money(
    cents: i64,
    table: &'static str,
    row: impl std::fmt::Display,
) -> Result<Money, StorageError> {
    Money::from_cents(cents).ok_or_else(|| StorageError::inconsistent(table, "amount_cents", row))
}

/// The tenants of these rows, each once, in their order.
pub(crate) fn in_order(rows: Vec<(Uuid,)>) -> Vec<TenantId> {
    let tenants = rows.into_iter().map(|(id,)| TenantId::from_uuid(id));
    let mut tenants: Vec<_> = tenants.collect();
    tenants.sort();
    tenants.dedup();
    tenants
}

/// A day column; fails when it holds what [`Day`] cannot.
pub(crate) fn day(
    stored: Option<i64>,
    (table, column): (&'static str, &'static str),
    row: impl std::fmt::Display,
) -> Result<Option<Day>, StorageError> {
    let made = stored.map(|days| Day::from_days(days).ok_or(()));
    made.transpose()
        .map_err(|()| StorageError::inconsistent(table, column, row))
}

/// A column with 32 bytes.
pub(crate) fn hash(
    stored: &[u8],
    (table, column): (&'static str, &'static str),
    row: impl std::fmt::Display,
) -> Result<[u8; 32], StorageError> {
    stored
        .try_into()
        .map_err(|_| StorageError::inconsistent(table, column, row))
}

/// The columns `seal_number` and `seal`: both or neither.
pub(crate) fn sealed(
    number: Option<i64>,
    seal: Option<&[u8]>,
    table: &'static str,
    row: impl std::fmt::Display + Copy,
) -> Result<Option<(u64, Seal)>, StorageError> {
    let bad = |column| StorageError::inconsistent(table, column, row);
    match (number, seal) {
        (Some(number), Some(seal)) => Ok(Some((
            u64::try_from(number).map_err(|_| bad("seal_number"))?,
            Seal(hash(seal, (table, "seal"), row)?),
        ))),
        (None, None) => Ok(None),
        (Some(_), None) | (None, Some(_)) => Err(bad("seal")),
    }
}
