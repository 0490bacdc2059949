//! Stories of `payments`.

mod lifecycle;
mod provider_events;
mod search;
mod status_loader;
