//! The life of a payment. Commands ask and may be refused; money that arrived is a fact and is
//! recorded in every state.

pub mod attempt;
pub mod method;
pub mod state;

pub use attempt::{AttemptCommand, AttemptState, RefusedAttempt};
pub use method::{Method, UnknownMethod};
pub use state::{Arrived, Command, Event, Fact, PaymentState, Refused, decide, money_arrived};
