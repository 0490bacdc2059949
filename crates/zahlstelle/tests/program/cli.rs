//! Stories of operators at the command line, told to the built program.

mod bench;
mod books;
mod configuration;
mod demo;
mod failing;
pub(crate) mod installation;
mod logs;
mod reading;
mod setting_up;
