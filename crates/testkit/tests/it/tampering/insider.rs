//! What can write to the database and has no key, and how what `verify` says is read.

use std::collections::BTreeSet;

use app::ledger::{Covered, VerifyOptions};
use domain::ledger::Seal;
use domain::ledger::chain::seal_line;
use storage::testing::as_owner;
use storage::{Db, Scope, StorageError};
use testkit::TestAuthority;

/// What has the database, and not the key.
pub(super) struct Insider<'c> {
    db: Db,
    authority: &'c TestAuthority,
}

impl<'c> Insider<'c> {
    /// Takes every guard of the database away.
    pub(super) async fn new(db: &Db, authority: &'c TestAuthority) -> Self {
        // Administrators of the database are its owners.
        let db = as_owner(db).await;
        let insider = Self {
            db: db.clone(),
            authority,
        };
        if db.is_postgres() {
            let all = "DO $$ DECLARE found record; BEGIN
                FOR found IN SELECT tgname, tgrelid::regclass AS place FROM pg_trigger
                    WHERE NOT tgisinternal LOOP
                    EXECUTE format('DROP TRIGGER %I ON %s', found.tgname, found.place);
                END LOOP;
                FOR found IN SELECT conname, conrelid::regclass AS place FROM pg_constraint
                    WHERE contype IN ('f', 'c') AND conrelid <> 0
                        AND connamespace = 'public'::regnamespace LOOP
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.place, found.conname);
                END LOOP;
            END $$";
            insider.runs(&[all]).await.unwrap();
            return insider;
        }
        let mut line = db.read(Scope::Operator).await.unwrap();
        for off in ["foreign_keys = OFF", "ignore_check_constraints = ON"] {
            line.raw(&format!("PRAGMA {off}")).await.unwrap();
        }
        let triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
        let triggers = line.raw_texts(triggers).await.unwrap();
        drop(line);
        for trigger in triggers {
            insider
                .runs(&[&format!("DROP TRIGGER {trigger}")])
                .await
                .unwrap();
        }
        insider
    }

    pub(super) async fn runs(&self, statements: &[&str]) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Operator).await.unwrap();
        for sql in statements {
            tx.raw(sql).await?;
        }
        tx.commit().await
    }

    /// Remembers the rows of a table.
    pub(super) async fn keeps(&self, table: &str) {
        let keep = format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}");
        self.runs(&[&format!("DROP TABLE IF EXISTS kept_{table}"), &keep])
            .await
            .unwrap();
    }

    pub(super) async fn restores(&self, tables: &BTreeSet<&str>) {
        for table in tables {
            let back = format!("INSERT INTO {table} SELECT * FROM kept_{table}");
            self.runs(&[&format!("DELETE FROM {table}"), &back])
                .await
                .unwrap();
        }
    }

    /// Name and type of each column.
    pub(super) async fn columns(&self, table: &str) -> Vec<(String, String)> {
        let sql = if self.db.is_postgres() {
            format!(
                "SELECT column_name || ' ' || data_type FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = '{table}'"
            )
        } else {
            format!("SELECT name || ' ' || type FROM pragma_table_info('{table}')")
        };
        let mut tx = self.db.read(Scope::Operator).await.unwrap();
        let columns = tx.raw_texts(&sql).await.unwrap();
        let split = |column: String| {
            let (name, kind) = column.split_once(' ').unwrap();
            (name.to_owned(), kind.to_owned())
        };
        columns.into_iter().map(split).collect()
    }

    /// Changes one value of the column: to that of another row where there is one, else to one
    /// that no row has.
    pub(super) async fn changes(&self, table: &str, (column, kind): (&str, &str)) {
        let row = match (self.db.is_postgres(), table) {
            (true, _) => "ctid",
            // It has no number beside its key.
            (false, "names") => "(kind || name)",
            (false, _) => "rowid",
        };
        let greatest = format!(
            "{row} = (SELECT {row} FROM {table} WHERE {column} IS NOT NULL
                      ORDER BY {column} DESC LIMIT 1)"
        );
        let other = format!(
            "UPDATE {table} SET {column} = (SELECT min(o.{column}) FROM {table} o)
             WHERE {greatest} AND {column} <> (SELECT min(o.{column}) FROM {table} o)"
        );
        let (new, none) = Self::new_values(column, kind);
        if kind.eq_ignore_ascii_case("text") && self.changed(&other).await {
            return;
        }
        if self
            .changed(&format!(
                "UPDATE {table} SET {column} = {new} WHERE {greatest}"
            ))
            .await
        {
            return;
        }
        let any = format!("{row} = (SELECT {row} FROM {table} LIMIT 1)");
        let sql = format!("UPDATE {table} SET {column} = {none} WHERE {any}");
        assert!(self.changed(&sql).await, "{table}.{column} was not changed");
    }

    pub(super) async fn changed(&self, sql: &str) -> bool {
        let mut tx = self.db.write(Scope::Operator).await.unwrap();
        match tx.raw(sql).await {
            Ok(1) => tx.commit().await.is_ok(),
            Ok(_) | Err(_) => false,
        }
    }

    /// A value that differs from what is there, and one where nothing is.
    pub(super) fn new_values(column: &str, kind: &str) -> (String, &'static str) {
        match kind.to_ascii_lowercase().as_str() {
            "text" => (format!("{column} || 'x'"), "'x'"),
            "bigint" | "integer" => (format!("{column} + 1"), "1"),
            "timestamp with time zone" => (format!("{column} + interval '1 s'"), "now()"),
            "uuid" => (
                format!(
                    "overlay({column}::text placing
                     CASE right({column}::text, 1) WHEN '0' THEN '1' ELSE '0' END from 36)::uuid"
                ),
                "gen_random_uuid()",
            ),
            "bytea" => (
                format!("set_byte({column}, 0, (get_byte({column}, 0) + 1) % 256)"),
                "decode('01', 'hex')",
            ),
            "blob" => (
                format!(
                    "unhex(CASE substr(hex({column}), 1, 1) WHEN '0' THEN '1' ELSE '0' END
                           || substr(hex({column}), 2))"
                ),
                "zeroblob(16)",
            ),
            other => panic!("a column of type {other}"),
        }
    }

    /// Computes every seal anew; what cannot be read as a line is left as it is.
    pub(super) async fn seals_anew(&self) {
        let mut tx = self
            .db
            .read(Scope::Tenant(self.authority.tenant))
            .await
            .unwrap();
        let transfers = tx.ledger().sealed_after(0, 100_000).await;
        let (Ok(transfers), Ok(acts)) = (
            transfers,
            tx.access().audit().sealed_after(0, 100_000).await,
        ) else {
            return;
        };
        drop(tx);
        let transfers = transfers.iter().map(|row| {
            let number = row.sealed.unwrap().0;
            let id = row.transfer.id.as_uuid();
            (number, row.line(number), ("transfers", "transfer_id", id))
        });
        let acts = acts.iter().map(|row| {
            let number = row.sealed.unwrap().0;
            (
                number,
                row.line(number),
                ("audit", "audit_id", row.id.as_uuid()),
            )
        });
        let mut lines: Vec<_> = transfers.chain(acts).collect();
        lines.sort_by_key(|(number, ..)| *number);
        let (mut last, mut statements) = (Seal::START, Vec::new());
        for (_, line, (table, key, id)) in lines {
            last = seal_line(last, &line);
            let (seal, id) = if self.db.is_postgres() {
                (format!("decode('{last}', 'hex')"), format!("'{id}'"))
            } else {
                (format!("x'{last}'"), format!("x'{}'", id.simple()))
            };
            statements.push(format!(
                "UPDATE {table} SET seal = {seal} WHERE {key} = {id}"
            ));
        }
        let statements: Vec<_> = statements.iter().map(String::as_str).collect();
        self.runs(&statements).await.unwrap();
    }

    /// From and to which number each signed head covers, whichever tenant's it is.
    pub(super) async fn spans(&self) -> Vec<(u64, u64)> {
        let tenant = if self.db.is_postgres() {
            "CAST(tenant_id AS TEXT)"
        } else {
            "hex(tenant_id)"
        };
        let heads = format!(
            "SELECT {tenant} || ' ' || CAST(seal_number AS TEXT) FROM seal_heads
             ORDER BY tenant_id, seal_number"
        );
        let mut tx = self.db.read(Scope::Operator).await.unwrap();
        let heads = tx.raw_texts(&heads).await.unwrap();
        let (mut spans, mut last) = (Vec::new(), (String::new(), 0));
        for head in heads {
            let (tenant, number) = head.split_once(' ').unwrap();
            let number: u64 = number.parse().unwrap();
            let before = if last.0 == tenant { last.1 } else { 0 };
            spans.push((before + 1, number));
            last = (tenant.to_owned(), number);
        }
        spans
    }

    /// What names the rows of the table that are not as they were kept, before or after: the values
    /// of these columns as ids are written, and numbers in the chain.
    pub(super) async fn changed_rows(&self, Covered { table, row, .. }: &Covered) -> Names {
        let kinds = self.columns(table).await;
        let mut names = Names::default();
        let changed = |value: &str| {
            let of = |these: &str, others: &str| {
                format!(
                    "SELECT {value} FROM (SELECT * FROM {these} EXCEPT SELECT * FROM {others}) d
                     WHERE {value} IS NOT NULL"
                )
            };
            let kept = format!("kept_{table}");
            format!("{} UNION {}", of(&kept, table), of(table, &kept))
        };
        let mut tx = self.db.read(Scope::Operator).await.unwrap();
        for column in *row {
            let (_, kind) = kinds.iter().find(|(name, _)| name == column).unwrap();
            let value = match kind.to_ascii_lowercase().as_str() {
                "uuid" => format!("replace(CAST({column} AS TEXT), '-', '')"),
                "blob" => format!("lower(hex({column}))"),
                _ => (*column).to_owned(),
            };
            names
                .texts
                .extend(tx.raw_texts(&changed(&value)).await.unwrap());
        }
        let numbers = match *table {
            "transfers" | "audit" | "seal_heads" => changed("seal_number"),
            "entry_groups" => format!(
                "SELECT seal_number FROM kept_transfers WHERE group_id IN ({})",
                changed("group_id")
            ),
            _ => return names,
        };
        let numbers = format!("SELECT CAST(seal_number AS TEXT) FROM ({numbers}) n");
        let numbers = tx.raw_texts(&numbers).await.unwrap();
        names.numbers = numbers
            .iter()
            .map(|number| number.parse().unwrap())
            .collect();
        names
    }

    /// What `verify` says: area and text of its differences, or the table that cannot be read.
    pub(super) async fn told(&self) -> Vec<(String, String)> {
        let options = VerifyOptions::default();
        match self.authority.operator().verify(&options).await {
            Ok(reports) => {
                let told = reports.into_iter().flat_map(|report| report.differences);
                told.map(|difference| (difference.area.to_owned(), difference.text))
                    .collect()
            }
            Err(app::ledger::VerifyError::Storage(StorageError::Inconsistent {
                table,
                column,
                row,
            })) => vec![(table.to_owned(), format!("{table}.{column} of {row}"))],
            Err(error) => panic!("{error:?}"),
        }
    }

    /// The same: the areas, and all texts.
    pub(super) async fn found(&self) -> (BTreeSet<String>, String) {
        let told = self.told().await;
        let areas = told.iter().map(|(area, _)| area.clone());
        (areas.collect(), format!("{told:?}"))
    }
}

/// What rows are called.
#[derive(Debug, Default)]
pub(super) struct Names {
    texts: Vec<String>,
    /// Their places in the chain, or those of their transfers.
    numbers: Vec<u64>,
}

impl Names {
    /// Whether the text has one of the names, or one of these numbers of the chain. Once
    /// everything is sealed anew, nothing tells the rows between two signed heads apart: there the
    /// text has all of them and no other.
    pub(super) fn are_in(&self, text: &str, spans: &[(u64, u64)]) -> bool {
        if self.texts.iter().any(|name| text.contains(name)) {
            return true;
        }
        let words: Vec<_> = text.split([' ', ':', ',']).collect();
        let number = |place: usize| words.get(place)?.parse::<u64>().ok();
        words.iter().enumerate().any(|(place, word)| {
            let Some(first) = number(place + 1) else {
                return false;
            };
            let span = match *word {
                "numbers" => (first, number(place + 3).unwrap_or(first)),
                "number" | "head" | "of" => return self.numbers.contains(&first),
                _ => return false,
            };
            let changed = |number: &u64| (span.0..=span.1).contains(number);
            spans.contains(&span) && self.numbers.iter().any(changed)
        })
    }
}
