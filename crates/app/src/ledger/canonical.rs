//! Canonical texts of what is booked: a group of the books, or the act that enters a line or
//! begins an attempt, commits to them, and `verify` holds the stored rows against them.

use domain::claims::Share;
use domain::ledger::postings::Place;
use domain::payments::PaymentState;
use domain::{ClaimId, Currency, Money, PaymentId, ServiceId, Timestamp};
use storage::bank::lines::BankLine;
use storage::money::{MoneyIn, MoneyOut};
use storage::payments::attempts::NewAttempt;

use crate::platform::canonical::CanonicalText;

/// What never changes of a payment.
pub(crate) struct OpenedPayment<'a> {
    pub(crate) id: PaymentId,
    pub(crate) claim: ClaimId,
    pub(crate) service: ServiceId,
    pub(crate) service_version: i64,
    pub(crate) amount: Money,
    pub(crate) created_at: Timestamp,
    pub(crate) shares: &'a [Share],
}

/// The payment as it is opened, with the shares of its claims.
pub(crate) fn opened(payment: &OpenedPayment<'_>) -> String {
    let text = CanonicalText::v1()
        .with("opened")
        .with(payment.id)
        .with(payment.claim)
        .with(payment.service)
        .with(payment.service_version)
        .with(payment.amount.cents())
        .with(payment.created_at.micros());
    with_shares(text, payment.shares).finish()
}

/// The payment as it ends without money, or without all of it, and for which reason.
pub(crate) fn ended(
    id: PaymentId,
    state: PaymentState,
    ended_at: Option<Timestamp>,
    reason: Option<&str>,
) -> String {
    let state = match state {
        PaymentState::Expired => Some("expired"),
        PaymentState::Cancelled => Some("cancelled"),
        PaymentState::Open | PaymentState::Paying(_) | PaymentState::Paid => None,
    };
    let ended_at = ended_at.map(Timestamp::micros);
    let text = CanonicalText::v1().with("ended").with(id).maybe(state);
    text.maybe(ended_at).maybe(reason).finish()
}

/// What never changes of an attempt: whose money goes to which account, by which method.
pub(crate) fn attempt(attempt: &NewAttempt<'_>) -> String {
    at(CanonicalText::v1().with(attempt.id), attempt.account)
        .with(attempt.payment)
        .with(attempt.number)
        .with(attempt.method.as_str())
        .with(attempt.taking.into_str())
        .with(attempt.locale)
        .with(attempt.amount.cents())
        .with(attempt.created_at.micros())
        .finish()
}

/// Money that arrived, with what of it settles which claims.
pub(crate) fn money_in(money: &MoneyIn, currency: Currency, settles: &[Share]) -> String {
    let text = at(CanonicalText::v1().with(money.id), money.place)
        .with(&money.reference)
        .with(money.kind)
        .with(money.amount.cents())
        .with(currency)
        .maybe(money.fee.map(Money::cents))
        .maybe(money.payment)
        .maybe(money.attempt)
        .maybe(money.bank_line)
        .maybe(money.fact)
        .with(money.happened_at.micros())
        .with(money.booked_at.micros());
    with_shares(text, settles).finish()
}

/// Money that left.
pub(crate) fn money_out(money: &MoneyOut, currency: Currency) -> String {
    at(CanonicalText::v1().with(money.id), money.place)
        .with(&money.reference)
        .with(money.kind)
        .maybe(money.money_ref.as_ref())
        .maybe(money.money_in)
        .maybe(money.payment)
        .maybe(money.refund)
        .with(money.amount.cents())
        .with(currency)
        .with(money.happened_at.micros())
        .with(money.booked_at.micros())
        .finish()
}

/// A line of a bank statement, as it was entered.
pub(crate) fn bank_line(line: &BankLine) -> String {
    CanonicalText::v1()
        .with(line.id)
        .with(line.statement)
        .with(line.account)
        .with(line.number)
        .with(line.day.days())
        .with(line.direction)
        .with(line.amount.cents())
        .with(&line.reference)
        .maybe(line.counterparty.as_ref())
        .with(&line.external_ref)
        .with(line.entered_by)
        .finish()
}

fn at(text: CanonicalText, place: Place) -> CanonicalText {
    match place {
        Place::Provider(account) => text.with("provider").with(account),
        Place::Bank(account) => text.with("bank").with(account),
    }
}

/// In the order of the claims.
fn with_shares(text: CanonicalText, shares: &[Share]) -> CanonicalText {
    let mut shares = shares.to_vec();
    shares.sort_by_key(|share| share.claim);
    let add =
        |text: CanonicalText, share: &Share| text.with(share.claim).with(share.amount.cents());
    shares.iter().fold(text, add)
}
