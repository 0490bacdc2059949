//! What differs between two looks at the tables, as statements that do the same for a payment with
//! a number: its ids and its unique texts are made of that number, all else is the recorded one's.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Engine;
use super::tables::{Row, Rows, Table};

/// Ids begin with a time; copies are older than what the recorded payment has.
const FIRST_MILLIS: i64 = 0x0180_0000_0000;

/// One commit.
pub(super) struct Step {
    /// For the payment `$1`, with its own transaction.
    pub(super) one: String,
    /// On PostgreSQL for the payments from `$1` to `$2`; on SQLite for the payment `$1`, inside a
    /// transaction.
    pub(super) many: String,
}

/// The steps between looks that differ.
pub(super) fn steps(engine: Engine, tables: &[Table], seen: &[Rows]) -> Vec<Step> {
    let writer = Writer {
        engine,
        fresh: fresh(engine, tables, seen),
    };
    let pairs = seen.iter().zip(seen.iter().skip(1));
    pairs
        .filter_map(|(before, after)| writer.step(tables, before, after))
        .collect()
}

/// Which literals belong to the recorded payment alone, each with the expression of its copy, in
/// which `{n}` is the copy's number.
fn fresh(engine: Engine, tables: &[Table], seen: &[Rows]) -> HashMap<String, String> {
    let Some((first, later)) = seen.split_first() else {
        return HashMap::new();
    };
    let old: HashSet<&String> = first.iter().flat_map(BTreeMap::values).flatten().collect();
    let mut fresh = HashMap::new();
    let new_rows = || {
        let tables_of = later.iter().flat_map(|rows| tables.iter().zip(rows));
        tables_of.flat_map(|(table, rows)| rows.values().map(move |row| (table, row)))
    };
    for literal in new_rows().flat_map(|(_, row)| row) {
        if let Some(hex) = id(engine, literal).filter(|_| !old.contains(literal)) {
            fresh.insert(literal.clone(), id_of_copy(engine, &hex));
        }
    }
    for (table, row) in new_rows() {
        for unique in table.unique.iter().chain([&table.key]) {
            let literals = || unique.iter().filter_map(|&at| row.get(at));
            if literals().any(|literal| fresh.contains_key(literal)) {
                continue;
            }
            let text = literals().find(|literal| !old.contains(literal) && literal.len() > 14);
            if let Some(text) = text.filter(|text| text.starts_with('\'')) {
                fresh.insert(text.clone(), text_of_copy(engine, text));
            }
        }
    }
    fresh
}

/// The 32 digits of a UUID, which is a blob on SQLite and written with hyphens on PostgreSQL.
fn id(engine: Engine, literal: &str) -> Option<String> {
    let (begin, length) = match engine {
        Engine::Sqlite => ("X'", 32),
        Engine::Postgres => ("'", 36),
    };
    let inside = literal.strip_prefix(begin)?.strip_suffix('\'')?;
    let hex = inside.replace('-', "").to_lowercase();
    let is_id = inside.len() == length
        && hex.len() == 32
        && hex.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_id.then_some(hex)
}

fn id_of_copy(engine: Engine, hex: &str) -> String {
    let rest = hex.get(12..).unwrap_or_default();
    match engine {
        Engine::Sqlite => format!("unhex(printf('%012x', {FIRST_MILLIS} + {{n}}) || '{rest}')"),
        Engine::Postgres => format!("lpad(to_hex({FIRST_MILLIS} + {{n}}), 12, '0') || '{rest}'"),
    }
}

/// As long as the text and ending like it; real ones begin with another digit.
fn text_of_copy(engine: Engine, text: &str) -> String {
    let rest = text.get(13..).unwrap_or_default();
    match engine {
        Engine::Sqlite => format!("'9' || printf('%011d', {{n}}) || '{rest}"),
        Engine::Postgres => format!("'9' || lpad(({{n}})::text, 11, '0') || '{rest}"),
    }
}

/// Numbers and seals are given out after the commit, by work of another kind.
fn is_numbered_later(table: &Table, at: usize) -> bool {
    let column = table.columns.get(at);
    column.is_some_and(|column| column.name == "sequence" || column.name.starts_with("seal"))
}

/// The body of an event is finished with its number.
fn is_finished_later(table: &Table, at: usize) -> bool {
    let column = table.columns.get(at);
    table.name == "events" && column.is_some_and(|column| column.name == "body")
}

struct Writer {
    engine: Engine,
    fresh: HashMap<String, String>,
}

impl Writer {
    fn step(&self, tables: &[Table], before: &Rows, after: &Rows) -> Option<Step> {
        let mut statements = Vec::new();
        for (table, (before, after)) in tables.iter().zip(before.iter().zip(after)) {
            let own = |key: &&Row| key.iter().any(|literal| self.fresh.contains_key(literal));
            let new: Vec<&Row> = after
                .iter()
                .filter(|(key, _)| own(key) && !before.contains_key(*key))
                .map(|(_, row)| row)
                .collect();
            if !new.is_empty() {
                statements.push(self.insert(table, &new));
            }
            for (key, row) in after.iter().filter(|(key, _)| own(key)) {
                let changed = before.get(key).filter(|old| *old != row);
                statements.extend(changed.and_then(|old| self.update(table, old, row)));
            }
            let gone = before
                .iter()
                .filter(|(key, _)| own(key) && !after.contains_key(*key));
            statements.extend(gone.map(|(_, row)| self.delete(table, row)));
        }
        (!statements.is_empty()).then(|| self.join(&statements))
    }

    /// `{from}` and `{using}` stand where the numbers of many copies come from.
    fn insert(&self, table: &Table, rows: &[&Row]) -> String {
        let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        let selects: Vec<String> = rows
            .iter()
            .map(|row| {
                let places = 0..table.columns.len();
                let values: Vec<String> = places.map(|at| self.value(table, row, at)).collect();
                format!("SELECT {} {{from}}", values.join(", "))
            })
            .collect();
        let (name, names) = (&table.name, names.join(", "));
        format!(
            "INSERT INTO {name} ({names}) {}",
            selects.join(" UNION ALL ")
        )
    }

    fn update(&self, table: &Table, old: &Row, row: &Row) -> Option<String> {
        let differing = (0..table.columns.len()).filter(|&at| old.get(at) != row.get(at));
        let changes: Vec<String> = differing
            .filter(|&at| !is_numbered_later(table, at) && !is_finished_later(table, at))
            .map(|at| self.equals(table, row, at))
            .collect();
        if changes.is_empty() {
            return None;
        }
        let (name, set, own) = (&table.name, changes.join(", "), self.own(table, row));
        Some(format!("UPDATE {name} SET {set} {{from}} WHERE {own}"))
    }

    fn delete(&self, table: &Table, row: &Row) -> String {
        format!(
            "DELETE FROM {} {{using}} WHERE {}",
            table.name,
            self.own(table, row)
        )
    }

    fn own(&self, table: &Table, row: &Row) -> String {
        let key = table.key.iter();
        let key: Vec<String> = key.map(|&at| self.equals(table, row, at)).collect();
        key.join(" AND ")
    }

    fn equals(&self, table: &Table, row: &Row, at: usize) -> String {
        let name = table.columns.get(at).map_or("", |column| &column.name);
        format!("{name} = {}", self.value(table, row, at))
    }

    fn value(&self, table: &Table, row: &Row, at: usize) -> String {
        let written = row.get(at).filter(|_| !is_numbered_later(table, at));
        let literal = written.map_or("NULL", String::as_str);
        let value = self.fresh.get(literal).map_or(literal, String::as_str);
        match (self.engine, table.columns.get(at)) {
            (Engine::Postgres, Some(column)) => format!("({value})::{}", column.kind),
            (Engine::Postgres, None) | (Engine::Sqlite, _) => value.to_owned(),
        }
    }

    /// All of a step in one round trip.
    fn join(&self, statements: &[String]) -> Step {
        let [one, many] = match self.engine {
            Engine::Sqlite => {
                let all = statements.join("; ");
                [format!("BEGIN IMMEDIATE; {all}; COMMIT"), all]
            }
            Engine::Postgres => {
                let parts: Vec<String> = (1..)
                    .zip(statements)
                    .map(|(number, statement)| format!("part{number} AS ({statement})"))
                    .collect();
                let all = format!("WITH {} SELECT 1", parts.join(", "));
                [all.clone(), all]
            }
        };
        let series = "generate_series($1::bigint, $2::bigint) AS g (n)";
        let numbered = |text: &str, number, from: &str, using: &str| {
            text.replace("{n}", number)
                .replace("{from}", from)
                .replace("{using}", using)
        };
        match self.engine {
            Engine::Sqlite => Step {
                one: numbered(&one, "$1", "", ""),
                many: numbered(&many, "$1", "", ""),
            },
            Engine::Postgres => Step {
                one: numbered(&one, "$1::bigint", "", ""),
                many: numbered(
                    &many,
                    "g.n",
                    &format!("FROM {series}"),
                    &format!("USING {series}"),
                ),
            },
        }
    }
}
