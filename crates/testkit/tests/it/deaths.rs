//! The program is killed before and after every step of every use case, and restarted.

use std::time::Duration;

use app::claims::notices::NoticePayment;
use domain::Money;
use testkit::{AtProvider, City, dies_at_every_step, file_of, play};

/// Fewer steps than this and the fuse sits in the wrong place.
const STEPS_MIN: u64 = 8;

async fn town(seed: u64) -> City {
    City::new(storage::testing::sqlite().await, seed).await
}

/// A town whose citizens have three fines.
async fn town_with_fines(seed: u64) -> City {
    let city = town(seed).await;
    let file = file_of(&[(1, 5_500, "1234"), (2, 2_000, "2345"), (3, 9_900, "3456")]);
    city.imports(&file).await.expect("a good file");
    city
}

fn survives<S: AsyncFn(&City)>(story: S) {
    survives_in(town, story);
}

fn survives_in<T: AsyncFn(u64) -> City, S: AsyncFn(&City)>(town: T, story: S) {
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
fn ordering_from_the_catalogue_and_paying() {
    survives(async |city| {
        let Some(payment) = city.orders_certificates(2).await else {
            return;
        };
        city.pays(payment, AtProvider::Approves).await;
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

#[test]
fn paying_several_notices_at_once() {
    survives_in(town_with_fines, async |city| {
        let notices = [(1, "1234"), (2, "2345"), (3, "3456")];
        let Some(payment) = city.opens_payment(&notices, NoticePayment::Whole).await else {
            return;
        };
        city.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn paying_a_part_of_two_notices_and_then_the_rest() {
    survives_in(town_with_fines, async |city| {
        let notices = [(1, "1234"), (2, "2345")];
        let part = Money::from_cents(6_000).expect("an amount");
        for chosen in [NoticePayment::Part(part), NoticePayment::Whole] {
            // The first notice is paid by then: the rest is of the second one.
            let left = match chosen {
                NoticePayment::Part(_) => &notices[..],
                NoticePayment::Whole => &notices[1..],
            };
            let Some(payment) = city.opens_payment(left, chosen).await else {
                return;
            };
            city.pays(payment, AtProvider::Approves).await;
        }
    });
}

#[test]
fn two_payers_of_the_same_notice() {
    survives_in(town_with_fines, async |city| {
        let notices = [(1, "1234")];
        let Some(first) = city.opens_payment(&notices, NoticePayment::Whole).await else {
            return;
        };
        let Some(second) = city.opens_payment(&notices, NoticePayment::Whole).await else {
            return;
        };
        let Some(order) = city.chooses_paypal(first).await else {
            return;
        };
        city.pays(second, AtProvider::Approves).await;
        city.at_provider(&order, AtProvider::Approves);
        city.comes_back(first).await;
    });
}

#[test]
fn a_notice_given_to_enforcement_while_its_payer_is_at_the_provider() {
    survives_in(town_with_fines, async |city| {
        let notices = [(1, "1234")];
        let Some(payment) = city.opens_payment(&notices, NoticePayment::Whole).await else {
            return;
        };
        let Some(order) = city.chooses_paypal(payment).await else {
            return;
        };
        let file = file_of(&[(1, 5_500, "1234")]).replace(";;;\n", ";;;blocked\n");
        if city.imports(&file).await.is_err() {
            return;
        }
        city.at_provider(&order, AtProvider::Approves);
        city.comes_back(payment).await;
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
