//! Events: what is told to the outside, by mail.

pub mod mail;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { Events / EventsWriter in tx as events }

pub(crate) const MODULES: &[Statements] = &[mail::STATEMENTS];
