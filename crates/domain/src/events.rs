//! Events: what happened, for receivers outside.
//!
//! An event is told when an outside fact changes: the status of a payment as callers see it, what
//! is owed of a claim or was paid of it, whether a service takes money. The functions here say
//! which, for every way between states; each such change has exactly one kind.

use crate::claims::{ClaimState, Terms};
use crate::money::refunds::RefundState;
use crate::payments::{AttemptState, EndReason, PaymentState};
use crate::services::ServiceState;
use crate::{ClaimId, Money, PaymentId, RefundId, ServiceId};

/// Its text is what receivers see and must not change; another meaning is another kind.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(const_into_str)]
pub enum EventKind {
    #[strum(serialize = "claim.created")]
    ClaimCreated,
    /// The authority says something else about it than before.
    #[strum(serialize = "claim.changed")]
    ClaimChanged,
    #[strum(serialize = "claim.cancelled")]
    ClaimCancelled,
    #[strum(serialize = "claim.blocked")]
    ClaimBlocked,
    #[strum(serialize = "claim.unblocked")]
    ClaimUnblocked,
    /// Money for it arrived and nothing is open any more.
    #[strum(serialize = "claim.paid")]
    ClaimPaid,
    /// Money for it arrived and something is still open.
    #[strum(serialize = "claim.partly_paid")]
    ClaimPartlyPaid,
    #[strum(serialize = "payment.created")]
    PaymentCreated,
    /// The payer agreed, the outcome is not known yet.
    #[strum(serialize = "payment.processing")]
    PaymentProcessing,
    /// What was processed came to nothing; the payer may try again.
    #[strum(serialize = "payment.reopened")]
    PaymentReopened,
    #[strum(serialize = "payment.paid")]
    PaymentPaid,
    #[strum(serialize = "payment.failed")]
    PaymentFailed,
    #[strum(serialize = "payment.cancelled")]
    PaymentCancelled,
    #[strum(serialize = "payment.expired")]
    PaymentExpired,
    /// Money arrived that this payment does not need.
    #[strum(serialize = "payment.surplus")]
    PaymentSurplus,
    #[strum(serialize = "refund.requested")]
    RefundRequested,
    #[strum(serialize = "refund.released")]
    RefundReleased,
    #[strum(serialize = "refund.rejected")]
    RefundRejected,
    #[strum(serialize = "refund.withdrawn")]
    RefundWithdrawn,
    #[strum(serialize = "refund.sent")]
    RefundSent,
    /// The provider gave nothing back; it is tried again, or withdrawn.
    #[strum(serialize = "refund.failed")]
    RefundFailed,
    /// Money went back; also without an order of ours.
    #[strum(serialize = "refund.done")]
    RefundDone,
    #[strum(serialize = "service.live")]
    ServiceLive,
    /// Another description of a service that takes money.
    #[strum(serialize = "service.changed")]
    ServiceChanged,
    #[strum(serialize = "service.paused")]
    ServicePaused,
    #[strum(serialize = "service.resumed")]
    ServiceResumed,
    #[strum(serialize = "service.retired")]
    ServiceRetired,
}

impl EventKind {
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }
}

/// What an event is about; its events are counted on from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventSubject {
    Claim(ClaimId),
    Payment(PaymentId),
    Refund(RefundId),
    Service(ServiceId),
}

/// The stored kind of an [`EventSubject`].
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum EventSubjectKind {
    Claim,
    Payment,
    Refund,
    Service,
}

impl EventSubject {
    pub const fn kind(self) -> EventSubjectKind {
        match self {
            Self::Claim(_) => EventSubjectKind::Claim,
            Self::Payment(_) => EventSubjectKind::Payment,
            Self::Refund(_) => EventSubjectKind::Refund,
            Self::Service(_) => EventSubjectKind::Service,
        }
    }

    /// For storage, which alone looks inside.
    pub const fn as_uuid(self) -> uuid::Uuid {
        match self {
            Self::Claim(id) => id.as_uuid(),
            Self::Payment(id) => id.as_uuid(),
            Self::Refund(id) => id.as_uuid(),
            Self::Service(id) => id.as_uuid(),
        }
    }

    /// Reads what [`Self::kind`] and [`Self::as_uuid`] gave to storage.
    pub const fn from_stored(kind: EventSubjectKind, uuid: uuid::Uuid) -> Self {
        match kind {
            EventSubjectKind::Claim => Self::Claim(ClaimId::from_uuid(uuid)),
            EventSubjectKind::Payment => Self::Payment(PaymentId::from_uuid(uuid)),
            EventSubjectKind::Refund => Self::Refund(RefundId::from_uuid(uuid)),
            EventSubjectKind::Service => Self::Service(ServiceId::from_uuid(uuid)),
        }
    }
}

/// The id with its prefix.
impl std::fmt::Display for EventSubject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Claim(id) => id.fmt(f),
            Self::Payment(id) => id.fmt(f),
            Self::Refund(id) => id.fmt(f),
            Self::Service(id) => id.fmt(f),
        }
    }
}

/// The status of a payment as callers see it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum PublicStatus {
    Open,
    Processing,
    Paid,
    Failed,
    Cancelled,
    Expired,
}

impl PublicStatus {
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// `attempt` is the state of the attempt under way, `end` why time ran out.
    pub const fn of(
        state: PaymentState,
        attempt: Option<AttemptState>,
        end: Option<EndReason>,
    ) -> Self {
        match (state, attempt, end) {
            (PaymentState::Paying(_), Some(attempt), _) if attempt.money_may_be_moving() => {
                Self::Processing
            }
            (PaymentState::Open | PaymentState::Paying(_), _, _) => Self::Open,
            (PaymentState::Paid, _, _) => Self::Paid,
            (PaymentState::Cancelled, _, _) => Self::Cancelled,
            (PaymentState::Expired, _, Some(end)) if end.is_failure() => Self::Failed,
            (PaymentState::Expired, _, _) => Self::Expired,
        }
    }
}

/// What is told when a payment's status changes; nothing when it stays.
pub fn payment_event(before: PublicStatus, after: PublicStatus) -> Option<EventKind> {
    if before == after {
        return None;
    }
    Some(match after {
        PublicStatus::Open => EventKind::PaymentReopened,
        PublicStatus::Processing => EventKind::PaymentProcessing,
        PublicStatus::Paid => EventKind::PaymentPaid,
        PublicStatus::Failed => EventKind::PaymentFailed,
        PublicStatus::Cancelled => EventKind::PaymentCancelled,
        PublicStatus::Expired => EventKind::PaymentExpired,
    })
}

/// What is told when the authority says something else about a claim; nothing when it says the
/// same. What ends or stops paying is told before what else changed with it.
pub fn terms_event(before: &Terms, after: &Terms) -> Option<EventKind> {
    if before == after {
        return None;
    }
    Some(if after.cancelled && !before.cancelled {
        EventKind::ClaimCancelled
    } else if after.blocked && !before.blocked {
        EventKind::ClaimBlocked
    } else if before.blocked && !after.blocked {
        EventKind::ClaimUnblocked
    } else {
        EventKind::ClaimChanged
    })
}

/// What is told when money settled something of a claim.
pub fn settled_event(terms: &Terms, settled: Money) -> EventKind {
    match terms.state(settled) {
        ClaimState::Paid | ClaimState::Overpaid => EventKind::ClaimPaid,
        ClaimState::Open | ClaimState::PartlyPaid | ClaimState::Blocked | ClaimState::Cancelled => {
            EventKind::ClaimPartlyPaid
        }
    }
}

/// What is told when a refund comes to another state; nothing where outsiders see the same.
pub fn refund_event(before: RefundState, after: RefundState) -> Option<EventKind> {
    if before == after {
        return None;
    }
    match after {
        RefundState::Requested => Some(EventKind::RefundRequested),
        RefundState::Released => Some(EventKind::RefundReleased),
        RefundState::Sent => Some(EventKind::RefundSent),
        // Outside it is sent.
        RefundState::Pending => None,
        RefundState::Done => Some(EventKind::RefundDone),
        RefundState::Failed => Some(EventKind::RefundFailed),
        RefundState::Rejected => Some(EventKind::RefundRejected),
        RefundState::Withdrawn => Some(EventKind::RefundWithdrawn),
    }
}

/// What is told when a service's state changes: whether it takes money is seen from outside, what
/// leads to its approval is not.
pub fn service_event(before: ServiceState, after: ServiceState) -> Option<EventKind> {
    use ServiceState::{Live, New, Paused, Retired};
    match (before, after) {
        (Paused, Live) => Some(EventKind::ServiceResumed),
        (New | Retired, Live) => Some(EventKind::ServiceLive),
        (New | Live | Retired, Paused) | (Live, New) => Some(EventKind::ServicePaused),
        (New | Live | Paused, Retired) => Some(EventKind::ServiceRetired),
        (Live, Live) | (Paused, Paused | New) | (Retired, Retired | New) | (New, New) => None,
    }
}
