//! Money PayPal took: what it says about it, held against what was asked for.

use super::{ids, time};
use crate::paypal::connection::api::{Api, Call};
use crate::paypal::connection::errors::{Failure, Meaning};
use crate::paypal::wire::captures::{Capture, CaptureStatus, Payee, PendingReason};
use crate::paypal::wire::orders::Unit;
use crate::{CaptureFact, CaptureId, CaptureState, Expected, Mismatch, Refusal};

pub(super) async fn look_up(api: &Api, capture: &CaptureId) -> CaptureState {
    let call = Call::get(
        "look up capture",
        format!("/v2/payments/captures/{capture}"),
    );
    match api.call::<Capture>(call).await {
        Ok(answer) if answer.id == capture.as_str() => judge(api, &answer, None, None),
        Err(Failure::Refused(problem)) if problem.meaning() == Meaning::Gone => CaptureState::Gone,
        Ok(_) | Err(Failure::Refused(_) | Failure::LoggedOut | Failure::NoAnswer) => {
            CaptureState::Unknown
        }
    }
}

/// `unit` is the order's part the capture belongs to, where there is one.
pub(super) fn judge(
    api: &Api,
    capture: &Capture,
    unit: Option<&Unit>,
    expected: Option<&Expected>,
) -> CaptureState {
    let fact = fact(api, capture, unit, expected);
    match (capture.status, fact) {
        (CaptureStatus::Declined | CaptureStatus::Failed, _) => CaptureState::Declined {
            reason: Refusal::Other("CAPTURE_DECLINED".to_owned()),
        },
        (CaptureStatus::Unknown, _) | (_, None) => CaptureState::Unknown,
        (CaptureStatus::Completed, Some(fact)) => CaptureState::Completed(fact),
        (CaptureStatus::PartiallyRefunded, Some(fact)) => CaptureState::PartlyRefunded(fact),
        (CaptureStatus::Refunded, Some(fact)) => CaptureState::Refunded(fact),
        (CaptureStatus::Pending, Some(fact)) => {
            tell_operator(capture, &fact);
            CaptureState::Pending(fact)
        }
    }
}

/// `None` when PayPal does not say which money, or how much.
fn fact(
    api: &Api,
    capture: &Capture,
    unit: Option<&Unit>,
    expected: Option<&Expected>,
) -> Option<CaptureFact> {
    let amount = capture.amount.as_ref()?;
    let breakdown = capture.seller_receivable_breakdown.as_ref();
    let mut fact = CaptureFact {
        capture: ids::capture(&capture.id)?,
        amount: amount.money()?,
        fee: breakdown.and_then(|breakdown| breakdown.paypal_fee.as_ref()?.euros()),
        at: capture
            .create_time
            .as_deref()
            .and_then(time::read)
            .unwrap_or_else(|| api.now()),
        mismatch: None,
    };
    let custom = capture
        .custom_id
        .as_deref()
        .or(unit.and_then(|unit| unit.custom_id.as_deref()));
    let payee = capture
        .payee
        .as_ref()
        .or(unit.and_then(|unit| unit.payee.as_ref()));
    fact.mismatch = if !amount.is_euro() {
        Some(Mismatch::Currency)
    } else if is_foreign(api, payee) {
        Some(Mismatch::Payee)
    } else {
        expected.and_then(|expected| differs(&fact, custom, expected))
    };
    if let Some(mismatch) = fact.mismatch {
        tracing::error!(
            provider.capture = %fact.capture,
            provider.mismatch = ?mismatch,
            "PayPal took money that is not what was asked for",
        );
    }
    Some(fact)
}

fn differs(fact: &CaptureFact, custom: Option<&str>, expected: &Expected) -> Option<Mismatch> {
    if custom.is_some_and(|custom| custom != expected.payment.to_string()) {
        Some(Mismatch::Payment)
    } else if fact.amount != expected.amount {
        Some(Mismatch::Amount)
    } else {
        None
    }
}

fn is_foreign(api: &Api, payee: Option<&Payee>) -> bool {
    let ours = api.account.merchant_id.as_deref();
    let theirs = payee.and_then(|payee| payee.merchant_id.as_deref());
    matches!((ours, theirs), (Some(ours), Some(theirs)) if ours != theirs)
}

/// Some reasons last until the authority finishes setting up its account with PayPal.
fn tell_operator(capture: &Capture, fact: &CaptureFact) {
    let Some(reason) = capture
        .status_details
        .as_ref()
        .and_then(|details| details.reason)
    else {
        return;
    };
    match reason {
        PendingReason::Unilateral
        | PendingReason::VerificationRequired
        | PendingReason::ReceivingPreferenceMandatesManualAction => tracing::error!(
            provider.capture = %fact.capture,
            provider.reason = ?reason,
            "PayPal holds money until the authority acts in its PayPal account",
        ),
        PendingReason::PendingReview
        | PendingReason::Echeck
        | PendingReason::DeclinedByRiskFraudFilters
        | PendingReason::Unknown => tracing::info!(
            provider.capture = %fact.capture,
            provider.reason = ?reason,
            "PayPal holds money for a check",
        ),
    }
}
