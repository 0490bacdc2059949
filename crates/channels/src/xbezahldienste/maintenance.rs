//! `GET /payment-methods/{originatorId}/{endPointId}` and `GET /maintenance/…`, new in 1.2: which
//! methods are to be had now, and when some will not be.

use app::payments::xbezahldienste_word;
use app::tenants::MethodHealth;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use domain::payments::Method;
use domain::tenants::MaintenanceWindow;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;

use crate::auth::Authenticated;
use crate::xbezahldienste::problem::Problem;
use crate::xbezahldienste::transaction::{CHANNEL, Refused, binding_refused, checked_pair, key};
use crate::xbezahldienste::version::Call;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentMethods {
    payment_methods: Methods,
}

/// A word of the standard may stand in both lists: `OTHER` is several methods.
#[derive(Serialize)]
struct Methods {
    #[serde(skip_serializing_if = "Option::is_none")]
    up: Option<Vec<&'static str>>,
    down: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MaintenanceWindows {
    maintenance_windows: Vec<Window>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Window {
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_methods: Option<Methods>,
}

pub(crate) async fn methods(
    pair: Result<Path<(String, String)>, PathRejection>,
    Authenticated(caller): Authenticated,
    call: Call,
) -> Response {
    let (originator, end_point) = pair.map(|Path(pair)| pair).unwrap_or_default();
    let told = async {
        checked_pair(&originator, &end_point, call)?;
        let key = key((&originator, &end_point));
        let found = caller.binding_now(CHANNEL, &key).await;
        let found = found.map_err(|error| binding_refused(&caller, &error, call))?;
        let health = caller.method_health(&found).await;
        let health = health.map_err(|error| Problem::internal(&error, call.id))?;
        Ok::<_, Refused>(json(&of(&health)))
    };
    told.await.unwrap_or_else(|refused| refused.answer(call.id))
}

pub(crate) async fn windows(
    pair: Result<Path<(String, String)>, PathRejection>,
    Authenticated(caller): Authenticated,
    call: Call,
) -> Response {
    let (originator, end_point) = pair.map(|Path(pair)| pair).unwrap_or_default();
    let told = async {
        checked_pair(&originator, &end_point, call)?;
        let key = key((&originator, &end_point));
        let found = caller.binding_now(CHANNEL, &key).await;
        found.map_err(|error| binding_refused(&caller, &error, call))?;
        let windows = caller.maintenance().await;
        let windows = windows.map_err(|error| Problem::internal(&error, call.id))?;
        let maintenance_windows = windows.into_iter().map(window).collect();
        Ok::<_, Refused>(json(&MaintenanceWindows {
            maintenance_windows,
        }))
    };
    told.await.unwrap_or_else(|refused| refused.answer(call.id))
}

fn of(health: &[MethodHealth]) -> PaymentMethods {
    let with = |is_up: bool| {
        let methods = health.iter().filter(|method| method.is_up == is_up);
        words(methods.map(|health| &health.method))
    };
    PaymentMethods {
        payment_methods: Methods {
            up: Some(with(true)),
            down: with(false),
        },
    }
}

fn window(window: MaintenanceWindow) -> Window {
    let down = words(window.methods.iter());
    Window {
        start_time: window.starts_at.map(Timestamp::to_rfc3339),
        end_time: window.ends_at.map(Timestamp::to_rfc3339),
        description: Some(window.description).filter(|text| !text.is_empty()),
        payment_methods: (!down.is_empty()).then_some(Methods { up: None, down }),
    }
}

/// Each of the standard's words once.
fn words<'a>(methods: impl Iterator<Item = &'a Method>) -> Vec<&'static str> {
    let mut words = Vec::new();
    for word in methods.map(xbezahldienste_word) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn json<T: Serialize>(body: &T) -> Response {
    let body = serde_json::to_string(body).unwrap_or_default();
    let kind = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let keep = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    ([kind, keep], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health(method: &str, is_up: bool) -> MethodHealth {
        MethodHealth {
            method: method.parse().unwrap(),
            is_up,
        }
    }

    #[test]
    fn other_may_be_up_and_down_and_each_word_stands_once() {
        let told = of(&[
            health("paypal", true),
            health("wero", false),
            health("bank_transfer", true),
            health("desk", true),
        ]);
        let told = serde_json::to_string(&told).unwrap();
        assert_eq!(
            told,
            r#"{"paymentMethods":{"up":["PAYPAL","OTHER"],"down":["OTHER"]}}"#
        );
    }
}
