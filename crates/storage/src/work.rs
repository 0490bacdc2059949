//! Work: jobs of the program, tasks of the staff.

pub mod jobs;
pub mod tasks;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { Work / WorkWriter in tx as work }

pub(crate) const MODULES: &[Statements] = &[jobs::STATEMENTS, tasks::STATEMENTS];
