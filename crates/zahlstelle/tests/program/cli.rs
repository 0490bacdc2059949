//! Stories of operators at the command line, told to the built program.

mod books;
mod branding;
mod configuration;
mod demo;
mod failures;
mod import;
pub(crate) mod installation;
mod logs;
mod operation;
mod services;
mod setup;
mod status_reads;
