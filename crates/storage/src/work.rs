//! Work: jobs and schedules of the program, tasks of the staff, and what holds for the installation
//! as a whole.

pub mod installation;
pub mod jobs;
pub mod schedules;
pub mod tasks;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { Work / WorkWriter in tx as work }

pub(crate) const MODULES: &[Statements] =
    &[jobs::STATEMENTS, schedules::STATEMENTS, tasks::STATEMENTS];
