//! Stories of `payments`.

mod lifecycle;
mod provider_events;
mod status_loader;
