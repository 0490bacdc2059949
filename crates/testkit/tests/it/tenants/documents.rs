//! Applying the documents of authorities, told on both engines.

use std::error::Error as _;

use app::tenants::documents::TenantDocument;
use domain::access::Role;
use domain::services::ServiceTransition;
use storage::{Db, on_both_engines};
use testkit::{TestAuthority, authority_document, file_of};

const OFFICE: (Role, &str) = (Role::ServiceOwner, "Ada");

on_both_engines! {
    a_merchant_who_takes_real_money_belongs_to_one_authority
    a_pools_form_stays_when_a_file_brought_claims_of_it
    two_transitions_of_a_service_at_once_do_not_both_succeed
}

/// With one account, at this merchant.
fn at_merchant(slug: &str, client_id: &str) -> TenantDocument {
    let mut document = authority_document();
    slug.clone_into(&mut document.slug);
    document.clients.clear();
    for service in &mut document.services {
        service.bindings.clear();
    }
    for account in &mut document.accounts {
        account.environment = "live".to_owned();
        account
            .settings
            .insert("client_id".to_owned(), client_id.into());
        let secret = ("client_secret".to_owned(), "secret".to_owned().into());
        account.secret_values.extend([secret]);
    }
    document
}

async fn a_merchant_who_takes_real_money_belongs_to_one_authority(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let operator = authority.operator();
    let apply = async |document: &TenantDocument| {
        let applied = operator.apply_tenant(document).await;
        applied
            .map(drop)
            .map_err(|error| error.source().unwrap().to_string())
    };
    let first = at_merchant("erste", "merchant-1");
    apply(&first).await.unwrap();
    apply(&first).await.unwrap();
    let same = apply(&at_merchant("zweite", "merchant-1"))
        .await
        .unwrap_err();
    let expected = "accounts.paypal.settings: another authority uses this account; each needs one \
                    of its own";
    assert_eq!(same, expected);
    apply(&at_merchant("zweite", "merchant-2")).await.unwrap();
    let mut twice = at_merchant("dritte", "merchant-3");
    let mut other = twice.accounts[0].clone();
    other.code = "other".to_owned();
    twice.accounts.push(other);
    let twice = apply(&twice).await.unwrap_err();
    let expected = "accounts.other.settings: another account of the document is the same";
    assert_eq!(twice, expected);
}

async fn a_pools_form_stays_when_a_file_brought_claims_of_it(db: Db) {
    let authority = TestAuthority::new(db, 28).await;
    let mut document = authority_document();
    let pools = &mut document.pools;
    let pool = pools.iter_mut().find(|pool| pool.code == "bescheide");
    pool.unwrap().definition = "9{year:2}{counter:6}".to_owned();
    let operator = authority.operator();
    let told = authority
        .imports(&file_of(&[(1, 5_500, "1234")]))
        .await
        .unwrap();
    assert_eq!(told.added, 1);
    let refused = operator.apply_tenant(&document).await.unwrap_err();
    let why = refused.source().unwrap().to_string();
    assert!(why.starts_with("pools.bescheide.definition: "), "{why}");
}

async fn two_transitions_of_a_service_at_once_do_not_both_succeed(db: Db) {
    let authority = TestAuthority::new(db, 14).await;
    let both = [OFFICE, (Role::ServiceOwner, "Bo")]
        .map(|who| authority.leads("kurs", ServiceTransition::Retire, who));
    let both = futures_util::future::join_all(both).await;
    let done = both.iter().filter(|step| step.is_ok()).count();
    assert_eq!(done, 1, "{both:?}");
    let steps = "SELECT count(*) FROM service_transitions WHERE transition = 'retire'";
    assert_eq!(authority.count(steps).await, 1);
}
