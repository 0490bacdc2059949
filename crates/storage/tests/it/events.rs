//! Stories of `events`.

mod mail;
