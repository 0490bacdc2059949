//! The payment's states and every way between them.
//!
//! `Paid`, `Expired` and `Cancelled` are final: what the outside was told never changes. Money that
//! reaches a final payment goes to the suspense account and to the treasury's task list.

use crate::{AttemptId, Money};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display)]
#[strum(serialize_all = "snake_case")]
pub enum PaymentState {
    /// Waits for the payer.
    Open,
    /// One attempt is under way; while it may succeed no other may start.
    Paying(AttemptId),
    Paid,
    /// Time ran out.
    Expired,
    /// The payer or the authority called it off.
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// The payer chose a method.
    Start(AttemptId),
    /// The attempt ended without money.
    EndAttempt(AttemptId),
    /// The time to pay is over.
    Expire,
    Cancel,
}

/// A command that the payment's state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payment's state does not allow this")]
pub struct Refused {
    pub state: PaymentState,
    pub command: Command,
}

/// The next state, or the refusal. Pure; no state is left out.
pub fn decide(state: PaymentState, command: Command) -> Result<PaymentState, Refused> {
    use Command::{Cancel, EndAttempt, Expire, Start};
    use PaymentState::{Cancelled, Expired, Open, Paid, Paying};
    Ok(match (state, command) {
        (Open, Start(attempt)) => Paying(attempt),
        (Paying(current), EndAttempt(ended)) if current == ended => Open,
        (Open, Expire) => Expired,
        (Open, Cancel) => Cancelled,
        (
            Open | Paying(_) | Paid | Expired | Cancelled,
            Start(_) | EndAttempt(_) | Expire | Cancel,
        ) => {
            return Err(Refused { state, command });
        }
    })
}

/// Money as the provider confirmed it, beside what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub attempt: AttemptId,
    pub amount: Money,
    pub due: Money,
    /// The provider's answer names another payment, payee or currency than ours.
    pub foreign: bool,
    /// Every claim it was meant for has been paid by another payment.
    pub settled: bool,
}

/// Money of the payer's own transfer, as the bank stated it, beside what is still to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transferred {
    pub amount: Money,
    pub rest: Money,
    /// Every claim of the payment has been paid by something else.
    pub settled: bool,
}

/// What arrived money means. Only [`Fact::Paid`] settles the payment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::EnumString, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Fact {
    Paid,
    /// After the payment had expired or been cancelled.
    PaidLate,
    /// The payment was paid already, or another payment paid its claims.
    PaidTwice,
    /// Another amount than was due, or not meant for this payment.
    PaidPartly,
}

/// Total over every state: facts are never refused. A payment that did not get what was due goes
/// back to `Open` when the money came through its own attempt, and stays as it is otherwise. One
/// whose claims another payment settled has nothing left to wait for.
pub fn money_arrived(state: PaymentState, arrived: Arrived) -> (PaymentState, Fact) {
    let as_due = arrived.amount == arrived.due && !arrived.foreign;
    match state {
        PaymentState::Open | PaymentState::Paying(_) if as_due && arrived.settled => {
            (PaymentState::Cancelled, Fact::PaidTwice)
        }
        PaymentState::Open | PaymentState::Paying(_) if as_due => (PaymentState::Paid, Fact::Paid),
        PaymentState::Paying(current) if current == arrived.attempt => {
            (PaymentState::Open, Fact::PaidPartly)
        }
        PaymentState::Open | PaymentState::Paying(_) => (state, Fact::PaidPartly),
        PaymentState::Expired | PaymentState::Cancelled => (state, Fact::PaidLate),
        PaymentState::Paid => (state, Fact::PaidTwice),
    }
}

/// Total over every state, as [`money_arrived`]. A part is booked and the payment waits for the
/// rest, also beside an attempt with another method; what is too much does not stop it from being
/// paid.
pub fn transfer_arrived(state: PaymentState, transferred: Transferred) -> (PaymentState, Fact) {
    let Transferred {
        amount,
        rest,
        settled,
    } = transferred;
    match state {
        PaymentState::Open | PaymentState::Paying(_) if settled => {
            (PaymentState::Cancelled, Fact::PaidTwice)
        }
        PaymentState::Open | PaymentState::Paying(_) if amount >= rest => {
            (PaymentState::Paid, Fact::Paid)
        }
        PaymentState::Open | PaymentState::Paying(_) => (state, Fact::PaidPartly),
        PaymentState::Expired | PaymentState::Cancelled => (state, Fact::PaidLate),
        PaymentState::Paid => (state, Fact::PaidTwice),
    }
}
