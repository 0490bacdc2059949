//! What is told to the outside: mail.

pub mod mail;
