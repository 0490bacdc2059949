//! Good answers with something changed at random, the same way each time.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use providers::Refunds;
use providers::{CaptureOutcome, CaptureState, Mismatch, PaymentProvider};
use serde_json::{Value, json};

use crate::answers::malformed::{outcome_of, paid, places, take};
use crate::calls::refund::{refund_answer, refund_order};
use crate::events::signing::{Sent, simulated};
use crate::script::*;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_123),
        ..ProptestConfig::default()
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.build().unwrap().block_on(future)
}

fn good() -> Value {
    order_with(&capture_answer("COMPLETED"))
}

async fn outcome_of_bytes(answer: Vec<u8>) -> CaptureOutcome {
    let world = World::logged_in();
    world.expects_text(&take(), 201, answer);
    world.paypal.capture(&order(), 1, &expected()).await
}

/// Anything, with a leaning towards what might be taken for something.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "[A-Z0-9_]{0,40}".prop_map(Value::from),
        "-?[0-9]{0,20}[.,]?[0-9]{0,4}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
    ]
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn another_amount_is_never_taken_for_the_ordered_one(
        value in prop_oneof![
            "-?[0-9]{0,4}(\\.[0-9]{0,3})?",
            "0{0,3}12\\.?5?0{0,4}",
            "[ -~]{0,12}",
            ".{0,12}",
        ],
    ) {
        let mut capture = capture_answer("COMPLETED");
        capture["amount"]["value"] = json!(value);
        let same = domain::Money::from_decimal(&value) == Ok(euros("12.50"));
        match wait(outcome_of(&order_with(&capture))) {
            CaptureOutcome::Captured(fact) => {
                prop_assert_eq!(fact.mismatch, (!same).then_some(Mismatch::Amount));
                prop_assert_eq!(fact.amount == euros("12.50"), same);
            }
            outcome @ (CaptureOutcome::Pending(_)
            | CaptureOutcome::BuyerMustAct
            | CaptureOutcome::Declined { .. }
            | CaptureOutcome::NotApproved
            | CaptureOutcome::Gone
            | CaptureOutcome::Unknown) => {
                prop_assert_eq!(outcome, CaptureOutcome::Unknown);
                prop_assert!(!same);
            }
        }
    }

    #[test]
    fn anything_anywhere_in_an_answer_never_makes_other_money_right(
        place in proptest::sample::select(places(&good())),
        value in anything(),
    ) {
        let mut answer = good();
        *answer.pointer_mut(&place).unwrap() = value;
        let outcome = wait(outcome_of(&answer));
        let told = paid(&outcome).map(|fact| fact.amount);
        prop_assert!(told.is_none_or(|amount| amount == euros("12.50")));
        if place.contains("/amount/") {
            prop_assert!(told.is_none() || answer == good());
        }
    }

    #[test]
    fn bytes_changed_lost_or_added_never_make_other_money_right(
        place in any::<prop::sample::Index>(),
        change in prop_oneof![
            any::<u8>().prop_map(|byte| (1, vec![byte])),
            (0_usize..40).prop_map(|lost| (lost, Vec::new())),
            prop::collection::vec(any::<u8>(), 1..8).prop_map(|added| (0, added)),
            "[0-9.\",:{}-]{1,3}".prop_map(|added| (0, added.into_bytes())),
        ],
    ) {
        let mut answer = good().to_string().into_bytes();
        let start = place.index(answer.len());
        let end = (start + change.0).min(answer.len());
        answer.splice(start..end, change.1);
        let outcome = wait(outcome_of_bytes(answer));
        let told = paid(&outcome).map(|fact| fact.amount);
        prop_assert!(told.is_none_or(|amount| amount == euros("12.50")));
    }
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn anything_in_answers_about_captures_and_refunds_is_survived(
        place in any::<prop::sample::Index>(),
        value in anything(),
    ) {
        let world = World::logged_in();
        let mut answer = capture_answer("PENDING");
        let in_capture = places(&answer);
        *answer.pointer_mut(place.get::<String>(&in_capture)).unwrap() = value.clone();
        let line = format!("GET /v2/payments/captures/{CAPTURE}");
        world.expects_text(&line, 200, answer.to_string());
        let id = providers::CaptureId::parse(CAPTURE).unwrap();
        let state = wait(world.paypal.look_up_capture(&id));
        let still_pending = matches!(state, CaptureState::Pending(_) | CaptureState::Unknown);
        prop_assert!(still_pending || place.get::<String>(&in_capture) == "/status", "{state:?}");

        let mut answer = refund_answer("PENDING");
        let in_refund = places(&answer);
        *answer.pointer_mut(place.get::<String>(&in_refund)).unwrap() = value;
        let line = format!("POST /v2/payments/captures/{CAPTURE}/refund");
        world.expects_text(&line, 201, answer.to_string());
        let outcome = wait(world.paypal.refund(&refund_order()));
        let done = matches!(outcome, providers::RefundOutcome::Refunded(_));
        prop_assert!(!done || place.get::<String>(&in_refund) == "/status", "{outcome:?}");
    }

    #[test]
    fn events_of_strangers_are_survived_without_a_call(
        id in "[ -~]{0,60}",
        address in "(https?://)?[a-z.@:]{0,30}/v1/notifications/certs/[ -~]{0,20}",
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut delivery = Sent::to(WEBHOOK, "{}")
            .with("paypal-transmission-id", &id)
            .with("paypal-cert-url", &address);
        delivery.body = body;
        let verdict = wait(delivery.judged_in(&simulated()));
        prop_assert!(matches!(verdict, providers::EventVerdict::Forged { .. }), "{verdict:?}");
    }
}
