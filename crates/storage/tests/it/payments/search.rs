//! Payments as lists show them: pages that miss nothing, and the index each of them is a range of.

use domain::payments::PaymentState;
use domain::{PaymentId, ServiceId};
use sqlx::{AssertSqlSafe, Connection, Executor, Row, SqliteConnection};
use storage::payments::search::{ListedBy, ListedPayment};
use storage::testing::statements;
use storage::{DatabaseUrl, Db, in_every_mode, on_both_engines};

use crate::authority::{START, StoredAuthority, euro, postgres_by_hand, sqlite_file};

in_every_mode! {
    pages_show_each_payment_once_whatever_is_stored_meanwhile
    a_payment_is_named_by_what_others_call_it
}

on_both_engines! {
    each_list_shows_what_belongs_to_it
}

const EVERYTHING: (PaymentId, PaymentId) = (PaymentId::FIRST, PaymentId::LAST);

fn ids(page: &[ListedPayment]) -> Vec<PaymentId> {
    page.iter().map(|payment| payment.id).collect()
}

async fn pages_show_each_payment_once_whatever_is_stored_meanwhile(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut stored = Vec::new();
    for _ in 0..40 {
        stored.push(authority.owed(&db).await);
    }
    let (mut seen, mut before) = (Vec::new(), PaymentId::LAST);
    loop {
        let mut tx = db.read(authority.scope()).await.unwrap();
        let range = (PaymentId::FIRST, before);
        let page = tx.payments().listed(ListedBy::All, range, 7).await.unwrap();
        drop(tx);
        let Some(last) = page.last() else { break };
        before = last.id;
        seen.extend(ids(&page));
        // Of any time: before the page, or behind it.
        authority.owed(&db).await;
    }
    assert!(seen.is_sorted_by(|earlier, later| earlier > later));
    for payment in stored {
        assert_eq!(seen.iter().filter(|one| **one == payment).count(), 1);
    }
}

async fn each_list_shows_what_belongs_to_it(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let other = StoredAuthority::found(&db, 2).await;
    let payment = authority.owed(&db).await;
    authority.owed(&db).await;
    let mut tx = db.read(authority.scope()).await.unwrap();
    let claim = tx.payments().find(payment).await.unwrap().unwrap().claim;
    let foreign = ServiceId::new(&mut authority.moment);
    for (by, many) in [
        (ListedBy::All, 2),
        (ListedBy::Service(authority.service), 2),
        (ListedBy::Service(foreign), 0),
        (ListedBy::Amount(euro(1250)), 2),
        (ListedBy::Amount(euro(1251)), 0),
        (ListedBy::Claim(claim), 1),
    ] {
        let found = tx.payments().listed(by, EVERYTHING, 50).await.unwrap();
        assert_eq!(found.len(), many, "{by:?}");
    }
    let only = (payment, payment.next());
    let found = tx.payments().listed(ListedBy::All, only, 50).await.unwrap();
    let [found] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((found.id, found.service), (payment, authority.service));
    assert_eq!((found.amount, found.created_at), (euro(1250), START));
    assert_eq!((found.state, &found.method), (PaymentState::Open, &None));
    assert_eq!(found.kassenzeichen, "00000001");
    drop(tx);
    let mut tx = db.read(other.scope()).await.unwrap();
    let strange = tx.payments().listed(ListedBy::All, EVERYTHING, 50).await;
    assert_eq!(strange.unwrap(), []);
}

async fn a_payment_is_named_by_what_others_call_it(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let payment = authority.owe(&mut tx).await;
    let request = authority.request(payment, "antrag-1");
    tx.payments().requests().insert(&request).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    let (_, mut held) = tx
        .payments()
        .attempts()
        .hold(attempt)
        .await
        .unwrap()
        .unwrap();
    held.order = Some("ORDER-1".to_owned());
    tx.payments().attempts().save(&held).await.unwrap();
    let money = authority.money_in(payment, attempt, "CAP-1");
    assert!(tx.money().insert_in(&money).await.unwrap());
    let out = authority.money_out(&money, "REF-1");
    assert!(tx.money().insert_out(&out).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    for name in ["antrag-1", "ORDER-1", "CAP-1", "REF-1"] {
        assert_eq!(
            tx.payments().named(name).await.unwrap(),
            [payment],
            "{name}"
        );
    }
    assert_eq!(tx.payments().named("antrag").await.unwrap(), []);
}

/// What each list is a range of. SQLite names the index of a primary key by the table.
const LISTS: [(&str, [&str; 2]); 7] = [
    (
        "LISTED_CLAIMS",
        ["claims_pkey", "sqlite_autoindex_claims_1"],
    ),
    ("LISTED_CLAIMS_OF_SERVICE", ["claims_by_service"; 2]),
    ("LISTED", ["payments_pkey", "sqlite_autoindex_payments_1"]),
    ("LISTED_OF_SERVICE", ["payments_by_service"; 2]),
    ("LISTED_OF_AMOUNT", ["payments_by_amount"; 2]),
    ("LISTED_OF_CLAIM", ["shares_by_claim"; 2]),
    ("BY_REQUEST", ["payment_requests_by_reference"; 2]),
];

fn statement(name: &str) -> &'static str {
    let all = statements();
    let mut found = all.into_iter().filter(|(known, _)| *known == name);
    found.next().expect("a statement").1
}

/// The plan must be a range of the index, in its order: nothing is read whole, and a list is not
/// sorted.
fn is_a_range(name: &str, index: &str, plan: &str) {
    assert!(plan.contains(index), "{name}: {plan}");
    let sorted = plan.contains("Sort") || plan.contains("TEMP B-TREE");
    assert!(!sorted || name == "LISTED_OF_CLAIM", "{name}: {plan}");
    assert!(
        !plan.contains("Seq Scan") && !plan.contains("SCAN"),
        "{name}: {plan}"
    );
}

#[tokio::test]
async fn every_list_is_a_range_of_an_index_on_sqlite() {
    let (_folder, url, _db) = sqlite_file().await;
    let DatabaseUrl::SqliteFile(path) = &url else {
        panic!("a file");
    };
    let mut file = SqliteConnection::connect(path.to_str().unwrap())
        .await
        .unwrap();
    for (name, [_, index]) in LISTS {
        let explained = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement(name)));
        let steps = file.fetch_all(sqlx::query(explained)).await.unwrap();
        let steps: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
        is_a_range(name, index, &steps.join("; "));
    }
}

/// With enough rows of many services and amounts that the server's statistics count.
#[tokio::test]
async fn every_list_is_a_range_of_an_index_on_postgres() {
    let Some((db, mut by_hand)) = postgres_by_hand().await else {
        return;
    };
    let mut authority = StoredAuthority::found(&db, 1).await;
    // Services are not what is asked about.
    let free = "ALTER TABLE claims DROP CONSTRAINT claims_tenant_id_service_id_fkey";
    by_hand.execute(free).await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    for number in 0..1_500 {
        let payment = authority.owe(&mut tx).await;
        let reference = format!("antrag-{number}");
        let request = authority.request(payment, &reference);
        tx.payments().requests().insert(&request).await.unwrap();
    }
    let spread = "
        UPDATE payments SET service_id = md5((random() * 50)::int::text)::uuid,
            amount_cents = 1000 + (random() * 500)::int";
    tx.raw(spread).await.unwrap();
    let spread = "UPDATE claims SET service_id = md5((random() * 50)::int::text)::uuid";
    tx.raw(spread).await.unwrap();
    tx.commit().await.unwrap();
    let analyze = "ANALYZE payments, claims, shares, payment_requests";
    by_hand.execute(analyze).await.unwrap();
    let mut tx = db.read(authority.scope()).await.unwrap();
    let tenant = format!("'{}'::uuid", authority.tenant.as_uuid());
    let last = format!("'{}'::uuid", PaymentId::LAST.as_uuid());
    let first = format!("'{}'::uuid", PaymentId::FIRST.as_uuid());
    for (name, [index, _]) in LISTS {
        let by = if name == "LISTED_OF_AMOUNT" {
            "1250"
        } else {
            &tenant
        };
        let sql = statement(name).replace("$1", &tenant).replace("$5", by);
        let sql = if name == "BY_REQUEST" {
            sql.replace("$2", "'antrag-7'").replace("$3", "50")
        } else {
            let sql = sql.replace("$2", &first).replace("$3", &last);
            sql.replace("$4", "50")
        };
        let plan = tx.raw_texts(&format!("EXPLAIN (COSTS OFF) {sql}")).await;
        is_a_range(name, index, &plan.unwrap().join("; "));
    }
}
