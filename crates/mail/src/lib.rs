//! Mails: an address that was checked, a mail that cannot smuggle headers, and a client that hands
//! it to the operator's mail server over TLS.
//!
//! Handing over is at least once: after an unclear outcome the same mail is handed over again, with
//! the same Message-ID, by which mail programs tell the copy. Errors never quote the server's
//! words, which often repeat the address.

mod address;
mod letter;
mod smtp;

use async_trait::async_trait;

pub use address::{BadAddress, EmailAddress};
pub use letter::{Attachment, Letter};
pub use smtp::{Security, Smtp, SmtpAccount, SmtpError};

/// Hands letters over to a mail server.
#[async_trait]
pub trait Postman: Send + Sync {
    async fn deliver(&self, letter: &Letter) -> Result<(), PostError>;

    /// Whether the server answers and takes us in; nothing is sent.
    async fn greet(&self) -> Result<(), PostError>;
}

/// Why a letter was not taken. Holds nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// This letter is not taken, now or later: the mailbox is not there or does not want it.
    #[error("the mail server refuses the recipient or the letter (code {code})")]
    Refused { code: String },
    /// Anything that may be different next time.
    #[error("the mail server did not take the letter: {why}")]
    NotNow { why: String },
}
