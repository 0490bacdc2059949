//! The time that a payment has: more of it, and nodes whose clock is not that of the database.

use std::time::Duration;

use app::payments::CitizenState;
use domain::PaymentId;
use storage::{Db, Scope, on_both_engines};
use testkit::{AtProvider, TestAuthority, Told};

on_both_engines! {
    more_time_is_given_when_asked_for
    asking_for_more_time_without_end_leaves_a_bounded_number_of_acts
    a_payment_ends_by_the_databases_clock_and_not_by_one_that_is_a_little_fast
    a_node_with_a_wrong_clock_ends_no_payment_and_is_not_ready
    a_node_with_a_wrong_clock_dates_payments_by_the_databases
}

const EXTENSIONS: &str = "SELECT count(*) FROM audit WHERE act = 'payment.extend'";

async fn asks_for_more_time(authority: &TestAuthority, payment: PaymentId) {
    let payer = authority.app.payer();
    payer.extend_time("musterstadt", payment).await.unwrap();
}

async fn more_time_is_given_when_asked_for(db: Db) {
    let authority = TestAuthority::new(db, 15).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.after(Duration::from_mins(25)).await;
    asks_for_more_time(&authority, payment).await;
    authority.after(Duration::from_mins(25)).await;
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    assert_eq!(authority.count(EXTENSIONS).await, 1);
    authority.reconcile().await.unwrap();
}

async fn asking_for_more_time_without_end_leaves_a_bounded_number_of_acts(db: Db) {
    let authority = TestAuthority::new(db, 16).await;
    let payment = authority.asks_for_payment().await.unwrap();
    for _ in 0..100 {
        asks_for_more_time(&authority, payment).await;
    }
    assert_eq!(authority.count(EXTENSIONS).await, 0, "enough time is left");
    // Once a minute until it ends: after ten hours, each time after half of its thirty minutes.
    let payer = authority.app.payer();
    let mut minutes = 0;
    while payer.extend_time("musterstadt", payment).await.is_ok() {
        authority.time_passes(Duration::from_mins(1));
        minutes += 1;
        assert!(minutes <= 600, "it never ends");
    }
    assert_eq!(minutes, 600);
    let many = authority.count(EXTENSIONS).await;
    assert!((20..40).contains(&many), "{many}");
    authority.does_what_is_due().await;
    assert_eq!(authority.status(payment).await, Told::Expired);
    authority.reconcile().await.unwrap();
}

async fn a_payment_ends_by_the_databases_clock_and_not_by_one_that_is_a_little_fast(db: Db) {
    // On SQLite the clock of the database's machine is the program's own.
    if !db.is_postgres() {
        return;
    }
    let mut authority = TestAuthority::new(db.clone(), 1).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.watches_its_clock();
    let theirs = db.clock().await.unwrap().unwrap();
    let fast = theirs.plus(Duration::from_secs(9));
    let ours = authority.app.system().moment().now;
    authority.clock.advance(fast.since(ours));
    let ends = async |after: &str| {
        let sql = format!(
            "UPDATE payments SET expires_at = clock_timestamp() + interval '{after}',
             due_at = clock_timestamp()"
        );
        let mut tx = db.write(Scope::Operator).await.unwrap();
        assert_eq!(tx.raw(&sql).await.unwrap(), 1);
        tx.commit().await.unwrap();
        authority.does_what_is_due().await;
        authority.status(payment).await
    };
    assert_eq!(ends("8 seconds").await, Told::Open);
    assert_eq!(ends("-1 second").await, Told::Expired);
}

async fn a_node_with_a_wrong_clock_ends_no_payment_and_is_not_ready(db: Db) {
    // On SQLite the clock of the database's machine is the program's own.
    if !db.is_postgres() {
        return;
    }
    let mut authority = TestAuthority::new(db, 1).await;
    let payment = authority.asks_for_payment().await.unwrap();
    authority.watches_its_clock();
    authority.after(Duration::from_hours(40 * 24)).await;
    assert_eq!(authority.status(payment).await, Told::Open);
    let why = authority.app.node().ready().await.unwrap_err();
    assert!(
        why.to_string().contains("the clock of this machine"),
        "{why}"
    );
    authority.trusts_its_clock();
    assert!(authority.app.node().ready().await.is_ok());
    authority.does_what_is_due().await;
    assert_eq!(authority.status(payment).await, Told::Expired);
}

async fn a_node_with_a_wrong_clock_dates_payments_by_the_databases(db: Db) {
    // On SQLite the clock of the database's machine is the program's own.
    if !db.is_postgres() {
        return;
    }
    let mut authority = TestAuthority::new(db, 1).await;
    authority.watches_its_clock();
    let dated = "SELECT count(*) FROM payments
         WHERE created_at BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp()
           AND expires_at > clock_timestamp()";
    let year = Duration::from_hours(366 * 24);
    for (wrong_by, payments) in [(Duration::ZERO, 1), (year, 2), (year * 50, 3)] {
        authority.clock.advance(wrong_by);
        assert!(!authority.app.node().look_at_clock().await);
        let payment = authority.asks_anew().await.unwrap();
        assert_eq!(authority.count(dated).await, payments);
        let seen = authority.page(payment).await;
        assert_eq!(seen.state, CitizenState::Open { alert: None });
        authority
            .app
            .payer()
            .extend_time("musterstadt", payment)
            .await
            .unwrap();
        assert_eq!(authority.count(dated).await, payments);
    }
}
