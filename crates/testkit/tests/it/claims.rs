//! What becomes of claims when people pay them, told on both engines.

mod booking_data;
mod imports;
mod rate_limits;
mod staff;

use domain::payments::AttemptOutcome;
use std::time::Duration;

use app::claims::LinkTarget;
use app::claims::notices::{Basket, Eligibility, NoticePayment, SearchOutcome};
use app::payments::CitizenState;
use domain::Money;
use domain::access::Role;
use domain::claims::ClaimOrigin;
use domain::services::{ServiceState, ServiceTransition};
use simulators::common::Fault;
use storage::testing::as_owner;
use storage::{Db, Scope, on_both_engines};
use testkit::{AtProvider, TestAuthority, file_of, notice_number};

on_both_engines! {
    several_notices_are_paid_at_once_to_the_cent
    a_part_is_paid_where_the_service_allows_it
    the_second_payer_of_a_claim_is_not_charged
    nothing_is_taken_while_another_payer_is_charged
    a_notice_given_to_enforcement_meanwhile_is_not_charged
    money_for_a_notice_cancelled_meanwhile_is_booked_and_given_back
    a_payment_that_is_not_made_leaves_the_notice_as_it_was
    several_notices_are_listed_on_the_pay_page
    a_notice_of_a_paused_service_is_found_and_not_paid
    a_link_on_paper_outlives_its_row
    a_link_that_was_led_to_another_claim_leads_nowhere
}

async fn fined(db: Db, seed: u64) -> TestAuthority {
    let authority = TestAuthority::new(db, seed).await;
    authority.sends_three_fines().await;
    authority
}

async fn several_notices_are_paid_at_once_to_the_cent(db: Db) {
    let authority = fined(db, 1).await;
    let notices = [(1, "1234"), (3, "3456")];
    let payment = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await;
    let payment = payment.unwrap();
    assert_eq!(authority.page(payment).await.amount.cents(), 15_400);
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    assert_eq!(authority.standing(2).await, ("open", 0));
    assert_eq!(authority.standing(3).await, ("paid", 9_900));
    assert_eq!(
        authority.ledger().await.lines().next(),
        Some("claims          -154.00")
    );
    authority.reconcile().await.unwrap();
}

async fn a_part_is_paid_where_the_service_allows_it(db: Db) {
    let authority = fined(db, 2).await;
    let notices = [(1, "1234"), (2, "2345")];
    let part = |cents| NoticePayment::Part(Money::from_cents(cents).unwrap());
    assert_eq!(authority.opens_payment(&notices, part(499)).await, None);
    assert_eq!(authority.opens_payment(&notices, part(7_501)).await, None);
    let payment = authority
        .opens_payment(&notices, part(6_000))
        .await
        .unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    // The one due first is paid first.
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    assert_eq!(authority.standing(2).await, ("partly_paid", 500));
    let rest = authority.opens_payment(&notices[1..], NoticePayment::Whole);
    let rest = rest.await.unwrap();
    assert_eq!(authority.page(rest).await.amount.cents(), 1_500);
    authority.pays(rest, AtProvider::Approves).await;
    assert_eq!(authority.standing(2).await, ("paid", 2_000));
    authority.reconcile().await.unwrap();
}

async fn the_second_payer_of_a_claim_is_not_charged(db: Db) {
    let authority = fined(db, 3).await;
    let notices = [(1, "1234")];
    let first = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await;
    let second = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await;
    let third = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await;
    let (first, second, third) = (first.unwrap(), second.unwrap(), third.unwrap());
    let order = authority.chooses_paypal(first).await.unwrap();
    authority.pays(second, AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(first).await;
    assert_eq!(authority.page(first).await.state, CitizenState::Cancelled);
    assert_eq!(authority.chooses_paypal(third).await, None);
    assert_eq!(authority.page(third).await.state, CitizenState::Cancelled);
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    assert_eq!(authority.tasks().await, Vec::<String>::new());
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn nothing_is_taken_while_another_payer_is_charged(db: Db) {
    let authority = fined(db, 4).await;
    let notices = [(1, "1234")];
    let first = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await;
    let second = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await;
    let (first, second) = (first.unwrap(), second.unwrap());
    // The provider holds the first payer's money back for a check.
    authority
        .pays(first, AtProvider::ApprovesAndIsChecked)
        .await;
    assert_eq!(authority.page(first).await.state, CitizenState::Processing);
    authority.pays(second, AtProvider::Approves).await;
    let waits = CitizenState::Open {
        alert: Some(AttemptOutcome::PaidElsewhere),
    };
    assert_eq!(authority.page(second).await.state, waits);
    assert_eq!(
        authority
            .opens_payment(&notices, NoticePayment::Whole)
            .await,
        None
    );
    assert_eq!(authority.standing(1).await, ("open", 0));
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn a_notice_given_to_enforcement_meanwhile_is_not_charged(db: Db) {
    let authority = fined(db, 5).await;
    let payment = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    let payment = payment.await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    let file = file_of(&[(1, 5_500, "1234")]).replace(";;;\n", ";;;blocked\n");
    assert_eq!(authority.imports(&file).await.unwrap().corrected, 1);
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
    assert_eq!(authority.page(payment).await.state, CitizenState::Cancelled);
    assert_eq!(authority.standing(1).await, ("blocked", 0));
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn money_for_a_notice_cancelled_meanwhile_is_booked_and_given_back(db: Db) {
    let authority = fined(db, 6).await;
    let payment = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    let payment = payment.await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    // The answer to the call for the money is lost, and the claim is cancelled before it is known.
    authority.sim.fault(Fault {
        after_effect: true,
        lost: true,
        times: 5,
        ..Fault::on("POST /v2/checkout/orders/*/capture")
    });
    authority.comes_back(payment).await;
    let file = file_of(&[(1, 5_500, "1234")]).replace(";;;\n", ";;;cancelled\n");
    assert_eq!(authority.imports(&file).await.unwrap().cancelled, 1);
    authority.comes_to_rest().await;
    assert_eq!(authority.standing(1).await, ("overpaid", 5_500));
    assert_eq!(authority.tasks().await, ["refund_overpayment"]);
    authority.reconcile().await.unwrap();
}

async fn a_payment_that_is_not_made_leaves_the_notice_as_it_was(db: Db) {
    let authority = fined(db, 8).await;
    let payment = authority.opens_payment(&[(2, "2345")], NoticePayment::Whole);
    let payment = payment.await.unwrap();
    authority.after(Duration::from_mins(31)).await;
    assert_eq!(authority.page(payment).await.state, CitizenState::Expired);
    assert_eq!(authority.standing(2).await, ("open", 0));
    let found = authority.searches(&notice_number(2), "2345").await.unwrap();
    assert!(matches!(found, SearchOutcome::Found(_)), "{found:?}");
    assert_eq!(
        authority.ledger().await.lines().collect::<Vec<_>>(),
        ["claims          0.00", "receivable      0.00"]
    );
    authority.reconcile().await.unwrap();
}

async fn several_notices_are_listed_on_the_pay_page(db: Db) {
    let authority = fined(db, 9).await;
    let notices = [(1, "1234"), (2, "2345")];
    let payment = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await;
    let page = authority.page(payment.unwrap()).await;
    let told: Vec<_> = page.items.iter().map(|item| item.cents).collect();
    assert_eq!(told, [5_500, 2_000]);
    assert!(page.items[0].description.contains(&page.items[0].reference));
    assert_eq!(page.origin, ClaimOrigin::Import);
    let one = authority.opens_payment(&notices[1..], NoticePayment::Whole);
    let page = authority.page(one.await.unwrap()).await;
    assert_eq!(
        (page.items.len(), page.description.as_str()),
        (0, "Bescheid")
    );
}

async fn a_notice_of_a_paused_service_is_found_and_not_paid(db: Db) {
    let authority = fined(db, 9).await;
    let office = (Role::ServiceOwner, "Ordnungsamt");
    let paused = authority
        .leads("bussgeld", ServiceTransition::Pause, office)
        .await;
    assert_eq!(paused.unwrap().service, ServiceState::Paused);
    let document = authority.operator().export_tenant("musterstadt").await;
    let document = document.unwrap().unwrap();
    let described = document.services.iter();
    let mut described = described.filter(|service| service.code == "bussgeld");
    assert!(described.next().unwrap().live, "the document holds nothing");

    let found = authority.searches(&notice_number(1), "1234").await;
    let Some(SearchOutcome::Found(claim)) = found else {
        panic!("the notice is found: {found:?}");
    };
    // At once, also while pages still offer it.
    let notices = [(1, "1234")];
    let refused = authority.opens_payment(&notices, NoticePayment::Whole);
    assert_eq!(refused.await, None);
    let mut basket = Basket::default();
    basket.add(claim);
    let payer = authority.app.payer();
    let seen = payer.notice_claims(authority.tenant, &basket).await;
    let eligible: Vec<_> = seen
        .unwrap()
        .iter()
        .map(|claim| claim.eligibility)
        .collect();
    assert_eq!(eligible, [Eligibility::Paused]);
    assert_eq!(
        authority.count("SELECT count(*) FROM payments").await,
        0,
        "nothing was opened"
    );
    let resumed = authority
        .leads("bussgeld", ServiceTransition::Resume, office)
        .await;
    assert_eq!(resumed.unwrap().service, ServiceState::Live);
    let payment = authority.opens_payment(&notices, NoticePayment::Whole);
    let payment = payment.await.unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    authority.reconcile().await.unwrap();
}

async fn a_link_on_paper_outlives_its_row(db: Db) {
    let authority = fined(db.clone(), 10).await;
    let client = authority.client().await.unwrap();
    let (number, other) = (notice_number(1), notice_number(2));
    let link = client.claim_link(&number).await.unwrap();
    let service = client.service_link("parken").await.unwrap();
    assert_ne!(client.claim_link(&other).await.unwrap(), link);
    let token = link.path_segments().unwrap().next_back().unwrap();
    let leads_to = async || {
        let payer = authority.app.payer();
        payer.follow_link("musterstadt", token).await.unwrap()
    };
    let claim = authority.claim(&number).await.unwrap().id;
    assert_eq!(leads_to().await, Some(LinkTarget::Claim(claim)));
    // A backup from before the paper was printed: the row is gone until the link is asked for.
    let owner = as_owner(&db).await;
    let scope = Scope::Tenant(authority.tenant);
    let mut tx = owner.write(scope).await.unwrap();
    tx.raw("DELETE FROM link_tokens").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(leads_to().await, None);
    assert_eq!(client.claim_link(&number).await.unwrap(), link);
    assert_eq!(client.service_link("parken").await.unwrap(), service);
    assert_eq!(leads_to().await, Some(LinkTarget::Claim(claim)));
    // A claim that was taken back and came again is another row.
    let mut tx = db.write(scope).await.unwrap();
    let moved = "UPDATE link_tokens SET subject = tenant_id WHERE kind = 'claim'";
    tx.raw(moved).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(leads_to().await, None);
    assert_eq!(client.claim_link(&number).await.unwrap(), link);
    assert_eq!(leads_to().await, Some(LinkTarget::Claim(claim)));
}

async fn a_link_that_was_led_to_another_claim_leads_nowhere(db: Db) {
    let authority = fined(db.clone(), 11).await;
    let client = authority.client().await.unwrap();
    let link = client.claim_link(&notice_number(1)).await.unwrap();
    let token = link.path_segments().unwrap().next_back().unwrap();
    let other = notice_number(2);
    let mut tx = db.write(Scope::Tenant(authority.tenant)).await.unwrap();
    let led = format!(
        "UPDATE link_tokens
         SET subject = (SELECT claim_id FROM claims WHERE kassenzeichen = '{other}')"
    );
    assert_eq!(tx.raw(&led).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let payer = authority.app.payer();
    assert_eq!(payer.follow_link("musterstadt", token).await.unwrap(), None);
}
