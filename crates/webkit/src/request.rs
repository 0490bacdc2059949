//! What handlers take from a request: its number, where it comes from, the certificate of a calling
//! system, the language of its answer.

mod address;
mod certificate;
mod client_network;
mod document_budget;
mod id;
mod reader;
mod throttle;

pub use address::is_text;
pub(crate) use certificate::PresentedCertificate;
pub use certificate::{CertificateProxy, client_certificate};
pub use client_network::ClientNetwork;
pub use document_budget::DocumentBudget;
pub use id::RequestId;
pub use reader::ReaderLanguage;
pub use throttle::{FailedLogins, Failure};
