//! Giving money back, and what became of it. Refunds made in PayPal's own console are read the
//! same way.

use http::Method;

use super::{ids, time};
use crate::paypal::connection::api::{Api, Call};
use crate::paypal::connection::errors::{Failure, Meaning};
use crate::paypal::wire::linked_id;
use crate::paypal::wire::money::Amount;
use crate::paypal::wire::refunds::{NewRefund, Refund, RefundStatus};
use crate::{RefundFact, RefundOrder, RefundOutcome, RefundRef, Refusal};

pub(super) async fn refund(api: &Api, order: &RefundOrder) -> RefundOutcome {
    match give_back(api, order).await {
        Ok(answer) => outcome(api, &answer, Some(order)),
        Err(Failure::LoggedOut | Failure::NoAnswer) => RefundOutcome::Unknown,
        Err(Failure::Refused(problem)) => match problem.meaning() {
            Meaning::InProgress | Meaning::Credentials => RefundOutcome::Unknown,
            Meaning::AlreadyCaptured
            | Meaning::NotApproved
            | Meaning::BuyerMustAct
            | Meaning::Gone
            | Meaning::Permission
            | Meaning::Account
            | Meaning::Request
            | Meaning::Final => RefundOutcome::Declined {
                reason: problem.refusal(),
            },
        },
    }
}

async fn give_back(api: &Api, order: &RefundOrder) -> Result<Refund, Failure> {
    let body = NewRefund {
        amount: Amount::of(order.amount),
        invoice_id: &order.invoice,
        custom_id: order.payment.to_string(),
    };
    let path = format!("/v2/payments/captures/{}/refund", order.capture);
    let call = Call::send("refund capture", Method::POST, path, &body)?;
    let id = order.refund.as_uuid().simple();
    let once = match order.number {
        1 => format!("r-{id}"),
        number => format!("r-{id}-{number}"),
    };
    api.call(call.once(once).in_full()).await
}

pub(super) async fn look_up(api: &Api, refund: &RefundRef) -> RefundOutcome {
    let call = Call::get("look up refund", format!("/v2/payments/refunds/{refund}"));
    match api.call::<Refund>(call).await {
        Ok(answer) if answer.id == refund.as_str() => outcome(api, &answer, None),
        Err(Failure::Refused(problem)) if problem.meaning() == Meaning::Gone => {
            RefundOutcome::Declined {
                reason: problem.refusal(),
            }
        }
        Ok(_) | Err(Failure::Refused(_) | Failure::LoggedOut | Failure::NoAnswer) => {
            RefundOutcome::Unknown
        }
    }
}

/// Short answers leave out amount and capture; our own order knows them.
fn outcome(api: &Api, answer: &Refund, order: Option<&RefundOrder>) -> RefundOutcome {
    let fact = fact(api, answer, order);
    match (answer.status, fact) {
        (RefundStatus::Failed, _) => declined("REFUND_FAILED"),
        (RefundStatus::Cancelled, _) => declined("REFUND_CANCELLED"),
        (RefundStatus::Completed, Some(fact)) => RefundOutcome::Refunded(fact),
        (RefundStatus::Pending, Some(fact)) => RefundOutcome::Pending(fact),
        (RefundStatus::Unknown, _) | (_, None) => RefundOutcome::Unknown,
    }
}

fn declined(code: &str) -> RefundOutcome {
    RefundOutcome::Declined {
        reason: Refusal::Other(code.to_owned()),
    }
}

fn fact(api: &Api, answer: &Refund, order: Option<&RefundOrder>) -> Option<RefundFact> {
    let capture = match order {
        Some(order) => order.capture.clone(),
        None => ids::capture(&linked_id(&answer.links, "up", "/payments/captures")?)?,
    };
    let amount = match &answer.amount {
        Some(amount) => amount.euros()?,
        None => order?.amount,
    };
    let breakdown = answer.seller_payable_breakdown.as_ref();
    Some(RefundFact {
        refund: ids::refund(&answer.id)?,
        capture,
        amount,
        invoice: answer
            .invoice_id
            .clone()
            .or_else(|| order.map(|order| order.invoice.clone())),
        fee_back: breakdown.and_then(|breakdown| breakdown.paypal_fee.as_ref()?.euros()),
        at: answer
            .create_time
            .as_deref()
            .and_then(time::read)
            .unwrap_or_else(|| api.now()),
    })
}
