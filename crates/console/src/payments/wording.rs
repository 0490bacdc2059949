//! What states, facts and places are called for the staff.

use app::payments::{self, MoneyPlace};
use domain::claims::ClaimState;
use domain::events::EventKind;
use domain::payments::{AttemptState, EndReason, Fact, Method, PaymentState, Sought};
use webkit::format;

use crate::frame::ConsoleFrame;

pub(crate) fn state_name(frame: &ConsoleFrame, state: PaymentState) -> String {
    match state {
        PaymentState::Open => frame.t("payment-open"),
        PaymentState::Paying(_) => frame.t("payment-paying"),
        PaymentState::Paid => frame.t("payment-paid"),
        PaymentState::Expired => frame.t("payment-expired"),
        PaymentState::Cancelled => frame.t("payment-cancelled"),
    }
}

/// Brands keep their name.
pub(crate) fn method_name(frame: &ConsoleFrame, method: &Method) -> String {
    if *method == Method::BANK_TRANSFER {
        return frame.t("method-bank-transfer");
    }
    payments::method_name(method).map_or_else(|| method.to_string(), str::to_owned)
}

pub(super) fn end_reason_name(frame: &ConsoleFrame, reason: EndReason) -> String {
    match reason {
        EndReason::Declined => frame.t("end-declined"),
        EndReason::TimedOut => frame.t("end-timed-out"),
        EndReason::ByPayer => frame.t("end-by-payer"),
        EndReason::ByClient => frame.t("end-by-client"),
        EndReason::ByStaff => frame.t("end-by-staff"),
    }
}

pub(crate) fn claim_state_name(frame: &ConsoleFrame, state: ClaimState) -> String {
    match state {
        ClaimState::Open => frame.t("claim-open"),
        ClaimState::PartlyPaid => frame.t("claim-partly-paid"),
        ClaimState::Paid => frame.t("claim-paid"),
        ClaimState::Overpaid => frame.t("claim-overpaid"),
        ClaimState::Cancelled => frame.t("claim-cancelled"),
        ClaimState::Blocked => frame.t("claim-blocked"),
    }
}

pub(super) fn attempt_state_name(frame: &ConsoleFrame, state: AttemptState) -> String {
    match state {
        AttemptState::Intended => frame.t("attempt-intended"),
        AttemptState::Offered => frame.t("attempt-offered"),
        AttemptState::Approved => frame.t("attempt-approved"),
        AttemptState::Captured => frame.t("attempt-captured"),
        AttemptState::Pending => frame.t("attempt-pending"),
        AttemptState::Declined => frame.t("attempt-declined"),
        AttemptState::Unknown => frame.t("attempt-unknown"),
        AttemptState::Lapsed => frame.t("attempt-lapsed"),
    }
}

pub(super) fn fact_name(frame: &ConsoleFrame, fact: Fact) -> String {
    match fact {
        Fact::Paid => frame.t("fact-paid"),
        Fact::PaidLate => frame.t("fact-paid-late"),
        Fact::PaidTwice => frame.t("fact-paid-twice"),
        Fact::PaidPartly => frame.t("fact-paid-partly"),
    }
}

pub(crate) fn place_name(frame: &ConsoleFrame, place: MoneyPlace) -> String {
    match place {
        MoneyPlace::Payer => frame.t("place-payer"),
        MoneyPlace::Provider => frame.t("place-provider"),
        MoneyPlace::Held => frame.t("place-held"),
        MoneyPlace::Transit => frame.t("place-transit"),
        MoneyPlace::Bank => frame.t("place-bank"),
        MoneyPlace::Fees => frame.t("place-fees"),
        MoneyPlace::Refunds => frame.t("place-refunds"),
    }
}

/// Events of payments; of other subjects as interfaces say.
pub(super) fn event_name(frame: &ConsoleFrame, kind: EventKind) -> String {
    match kind {
        EventKind::PaymentCreated => frame.t("event-created"),
        EventKind::PaymentProcessing => frame.t("event-processing"),
        EventKind::PaymentReopened => frame.t("event-reopened"),
        EventKind::PaymentPaid => frame.t("payment-paid"),
        EventKind::PaymentFailed => frame.t("event-failed"),
        EventKind::PaymentCancelled => frame.t("payment-cancelled"),
        EventKind::PaymentExpired => frame.t("payment-expired"),
        EventKind::PaymentSurplus => frame.t("event-surplus"),
        EventKind::ClaimCreated
        | EventKind::ClaimChanged
        | EventKind::ClaimCancelled
        | EventKind::ClaimBlocked
        | EventKind::ClaimUnblocked
        | EventKind::ClaimPaid
        | EventKind::ClaimPartlyPaid
        | EventKind::RefundRequested
        | EventKind::RefundReleased
        | EventKind::RefundRejected
        | EventKind::RefundWithdrawn
        | EventKind::RefundSent
        | EventKind::RefundFailed
        | EventKind::RefundDone
        | EventKind::ServiceLive
        | EventKind::ServiceChanged
        | EventKind::ServicePaused
        | EventKind::ServiceResumed
        | EventKind::ServiceRetired => kind.as_str().to_owned(),
    }
}

/// How the text was understood.
pub(crate) fn read_as(frame: &ConsoleFrame, sought: &Sought) -> String {
    match sought {
        Sought::Payment(_) | Sought::Attempt(_) | Sought::Claim(_) => frame.t("read-as-id"),
        Sought::Kassenzeichen(_) => frame.t("read-as-kassenzeichen"),
        Sought::Reference(_) => frame.t("read-as-reference"),
        Sought::Amount(amount) => {
            let amount = format::money(amount.cents(), frame.locale);
            frame.t_with("read-as-amount", &[("amount", amount.as_str())])
        }
        Sought::Day(day) => {
            let day = format::of_day(*day, frame.locale);
            frame.t_with("read-as-day", &[("day", day.as_str())])
        }
    }
}
