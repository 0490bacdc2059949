//! Access tokens, wrong credentials and being told to wait.

use std::sync::Arc;
use std::time::Duration;

use http::Response;
use providers::Reports;
use providers::{OrderState, PaymentProvider, ProviderDown, Refusal, Started};
use serde_json::json;
use tokio::task::JoinSet;

use crate::script::*;

const LOGIN: &str = "POST /v1/oauth2/token";

fn look() -> String {
    format!("GET /v2/checkout/orders/{ORDER}")
}

async fn look_up(world: &World) -> OrderState {
    world.paypal.look_up(&order(), &expected()).await
}

#[tokio::test]
async fn fifty_calls_at_once_fetch_one_token() {
    let world = Arc::new(World::logged_in());
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        world.expects(&look(), 200, plain_order("APPROVED"));
        let world = Arc::clone(&world);
        calls.spawn(async move { look_up(&world).await });
    }
    let states = calls.join_all().await;
    assert_eq!(states, vec![OrderState::Approved; 50]);
    let seen = world.seen();
    let logins = seen
        .iter()
        .filter(|request| request.uri().path() == "/v1/oauth2/token");
    assert_eq!(logins.count(), 1);
    let login = &seen[0];
    // "AZDxjDScFp-client:EDpEtQ-the-client-secret"
    let basic = "Basic QVpEeGpEU2NGcC1jbGllbnQ6RURwRXRRLXRoZS1jbGllbnQtc2VjcmV0";
    assert_eq!(header(login, "authorization"), basic);
    assert_eq!(login.body().as_ref(), b"grant_type=client_credentials");
    assert_eq!(
        header(login, "content-type"),
        "application/x-www-form-urlencoded"
    );
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_and_the_old_one_bridges_a_failure() {
    let world = World::logged_in();
    world.expects(&look(), 200, plain_order("APPROVED"));
    look_up(&world).await;

    // Nine hours, less a tenth: 8 h 6 min.
    world.passes(Duration::from_mins(8 * 60 + 5));
    world.expects(&look(), 200, plain_order("APPROVED"));
    look_up(&world).await;
    world.passes(Duration::from_mins(2));
    world.expects_silence(LOGIN);
    world.expects(&look(), 200, plain_order("APPROVED"));
    assert_eq!(look_up(&world).await, OrderState::Approved);
    assert_eq!(
        header(&world.last(), "authorization"),
        format!("Bearer {TOKEN}")
    );

    world.passes(Duration::from_secs(31));
    world.expects(LOGIN, 200, token_answer("A21AA-new"));
    world.expects(&look(), 200, plain_order("APPROVED"));
    look_up(&world).await;
    assert_eq!(header(&world.last(), "authorization"), "Bearer A21AA-new");
}

#[tokio::test]
async fn a_dead_token_is_replaced_once() {
    let world = World::logged_in();
    let dead = json!({ "error": "invalid_token", "error_description": "not found in cache" });
    world.expects(&look(), 401, dead.clone());
    world.expects(LOGIN, 200, token_answer("A21AA-new"));
    world.expects(&look(), 200, plain_order("APPROVED"));
    assert_eq!(look_up(&world).await, OrderState::Approved);

    world.passes(Duration::from_secs(1));
    world.expects(&look(), 401, dead.clone());
    world.gives_token();
    world.expects(&look(), 401, dead);
    assert_eq!(look_up(&world).await, OrderState::Unknown);
}

#[tokio::test]
async fn new_tokens_that_are_refused_as_well_are_fetched_ever_more_rarely() {
    let world = World::logged_in();
    let closed = json!({
        "name": "AUTHENTICATION_FAILURE",
        "details": [{ "issue": "INVALID_ACCOUNT_STATUS" }],
    });
    for pause in [30, 60] {
        world.expects(&look(), 401, closed.clone());
        world.gives_token();
        world.expects(&look(), 401, closed.clone());
        assert_eq!(look_up(&world).await, OrderState::Unknown);
        // Still asked, as the account may be open again, but with the token there is.
        world.passes(Duration::from_secs(pause - 1));
        world.expects(&look(), 401, closed.clone());
        assert_eq!(look_up(&world).await, OrderState::Unknown);
        world.passes(Duration::from_secs(1));
    }
    world.expects(&look(), 200, plain_order("APPROVED"));
    assert_eq!(look_up(&world).await, OrderState::Approved);
    // A success ends it: the next refusal is answered by a new token at once.
    world.expects(&look(), 401, closed);
    world.gives_token();
    world.expects(&look(), 200, plain_order("APPROVED"));
    assert_eq!(look_up(&world).await, OrderState::Approved);
}

#[tokio::test]
async fn told_to_wait_at_the_login_the_credentials_are_not_called_wrong() {
    let world = Arc::new(World::new());
    let too_many = Response::builder().status(429).header("retry-after", "7");
    let too_many = too_many.body(json!({ "name": "RATE_LIMIT_REACHED" }).to_string().into());
    world.expects_answer(LOGIN, Ok(too_many.unwrap()));
    // Calls that wait for the same token are told without asking once more.
    let mut calls = JoinSet::new();
    for _ in 0..5 {
        let world = Arc::clone(&world);
        calls.spawn(async move { world.paypal.start(&intent()).await });
    }
    assert_eq!(calls.join_all().await, vec![Started::Unknown; 5]);
    world.passes(Duration::from_secs(6));
    assert_eq!(world.paypal.start(&intent()).await, Started::Unknown);
    world.passes(Duration::from_secs(1));
    world.gives_token();
    world.expects(&look(), 200, plain_order("APPROVED"));
    assert_eq!(look_up(&world).await, OrderState::Approved);
}

#[tokio::test]
async fn wrong_credentials_are_tried_ever_more_rarely() {
    let world = World::new();
    let wrong = json!({ "error": "invalid_client", "error_description": "failed" });
    let refused = Started::Refused {
        reason: Refusal::Credentials,
    };
    world.expects(LOGIN, 401, wrong.clone());
    assert_eq!(world.paypal.start(&intent()).await, refused);
    // Not asked again, neither for this question nor for others.
    assert_eq!(world.paypal.start(&intent()).await, refused);
    assert_eq!(look_up(&world).await, OrderState::Unknown);
    let books = world.paypal.transactions(MORNING, MORNING).await;
    assert_eq!(books, Err(ProviderDown::Credentials));

    world.passes(Duration::from_secs(30));
    world.expects(LOGIN, 401, wrong.clone());
    assert_eq!(world.paypal.start(&intent()).await, refused);
    world.passes(Duration::from_secs(59));
    assert_eq!(world.paypal.start(&intent()).await, refused);
    world.passes(Duration::from_secs(1));
    world.gives_token();
    world.expects(&look(), 200, plain_order("APPROVED"));
    assert_eq!(look_up(&world).await, OrderState::Approved);
}

#[tokio::test]
async fn a_login_that_is_not_answered_says_nothing_about_the_credentials() {
    let world = World::new();
    world.expects_silence(LOGIN);
    assert_eq!(world.paypal.start(&intent()).await, Started::Unknown);
    world.expects(LOGIN, 503, json!({}));
    assert_eq!(world.paypal.start(&intent()).await, Started::Unknown);
    world.passes(Duration::from_secs(1));
    world.expects(LOGIN, 200, json!({ "access_token": 7 }));
    assert_eq!(world.paypal.start(&intent()).await, Started::Unknown);
}

#[tokio::test]
async fn a_login_that_fails_is_tried_twice_in_a_second_however_many_calls_need_it() {
    let world = World::new();
    for _second in 1..=3 {
        world.expects(LOGIN, 503, json!({}));
        world.expects(LOGIN, 503, json!({}));
        for _ in 0..20 {
            assert_eq!(world.paypal.start(&intent()).await, Started::Unknown);
        }
        assert_eq!(world.seen().len(), 2);
        world.passes(Duration::from_secs(1));
    }
}

#[tokio::test]
async fn told_to_wait_questions_wait_and_payers_start_all_the_same() {
    let world = World::logged_in();
    let too_many = Response::builder().status(429).header("retry-after", "7");
    let too_many = too_many.body(json!({ "name": "RATE_LIMIT_REACHED" }).to_string().into());
    world.expects_answer(&look(), Ok(too_many.unwrap()));
    assert_eq!(look_up(&world).await, OrderState::Unknown);
    world.passes(Duration::from_secs(6));
    assert_eq!(look_up(&world).await, OrderState::Unknown);
    world.expects_silence("POST /v2/checkout/orders");
    assert_eq!(world.paypal.start(&intent()).await, Started::Unknown);
    world.passes(Duration::from_secs(1));
    // Without a wish of PayPal's, half a minute and then longer.
    world.refuses(&look(), 429, "RATE_LIMIT_REACHED");
    look_up(&world).await;
    world.passes(Duration::from_secs(59));
    assert_eq!(look_up(&world).await, OrderState::Unknown);
    world.passes(Duration::from_secs(1));
    world.expects(&look(), 200, plain_order("APPROVED"));
    assert_eq!(look_up(&world).await, OrderState::Approved);
}
