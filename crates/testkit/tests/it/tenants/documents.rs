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
    no_text_of_a_document_comes_past_the_door
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

async fn no_text_of_a_document_comes_past_the_door(db: Db) {
    let authority = TestAuthority::new(db, 6).await;
    let operator = authority.operator();
    let written = serde_json::to_value(authority_document()).unwrap();
    let refused = async |document: &TenantDocument| {
        let checked = operator.check_tenant(document).await;
        checked.unwrap_err().source().unwrap().to_string()
    };
    // What has a reader is composed by it.
    let mut odd = written.clone();
    odd["services"][0]["bookings"] = serde_json::json!([
        { "reference": "Gebu\u{308}hr", "booking_data": { "a": "\u{202e}1" }, "required": ["b "] }
    ]);
    let read: TenantDocument = serde_json::from_value(odd.clone()).unwrap();
    let booking = &read.services[0].bookings[0];
    assert_eq!(booking.reference.as_deref(), Some("Gebühr"));
    assert_eq!(booking.booking_data["a"], "1");
    assert_eq!(booking.required, ["b"]);
    operator.check_tenant(&read).await.unwrap();
    odd["services"][0]["bookings"][0]["booking_data"]["a"] = "1\0".into();
    assert!(serde_json::from_value::<TenantDocument>(odd).is_err());
    // What has none, or is made by a form, is refused with its place.
    let mut made = authority_document();
    made.pools[0].code.push('\u{202e}');
    let told = refused(&made).await;
    assert!(told.starts_with("pools.0.code: "), "{told}");
    let mut made = authority_document();
    let odd = [("sachkonto".to_owned(), "4\0".to_owned())];
    made.services[0].bookings = read.services[0].bookings.clone();
    made.services[0].bookings[0].booking_data = odd.into();
    let told = refused(&made).await;
    let place = "services.0.bookings.0.booking_data.sachkonto: ";
    assert!(told.starts_with(place), "{told}");
}
