//! The program is killed before and after every step of every use case, and restarted.

use std::time::Duration;

use testkit::{AtProvider, City, dies_at_every_step, play};

/// Fewer steps than this and the fuse sits in the wrong place.
const STEPS_MIN: u64 = 8;

async fn town(seed: u64) -> City {
    City::new(storage::testing::sqlite().await, seed).await
}

fn survives<S: AsyncFn(&City)>(story: S) {
    let steps = play(dies_at_every_step(town, story));
    assert!(steps >= STEPS_MIN, "only {steps} steps");
}

#[test]
fn registering_and_paying() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn paying_told_by_notice() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.pays(payment, AtProvider::Leaves).await;
        let Some(order) = city.chooses_paypal(payment).await else {
            return;
        };
        city.at_provider(&order, AtProvider::Approves);
        city.after(Duration::from_secs(10)).await;
    });
}

#[test]
fn paying_found_by_the_sweeper() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        let Some(order) = city.chooses_paypal(payment).await else {
            return;
        };
        city.at_provider(&order, AtProvider::Approves);
        drop(city.sim.take_deliveries());
        city.time_passes(Duration::from_mins(11));
        city.does_what_is_due().await;
    });
}

#[test]
fn a_bad_card_then_a_good_one() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.pays(payment, AtProvider::ApprovesWithBadCard).await;
        city.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn a_final_no() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.pays(payment, AtProvider::ApprovesAndIsRefused).await;
    });
}

#[test]
fn money_under_review() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.pays(payment, AtProvider::ApprovesAndIsChecked).await;
        city.after(Duration::from_mins(10)).await;
    });
}

#[test]
fn giving_up_and_trying_again() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        if city.chooses_paypal(payment).await.is_some() {
            city.gives_up(payment).await;
        }
        city.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn calling_it_off() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.chooses_paypal(payment).await;
        city.calls_off(payment).await;
    });
}

#[test]
fn letting_it_expire() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.chooses_paypal(payment).await;
        city.after(Duration::from_mins(31)).await;
    });
}

#[test]
fn a_refund_at_the_provider() {
    survives(async |city| {
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.pays(payment, AtProvider::Approves).await;
        city.provider_reverses(payment);
        city.after(Duration::from_mins(1)).await;
    });
}

/// A letter may go twice, under one id; none is lost, and no address stays.
#[test]
fn letters_to_payer_and_authority() {
    survives(async |city| {
        let rules = serde_json::json!({ "receipts_to": { "parken": "kasse@musterstadt.example" } });
        city.rules_about_mail(rules).await;
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.pays(payment, AtProvider::Approves).await;
        let asked = city.asks_for_receipt(payment, "max@example.org").await;
        city.after(Duration::from_mins(1)).await;
        drop(asked);
    });
}

#[test]
fn a_refund_told_by_letter() {
    survives(async |city| {
        city.rules_about_mail(serde_json::json!({ "keep_address_days": 2 }))
            .await;
        let Some(payment) = city.asks_for_payment().await else {
            return;
        };
        city.pays(payment, AtProvider::Approves).await;
        let asked = city.asks_for_receipt(payment, "max@example.org").await;
        city.does_what_is_due().await;
        city.provider_reverses(payment);
        city.after(Duration::from_mins(1)).await;
        drop(asked);
    });
}
