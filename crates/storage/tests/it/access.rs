mod idempotency;
mod tokens;
