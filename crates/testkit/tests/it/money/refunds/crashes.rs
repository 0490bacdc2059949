//! The program is killed at every step of a refund, and restarted.

use domain::{Day, PaymentId, RefundId};
use storage::Db;
use testkit::{BANK, CrashPoint, FEE_CENTS, Office, TestAuthority};

/// More steps than the story has.
const STEPS_MAX: u64 = 80;
/// Fewer steps than this and the crash point sits in the wrong place.
const STEPS_MIN: u64 = 8;
/// The same of a transfer that is entered.
const PAY_STEPS_MIN: u64 = 2;

mod a_refund_survives_every_crash {
    #[tokio::test]
    async fn sqlite() {
        super::survives(storage::testing::sqlite().await).await;
    }

    #[tokio::test]
    async fn postgres() {
        if let Some(db) = storage::testing::postgres().await {
            super::survives(db).await;
        }
    }
}

mod a_transfer_by_hand_survives_every_crash {
    #[tokio::test]
    async fn sqlite() {
        super::is_paid_once(storage::testing::sqlite().await).await;
    }

    #[tokio::test]
    async fn postgres() {
        if let Some(db) = storage::testing::postgres().await {
            super::is_paid_once(db).await;
        }
    }
}

/// Persons are expensive to bring in: one authority lives through all of it, with a payment for
/// each crash.
async fn survives(db: Db) {
    let mut authority = TestAuthority::new(db, 1).await;
    let office = authority.staffed().await;
    for length in 1..=STEPS_MAX {
        let payment = authority.paid_payment().await;
        let clerk = authority.at_work(&office.clerk).await;
        let asked = authority.requests_refund(&clerk, (payment, 1_000)).await;
        asked.unwrap();
        // Of the payment; what the provider tells of the refund comes after the restart.
        authority.provider_events_arrive().await;
        authority.does_what_is_due().await;
        let crash_point = CrashPoint::at(length);
        let story = (payment, &office);
        gives_back(&mut authority, &crash_point, story).await;
        let survived = !crash_point.is_reached();
        authority.restart();
        authority.comes_to_rest().await;
        let problem = authority.reconcile().await;
        problem.unwrap_or_else(|problem| panic!("died at step {length}: {problem}"));
        let stuck = "SELECT count(*) FROM refunds
            WHERE state NOT IN ('requested', 'done')";
        assert_eq!(authority.count(stuck).await, 0, "died at step {length}");
        if survived {
            assert!(length > STEPS_MIN, "{length}");
            return;
        }
    }
    panic!("the story never ends")
}

/// The lead signs in before it can be the last step, and releases what is requested.
async fn gives_back(
    authority: &mut TestAuthority,
    crash_point: &CrashPoint,
    (payment, office): (PaymentId, &Office),
) {
    let token = authority.signs_in(&office.lead).await;
    authority.crashes_at(crash_point);
    let _dead_or_released = releases(authority, &token, payment).await;
    let _dead_or_done = authority.app.system().run_due(50).await;
}

/// The treasurer enters the transfer again after each crash: it is booked once.
async fn is_paid_once(db: Db) {
    let mut authority = TestAuthority::new(db, 2).await;
    let office = authority.staffed().await;
    for length in 1..=STEPS_MAX {
        let (payment, number) = authority.instructed_payment().await.unwrap();
        authority.bank_states(FEE_CENTS, &number).await.unwrap();
        let clerk = authority.at_work(&office.clerk).await;
        let asked = authority.requests_refund(&clerk, (payment, 1_000)).await;
        let refund = asked.unwrap();
        let lead = authority.at_work(&office.lead).await;
        authority.releases_refund(&lead, refund).await.unwrap();
        authority.does_what_is_due().await;
        let token = authority.signs_in(&office.treasurer).await;
        let crash_point = CrashPoint::at(length);
        authority.crashes_at(&crash_point);
        let _dead_or_paid = pays(&authority, &token, refund).await;
        let survived = !crash_point.is_reached();
        authority.restart();
        let again = pays(&authority, &token, refund).await;
        assert!(again.is_none() || !survived, "paid twice");
        authority.comes_to_rest().await;
        let problem = authority.reconcile().await;
        problem.unwrap_or_else(|problem| panic!("died at step {length}: {problem}"));
        let lines = "SELECT count(*) FROM bank_lines WHERE direction = 'debit'";
        let paid = i64::try_from(length).unwrap();
        assert_eq!(authority.count(lines).await, paid, "died at step {length}");
        assert_eq!(authority.tasks().await, [""; 0], "died at step {length}");
        if survived {
            assert!(length > PAY_STEPS_MIN, "{length}");
            return;
        }
    }
    panic!("the story never ends")
}

async fn pays(
    authority: &TestAuthority,
    token: &app::access::SessionToken,
    refund: RefundId,
) -> Option<()> {
    let session = authority.app.staff().session(token).await.ok()??;
    let app::access::doors::StaffSession::SignedIn(treasurer) = session else {
        return None;
    };
    let at = treasurer.at("musterstadt").await.ok()??;
    let today = Day::in_berlin(authority.app.system().moment().now);
    at.pay_refund(refund, (BANK, today)).await.ok()
}

async fn releases(
    authority: &TestAuthority,
    token: &app::access::SessionToken,
    payment: PaymentId,
) -> Option<()> {
    let session = authority.app.staff().session(token).await.ok()??;
    let app::access::doors::StaffSession::SignedIn(lead) = session else {
        return None;
    };
    let at = lead.at("musterstadt").await.ok()??;
    let money = at.view_refundable(&payment.to_string()).await.ok()?;
    let refund = money.first()?.refunds.first()?.id;
    authority.releases_refund(&at, refund).await.ok()
}
