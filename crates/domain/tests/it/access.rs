mod actor;
mod acts;
mod idempotency;
