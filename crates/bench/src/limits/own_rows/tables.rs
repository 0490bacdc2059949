//! The tables of a database and all their rows, as SQL literals that can be compared.

use std::collections::BTreeMap;

use crate::limits::raw::Raw;
use crate::{BenchError, Engine};

pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Places of the columns of the primary key.
    pub(super) key: Vec<usize>,
    /// The same of every other unique key.
    pub(super) unique: Vec<Vec<usize>>,
}

pub(super) struct Column {
    pub(super) name: String,
    /// Empty on SQLite, whose literals need no type.
    pub(super) kind: String,
}

/// A row's columns as literals.
pub(super) type Row = Vec<String>;

/// The rows of each table by their keys, in the order of the tables.
pub(super) type Rows = Vec<BTreeMap<Row, Row>>;

/// In the order in which they refer to each other. Tables without a key are passed over.
pub(super) async fn tables(raw: &mut Raw, engine: Engine) -> Result<Vec<Table>, BenchError> {
    let names = raw
        .texts(match engine {
            Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid",
            Engine::Postgres => {
                "SELECT c.relname::text FROM pg_class c
                 WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
                 ORDER BY c.oid"
            }
        })
        .await?;
    let mut tables = Vec::new();
    for name in names {
        let table = table(raw, engine, name).await?;
        if !table.key.is_empty() {
            tables.push(table);
        }
    }
    Ok(tables)
}

async fn table(raw: &mut Raw, engine: Engine, name: String) -> Result<Table, BenchError> {
    let [columns, key, unique] = match engine {
        Engine::Sqlite => [
            format!("SELECT name || ' ' FROM pragma_table_info('{name}')"),
            format!("SELECT name FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk"),
            format!(
                "SELECT (SELECT group_concat(i.name) FROM pragma_index_info(l.name) i)
                 FROM pragma_index_list('{name}') l WHERE l.\"unique\" AND l.origin <> 'pk'"
            ),
        ],
        Engine::Postgres => {
            let index = "FROM pg_index i, LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k (n, o)
                         JOIN pg_attribute a ON a.attnum = k.n";
            let of = format!("WHERE a.attrelid = i.indrelid AND i.indrelid = '{name}'::regclass");
            [
                format!(
                    "SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
                     WHERE attrelid = '{name}'::regclass AND attnum > 0 AND NOT attisdropped
                       AND attgenerated = '' AND attidentity = '' ORDER BY attnum"
                ),
                format!("SELECT a.attname::text {index} {of} AND i.indisprimary ORDER BY k.o"),
                format!(
                    "SELECT string_agg(a.attname, ',' ORDER BY k.o) {index} {of}
                     AND i.indisunique AND NOT i.indisprimary GROUP BY i.indexrelid"
                ),
            ]
        }
    };
    let columns = raw.texts(&columns).await?;
    let columns: Vec<Column> = columns.iter().map(|text| column(text)).collect();
    let place = |name: &str| columns.iter().position(|column| column.name == name);
    let key = raw.texts(&key).await?;
    let key = key.iter().filter_map(|name| place(name)).collect();
    let unique = raw.texts(&unique).await?;
    let unique = unique
        .iter()
        .map(|names| names.split(',').filter_map(place).collect())
        .collect();
    Ok(Table {
        name,
        columns,
        key,
        unique,
    })
}

fn column(text: &str) -> Column {
    let (name, kind) = text.split_once(' ').unwrap_or((text, ""));
    Column {
        name: name.to_owned(),
        kind: kind.to_owned(),
    }
}

pub(super) async fn rows(
    raw: &mut Raw,
    engine: Engine,
    tables: &[Table],
) -> Result<Rows, BenchError> {
    let mut all = Vec::new();
    for table in tables {
        let names = table.columns.iter().map(|column| &column.name);
        let literals: Vec<String> = names
            .map(|name| match engine {
                Engine::Sqlite => format!("quote({name})"),
                Engine::Postgres => format!("quote_nullable({name}::text)"),
            })
            .collect();
        let (literals, name) = (literals.join(", "), &table.name);
        let sql = match engine {
            Engine::Sqlite => format!("SELECT json_array({literals}) FROM {name}"),
            Engine::Postgres => format!("SELECT json_build_array({literals})::text FROM {name}"),
        };
        let mut rows = BTreeMap::new();
        for text in raw.texts(&sql).await? {
            let row: Row = serde_json::from_str(&text)
                .map_err(|error| BenchError::because("reading a row", error))?;
            let key = table.key.iter().filter_map(|&at| row.get(at).cloned());
            rows.insert(key.collect(), row);
        }
        all.push(rows);
    }
    Ok(all)
}
