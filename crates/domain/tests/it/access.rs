mod actor;
mod idempotency;
