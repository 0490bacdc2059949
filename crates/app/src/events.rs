//! What others are told: mail.

pub(crate) mod mail;

pub use self::mail::{AskReceiptError, LetterFacts, LetterKind, Post, Wording, WriteError, Writer};
pub use ::mail::Attachment;
