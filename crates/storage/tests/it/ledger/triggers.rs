//! What is written once stays, even against the database's own tools.

use domain::AuditId;
use domain::access::{Act, ActOutcome, Actor};
use domain::ledger::Seal;
use domain::ledger::chain::ActDetails;
use storage::access::audit::NewAudit;
use storage::{Db, StorageError, in_every_mode};

use crate::authority::{StoredAuthority, minutes};

in_every_mode! {
    journals_cannot_be_changed_or_emptied
    the_audit_trail_cannot_be_changed_or_emptied
    a_transfer_is_sealed_once_and_nothing_else_of_it_changes
}

async fn refused(db: &Db, authority: &StoredAuthority, sql: &str) {
    let mut tx = db.write(authority.scope()).await.unwrap();
    let answer = tx.raw(sql).await;
    assert!(
        matches!(answer, Err(StorageError::Database(_))),
        "{sql}: {answer:?}"
    );
}

/// A authority with one row in each journal.
async fn with_journals(db: &Db) -> StoredAuthority {
    let mut authority = StoredAuthority::found(db, 1).await;
    let payment = authority.owed(db).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let attempt = authority.attempt(&mut tx, payment).await;
    let money = authority.money_in(payment, attempt, "CAP-1");
    assert!(tx.money().insert_in(&money).await.unwrap());
    let shares = tx.claims().shares().of(payment).await.unwrap();
    let shares: Vec<_> = shares.iter().map(|share| share.share).collect();
    tx.money()
        .insert_claims_of(money.id, &shares)
        .await
        .unwrap();
    let head = authority.head(1, Seal([1; 32]));
    tx.ledger().insert_head(&head).await.unwrap();
    let out = authority.money_out(&money, "REF-1");
    assert!(tx.money().insert_out(&out).await.unwrap());
    let group = authority.group(payment, 1250);
    tx.ledger().insert(&group).await.unwrap();
    tx.commit().await.unwrap();
    authority
}

async fn journals_cannot_be_changed_or_emptied(db: Db) {
    let authority = with_journals(&db).await;
    for (journal, change, unchanged) in [
        ("transfers", "amount_cents = 1", "amount_cents > 1"),
        ("entry_groups", "posting_day = 1", "posting_day > 1"),
        ("money_in", "amount_cents = 1", "amount_cents > 1"),
        ("money_in_claims", "amount_cents = 1", "amount_cents > 1"),
        ("money_out", "amount_cents = 1", "amount_cents > 1"),
        ("seal_heads", "seal_number = 2", "seal_number = 1"),
    ] {
        refused(&db, &authority, &format!("UPDATE {journal} SET {change}")).await;
        refused(&db, &authority, &format!("DELETE FROM {journal}")).await;
        if db.is_postgres() {
            refused(&db, &authority, &format!("TRUNCATE {journal} CASCADE")).await;
        } else {
            let replace = format!("INSERT OR REPLACE INTO {journal} SELECT * FROM {journal}");
            refused(&db, &authority, &replace).await;
        }
        let mut tx = db.read(authority.scope()).await.unwrap();
        let rows = format!("SELECT count(*) FROM {journal} WHERE {unchanged}");
        assert_eq!(tx.raw_number(&rows).await.unwrap(), 1, "{journal}");
    }
}

async fn the_audit_trail_cannot_be_changed_or_emptied(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.access()
        .audit()
        .insert(&NewAudit {
            id: AuditId::new(&mut authority.moment),
            at: minutes(1),
            actor: &Actor::Payer,
            act: Act::PaymentStart,
            object: "pay_1",
            outcome: ActOutcome::Done,
            details: ActDetails {
                after: Some("att_1"),
                request: Some("00000000000000a1"),
                ..ActDetails::default()
            },
            salt: [3; 16],
            commitment: None,
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    refused(&db, &authority, "UPDATE audit SET actor_kind = 'system'").await;
    refused(&db, &authority, "UPDATE audit SET commitment = NULL").await;
    refused(&db, &authority, "DELETE FROM audit").await;
    let mut tx = db.read(authority.scope()).await.unwrap();
    let kept = "SELECT count(*) FROM audit WHERE actor_kind = 'payer' AND outcome = 'done'";
    assert_eq!(tx.raw_number(kept).await.unwrap(), 1);
    drop(tx);
    let mut tx = db.write(authority.scope()).await.unwrap();
    let open = tx.access().audit().unsealed(None, 10).await.unwrap();
    let act = open.first().expect("one act");
    assert!(act.says_what_was_sealed());
    let seal = Seal([9; 32]);
    tx.ledger()
        .save_act_seals(&[(act.id, 1, seal)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for column in [
        "seal_number = 2",
        "seal = NULL, seal_number = NULL",
        "object = 'pay_2'",
    ] {
        refused(&db, &authority, &format!("UPDATE audit SET {column}")).await;
    }
    let mut tx = db.read(authority.scope()).await.unwrap();
    let sealed = tx.access().audit().sealed_after(0, 10).await.unwrap();
    assert_eq!(sealed.first().and_then(|act| act.sealed), Some((1, seal)));
}

async fn a_transfer_is_sealed_once_and_nothing_else_of_it_changes(db: Db) {
    let authority = with_journals(&db).await;
    let zeros = "0".repeat(64);
    let mark = if db.is_postgres() {
        format!("decode('{zeros}', 'hex')")
    } else {
        format!("x'{zeros}'")
    };
    let sealing = format!("UPDATE transfers SET seal_number = 1, seal = {mark}");
    let columns = [
        "debit = 'surplus_income'",
        "credit = 'surplus_income'",
        "amount_cents = 1",
        "line = 2",
        "currency = 'USD'",
    ];
    for column in columns {
        refused(&db, &authority, &format!("{sealing}, {column}")).await;
    }
    let mut tx = db.write(authority.scope()).await.unwrap();
    let open = tx.ledger().unsealed(None, 10).await.unwrap();
    let id = open.first().expect("one transfer").transfer.id;
    tx.ledger()
        .save_seals(&[(id, 1, Seal([9; 32]))])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    refused(&db, &authority, &sealing).await;
    refused(
        &db,
        &authority,
        "UPDATE transfers SET seal_number = NULL, seal = NULL",
    )
    .await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let again = tx.ledger().save_seals(&[(id, 2, Seal([8; 32]))]).await;
    assert!(matches!(again, Err(StorageError::Database(_))), "{again:?}");
}
