//! The life of a payment. Commands ask and may be refused; money that arrived is a fact and is
//! recorded in every state.

pub mod attempt;
pub mod method;
pub mod outcome;
pub mod profile;
pub mod search;
pub mod state;
pub mod taking;

pub use attempt::{AttemptCommand, AttemptState, Blocking, LapseGround, RefusedAttempt};
pub use method::{BadMethod, Method};
pub use outcome::{AttemptOutcome, EndReason};
pub use profile::MethodProfile;
pub use search::Sought;
pub use state::{
    Arrived, Command, Fact, PaymentState, Refused, Transferred, decide, money_arrived,
    transfer_arrived,
};
pub use taking::Taking;
