//! `PaymentTransaction`: what is told about a payment, and the request as it came.
//!
//! Written as text around the stored request, so that a status costs no reading of JSON. Closed
//! lists are closed: another method than the standard knows is `OTHER`.

use app::payments::{PaymentStatus, xbezahldienste_word};
use axum::response::{IntoResponse, Response};
use domain::payments::PaymentState;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::xbezahldienste::version::is_spelt_as_1_1;

/// Where a transaction is asked about and where its payer goes.
pub(crate) struct Addresses<'a> {
    /// Without a slash at the end.
    pub(crate) public: &'a str,
    /// Where the interface lives below it.
    pub(crate) base: &'a str,
    pub(crate) originator: &'a str,
    pub(crate) end_point: &'a str,
    pub(crate) tenant_slug: &'a str,
}

/// The whole answer. Every text in it is made of harmless characters.
pub(crate) fn transaction(addresses: &Addresses<'_>, seen: &PaymentStatus) -> Response {
    let mut body = String::with_capacity(seen.echo.len() + 640);
    information(&mut body, addresses, seen);
    push(&mut body, &[",\"paymentRequest\":", &seen.echo, "}"]);
    let kind = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let keep = (CACHE_CONTROL, HeaderValue::from_static("no-store"));
    ([kind, keep], body).into_response()
}

/// `paymentInformation`, with the brace before it.
fn information(body: &mut String, addresses: &Addresses<'_>, seen: &PaymentStatus) {
    let Addresses {
        public,
        base,
        originator,
        end_point,
        tenant_slug,
    } = addresses;
    let id = seen.payment.to_string();
    let path = [
        public,
        base,
        "/paymenttransaction/",
        originator,
        "/",
        end_point,
        "/",
        &id,
    ];
    push(body, &["{\"paymentInformation\":{\"transactionUrl\":\""]);
    push(body, &path);
    if leads_payer(seen) {
        push(
            body,
            &[
                "\",\"transactionRedirectUrl\":\"",
                public,
                "/",
                tenant_slug,
                "/pay/",
                &id,
            ],
        );
    }
    push(body, &["\",\"transactionId\":\"", &id]);
    push(
        body,
        &["\",\"transactionReference\":\"", &seen.kassenzeichen],
    );
    if let Some(paid_at) = seen.paid_at {
        push(
            body,
            &["\",\"transactionTimestamp\":\"", &paid_at.to_rfc3339()],
        );
    }
    if let Some(method) = &seen.method {
        push(
            body,
            &["\",\"paymentMethod\":\"", xbezahldienste_word(method)],
        );
    }
    push(body, &["\",\"status\":\"", state_word(seen.state), "\"}"]);
}

/// Whether the answer has the payer's address: in version 1.0 only while the payment can still be
/// paid, from 1.1 on always, because clients made from its schema cannot read an answer without it.
/// Then it leads to the page that says how the payment ended.
fn leads_payer(seen: &PaymentStatus) -> bool {
    is_initial(seen.state) || is_spelt_as_1_1(&seen.echo)
}

fn push(body: &mut String, parts: &[&str]) {
    for part in parts {
        body.push_str(part);
    }
}

const fn is_initial(state: PaymentState) -> bool {
    matches!(state, PaymentState::Open | PaymentState::Paying(_))
}

/// The standard's words, all it has (section 1.8 of its description). Many states inside, few
/// outside; and a final one never changes.
const fn state_word(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Open | PaymentState::Paying(_) => "INITIAL",
        PaymentState::Paid => "PAYED",
        PaymentState::Expired => "FAILED",
        PaymentState::Cancelled => "CANCELED",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::AttemptId;

    use super::*;

    #[test]
    fn methods_and_statuses_are_the_standards_closed_lists() {
        let mut moment = domain::Moment::fixed(domain::Timestamp::from_micros(0), 1);
        let states = [
            PaymentState::Open,
            PaymentState::Paying(AttemptId::new(&mut moment)),
            PaymentState::Paid,
            PaymentState::Expired,
            PaymentState::Cancelled,
        ];
        let words: BTreeSet<_> = states.into_iter().map(state_word).collect();
        let listed = ["CANCELED", "FAILED", "INITIAL", "PAYED"];
        assert_eq!(words, BTreeSet::from(listed));
        let listed = ["GIROPAY", "PAYDIRECT", "CREDITCARD", "PAYPAL", "OTHER"];
        for name in ["paypal", "bank_transfer", "a_method_of_tomorrow"] {
            let method: domain::payments::Method = name.parse().unwrap();
            assert!(listed.contains(&xbezahldienste_word(&method)), "{name}");
        }
    }
}
