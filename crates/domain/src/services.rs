//! A service of the catalogue (Dienstleistung): its lifecycle and that of its versions, what it
//! costs, what it asks of a citizen, and how it is found.

pub mod card_number;
pub mod fee;
pub mod field;
pub mod lifecycle;
pub mod plate;
pub mod search;

pub use fee::{BadFee, Charge, Fee, FeeAnswer, FeeError, FeeOption};
pub use field::{BadForm, Field, FieldError, FieldKind, Filled, Form};
pub use lifecycle::{
    Lifecycle, Reached, RefusedTransition, ServiceState, ServiceTransition, VersionState, decide,
};
pub use plate::Plate;
