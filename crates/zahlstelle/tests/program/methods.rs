//! Every method that there is has words in every language, from the pay page to the receipt.

use axum::Router;
use axum::body::Body;
use domain::PaymentId;
use domain::payments::Method;
use http::Request;
use providers::ProviderKind;
use testkit::{AtProvider, FEE_CENTS, TestAuthority, Told};
use webkit::i18n::Locale;
use webkit::state::WebSettings;

use crate::served_authority::{router, send};

fn methods() -> Vec<Method> {
    let kinds = ProviderKind::all().flat_map(ProviderKind::methods);
    let methods = kinds.map(|(method, _)| method.clone());
    methods.chain([Method::BANK_TRANSFER]).collect()
}

/// A payment that was paid with the method.
async fn paid_with(authority: &TestAuthority, method: &Method) -> PaymentId {
    let payment = authority.asks_for_payment().await.unwrap();
    match method.as_str() {
        "paypal" => authority.pays(payment, AtProvider::Approves).await,
        "bank_transfer" => {
            let (_, number) = authority.printed(payment).await.unwrap();
            authority.bank_states(FEE_CENTS, &number).await;
        }
        name => panic!("nobody pays with {name} here yet"),
    }
    assert_eq!(authority.status(payment).await, Told::Paid, "{method}");
    payment
}

async fn page(router: &Router, payment: PaymentId, locale: Locale) -> String {
    let path = format!("/musterstadt/pay/{payment}?lang={}", locale.tag());
    let request = Request::get(&path).body(Body::empty()).unwrap();
    let answer = send(router.clone(), request).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}");
    answer.text()
}

/// The page names no method by its code, but in the addresses of its buttons.
fn speaks(page: &str, locale: Locale) {
    for method in methods() {
        let spoken = page.replace(&format!("start/{method}"), "");
        let told = !spoken.contains(method.as_str());
        assert!(told, "{method} has no words in {}", locale.tag());
    }
}

#[tokio::test]
async fn every_method_has_words_in_every_language() {
    let authority = TestAuthority::new(storage::testing::sqlite().await, 1).await;
    let router = router(&authority, &WebSettings::default());
    let open = authority.asks_for_payment().await.unwrap();
    let mut paid = Vec::new();
    for method in methods() {
        paid.push(paid_with(&authority, &method).await);
    }
    for locale in Locale::all() {
        let choice = page(&router, open, locale).await;
        for method in methods() {
            let button = format!("start/{method}");
            assert!(choice.contains(&button), "{method} is not tried out here");
        }
        speaks(&choice, locale);
        for payment in &paid {
            speaks(&page(&router, *payment, locale).await, locale);
        }
    }
}
