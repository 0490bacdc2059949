//! Stories of `work`.

mod queues;
mod tasks;
