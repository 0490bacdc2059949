mod retry;
mod schedule;
