//! What others are told: the feed and mail.

pub(crate) mod event;
mod feed;
pub(crate) mod mail;

pub use self::feed::FeedPage;
pub use self::mail::{
    AskReceiptError, MailContent, MailDelivery, MailFacts, MailWriter, WriteError,
};
pub use ::mail::Attachment;
pub use storage::events::feed::FeedEvent;
pub use storage::events::mail::MailKind;
