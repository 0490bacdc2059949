//! Tenants and how their addresses begin.

mod slug;
