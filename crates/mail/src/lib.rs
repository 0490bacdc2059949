//! Mails: an address that was checked, a mail that cannot smuggle headers, and a client that hands
//! it to the operator's mail server over TLS.
//!
//! Handing over is at least once: after an unclear outcome the same mail is handed over again, with
//! the same Message-ID, by which mail programs tell the copy. Errors never quote the server's
//! words, which often repeat the address.

mod address;
mod message;
mod smtp;

use async_trait::async_trait;

pub use address::{BadAddress, EmailAddress};
pub use message::{Attachment, Message};
pub use smtp::{Security, Smtp, SmtpAccount, SmtpError};

/// A mail server that takes our mails.
#[async_trait]
pub trait MailServer: Send + Sync {
    async fn deliver(&self, mail: &Message) -> Result<(), MailServerError>;

    /// Whether the server answers and takes us in; nothing is sent.
    async fn greet(&self) -> Result<(), MailServerError>;
}

/// Why a mail was not taken. Holds nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailServerError {
    /// This mail is not taken, now or later: the mailbox is not there or does not want it.
    #[error("the mail server refuses the recipient or the mail (code {code})")]
    Refused { code: String },
    /// Anything that may be different next time.
    #[error("the mail server did not take the mail: {why}")]
    NotNow { why: String },
}
