//! Stories of `work`.

mod queues;
mod schedules;
mod tasks;
