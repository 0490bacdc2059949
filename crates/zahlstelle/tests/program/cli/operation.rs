//! From the package to the restored backup: what an operator does with an installation.

mod authorities;
mod bench;
mod package;
mod restoring;
mod schedules;
mod telemetry;
