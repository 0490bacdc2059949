//! Every statement is understood by both engines.

use std::collections::BTreeSet;
use std::path::Path;

use domain::ledger::Seal;
use domain::ledger::chain::{seal_line, transfer_line};
use sqlx::{AssertSqlSafe, Connection, Executor, Row, SqliteConnection};
use storage::testing::{modules, statements, statements_of};
use storage::{Db, Scope, in_every_mode};

use crate::authority::{StoredAuthority, sqlite_file};

in_every_mode! {
    every_statement_is_understood
    a_misspelt_statement_is_not_understood
    statements_of_any_number_of_rows_run
}

async fn every_statement_is_understood(db: Db) {
    assert!(statements().len() > 50, "the list is not the whole list");
    let mut not_understood = Vec::new();
    for (name, sql) in statements() {
        let mut tx = db.write(Scope::Operator).await.unwrap();
        if let Err(error) = tx.prepare(sql).await {
            not_understood.push(format!("{name}: {error:?}"));
        }
    }
    assert!(not_understood.is_empty(), "{not_understood:#?}");
}

#[test]
fn every_module_with_statements_is_in_the_registry() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let registered: BTreeSet<String> = modules().iter().map(|one| one.module.to_owned()).collect();
    assert_eq!(registered, modules_with_statements(&root));
}

/// The paths of modules that declare statements, read from their sources.
fn modules_with_statements(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path)
                .unwrap()
                .lines()
                .any(|line| line == "statements! {")
            {
                let module = path.strip_prefix(root).unwrap().with_extension("");
                let parts = module.iter().map(|part| part.to_str().unwrap());
                let parts: Vec<_> = std::iter::once("storage").chain(parts).collect();
                found.insert(parts.join("::"));
            }
        }
    }
    found
}

async fn a_misspelt_statement_is_not_understood(db: Db) {
    let mut tx = db.write(Scope::Operator).await.unwrap();
    assert!(tx.prepare("SELECT payment FROM payments").await.is_err());
}

async fn statements_of_any_number_of_rows_run(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    for many in [0, 1, 2, 3, 500] {
        let groups: Vec<_> = (0..many).map(|_| authority.group(payment, 5)).collect();
        let mut tx = db.write(authority.scope()).await.unwrap();
        let before = tx.ledger().hold_head().await.unwrap();
        let (mut number, mut last) = before.map_or((0, Seal::START), |head| {
            (head.place.number, head.place.seal)
        });
        let mut seals = Vec::new();
        for group in &groups {
            tx.ledger().insert(group).await.unwrap();
            for transfer in group.transfers() {
                number += 1;
                last = seal_line(last, &transfer_line(number, group.head(), transfer));
                seals.push((transfer.id, number, last));
            }
        }
        tx.ledger().save_seals(&seals).await.unwrap();
        if !groups.is_empty() {
            let head = authority.head(number, last);
            tx.ledger().insert_head(&head).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let mut tx = db.read(authority.scope()).await.unwrap();
    let head = tx.ledger().head().await.unwrap().unwrap().place;
    assert_eq!(head.number, 506);
    assert_ne!(head.seal, Seal::START);
}

/// Tables that grow with payments and claims.
pub(crate) const GROWING: [&str; 18] = [
    "refunds",
    "refund_claims",
    "approvals",
    "claim_lines",
    "claim_terms",
    "audit",
    "seal_heads",
    "attempts",
    "entry_groups",
    "claims",
    "payments",
    "shares",
    "payment_requests",
    "money_in",
    "money_in_claims",
    "money_in_sums",
    "money_out",
    "transfers",
];

/// What looks for due work runs all the time: were a table read whole that grows with payments, the
/// program would become slower with each. SQLite chooses a plan without looking at the rows.
#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "the lists of tables and statements are the test"
)]
async fn no_statement_reads_a_growing_table_whole() {
    // Kept short by the program itself, or by what an authority is.
    const SHORT: [&str; 8] = [
        "credentials",
        "jobs",
        "schedules",
        "pools",
        "tenants",
        "provider_accounts",
        "names",
        "sqlite_schema",
    ];
    const ALIASES: [&str; 3] = ["c", "p", "s"];
    // What `verify` adds up, and what only tests ask. And what looks for rows that refer to a
    // changed key: none of a service, client or binding changes. And whether a pool has claims,
    // when its form is to change.
    const ALL_OF_A_TENANT: [&str; 17] = [
        "GIVEN_BACK",
        "CLAIMS_WITHOUT_MONEY",
        "SUMS_UNLIKE_FACTS",
        "CLAIM_OF_POOL",
        "TERMS_AFTER",
        "LINES_BETWEEN",
        "UNLIKE_TERMS",
        "LINES_THAT_DO_NOT_ADD_UP",
        "ACTS_WITHOUT_TERMS",
        "UNLIKE_CORRECTIONS",
        "SETTLED_OTHERWISE",
        "TO_BE_PAID",
        "NOT_SHARED_OUT",
        "RECEIVABLE_OF_OPEN",
        "SETTLED_LATE",
        "PUT_BINDING",
        "PUT_CLIENT",
    ];
    let (_folder, url, _db) = sqlite_file().await;
    let storage::DatabaseUrl::SqliteFile(path) = &url else {
        panic!("a file");
    };
    let mut file = SqliteConnection::connect(path.to_str().unwrap())
        .await
        .unwrap();
    let mut whole = Vec::new();
    let fixed = statements().into_iter();
    let fixed = fixed.map(|(name, sql)| (name, sql.to_owned()));
    // As many as the sealer takes at once, and fewer: the plan depends on it.
    for (name, sql) in fixed.chain((1..=500).flat_map(statements_of)) {
        let plan = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        for step in file.fetch_all(sqlx::query(plan)).await.unwrap() {
            let step: String = step.get("detail");
            let mut words = step.split(' ');
            let (kind, table) = (words.next().unwrap(), words.next().unwrap_or_default());
            let given = table == "given" || step.contains("CONSTANT ROW");
            // They hold only what waits: for its seal, its number, the treasury, its time.
            let waiting = [
                "_unsealed",
                "_unnumbered",
                "_untold",
                "tasks_open",
                "payments_due",
            ];
            let given = given || waiting.iter().any(|index| step.ends_with(index));
            let scan = kind == "SCAN" && !SHORT.contains(&table) && !given;
            let of_tenant = step.ends_with("(tenant_id=?)")
                && (GROWING.contains(&table) || ALIASES.contains(&table))
                && !step.contains("_services_")
                && !ALL_OF_A_TENANT.contains(&name);
            // A file of a million events is numbered batch by batch.
            let sorted = name == "UNNUMBERED_IMPORTED" && step.contains("TEMP B-TREE");
            if scan || of_tenant || sorted {
                whole.push(format!("{name}: {step}"));
            }
        }
    }
    assert!(whole.is_empty(), "{whole:#?}");
}

/// A PostgreSQL that is distributed by tenant has a copy of these on each machine, and refuses a
/// subquery that names such a table of the query around it.
const OF_ALL_TENANTS: [&str; 3] = ["tenants", "names", "installation"];

#[test]
fn no_subquery_names_a_table_of_all_tenants_around_it() {
    let refused = [
        "SELECT tenant_id FROM tenants WHERE EXISTS (
            SELECT 1 FROM jobs WHERE jobs.tenant_id = tenants.tenant_id AND queue = $1)",
        "SELECT t.tenant_id FROM tenants t WHERE NOT EXISTS (
            SELECT 1 FROM schedules s JOIN names n ON n.tenant_id = t.tenant_id)",
    ];
    assert!(refused.iter().all(|sql| names_what_is_around_it(sql)));
    let good = "SELECT slug FROM jobs JOIN tenants t ON t.tenant_id = jobs.tenant_id
        WHERE jobs.job_id IN (SELECT job_id FROM jobs j WHERE j.kind = jobs.kind)";
    assert!(!names_what_is_around_it(good));
    let fixed = statements().into_iter();
    let fixed = fixed.map(|(name, sql)| (name, sql.to_owned()));
    let all = fixed.chain((1..=3).flat_map(statements_of));
    let found = all.filter(|(_, sql)| names_what_is_around_it(sql));
    assert_eq!(found.collect::<Vec<_>>(), []);
}

fn names_what_is_around_it(sql: &str) -> bool {
    let apart = sql
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace(',', " , ");
    let words: Vec<_> = apart.split_whitespace().collect();
    let begins = |place: &usize| words[*place..].starts_with(&["(", "SELECT"]);
    (0..words.len()).filter(begins).any(|place| {
        let subquery = up_to_its_end(&words[place..]);
        let around = called(&words);
        let around = around
            .difference(&called(subquery))
            .copied()
            .collect::<Vec<_>>();
        let names_it = |word: &&str| {
            let table = word.split_once('.').map(|(table, _)| table);
            table.is_some_and(|table| around.contains(&table))
        };
        subquery.iter().any(names_it)
    })
}

fn up_to_its_end<'w, 'a>(words: &'w [&'a str]) -> &'w [&'a str] {
    let mut open = 0;
    let end = words.iter().position(|word| {
        open += i32::from(*word == "(") - i32::from(*word == ")");
        open == 0
    });
    &words[..end.unwrap()]
}

/// What tables of all tenants are called in the text. Its keywords are in capitals.
fn called<'a>(words: &[&'a str]) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for (place, word) in words.iter().enumerate().skip(1) {
        if !OF_ALL_TENANTS.contains(word) || !["FROM", "JOIN"].contains(&words[place - 1]) {
            continue;
        }
        let alias = words.get(place + 1);
        let alias = alias.filter(|next| next.starts_with(|c: char| c.is_ascii_lowercase()));
        names.insert(*alias.unwrap_or(word));
    }
    names
}
