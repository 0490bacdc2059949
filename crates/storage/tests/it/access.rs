mod credentials;
mod grants;
mod idempotency;
mod persons;
mod sessions;
mod staff;
mod tokens;
