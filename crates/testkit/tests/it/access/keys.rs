//! Stories about changing the operator's key: everything it seals opens afterwards with the new one
//! alone.

use std::time::Duration;

use app::claims::notices::SearchOutcome;
use app::platform::NotReady;
use domain::access::Role;
use serde_json::json;
use storage::tenants::keys::sealed_columns;
use storage::{Db, on_both_engines};
use testkit::{TestAuthority, file_of, notice_number};

on_both_engines! {
    everything_opens_with_the_new_key_alone
    a_key_that_is_still_needed_is_never_called_free
    a_node_whose_key_file_opens_nothing_is_not_ready
}

const PIN: &str = "4829";
const ADDRESS: &str = "max.mustermann@example.org";

/// One record in every sealed column.
async fn with_everything_sealed(db: Db) -> TestAuthority {
    let authority = TestAuthority::new(db, 1).await;
    authority
        .rules_about_mail(json!({ "keep_address_days": 30 }))
        .await;
    authority
        .imports(&file_of(&[(1, 5_500, PIN)]))
        .await
        .unwrap();
    let payment = authority.paid_payment().await;
    authority.asks_for_receipt(payment, ADDRESS).await.unwrap();
    authority.does_what_is_due().await;
    let service = ("musterstadt", "meldung");
    let values = [("quantity".to_owned(), "1".to_owned())];
    let valid = Duration::from_hours(1);
    let link = authority
        .operator()
        .sign_link(service, &values, valid)
        .await;
    link.unwrap();
    authority.first("amt", (Role::Admin, false)).await;
    for (table, column) in sealed_columns() {
        let sql = format!("SELECT count(*) FROM {table} WHERE {column} IS NOT NULL");
        assert!(
            authority.count(&sql).await > 0,
            "nothing is sealed in {table}"
        );
    }
    authority
}

async fn everything_opens_with_the_new_key_alone(db: Db) {
    let mut authority = with_everything_sealed(db).await;
    authority.gets_a_new_key();
    let resealed = authority.operator().reseal_secrets().await.unwrap();
    for count in [
        resealed.provider_accounts,
        resealed.link_keys,
        resealed.addresses,
        resealed.hash_keys,
        resealed.one_time_codes,
    ] {
        assert!(count > 0, "{resealed:?}");
    }
    authority.drops_the_old_key();
    let uses = authority.operator().key_uses().await.unwrap();
    assert_eq!(uses.len(), 1, "{uses:?}");
    assert_eq!(uses[0].rows.len(), sealed_columns().count(), "{uses:?}");
    // The notice with its PIN, the link, the provider, and the kept address.
    let found = authority.searches(&notice_number(1), PIN).await.unwrap();
    assert!(matches!(found, SearchOutcome::Found(_)), "{found:?}");
    let wrong = authority.searches(&notice_number(1), "0000").await.unwrap();
    assert_eq!(wrong, SearchOutcome::NotFound);
    let again = authority
        .imports(&file_of(&[(1, 5_500, PIN), (2, 100, PIN)]))
        .await;
    let again = again.unwrap();
    assert_eq!((again.corrected, again.added), (0, 1), "{again:?}");
    authority.paid_payment().await;
    let service = ("musterstadt", "meldung");
    let operator = authority.operator();
    let link = operator.sign_link(service, &[], Duration::from_hours(1));
    link.await.unwrap();
    authority.provider_reverses(authority.known_payments()[0]);
    authority.after(Duration::from_mins(1)).await;
    let refund = authority.mail_server.taken().into_iter();
    assert_eq!(refund.filter(|mail| mail.subject == "refund").count(), 1);
}

async fn a_key_that_is_still_needed_is_never_called_free(db: Db) {
    let mut authority = with_everything_sealed(db).await;
    authority.gets_a_new_key();
    let uses = authority.operator().key_uses().await.unwrap();
    let (new, old) = (
        &uses[usize::from(!uses[0].seals)],
        &uses[usize::from(uses[0].seals)],
    );
    assert!(new.seals && new.known && new.rows.is_empty(), "{new:?}");
    assert_eq!(old.rows.len(), sealed_columns().count(), "{old:?}");
    // Dropped too early, it is missing, and said to be.
    authority.drops_the_old_key();
    let uses = authority.operator().key_uses().await.unwrap();
    assert!(uses.iter().any(|key| !key.known && !key.rows.is_empty()));
    assert!(authority.operator().reseal_secrets().await.is_err());
}

async fn a_node_whose_key_file_opens_nothing_is_not_ready(db: Db) {
    let mut authority = TestAuthority::new(db, 1).await;
    assert!(authority.app.node().ready().await.is_ok());
    authority.gets_a_new_key();
    assert!(authority.app.node().ready().await.is_ok());
    // The old line goes before anything was sealed anew.
    authority.drops_the_old_key();
    let why = authority.app.node().ready().await.unwrap_err();
    assert!(matches!(why, NotReady::Keys), "{why:?}");
    authority.gets_a_new_key();
    assert!(authority.app.node().ready().await.is_ok());
}
