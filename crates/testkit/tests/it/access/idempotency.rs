//! The same call sent many times at once has one effect and one answer, whatever the call.

use app::access::Network;
use app::claims::notices::{Basket, NoticePayment, SearchOutcome};
use app::services::Ordered;
use domain::PaymentId;
use futures_util::future::join_all;
use storage::{Db, on_both_engines};
use testkit::{HOME, TestAuthority, file_of, notice_number};

on_both_engines! {
    equal_requests_of_a_client_make_one_payment
    one_form_of_the_catalogue_makes_one_order
    one_basket_of_notices_makes_one_payment
}

const TIMES: usize = 32;

/// Every answer names the one payment there is.
async fn one(authority: &TestAuthority, answers: &[PaymentId]) {
    assert_eq!(answers.len(), TIMES);
    assert!(answers.iter().all(|payment| *payment == answers[0]));
    for table in ["payments", "idempotency_keys"] {
        let many = format!("SELECT count(*) FROM {table}");
        assert_eq!(authority.count(&many).await, 1, "{table}");
    }
}

async fn equal_requests_of_a_client_make_one_payment(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let answers = authority.asks_at_once(TIMES).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    let first = answers.iter().filter(|answer| !answer.replayed).count();
    assert_eq!(first, 1);
    let payments: Vec<_> = answers.iter().map(|answer| answer.status.payment).collect();
    one(&authority, &payments).await;
}

async fn one_form_of_the_catalogue_makes_one_order(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let token = authority.app.payer().form_token();
    let filled = [("quantity", "2"), ("field.name", "Erika Muster")];
    let sent = (0..TIMES).map(|_| authority.orders_with("meldung", &token, &filled));
    let payments: Vec<_> = join_all(sent)
        .await
        .into_iter()
        .map(|ordered| match ordered.unwrap() {
            Ordered::Payment(payment) => payment,
            Ordered::Wrong(errors) => panic!("{errors:?}"),
        })
        .collect();
    one(&authority, &payments).await;
    assert_eq!(authority.count("SELECT count(*) FROM orders").await, 1);
}

async fn one_basket_of_notices_makes_one_payment(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    authority
        .imports(&file_of(&[(1, 5_500, "1234")]))
        .await
        .unwrap();
    let found = authority.searches(&notice_number(1), "1234").await.unwrap();
    let SearchOutcome::Found(claim) = found else {
        panic!("the notice is there");
    };
    let mut basket = Basket::default();
    basket.add(claim);
    let payer = authority.app.payer();
    let sealed = payer.seal_basket(authority.tenant, &basket).unwrap();
    let home = Network::of(HOME.into());
    let whole = (sealed.as_str(), NoticePayment::Whole);
    let sent = (0..TIMES).map(|_| payer.pay_notices(authority.tenant, whole, &home));
    let payments: Vec<_> = join_all(sent)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    one(&authority, &payments).await;
    let anew = payer.seal_basket(authority.tenant, &basket).unwrap();
    let whole = (anew.as_str(), NoticePayment::Whole);
    let other = payer.pay_notices(authority.tenant, whole, &home);
    assert_ne!(
        other.await.unwrap(),
        payments[0],
        "another page, another wish"
    );
}
