//! Tenants and how their addresses begin.

mod channel;
mod maintenance;
mod slug;
