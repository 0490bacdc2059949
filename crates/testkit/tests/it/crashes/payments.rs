//! Payments of calling systems and catalogue, at the provider.

use std::time::Duration;

use testkit::{AtProvider, TestAuthority};

use super::all_survive;

all_survive! { after nothing:
    registering_and_paying
    paying_told_by_provider_event
    paying_found_by_the_sweeper
    a_bad_card_then_a_good_one
    a_final_no
    money_under_review
    giving_up_and_trying_again
    calling_it_off
    letting_it_expire
    ordering_from_the_catalogue_and_paying
    a_refund_at_the_provider
}

async fn registering_and_paying(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority.pays(payment, AtProvider::Approves).await;
}

async fn paying_told_by_provider_event(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority.pays(payment, AtProvider::Leaves).await;
    let Some(order) = authority.chooses_paypal(payment).await else {
        return;
    };
    authority.at_provider(&order, AtProvider::Approves);
    authority.after(Duration::from_secs(10)).await;
}

async fn paying_found_by_the_sweeper(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    let Some(order) = authority.chooses_paypal(payment).await else {
        return;
    };
    authority.at_provider(&order, AtProvider::Approves);
    drop(authority.sim.take_deliveries());
    authority.time_passes(Duration::from_mins(11));
    authority.does_what_is_due().await;
}

async fn a_bad_card_then_a_good_one(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority
        .pays(payment, AtProvider::ApprovesWithBadCard)
        .await;
    authority.pays(payment, AtProvider::Approves).await;
}

async fn a_final_no(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority
        .pays(payment, AtProvider::ApprovesAndIsRefused)
        .await;
}

async fn money_under_review(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority
        .pays(payment, AtProvider::ApprovesAndIsChecked)
        .await;
    authority.after(Duration::from_mins(10)).await;
}

async fn giving_up_and_trying_again(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    if authority.chooses_paypal(payment).await.is_some() {
        authority.gives_up(payment).await;
    }
    authority.pays(payment, AtProvider::Approves).await;
}

async fn calling_it_off(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority.chooses_paypal(payment).await;
    authority.calls_off(payment).await;
}

async fn letting_it_expire(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority.chooses_paypal(payment).await;
    authority.after(Duration::from_mins(31)).await;
}

async fn ordering_from_the_catalogue_and_paying(authority: &TestAuthority) {
    let Some(payment) = authority.orders_certificates(2).await else {
        return;
    };
    authority.pays(payment, AtProvider::Approves).await;
}

async fn a_refund_at_the_provider(authority: &TestAuthority) {
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority.pays(payment, AtProvider::Approves).await;
    authority.provider_reverses(payment);
    authority.after(Duration::from_mins(1)).await;
}
