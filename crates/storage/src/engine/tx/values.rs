//! Parameters of statements, in the form both engines take.

use domain::{
    AttemptId, AuditId, BankAccountId, BankLineId, BankStatementId, BindingId, ClaimId, ClientId,
    CredentialId, EventId, GrantId, ImportId, InvitationId, JobId, MailId, Money, PaymentId,
    PersonId, PoolId, ProviderAccountId, ProviderEventId, ServiceId, SessionId, TaskId, TenantId,
    Timestamp, TransferId,
};
use sqlx::{Arguments, Connection, Database, Encode, Type};
use uuid::Uuid;

use crate::engine::columns::DbTime;

/// One parameter.
#[derive(Clone)]
pub(crate) enum Value {
    Uuid(Option<Uuid>),
    Number(Option<i64>),
    Text(Option<String>),
    Time(Option<DbTime>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    /// PostgreSQL keeps no text with a NUL, so no row has one, on either engine.
    fn is_in_no_row(&self) -> bool {
        matches!(self, Self::Text(Some(text)) if text.contains('\0'))
    }
}

/// Whether a parameter is a text that no row can have.
pub(crate) fn none_has(values: &[Value]) -> bool {
    values.iter().any(Value::is_in_no_row)
}

/// The parameters after the tenant, in the order of the text.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::engine::tx::values::Value::from($value)),*] };
}
pub(crate) use values;

/// The arguments of a statement on this connection's engine.
pub(crate) fn bound<C: Connection>(
    _connection: &C,
    values: Vec<Value>,
) -> Result<<C::Database as Database>::Arguments, sqlx::Error>
where
    <C::Database as Database>::Arguments: Arguments<Database = C::Database>,
    Option<Uuid>: for<'q> Encode<'q, C::Database> + Type<C::Database>,
    Option<i64>: for<'q> Encode<'q, C::Database> + Type<C::Database>,
    Option<String>: for<'q> Encode<'q, C::Database> + Type<C::Database>,
    Option<DbTime>: for<'q> Encode<'q, C::Database> + Type<C::Database>,
    Option<Vec<u8>>: for<'q> Encode<'q, C::Database> + Type<C::Database>,
{
    let mut arguments = <C::Database as Database>::Arguments::default();
    for value in values {
        let added = match value {
            Value::Uuid(value) => arguments.add(value),
            Value::Number(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Time(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

macro_rules! ids {
    ($($id:ident)*) => { $(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Uuid(Some(id.as_uuid()))
            }
        }
        impl From<Option<$id>> for Value {
            fn from(id: Option<$id>) -> Self {
                Self::Uuid(id.map($id::as_uuid))
            }
        }
    )* };
}

ids! {
    AttemptId AuditId BankAccountId BankLineId BankStatementId BindingId ClaimId ClientId
    CredentialId EventId GrantId ImportId InvitationId JobId MailId ProviderEventId PaymentId
    PersonId PoolId ProviderAccountId ServiceId SessionId TaskId TenantId TransferId
}

/// Values that may be absent.
macro_rules! nullable {
    ($($type:ty => $variant:ident($convert:expr);)*) => { $(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(Some($convert(value)))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map($convert))
            }
        }
    )* };
}

nullable! {
    Uuid => Uuid(std::convert::identity);
    i64 => Number(std::convert::identity);
    u32 => Number(i64::from);
    bool => Number(i64::from);
    u64 => Number(saturated);
    Money => Number(Money::cents);
    &str => Text(str::to_owned);
    String => Text(std::convert::identity);
    Timestamp => Time(DbTime);
    &[u8] => Bytes(<[u8]>::to_vec);
}

/// A count too large for a column is stored as the largest.
fn saturated(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
