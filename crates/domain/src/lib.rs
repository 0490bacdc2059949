//! What a payment is, apart from every machine it runs on.
//!
//! Pure: no input or output, no clock, no database, no HTTP, no serialisation format. Whatever
//! enters is already parsed, whatever time and chance is needed comes in as a [`Moment`].

pub mod claim;
pub mod day;
pub mod id;
pub mod idempotency;
pub mod kassenzeichen;
pub mod ledger;
pub mod method;
pub mod moment;
pub mod money;
pub mod payment;
pub mod retry;
pub mod service;

pub use day::{BadDay, Day};
pub use id::{
    AttemptId, BadId, ClaimId, ClientId, ImportId, JobId, MailId, NoticeId, PaymentId, PoolId,
    ProviderAccountId, ServiceId, TaskId, TenantId, TransferId,
};
pub use method::Method;
pub use moment::{Moment, Timestamp};
pub use money::{BadMoney, Money};
