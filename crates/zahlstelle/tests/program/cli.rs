//! Stories of operators at the command line, told to the built program.

mod bench;
mod books;
mod configuration;
mod demo;
mod failing;
mod importing;
pub(crate) mod installation;
mod logs;
mod looks;
mod reading;
mod services;
mod setting_up;
