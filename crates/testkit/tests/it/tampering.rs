//! Tampering by what may write to the database and has no key: told on both engines.

mod attacks;
mod insider;

use std::collections::BTreeSet;

use app::claims::notices::NoticePayment;
use app::ledger::{COVERED, Covered, NOT_COVERED, VerifyOptions};
use domain::access::Role;
use domain::services::ServiceTransition;
use storage::{Db, Scope, on_both_engines};
use testkit::{AtProvider, TestAuthority, file_of, notice_number};

use insider::Insider;

on_both_engines! {
    every_table_is_covered_or_named_with_the_reason
    a_value_changed_anywhere_is_found_at_its_row_though_everything_was_sealed_anew
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
    for transition in [ServiceTransition::Test, ServiceTransition::Submit] {
        let office = (Role::ServiceOwner, "Sportamt");
        authority.leads("kurs", transition, office).await.unwrap();
    }
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
    let office = authority.staffed().await;
    let clerk = authority.at_work(&office.clerk).await;
    let part = (authority.paid_payment().await, 1_250);
    let refund = authority.requests_refund(&clerk, part).await.unwrap();
    let lead = authority.at_work(&office.lead).await;
    authority.releases_refund(&lead, refund).await.unwrap();
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

async fn a_value_changed_anywhere_is_found_at_its_row_though_everything_was_sealed_anew(db: Db) {
    let authority = busy(&db, 1).await;
    let insider = Insider::new(&db, &authority).await;
    let spans = insider.spans().await;
    let mut unnamed = Vec::new();
    for covered @ Covered {
        table, areas, free, ..
    } in COVERED
    {
        let touched = BTreeSet::from([*table, "transfers", "audit"]);
        for table in &touched {
            insider.keeps(table).await;
        }
        for (column, kind) in insider.columns(table).await {
            if free.iter().any(|(free, _)| *free == column) {
                continue;
            }
            insider.changes(table, (&column, &kind)).await;
            let names = insider.changed_rows(covered).await;
            if column != "seal" {
                insider.seals_anew().await;
            }
            let told = insider.told().await;
            // A row that went to another tenant is gone here: what spoke of it is named.
            let is_gone = column == "tenant_id" && *table != "names";
            let at_its_row = told.iter().any(|(area, text)| {
                let in_area = areas.contains(&area.as_str()) || area == table;
                in_area && (is_gone || names.are_in(text, &spans))
            });
            if !at_its_row {
                unnamed.push(format!("{table}.{column}, {names:?}: {told:?}"));
            }
            insider.restores(&touched).await;
        }
        let (left, told) = insider.found().await;
        assert!(left.is_empty(), "{table} restored: {told}");
    }
    assert!(unnamed.is_empty(), "{unnamed:#?}");
}

async fn a_tenant_whose_name_was_taken_away_is_verified_all_the_same(db: Db) {
    let authority = TestAuthority::new(db.clone(), 6).await;
    authority.app.system().seal().await.unwrap();
    let insider = Insider::new(&db, &authority).await;
    insider
        .runs(&["DELETE FROM names WHERE kind = 'slug'"])
        .await
        .unwrap();
    let (found, told) = insider.found().await;
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
    let insider = Insider::new(&db, &authority).await;
    let real = r#"UPDATE tenants SET document = replace(document, '"test":true', '"test":false')"#;
    insider.runs(&[real]).await.unwrap();
    let (found, told) = insider.found().await;
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
    let insider = Insider::new(&db, &authority).await;
    let less = "UPDATE money_in SET amount_cents = 899 WHERE account_kind = 'bank'";
    insider.runs(&[less]).await.unwrap();
    let (found, told) = insider.found().await;
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
    let insider = Insider::new(&db, &authority).await;
    for table in ["transfers", "audit", "seal_heads"] {
        let cut = format!("DELETE FROM {table} WHERE seal_number > {first}");
        insider.runs(&[&cut]).await.unwrap();
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
        insider
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
    let insider = Insider::new(&db, &authority).await;
    let number = authority
        .count("SELECT max(seal_number) FROM seal_heads")
        .await;
    let other = if db.is_postgres() {
        "set_byte(signature, 0, (get_byte(signature, 0) + 1) % 256)"
    } else {
        "zeroblob(64)"
    };
    let forge = format!("UPDATE seal_heads SET signature = {other} WHERE seal_number = {number}");
    insider.runs(&[&forge]).await.unwrap();
    authority.asks_for_payment().await.unwrap();
    assert_eq!(authority.app.system().seal().await.unwrap(), []);
    let unsealed = "SELECT count(*) FROM transfers WHERE seal_number IS NULL";
    assert_eq!(authority.count(unsealed).await, 1);
    let (found, told) = insider.found().await;
    assert!(found.contains("chain"), "{told}");
    assert!(told.contains("its signature is wrong"), "{told}");
}
