//! Events: what is told to the outside, in the feed and by mail.

pub mod feed;
pub mod mail;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { Events / EventsWriter in tx as events }

pub(crate) const MODULES: &[Statements] = &[feed::STATEMENTS, mail::STATEMENTS];
