//! Payment providers: the calls that execute a payment, and their possible answers.
//!
//! One small trait, [`PaymentProvider`], what only some can do beside it, and one module per
//! provider whose wire format and words stay inside it; [`registry`] finds them by name. Nothing
//! here knows a database; the time comes from a [`Clock`] handed in; the network is reached through
//! a [`Transport`] handed in. "No usable answer" is an answer of its own (`Unknown`): it says
//! nothing about the money. What a provider tells about persons is never read, so it can be neither
//! stored nor logged.

pub mod bank_transfer;
mod books;
mod environment;
mod http;
mod intent;
mod outcome;
pub mod paypal;
mod provider;
mod provider_event;
mod reference;
pub mod registry;

pub use self::http::{
    Budget, ClientUnavailable, HttpTransport, Networks, Transport, TransportError, http_client,
};
pub use books::{ProviderBooks, ProviderDown, ProviderTransaction, TransactionKind};
pub use environment::{Environment, UnknownEnvironment};
pub use intent::{DESCRIPTOR_LETTERS_MAX, Expected, Intent, RefundOrder};
pub use outcome::{
    CaptureFact, CaptureOutcome, CaptureState, Mismatch, OrderState, RefundFact, RefundOutcome,
    Refusal, Started,
};
pub use paypal::{HostsRefused, LOGINS_PER_SECOND, PayPal, PayPalAccount, PayPalHosts};
pub use provider::{Clock, Events, PaymentProvider, Refunds, Reports};
pub use provider_event::{DisputeEnd, EventHeaders, EventVerdict, Hint, RawProviderEvent};
pub use reference::{BadReference, CaptureId, ProviderRef, RefundRef, WebhookId};
pub use registry::{
    BadSettings, ProviderAccount, ProviderKind, Settings, SimulatorPlace, Surroundings,
};
