//! Stories of a PostgreSQL server.

mod away;
mod statistics;
