//! Stories of `engine`.

mod locks;
mod pooler;
mod postgres;
mod readers;
mod row_security;
mod schema;
mod sqlite;
mod statements;
mod twins;
mod tx;
mod upgrade;
mod write_batch;
