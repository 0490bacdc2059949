//! What a payment is, apart from every machine it runs on.
//!
//! Pure: no input or output, no clock, no database, no HTTP, no serialisation format. Whatever
//! enters is already parsed, whatever time and chance is needed comes in as a [`Moment`].
//!
//! Each room is a noun of the trade and stands at the same path in `storage` and `app`. Only
//! values are re-exported here; everything else is named by its room.

pub mod access;
pub mod bank;
pub mod claims;
pub mod events;
pub mod ledger;
pub mod money;
pub mod payments;
pub mod services;
pub mod tenants;
pub mod values;
pub mod work;

pub use values::calendar::{BadDay, Day};
pub use values::currency::{BadCurrency, Currency};
pub use values::id::{
    AdvanceItemId, AttemptId, AuditId, BadId, BankAccountId, BankLineId, BankOrderId,
    BankStatementId, BindingId, ClaimId, ClientId, CredentialId, DayClosingId, DisputeId,
    EntryGroupId, EventId, GrantId, ImportId, InvitationId, JobId, MailId, MatchId, MoneyInId,
    MoneyOutId, PaymentId, PayoutId, PersonId, PoolId, ProviderAccountId, ProviderEventId,
    RefundId, ReportRowId, ServiceId, SessionId, SuspenseItemId, TaskId, TenantId, TransferId,
};
pub use values::moment::{BadTimestamp, Moment, Timestamp};
pub use values::money::{BadMoney, Money};
