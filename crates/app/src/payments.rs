//! Payments and their attempts: request, start, settle, end, and what payers and calling systems
//! see of them.

pub(crate) mod end;
pub(crate) mod items;
pub(crate) mod methods;
pub(crate) mod open;
pub(crate) mod page;
pub(crate) mod providers;
pub(crate) mod request;
pub(crate) mod return_from_provider;
pub(crate) mod settle;
pub(crate) mod staff;
pub(crate) mod start;
pub(crate) mod status;

pub use self::providers::allowance::{PROVIDER_CALLS_MIN, PROVIDER_CALLS_PER_SECOND};
pub use self::providers::events::{Kept, ProviderEventError, ReadProviderEventError};
pub use self::providers::{AccountError, AccountProblem, ProviderFactory};
pub use ::providers::{EventHeaders, ProviderAccount, RawProviderEvent};
pub use end::EndPaymentError;
pub use items::Item;
pub use methods::{method_name, xbezahldienste_word};
pub use open::OpenError;
pub use page::{CitizenState, PayView, RefundView};
pub use request::{CreatePaymentError, CreatedPayment, PaymentRequest};
pub use return_from_provider::ReturnOutcome;
pub use settle::{SettleError, Settled};
pub use staff::search::{FoundPayment, FoundPayments, ListedState, PaymentSearch};
pub use staff::story::{
    MoneyPlace, PayerDetails, PaymentStory, StoryAttempt, StoryClaim, StoryGroup, StoryLeft,
    StoryMoney,
};
pub use start::{StartError, StartOutcome, Visitor};
pub use status::{PaymentStatus, StatusError};
