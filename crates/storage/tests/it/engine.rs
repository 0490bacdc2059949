//! Stories of `engine`.

mod away;
mod locks;
mod pooler;
mod readers;
mod row_security;
mod schema;
mod sqlite;
mod statements;
mod statistics;
mod twins;
mod tx;
mod upgrade;
mod write_batch;
