//! Stories of `payments`.

mod payments;
mod provider_events;
mod status_loader;
