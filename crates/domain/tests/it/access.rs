mod actor;
mod acts;
mod credentials;
mod grants;
mod idempotency;
mod persons;
mod roles;
mod sessions;
