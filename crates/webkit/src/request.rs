//! What handlers take from a request: its number, where it comes from, the language of its answer.

mod address;
mod client_network;
mod document_budget;
mod id;
mod reader;
mod throttle;

pub use address::is_text;
pub use client_network::ClientNetwork;
pub use document_budget::DocumentBudget;
pub use id::RequestId;
pub use reader::ReaderLanguage;
pub use throttle::{FailedLogins, Failure};
