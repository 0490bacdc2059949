//! The program is killed before and after every step of every use case, and restarted.

use std::time::Duration;

use app::claims::notices::NoticePayment;
use domain::Money;
use testkit::{AtProvider, TestAuthority, crashes_at_every_step, file_of, play};

/// Fewer steps than this and the crash point sits in the wrong place.
const STEPS_MIN: u64 = 8;

async fn authority(seed: u64) -> TestAuthority {
    TestAuthority::new(storage::testing::sqlite().await, seed).await
}

/// An authority whose citizens have three fines.
async fn authority_with_fines(seed: u64) -> TestAuthority {
    let authority = authority(seed).await;
    let file = file_of(&[(1, 5_500, "1234"), (2, 2_000, "2345"), (3, 9_900, "3456")]);
    authority.imports(&file).await.expect("a good file");
    authority
}

fn survives<S: AsyncFn(&TestAuthority)>(story: S) {
    survives_in(authority, story);
}

fn survives_in<T: AsyncFn(u64) -> TestAuthority, S: AsyncFn(&TestAuthority)>(
    authority: T,
    story: S,
) {
    let steps = play(crashes_at_every_step(authority, story));
    assert!(steps >= STEPS_MIN, "only {steps} steps");
}

#[test]
fn registering_and_paying() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn a_transfer_in_two_parts() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority.chooses_transfer(payment).await;
        let Some(number) = authority.remittance(payment).await else {
            return;
        };
        for cents in [1_000, 3_250] {
            let credit = authority.credit(cents, &number);
            let _crashed_or_entered = authority.enters(&credit).await;
            // Entered twice, as by a person who saw no answer.
            let _crashed_or_known = authority.enters(&credit).await;
        }
    });
}

#[test]
fn paying_told_by_provider_event() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority.pays(payment, AtProvider::Leaves).await;
        let Some(order) = authority.chooses_paypal(payment).await else {
            return;
        };
        authority.at_provider(&order, AtProvider::Approves);
        authority.after(Duration::from_secs(10)).await;
    });
}

#[test]
fn paying_found_by_the_sweeper() {
    survives(async |authority| {
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
    });
}

#[test]
fn a_bad_card_then_a_good_one() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority
            .pays(payment, AtProvider::ApprovesWithBadCard)
            .await;
        authority.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn a_final_no() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority
            .pays(payment, AtProvider::ApprovesAndIsRefused)
            .await;
    });
}

#[test]
fn money_under_review() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority
            .pays(payment, AtProvider::ApprovesAndIsChecked)
            .await;
        authority.after(Duration::from_mins(10)).await;
    });
}

#[test]
fn giving_up_and_trying_again() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        if authority.chooses_paypal(payment).await.is_some() {
            authority.gives_up(payment).await;
        }
        authority.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn calling_it_off() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority.chooses_paypal(payment).await;
        authority.calls_off(payment).await;
    });
}

#[test]
fn letting_it_expire() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority.chooses_paypal(payment).await;
        authority.after(Duration::from_mins(31)).await;
    });
}

#[test]
fn ordering_from_the_catalogue_and_paying() {
    survives(async |authority| {
        let Some(payment) = authority.orders_certificates(2).await else {
            return;
        };
        authority.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn a_refund_at_the_provider() {
    survives(async |authority| {
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority.pays(payment, AtProvider::Approves).await;
        authority.provider_reverses(payment);
        authority.after(Duration::from_mins(1)).await;
    });
}

#[test]
fn paying_several_notices_at_once() {
    survives_in(authority_with_fines, async |authority| {
        let notices = [(1, "1234"), (2, "2345"), (3, "3456")];
        let Some(payment) = authority
            .opens_payment(&notices, NoticePayment::Whole)
            .await
        else {
            return;
        };
        authority.pays(payment, AtProvider::Approves).await;
    });
}

#[test]
fn paying_a_part_of_two_notices_and_then_the_rest() {
    survives_in(authority_with_fines, async |authority| {
        let notices = [(1, "1234"), (2, "2345")];
        let part = Money::from_cents(6_000).expect("an amount");
        for chosen in [NoticePayment::Part(part), NoticePayment::Whole] {
            // The first notice is paid by then: the rest is of the second one.
            let left = match chosen {
                NoticePayment::Part(_) => &notices[..],
                NoticePayment::Whole => &notices[1..],
            };
            let Some(payment) = authority.opens_payment(left, chosen).await else {
                return;
            };
            authority.pays(payment, AtProvider::Approves).await;
        }
    });
}

#[test]
fn two_payers_of_the_same_notice() {
    survives_in(authority_with_fines, async |authority| {
        let notices = [(1, "1234")];
        let Some(first) = authority
            .opens_payment(&notices, NoticePayment::Whole)
            .await
        else {
            return;
        };
        let Some(second) = authority
            .opens_payment(&notices, NoticePayment::Whole)
            .await
        else {
            return;
        };
        let Some(order) = authority.chooses_paypal(first).await else {
            return;
        };
        authority.pays(second, AtProvider::Approves).await;
        authority.at_provider(&order, AtProvider::Approves);
        authority.comes_back(first).await;
    });
}

#[test]
fn a_notice_given_to_enforcement_while_its_payer_is_at_the_provider() {
    survives_in(authority_with_fines, async |authority| {
        let notices = [(1, "1234")];
        let Some(payment) = authority
            .opens_payment(&notices, NoticePayment::Whole)
            .await
        else {
            return;
        };
        let Some(order) = authority.chooses_paypal(payment).await else {
            return;
        };
        let file = file_of(&[(1, 5_500, "1234")]).replace(";;;\n", ";;;blocked\n");
        if authority.imports(&file).await.is_err() {
            return;
        }
        authority.at_provider(&order, AtProvider::Approves);
        authority.comes_back(payment).await;
    });
}

/// A mail may go twice, under one id; none is lost, and no address stays.
#[test]
fn mails_to_payer_and_authority() {
    survives(async |authority| {
        let rules = serde_json::json!({ "receipts_to": { "parken": "kasse@musterstadt.example" } });
        authority.rules_about_mail(rules).await;
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority.pays(payment, AtProvider::Approves).await;
        let asked = authority.asks_for_receipt(payment, "max@example.org").await;
        authority.after(Duration::from_mins(1)).await;
        drop(asked);
    });
}

#[test]
fn a_refund_told_by_mail() {
    survives(async |authority| {
        authority
            .rules_about_mail(serde_json::json!({ "keep_address_days": 2 }))
            .await;
        let Some(payment) = authority.asks_for_payment().await else {
            return;
        };
        authority.pays(payment, AtProvider::Approves).await;
        let asked = authority.asks_for_receipt(payment, "max@example.org").await;
        authority.does_what_is_due().await;
        authority.provider_reverses(payment);
        authority.after(Duration::from_mins(1)).await;
        drop(asked);
    });
}
