//! A service of the catalogue (Dienstleistung): its lifecycle from draft to retirement, what it
//! costs, what it asks of a citizen, and how it is found.

pub mod card_number;
pub mod fee;
pub mod field;
pub mod lifecycle;
pub mod plate;
pub mod search;

pub use fee::{BadFee, Charge, Fee, FeeAnswer, FeeError, FeeOption};
pub use field::{BadForm, Field, FieldError, FieldKind, Filled, Form};
pub use lifecycle::{Refusal, RefusedTransition, Role, ServiceState, ServiceTransition, decide};
pub use plate::Plate;
