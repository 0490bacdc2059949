//! Stories of `engine`.

mod locks;
mod readers;
mod row_security;
mod schema;
mod sqlite_pool;
mod sqlite_writer;
mod statements;
mod statistics;
mod twins;
mod tx;
mod upgrade;
mod write_batch;
