//! Documents citizens keep, as accessible archive PDF (PDF/UA-1 and PDF/A-3a).
//!
//! A document is a pure function of its data: same data, same bytes. The template is ours and
//! built in; data reaches it as JSON and is never read as markup. Nothing here reads a file, the
//! clock or the network. Setting a document takes milliseconds of pure computing, so callers
//! in async code use `spawn_blocking`.

mod receipt;
mod slip;
mod typesetter;

pub use receipt::{Item, Labels, Receipt, receipt};
pub use slip::{Slip, SlipLabels, SlipTransfer, slip};
pub use typesetter::printable;

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The data is larger than any of ours; refused before work begins.
    #[error("{what} is too large for a document")]
    TooLarge { what: &'static str },
    #[error("the date is outside the calendar")]
    Date(#[source] jiff::Error),
    #[error("the data cannot be handed to the template")]
    Data(#[source] serde_json::Error),
    /// A mistake in our template, or a text it cannot set. Never contains data of the receipt.
    #[error("setting the document failed: {message}")]
    Setting { message: String },
}
