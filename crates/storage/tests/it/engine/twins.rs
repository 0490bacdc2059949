//! Both engines have the same schema: tables, columns, keys, and the tenant first in each key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, Executor, Row, SqliteConnection};
use storage::DatabaseUrl;

use crate::authority::{postgres_by_hand, sqlite_file};

/// Table to column to (type, may be null).
type Columns = BTreeMap<String, BTreeMap<String, (String, bool)>>;
/// "kind table (columns) -> table (columns)".
type Keys = BTreeSet<String>;

/// How a PostgreSQL type looks in SQLite.
const TYPES: [(&str, &str); 5] = [
    ("uuid", "BLOB"),
    ("bytea", "BLOB"),
    ("text", "TEXT"),
    ("bigint", "INTEGER"),
    ("timestamp with time zone", "INTEGER"),
];

#[test]
fn each_migration_has_a_twin() {
    let names = |engine: &str| -> BTreeSet<_> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(engine);
        let files = std::fs::read_dir(folder).unwrap();
        files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

#[tokio::test]
async fn both_engines_have_the_same_tables_columns_and_keys() {
    let Some((_db, mut postgres)) = postgres_by_hand().await else {
        return;
    };
    let (_folder, url, _db) = sqlite_file().await;
    let DatabaseUrl::SqliteFile(path) = &url else {
        panic!("a file");
    };
    let mut sqlite = SqliteConnection::connect(path.to_str().unwrap())
        .await
        .unwrap();
    let columns = sqlite_columns(&mut sqlite).await;
    assert!(columns.len() > 18, "only {} tables", columns.len());
    assert_eq!(columns, postgres_columns(&mut postgres).await);
    let keys = sqlite_keys(&mut sqlite, &columns).await;
    assert_eq!(keys, postgres_keys(&mut postgres).await);
    for key in &keys {
        let (kind, rest) = key.split_once(' ').unwrap();
        let (table, columns) = rest.split_once(" (").unwrap();
        // The names find the tenant, a slug is one in the whole installation, a trial tenant says
        // whose it is, and a person may work for several tenants.
        let of_no_tenant = [
            "names",
            "installation",
            "persons",
            "credentials",
            "sessions",
        ];
        let of_tenants = [
            "unique tenants (slug)",
            "unique tenants (trial_of)",
            "foreign tenants (trial_of) -> tenants (tenant_id)",
        ];
        let before_tenant = of_no_tenant.contains(&table)
            || of_tenants.contains(&key.as_str())
            || key.ends_with("-> persons (person_id,of_operator)");
        assert!(
            before_tenant || columns.starts_with("tenant_id"),
            "{kind} of {key}"
        );
        let target = key.split_once("-> ").map(|(_, target)| target);
        assert!(
            target.is_none_or(|target| {
                target.contains(" (tenant_id") || target.starts_with("persons (person_id")
            }),
            "{key}"
        );
    }
}

async fn sqlite_columns(connection: &mut SqliteConnection) -> Columns {
    let sql = r#"SELECT t.name, c.name, c.type, c."notnull" FROM sqlite_schema t,
        pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT IN ('_sqlx_migrations', 'sqlite_stat1')"#;
    let mut columns = Columns::new();
    for row in connection.fetch_all(sql).await.unwrap() {
        let table = columns.entry(row.get(0)).or_default();
        table.insert(row.get(1), (row.get(2), !row.get::<bool, _>(3)));
    }
    columns
}

async fn postgres_columns(connection: &mut sqlx::PgConnection) -> Columns {
    let sql = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES'
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'";
    let types = BTreeMap::from(TYPES);
    let mut columns = Columns::new();
    for row in connection.fetch_all(sql).await.unwrap() {
        let kind: String = row.get(2);
        let kind = types
            .get(kind.as_str())
            .unwrap_or_else(|| panic!("what is {kind}?"));
        let table = columns.entry(row.get(0)).or_default();
        table.insert(row.get(1), ((*kind).to_owned(), row.get(3)));
    }
    columns
}

async fn sqlite_keys(connection: &mut SqliteConnection, tables: &Columns) -> Keys {
    let mut keys = Keys::new();
    for table in tables.keys() {
        let primary =
            format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk");
        let rows = connection.fetch_all(AssertSqlSafe(primary)).await.unwrap();
        let primary: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        keys.insert(format!("primary {table} ({})", primary.join(",")));
        let unique = format!(
            "SELECT group_concat(c.name ORDER BY c.seqno) FROM pragma_index_list('{table}') i,
                pragma_index_info(i.name) c WHERE i.origin = 'u' GROUP BY i.name"
        );
        for row in connection.fetch_all(AssertSqlSafe(unique)).await.unwrap() {
            keys.insert(format!("unique {table} ({})", row.get::<String, _>(0)));
        }
        let foreign = format!(
            r#"SELECT "table", group_concat("from" ORDER BY seq), group_concat("to" ORDER BY seq)
            FROM pragma_foreign_key_list('{table}') GROUP BY id, "table""#
        );
        for row in connection.fetch_all(AssertSqlSafe(foreign)).await.unwrap() {
            let (target, from, to): (String, String, String) = (row.get(0), row.get(1), row.get(2));
            keys.insert(format!("foreign {table} ({from}) -> {target} ({to})"));
        }
    }
    keys
}

async fn postgres_keys(connection: &mut sqlx::PgConnection) -> Keys {
    let names = |table: &str, numbers: &str| {
        format!(
            "(SELECT string_agg(a.attname::text, ',' ORDER BY n.place)
              FROM unnest(c.{numbers}) WITH ORDINALITY AS n (number, place)
              JOIN pg_attribute a ON a.attrelid = c.{table} AND a.attnum = n.number)"
        )
    };
    let sql = format!(
        "SELECT c.contype::text, c.conrelid::regclass::text, {}, c.confrelid::regclass::text, {}
         FROM pg_constraint c
         WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f')
           AND c.conrelid <> '_sqlx_migrations'::regclass",
        names("conrelid", "conkey"),
        names("confrelid", "confkey"),
    );
    let rows = connection.fetch_all(AssertSqlSafe(sql)).await.unwrap();
    let key = |row: &sqlx::postgres::PgRow| {
        let (kind, table, columns): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        match kind.as_str() {
            "p" => format!("primary {table} ({columns})"),
            "u" => format!("unique {table} ({columns})"),
            _ => {
                let (target, to): (String, String) = (row.get(3), row.get(4));
                format!("foreign {table} ({columns}) -> {target} ({to})")
            }
        }
    };
    rows.iter().map(key).collect()
}
