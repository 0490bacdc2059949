//! Tampering by what may write to the database and has no key: told on both engines.

mod attacks;

use std::collections::BTreeSet;

use app::claims::notices::NoticePayment;
use app::ledger::{COVERED, Covered, NOT_COVERED, VerifyOptions};
use domain::ledger::Seal;
use domain::ledger::chain::seal_line;
use domain::services::{Role, ServiceTransition};
use storage::testing::as_owner;
use storage::{Db, Scope, StorageError, on_both_engines};
use testkit::{AtProvider, TestAuthority, file_of, notice_number};

on_both_engines! {
    every_table_is_covered_or_named_with_the_reason
    a_value_changed_anywhere_is_found_though_everything_was_sealed_anew
    a_tenant_whose_name_was_taken_away_is_verified_all_the_same
    simulated_money_is_found_where_real_money_is_taken
    a_bank_account_is_held_against_the_money_that_arrived_there
    a_chain_that_was_cut_is_found_by_its_published_heads
    a_chain_made_anew_with_another_key_is_not_sealed_further
}

/// An authority for which every kind of thing happened, all of it sealed in two batches.
async fn busy(db: &Db, seed: u64) -> TestAuthority {
    let authority = TestAuthority::new(db.clone(), seed).await;
    authority
        .imports(&file_of(&[(1, 5_500, "1234"), (2, 700, "1234")]))
        .await
        .unwrap();
    authority.opens_trials().await;
    authority
        .leads(
            "kurs",
            ServiceTransition::Test,
            (Role::ServiceOwner, "Sportamt"),
        )
        .await
        .unwrap();
    authority
        .leads(
            "kurs",
            ServiceTransition::Approve,
            (Role::Treasurer, "Kasse"),
        )
        .await
        .unwrap();
    let notice = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    authority
        .pays(notice.await.unwrap(), AtProvider::Approves)
        .await;
    authority
        .first("amt", (domain::access::Role::Admin, false))
        .await;
    authority.app.system().seal().await.unwrap();
    let payment = authority.paid_payment().await;
    authority.provider_reverses(payment);
    let left = authority.asks_for(900).await.unwrap();
    assert!(authority.chooses_transfer(left).await);
    let (_, printed) = authority.printed(left).await.unwrap();
    authority.bank_states(300, &printed).await.unwrap();
    // It stays open.
    authority.asks_anew().await.unwrap();
    let client = authority.client().await.unwrap();
    client.claim_link(&notice_number(1)).await.unwrap();
    client.claim_link(&notice_number(2)).await.unwrap();
    client.service_link("parken").await.unwrap();
    authority.comes_to_rest().await;
    authority.app.system().seal().await.unwrap();
    authority.reconcile().await.unwrap();
    authority
}

/// What has the database, and not the key.
struct Attacker<'c> {
    db: Db,
    authority: &'c TestAuthority,
}

impl<'c> Attacker<'c> {
    /// Takes every guard of the database away.
    async fn new(db: &Db, authority: &'c TestAuthority) -> Self {
        // Administrators of the database are its owners.
        let db = as_owner(db).await;
        let attacker = Self {
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
            attacker.runs(&[all]).await.unwrap();
            return attacker;
        }
        let mut line = db.read(Scope::Operator).await.unwrap();
        for off in ["foreign_keys = OFF", "ignore_check_constraints = ON"] {
            line.raw(&format!("PRAGMA {off}")).await.unwrap();
        }
        let triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
        let triggers = line.raw_texts(triggers).await.unwrap();
        drop(line);
        for trigger in triggers {
            attacker
                .runs(&[&format!("DROP TRIGGER {trigger}")])
                .await
                .unwrap();
        }
        attacker
    }

    async fn runs(&self, statements: &[&str]) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Operator).await.unwrap();
        for sql in statements {
            tx.raw(sql).await?;
        }
        tx.commit().await
    }

    /// Remembers the rows of a table.
    async fn keeps(&self, table: &str) {
        let keep = format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}");
        self.runs(&[&format!("DROP TABLE IF EXISTS kept_{table}"), &keep])
            .await
            .unwrap();
    }

    async fn restores(&self, tables: &BTreeSet<&str>) {
        for table in tables {
            let back = format!("INSERT INTO {table} SELECT * FROM kept_{table}");
            self.runs(&[&format!("DELETE FROM {table}"), &back])
                .await
                .unwrap();
        }
    }

    /// Name and type of each column.
    async fn columns(&self, table: &str) -> Vec<(String, String)> {
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
    async fn changes(&self, table: &str, (column, kind): (&str, &str)) {
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

    async fn changed(&self, sql: &str) -> bool {
        let mut tx = self.db.write(Scope::Operator).await.unwrap();
        match tx.raw(sql).await {
            Ok(1) => tx.commit().await.is_ok(),
            Ok(_) | Err(_) => false,
        }
    }

    /// A value that differs from what is there, and one where nothing is.
    fn new_values(column: &str, kind: &str) -> (String, &'static str) {
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
    async fn seals_anew(&self) {
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

    /// What `verify` says: the areas of its differences, or the table that cannot be read.
    async fn found(&self) -> (BTreeSet<String>, String) {
        let options = VerifyOptions::default();
        match self.authority.operator().verify(&options).await {
            Ok(reports) => {
                let told = reports.iter().flat_map(|report| &report.differences);
                let told: Vec<_> = told.collect();
                let areas = told.iter().map(|difference| difference.area.to_owned());
                (areas.collect(), format!("{told:?}"))
            }
            Err(app::ledger::VerifyError::Storage(StorageError::Inconsistent {
                table,
                column,
                row,
            })) => (
                [table.to_owned()].into(),
                format!("{table}.{column} of {row}"),
            ),
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn every_table_is_covered_or_named_with_the_reason(db: Db) {
    let tables = if db.is_postgres() {
        "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let mut tables = tx.raw_texts(tables).await.unwrap();
    tables.retain(|table| table != "_sqlx_migrations");
    tables.sort_unstable();
    let covered = COVERED.iter().map(|covered| covered.table);
    let mut known: Vec<_> = covered
        .chain(NOT_COVERED.iter().map(|(table, _)| *table))
        .collect();
    known.sort_unstable();
    assert_eq!(tables, known);
}

async fn a_value_changed_anywhere_is_found_though_everything_was_sealed_anew(db: Db) {
    let authority = busy(&db, 1).await;
    let attacker = Attacker::new(&db, &authority).await;
    for Covered { table, areas, free } in COVERED {
        let touched = BTreeSet::from([*table, "transfers", "audit"]);
        for table in &touched {
            attacker.keeps(table).await;
        }
        for (column, kind) in attacker.columns(table).await {
            // It keeps a row of another tenant's apart; of a name it is what the name leads to.
            let whose = column == "tenant_id" && *table != "names";
            if whose || free.iter().any(|(free, _)| *free == column) {
                continue;
            }
            attacker.changes(table, (&column, &kind)).await;
            if column != "seal" {
                attacker.seals_anew().await;
            }
            let (found, told) = attacker.found().await;
            let expected = areas.iter().any(|area| found.contains(*area));
            assert!(
                expected || found.contains(*table),
                "{table}.{column}: {told}"
            );
            attacker.restores(&touched).await;
            let (left, told) = attacker.found().await;
            assert!(left.is_empty(), "{table}.{column} restored: {told}");
        }
    }
}

async fn a_tenant_whose_name_was_taken_away_is_verified_all_the_same(db: Db) {
    let authority = TestAuthority::new(db.clone(), 6).await;
    authority.app.system().seal().await.unwrap();
    let attacker = Attacker::new(&db, &authority).await;
    attacker
        .runs(&["DELETE FROM names WHERE kind = 'slug'"])
        .await
        .unwrap();
    let (found, told) = attacker.found().await;
    assert_eq!(found, BTreeSet::from(["name".to_owned()]), "{told}");
    assert!(
        told.contains("slug musterstadt: does not lead to its tenant"),
        "{told}"
    );
}

async fn simulated_money_is_found_where_real_money_is_taken(db: Db) {
    let authority = TestAuthority::new(db.clone(), 7).await;
    authority.paid_payment().await;
    authority.reconcile().await.unwrap();
    let attacker = Attacker::new(&db, &authority).await;
    let real = r#"UPDATE tenants SET document = replace(document, '"test":true', '"test":false')"#;
    attacker.runs(&[real]).await.unwrap();
    let (found, told) = attacker.found().await;
    let areas = ["master data", "money"].map(ToOwned::to_owned);
    assert_eq!(found, BTreeSet::from(areas), "{told}");
    let problem = "paypal: simulated money in the books of an authority that takes real money";
    assert!(told.contains(problem), "{told}");
}

async fn a_bank_account_is_held_against_the_money_that_arrived_there(db: Db) {
    let authority = TestAuthority::new(db.clone(), 4).await;
    let payment = authority.asks_for(900).await.unwrap();
    assert!(authority.chooses_transfer(payment).await);
    let number = authority.remittance(payment).await.unwrap();
    authority.bank_states(900, &number).await.unwrap();
    authority.app.system().seal().await.unwrap();
    authority.reconcile().await.unwrap();
    let attacker = Attacker::new(&db, &authority).await;
    let less = "UPDATE money_in SET amount_cents = 899 WHERE account_kind = 'bank'";
    attacker.runs(&[less]).await.unwrap();
    let (found, told) = attacker.found().await;
    assert!(found.contains("bank"), "{told}");
    assert!(
        told.contains("900 cents booked, 899 cents counted"),
        "{told}"
    );
}

async fn a_chain_that_was_cut_is_found_by_its_published_heads(db: Db) {
    let authority = TestAuthority::new(db.clone(), 2).await;
    let mut published = authority.app.system().seal().await.unwrap();
    let first = published.last().unwrap().place.number;
    authority.paid_payment().await;
    published.extend(authority.app.system().seal().await.unwrap());
    let kept = VerifyOptions {
        kept: &published,
        ..VerifyOptions::default()
    };
    let differences = async |options: &VerifyOptions<'_>| {
        let reports = authority.operator().verify(options).await.unwrap();
        let told = reports.into_iter().flat_map(|report| report.differences);
        told.map(|difference| difference.text).collect::<Vec<_>>()
    };
    assert_eq!(differences(&kept).await, Vec::<String>::new());
    // The payment never was: everything of it is taken out, and the chain ends before it.
    let attacker = Attacker::new(&db, &authority).await;
    for table in ["transfers", "audit", "seal_heads"] {
        let cut = format!("DELETE FROM {table} WHERE seal_number > {first}");
        attacker.runs(&[&cut]).await.unwrap();
    }
    for table in [
        "entry_groups",
        "balances",
        "money_in",
        "money_in_claims",
        "money_in_sums",
        "payments",
        "shares",
        "attempts",
        "claims",
        "payment_requests",
    ] {
        attacker
            .runs(&[&format!("DELETE FROM {table}")])
            .await
            .unwrap();
    }
    assert_eq!(
        differences(&VerifyOptions::default()).await,
        Vec::<String>::new()
    );
    let told = differences(&kept).await.join("\n");
    assert!(told.contains("the chain has no such number"), "{told}");
}

async fn a_chain_made_anew_with_another_key_is_not_sealed_further(db: Db) {
    let authority = busy(&db, 3).await;
    let attacker = Attacker::new(&db, &authority).await;
    let number = authority
        .count("SELECT max(seal_number) FROM seal_heads")
        .await;
    let other = if db.is_postgres() {
        "set_byte(signature, 0, (get_byte(signature, 0) + 1) % 256)"
    } else {
        "zeroblob(64)"
    };
    let forge = format!("UPDATE seal_heads SET signature = {other} WHERE seal_number = {number}");
    attacker.runs(&[&forge]).await.unwrap();
    authority.asks_for_payment().await.unwrap();
    assert_eq!(authority.app.system().seal().await.unwrap(), []);
    let unsealed = "SELECT count(*) FROM transfers WHERE seal_number IS NULL";
    assert_eq!(authority.count(unsealed).await, 1);
    let (found, told) = attacker.found().await;
    assert!(found.contains("chain"), "{told}");
    assert!(told.contains("its signature is wrong"), "{told}");
}
