//! Each method is offered between its limits, and starts, is asked about, ends and is given back as
//! its profile says.

use std::time::Duration;

use app::payments::{CitizenState, StartOutcome};
use app::tenants::documents::TenantDocument;
use domain::payments::profile::{Asking, Needs, OfferLasts, Refunds};
use domain::{Moment, Money, PaymentId, RefundId, Timestamp};
use providers::{CaptureId, PaymentProvider, RefundOrder, RefundOutcome};
use simulators::common::Fault;
use storage::{Db, on_both_engines};
use testkit::{FEE_CENTS, TestAuthority, Told, authority_document};
use url::Url;

use super::{Offered, account_of, built_from, offered, provider};

on_both_engines! {
    each_method_is_offered_between_its_limits_and_no_cent_beyond
    each_method_starts_as_its_profile_says
    an_offer_is_given_out_again_as_long_as_it_lasts
    a_start_whose_answer_is_lost_is_made_once
    what_is_not_told_is_found_by_asking
    what_is_not_paid_ends_without_money
    money_is_given_back_as_the_profile_says
}

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// The authority's first service lists the method alone, for a day at the pay page.
fn alone(one: &Offered) -> TenantDocument {
    let mut document = authority_document();
    let service = document.services.first_mut().unwrap();
    service.pay_minutes = 1_440;
    service.methods.retain(|listed| listed.method == one.method);
    assert_eq!(
        service.methods.len(),
        1,
        "{} is not tried out here",
        one.method
    );
    service.methods[0].account.clone_from(&one.account);
    document
}

/// An authority that offers the method alone, and a payment.
async fn offering(db: &Db, one: &Offered) -> (TestAuthority, PaymentId) {
    let authority = TestAuthority::new(storage::testing::emptied(db).await, 1).await;
    authority
        .operator()
        .apply_tenant(&alone(one))
        .await
        .unwrap();
    let payment = authority.asks_anew().await.unwrap();
    (authority, payment)
}

async fn each_method_is_offered_between_its_limits_and_no_cent_beyond(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    for one in offered() {
        let mut document = authority_document();
        for listed in &mut document.services.first_mut().unwrap().methods {
            let narrow = listed.method == one.method;
            listed.min_cents = narrow.then_some(500);
            listed.max_cents = narrow.then_some(5_000);
        }
        authority.operator().apply_tenant(&document).await.unwrap();
        for (cents, is_offered) in [(499, false), (500, true), (5_000, true), (5_001, false)] {
            let payment = authority.asks_for(cents).await.unwrap();
            let methods = authority.page(payment).await.methods;
            assert_eq!(
                methods.contains(&one.method),
                is_offered,
                "{} {cents}",
                one.method
            );
            let started = authority.chooses(payment, &one.method).await.unwrap();
            let refused = started == StartOutcome::NotOffered;
            assert_eq!(refused, !is_offered, "{} {cents}: {started:?}", one.method);
        }
    }
}

async fn each_method_starts_as_its_profile_says(db: Db) {
    for one in offered() {
        let (authority, payment) = offering(&db, &one).await;
        let before = authority.sim.journal().len();
        let started = authority.chooses(payment, &one.method).await.unwrap();
        let asked = authority.sim.journal().len() > before;
        let page = authority.page(payment).await;
        match one.profile.needs {
            Needs::Browser => {
                let to = redirect(started);
                let kind = one.kind.unwrap();
                // A simulator stands for the provider's pages.
                assert_eq!(to.host_str(), Some("127.0.0.1"), "{to}");
                assert!(kind.pages().iter().all(|page| page.starts_with("https://")));
                assert_eq!(page.state, CitizenState::AtProvider { alert: None });
                assert!(asked, "{}", one.method);
            }
            Needs::PayerBank => {
                assert_eq!(started, StartOutcome::Instructed);
                assert_eq!(page.state, CitizenState::Open { alert: None });
                assert_eq!(page.transfer.unwrap().amount.cents(), FEE_CENTS);
                assert!(!asked, "{} has no provider to ask", one.method);
            }
            Needs::Mandate | Needs::Staff => panic!("{} is not played here yet", one.method),
        }
        assert_eq!(page.method.as_ref(), Some(&one.method));
        assert!(authority.calls_off(payment).await, "{}", one.method);
        assert_eq!(authority.status(payment).await, Told::Cancelled);
        authority.comes_to_rest().await;
        authority.reconcile().await.unwrap();
    }
}

fn redirect(started: StartOutcome) -> Url {
    let StartOutcome::Redirect(to) = started else {
        panic!("sent nowhere: {started:?}");
    };
    to
}

async fn an_offer_is_given_out_again_as_long_as_it_lasts(db: Db) {
    for one in offered() {
        let OfferLasts::For(lasts) = one.profile.offer_lasts else {
            continue;
        };
        let (authority, payment) = offering(&db, &one).await;
        let first = redirect(authority.chooses(payment, &one.method).await.unwrap());
        authority.time_passes(lasts.checked_sub(MINUTE).unwrap());
        let again = redirect(authority.chooses(payment, &one.method).await.unwrap());
        assert_eq!(again, first, "{}", one.method);
        authority.time_passes(2 * MINUTE);
        let late = redirect(authority.chooses(payment, &one.method).await.unwrap());
        assert_ne!(late, first, "{}", one.method);
    }
}

async fn a_start_whose_answer_is_lost_is_made_once(db: Db) {
    for one in offered() {
        let Some(kind) = one.kind else {
            continue;
        };
        let played = provider(kind);
        for after_effect in [false, true] {
            let (authority, payment) = offering(&db, &one).await;
            authority.sim.fault(Fault {
                lost: true,
                after_effect,
                ..Fault::on(played.start_call)
            });
            let started = authority.chooses(payment, &one.method).await.unwrap();
            assert_eq!(started, StartOutcome::Unreachable, "{}", one.method);
            authority.sim.clear_faults();
            let to = redirect(authority.chooses(payment, &one.method).await.unwrap());
            (played.approves)(&authority, &to);
            authority.comes_back(payment).await;
            assert_eq!(
                authority.status(payment).await,
                Told::Paid,
                "{}",
                one.method
            );
            authority.reconcile().await.unwrap();
        }
    }
}

async fn what_is_not_told_is_found_by_asking(db: Db) {
    for one in offered() {
        let (authority, payment) = offering(&db, &one).await;
        let started = authority.chooses(payment, &one.method).await.unwrap();
        let before = authority.sim.journal().len();
        match one.profile.asking {
            Asking::Repeatedly { first_after, .. } => {
                (provider(one.kind.unwrap()).approves)(&authority, &redirect(started));
                drop(authority.sim.take_deliveries());
                authority.time_passes(first_after * 2);
                authority.does_what_is_due().await;
                assert_eq!(
                    authority.status(payment).await,
                    Told::Paid,
                    "{}",
                    one.method
                );
            }
            Asking::OnProviderEvent | Asking::Never => {
                for _ in 0..3 {
                    authority.after(DAY).await;
                }
                let asked = authority.sim.journal().len() - before;
                assert_eq!(asked, 0, "{} is asked about", one.method);
            }
        }
        authority.reconcile().await.unwrap();
    }
}

async fn what_is_not_paid_ends_without_money(db: Db) {
    for one in offered() {
        let (authority, payment) = offering(&db, &one).await;
        authority.chooses(payment, &one.method).await.unwrap();
        authority.comes_to_rest().await;
        // Longer than a payment waits for a transfer.
        authority.after(25 * DAY).await;
        assert_eq!(
            authority.status(payment).await,
            Told::Expired,
            "{}",
            one.method
        );
        let attempts = "SELECT count(*) FROM attempts WHERE state = 'lapsed'";
        assert_eq!(authority.count(attempts).await, 1, "{}", one.method);
        let money = authority.count("SELECT count(*) FROM money_in").await;
        assert_eq!(money, 0, "{}", one.method);
        authority.reconcile().await.unwrap();
    }
}

async fn money_is_given_back_as_the_profile_says(db: Db) {
    for one in offered() {
        let Refunds::AtProvider {
            partial, several, ..
        } = one.profile.refunds
        else {
            continue;
        };
        let kind = one.kind.unwrap();
        let (authority, payment) = offering(&db, &one).await;
        let to = redirect(authority.chooses(payment, &one.method).await.unwrap());
        (provider(kind).approves)(&authority, &to);
        authority.comes_back(payment).await;
        let books = authority.sim.books();
        let mut captures = books.apps.iter().flat_map(|app| &app.captures);
        let capture = CaptureId::parse(&captures.next().unwrap().id).unwrap();
        let account = built_from(account_of(&authority_document(), kind));
        let built = kind.build(&account, &authority.surroundings()).unwrap();
        let mut moment = Moment::fixed(Timestamp::from_micros(0), 7);
        let mut order = |cents: i64, number: u32| RefundOrder {
            refund: RefundId::new(&mut moment),
            number: 1,
            payment,
            capture: capture.clone(),
            amount: Money::from_cents(cents).unwrap(),
            invoice: format!("refund-{number}"),
        };
        let part = order(1_000, 1);
        let first = refund(&*built, &part).await;
        assert_eq!(
            given_back(&first),
            partial.then_some(1_000),
            "{}",
            one.method
        );
        let again = refund(&*built, &part).await;
        assert_eq!(
            again, first,
            "{}: ordered twice, given back once",
            one.method
        );
        let left = FEE_CENTS - given_back(&first).unwrap_or(0);
        let too_much = refund(&*built, &order(left + 1, 2)).await;
        assert!(
            matches!(too_much, RefundOutcome::Declined { .. }),
            "{too_much:?}"
        );
        let rest = refund(&*built, &order(left, 3)).await;
        let expected = (several || !partial).then_some(left);
        assert_eq!(given_back(&rest), expected, "{}", one.method);
    }
}

async fn refund(provider: &dyn PaymentProvider, order: &RefundOrder) -> RefundOutcome {
    provider.refunds().unwrap().refund(order).await
}

fn given_back(outcome: &RefundOutcome) -> Option<i64> {
    match outcome {
        RefundOutcome::Refunded(fact) | RefundOutcome::Pending(fact) => Some(fact.amount.cents()),
        RefundOutcome::Declined { .. } | RefundOutcome::Unknown => None,
    }
}
