//! What others are told: mail.

pub(crate) mod mail;

pub use self::mail::{
    AskReceiptError, MailContent, MailDelivery, MailFacts, MailWriter, WriteError,
};
pub use ::mail::Attachment;
pub use storage::events::mail::MailKind;
