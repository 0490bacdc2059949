//! One call to one provider, or one instruction to the payer.
//!
//! How its money is taken ([`Taking`]) decides what may end it and what it keeps from
//! starting. Money that arrived is a fact and is accepted in every state.

use super::Taking;

/// Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum AttemptState {
    /// Written down before the provider hears of it; the answer is open.
    Intended,
    /// The payer can act: the provider's page, an instruction, a mandate, a terminal.
    Offered,
    /// The payer approved, we are about to take the money; the answer is open.
    Approved,
    /// The money is confirmed.
    Captured,
    /// The provider holds the money back for a check of its own, or collects it on a later day.
    Pending,
    /// The provider said no, finally.
    Declined,
    /// The money was asked for and there is no usable answer.
    Unknown,
    /// It ended without money. Not final: late money is a fact.
    Lapsed,
}

/// What is asked of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttemptCommand {
    Offer,
    /// Intend to take the money.
    Approve,
    /// The provider wants the payer back, on the same order.
    SendBack,
    Capture,
    Hold,
    Decline,
    LoseTrack,
    Lapse(LapseGround),
}

/// What makes an attempt lapse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::VariantArray)]
pub enum LapseGround {
    /// The payer left it, chose another way, or let its time pass; the provider was not asked.
    Abandoned,
    /// The provider says that the order is gone and took nothing.
    GoneAtProvider,
    /// The offer and its grace are over, and a last look-up found it still waiting.
    OfferOver,
    /// The payment has ended.
    PaymentEnded,
    /// The terminal repeated its last receipt, which is of another payment.
    ReceiptRepeated,
}

/// Whether another attempt of the same payment may start beside this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blocking {
    /// At once.
    Free,
    /// When this one has lapsed, which it may at any time.
    LapseFirst,
    /// When a fresh look-up said that this one is still waiting.
    LookUpFirst,
    /// Not before this one is answered: the money may be moving.
    Blocked,
}

/// A command that an attempt's state or way of taking does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the attempt's state does not allow this")]
pub struct RefusedAttempt {
    pub taking: Taking,
    pub state: AttemptState,
    pub command: AttemptCommand,
}

/// The next state. Pure; `Capture` is a fact and is accepted in every state.
pub fn decide(
    taking: Taking,
    state: AttemptState,
    command: AttemptCommand,
) -> Result<AttemptState, RefusedAttempt> {
    use AttemptCommand as Do;
    use AttemptState as Is;
    let allowed = match command {
        Do::Capture => return Ok(Is::Captured),
        Do::Offer => (state == Is::Intended).then_some(Is::Offered),
        Do::Approve => may_approve(taking, state).then_some(Is::Approved),
        Do::SendBack => may_be_sent_back(taking, state).then_some(Is::Offered),
        Do::Hold => is_before(state, Is::Pending).then_some(Is::Pending),
        Do::Decline => is_before(state, Is::Declined).then_some(Is::Declined),
        Do::LoseTrack => may_lose_track(taking, state).then_some(Is::Unknown),
        Do::Lapse(ground) => may_lapse(taking, state, ground).then_some(Is::Lapsed),
    };
    allowed.ok_or(RefusedAttempt {
        taking,
        state,
        command,
    })
}

/// Only where we take the money is there something to approve. A payer may leave the provider's
/// page and approve there later.
fn may_approve(taking: Taking, state: AttemptState) -> bool {
    use AttemptState::{Approved, Lapsed, Offered, Unknown};
    taking == Taking::ByCapture && matches!(state, Offered | Approved | Unknown | Lapsed)
}

fn may_be_sent_back(taking: Taking, state: AttemptState) -> bool {
    use AttemptState::{Approved, Unknown};
    match taking {
        Taking::ByCapture | Taking::ByApproval => matches!(state, Approved | Unknown),
        Taking::ByPayer | Taking::ByCollection | Taking::AtDesk => false,
    }
}

/// Whether the provider may still say `answer` about an attempt in this state.
const fn is_before(state: AttemptState, answer: AttemptState) -> bool {
    use AttemptState as Is;
    match state {
        // What was not offered cannot be held back, but it can be refused.
        Is::Intended => matches!(answer, Is::Declined),
        Is::Offered | Is::Approved | Is::Unknown | Is::Pending => true,
        Is::Captured | Is::Declined | Is::Lapsed => false,
    }
}

fn may_lose_track(taking: Taking, state: AttemptState) -> bool {
    use AttemptState as Is;
    match (state, taking) {
        (Is::Approved | Is::Unknown, _)
        | (Is::Offered, Taking::ByApproval | Taking::ByCollection | Taking::AtDesk) => true,
        (Is::Offered, Taking::ByCapture | Taking::ByPayer)
        | (Is::Intended | Is::Captured | Is::Pending | Is::Declined | Is::Lapsed, _) => false,
    }
}

/// After money was asked for only the provider's word that the order is gone ends an attempt
/// without money.
fn may_lapse(taking: Taking, state: AttemptState, ground: LapseGround) -> bool {
    use AttemptState as Is;
    use LapseGround as Why;
    use Taking as By;
    let gone = ground == Why::GoneAtProvider;
    match (state, taking) {
        // Nothing was asked of the money yet, or nothing can happen without us.
        (Is::Intended, By::ByCapture | By::ByApproval) | (Is::Offered, By::ByCapture) => true,
        (Is::Offered, By::ByApproval) => gone || ground == Why::OfferOver,
        (Is::Intended | Is::Offered, By::ByPayer) => ground == Why::PaymentEnded,
        (Is::Intended | Is::Offered | Is::Unknown, By::AtDesk) => {
            gone || ground == Why::ReceiptRepeated
        }
        (Is::Intended, By::ByCollection) | (Is::Approved | Is::Unknown, _) => gone,
        // Accepted for collection, it ends by the bank's word only.
        (Is::Offered, By::ByCollection)
        | (Is::Captured | Is::Pending | Is::Declined | Is::Lapsed, _) => false,
    }
}

impl AttemptState {
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }

    /// Nothing more is expected of it. Late money may still come to what lapsed.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Captured | Self::Declined | Self::Lapsed)
    }

    /// The money was asked for and there is no answer yet: the payer must not pay again.
    pub const fn money_may_be_moving(self) -> bool {
        matches!(self, Self::Approved | Self::Unknown | Self::Pending)
    }

    /// Whether another attempt may start beside this one.
    pub const fn blocking(self, taking: Taking) -> Blocking {
        match (self, taking) {
            (Self::Captured | Self::Declined | Self::Lapsed, _) | (_, Taking::ByPayer) => {
                Blocking::Free
            }
            (Self::Intended | Self::Offered, Taking::ByCapture)
            | (Self::Intended, Taking::ByApproval) => Blocking::LapseFirst,
            (Self::Offered, Taking::ByApproval) => Blocking::LookUpFirst,
            (Self::Intended | Self::Offered, Taking::ByCollection | Taking::AtDesk)
            | (Self::Approved | Self::Unknown | Self::Pending, _) => Blocking::Blocked,
        }
    }
}
