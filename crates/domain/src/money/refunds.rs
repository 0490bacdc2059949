//! Refunds (Erstattungen): money that is given back, from the request to its end.
//!
//! One person requests a refund, others release it: as many as the amount needs, none of them the
//! one that requested it. Only what the provider or the bank says makes a refund done. A refund
//! that failed is released anew, by the same way or another, or withdrawn.

use std::fmt::Write as _;

use crate::claims::Share;
use crate::ledger::postings::Place;
use crate::{
    EntryGroupId, Money, MoneyInId, PaymentId, PersonId, RefundId, ServiceId, SuspenseItemId,
    Timestamp,
};

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
pub enum RefundState {
    /// Waits to be released.
    Requested,
    /// Released and booked; waits to be sent, or to be paid by hand.
    Released,
    /// The provider is asked, or was and has not answered.
    Sent,
    /// The provider will give the money back later.
    Pending,
    /// The money is gone; final.
    Done,
    /// The provider refused. Not final: the money is still owed.
    Failed,
    /// Not released; final.
    Rejected,
    /// Taken back; final.
    Withdrawn,
}

impl RefundState {
    /// Whether it is final.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Rejected | Self::Withdrawn)
    }
}

/// By which the money goes back. Its text is stored and must not change.
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
pub enum RefundRoute {
    /// The provider that took the money gives it back.
    Provider,
    /// The treasury transfers it with its own bank program.
    ByHand,
}

/// What asked for it. Its text is stored and must not change.
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
pub enum RefundOrigin {
    Staff,
    /// Made at the provider, without an order of ours.
    Provider,
}

/// What moves a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum RefundCommand {
    Release,
    Reject,
    Withdraw,
    Send,
    Hold,
    Finish,
    Fail,
}

/// Why a person cannot do something with a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundRefusal {
    #[error("the state of the refund does not allow this")]
    State,
    #[error("a refund is released by another person than requested it")]
    OwnRequest,
    #[error("this person has released the refund already")]
    ReleasedBefore,
    #[error("only the person that requested a refund withdraws it")]
    NotOwn,
    #[error("no more can be given back than is there")]
    NotAvailable,
    #[error("{now} euros are available now, not {seen}")]
    Changed { seen: Money, now: Money },
    #[error("the provider gives back what it took up to {days} days ago")]
    TooOld { days: u16 },
    #[error("the provider gives money back in full only")]
    OnlyWhole,
    #[error("the provider gives no money back by itself")]
    NotByProvider,
    #[error("the provider gives this money back; a transfer is for what it does not")]
    ByProvider,
    #[error("the payer disputes the payment; answer the dispute first")]
    Disputed,
    #[error("the refund is not what the last act on it says; have the operator run `verify`")]
    Unproven,
    #[error("the treasury requests refunds of money that is not owed, and of no other")]
    OnlyNotOwed,
    #[error("a reason has 1 to 200 letters")]
    Reason,
    #[error("the statement of this day came as a file, or the day lies in the future")]
    Day,
}

/// A claim's part of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundPart {
    pub claim: Share,
    /// The terms that lower what is owed; `None` where only money beyond that goes back.
    pub terms_number: Option<u64>,
}

/// What of the money the refund takes, fixed when it is booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundBooking {
    pub group: EntryGroupId,
    pub claims: Vec<RefundPart>,
    /// Of money that belongs to no claim.
    pub suspense: Option<(SuspenseItemId, Money)>,
}

/// Money that is given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub id: RefundId,
    pub origin: RefundOrigin,
    pub route: RefundRoute,
    pub state: RefundState,
    /// Where the money arrived.
    pub place: Place,
    /// That account's id of the money.
    pub money_ref: String,
    /// `None` for a refund that was seen before its money.
    pub money: Option<MoneyInId>,
    pub payment: Option<PaymentId>,
    pub service: Option<ServiceId>,
    pub amount: Money,
    pub reason: Option<String>,
    /// `None` for one that was made at the provider.
    pub requested_by: Option<PersonId>,
    /// The treasury requested it: it never takes money that is owed.
    pub not_owed: bool,
    /// How many persons release it.
    pub releases_needed: u32,
    /// Counts the tries, from 1: each is released anew.
    pub round: u32,
    /// The persons that released this try.
    pub released_by: Vec<PersonId>,
    pub booked: Option<RefundBooking>,
    /// What the payer sees beside it at the provider; unique in the tenant.
    pub invoice: Option<String>,
    /// The provider's id of it.
    pub reference: Option<String>,
    /// Why the last try failed, in the provider's word or one of ours.
    pub failure: Option<String>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// How many persons release an amount, beside the one that requests it.
pub fn releases_needed(amount: Money, one_up_to: Money) -> u32 {
    if amount <= one_up_to { 1 } else { 2 }
}

/// The next state. Pure; what is not in the table is refused. What the provider says is a fact:
/// money that left after a failure makes the refund done, also when it is released anew already.
pub const fn decide(
    state: RefundState,
    command: RefundCommand,
) -> Result<RefundState, RefundRefusal> {
    use RefundCommand as Do;
    use RefundState as Is;
    Ok(match (state, command) {
        (Is::Requested | Is::Failed, Do::Release) => Is::Released,
        (Is::Requested, Do::Reject) => Is::Rejected,
        (Is::Requested | Is::Released | Is::Failed, Do::Withdraw) => Is::Withdrawn,
        (Is::Released | Is::Sent, Do::Send) => Is::Sent,
        (Is::Sent | Is::Pending, Do::Hold) => Is::Pending,
        (Is::Released | Is::Sent | Is::Pending | Is::Failed, Do::Finish) => Is::Done,
        (Is::Sent | Is::Pending, Do::Fail) => Is::Failed,
        _ => return Err(RefundRefusal::State),
    })
}

impl Refund {
    /// The failure of a refund that is not answered for as long as the provider knows the order.
    pub const NO_ANSWER: &'static str = "NO_ANSWER";
    /// The failure of a refund whose money left otherwise before it was sent.
    pub const TAKEN_MEANWHILE: &'static str = "TAKEN_MEANWHILE";

    /// Takes the command, or refuses it.
    pub fn apply(&mut self, command: RefundCommand, now: Timestamp) -> Result<(), RefundRefusal> {
        self.state = decide(self.state, command)?;
        self.ended_at = self.state.is_over().then_some(now);
        Ok(())
    }

    /// A person releases it by this route. Whether that was the last release it needed. A transfer
    /// is released anew by all, where the caller allows it ([`Self::may_go_by`]).
    pub fn release(
        &mut self,
        by: PersonId,
        route: RefundRoute,
        now: Timestamp,
    ) -> Result<bool, RefundRefusal> {
        decide(self.state, RefundCommand::Release)?;
        if self.requested_by == Some(by) {
            return Err(RefundRefusal::OwnRequest);
        }
        if (self.route, route) == (RefundRoute::Provider, RefundRoute::ByHand) {
            // What others released is another text, which cannot be done any more.
            self.released_by.clear();
        }
        if self.released_by.contains(&by) {
            return Err(RefundRefusal::ReleasedBefore);
        }
        if !self.released_by.is_empty() && self.route != route {
            // Others released another way.
            return Err(RefundRefusal::State);
        }
        self.route = route;
        self.released_by.push(by);
        let given = u32::try_from(self.released_by.len()).unwrap_or(u32::MAX);
        if given < self.releases_needed {
            return Ok(false);
        }
        self.failure = None;
        self.apply(RefundCommand::Release, now)?;
        Ok(true)
    }

    /// Whether it may be released by this route: a transfer where the provider gives nothing back,
    /// or not any more; else the one that others released by; before that the provider, and a
    /// transfer where that was asked for or the refund failed before.
    pub fn may_go_by(&self, route: RefundRoute, by_provider: bool) -> bool {
        match route {
            RefundRoute::Provider if !by_provider => false,
            RefundRoute::ByHand if !by_provider => true,
            _ if !self.released_by.is_empty() => route == self.route,
            RefundRoute::Provider => true,
            RefundRoute::ByHand => self.route == route || self.state == RefundState::Failed,
        }
    }

    /// Whether the treasury may have transferred it. The transfer may have been under way when the
    /// payer took the money back and the refund failed; what left is entered all the same.
    pub fn may_be_transferred(&self) -> bool {
        let waits = matches!(self.state, RefundState::Released | RefundState::Failed);
        waits && self.route == RefundRoute::ByHand
    }

    /// The treasury transferred it.
    pub fn transfer(&mut self, now: Timestamp) -> Result<(), RefundRefusal> {
        if !self.may_be_transferred() {
            return Err(RefundRefusal::State);
        }
        if self.state == RefundState::Released {
            self.apply(RefundCommand::Send, now)?;
        }
        self.failure = None;
        self.apply(RefundCommand::Finish, now)
    }

    /// Its money left otherwise: it is not given back a second time.
    pub fn taken_meanwhile(&mut self, now: Timestamp) -> Result<(), RefundRefusal> {
        self.apply(RefundCommand::Send, now)?;
        self.fail(Self::TAKEN_MEANWHILE, now)
    }

    /// A person withdraws it.
    pub fn withdraw(
        &mut self,
        (by, is_treasury): (PersonId, bool),
        now: Timestamp,
    ) -> Result<(), RefundRefusal> {
        decide(self.state, RefundCommand::Withdraw)?;
        if !self.is_withdrawn_by(by, is_treasury) {
            return Err(RefundRefusal::NotOwn);
        }
        self.apply(RefundCommand::Withdraw, now)
    }

    /// Whether this person may withdraw it now: its own request before it is sent, one that failed,
    /// and in the treasury one that is released and not sent. Others do not know whether the
    /// treasury transfers it just now, nor whether the money of one without an answer went back.
    pub fn is_withdrawn_by(&self, by: PersonId, is_treasury: bool) -> bool {
        let own = self.requested_by == Some(by);
        match (self.state, self.route) {
            (RefundState::Requested, _) => own,
            (RefundState::Released, RefundRoute::Provider) => own || is_treasury,
            (RefundState::Released | RefundState::Failed, RefundRoute::ByHand) => is_treasury,
            (RefundState::Failed, RefundRoute::Provider) => {
                is_treasury || self.failure.as_deref() != Some(Self::NO_ANSWER)
            }
            (
                RefundState::Sent
                | RefundState::Pending
                | RefundState::Done
                | RefundState::Rejected
                | RefundState::Withdrawn,
                _,
            ) => false,
        }
    }

    /// The provider refused this try: the next one is released anew.
    pub fn fail(&mut self, why: &str, now: Timestamp) -> Result<(), RefundRefusal> {
        self.apply(RefundCommand::Fail, now)?;
        self.failure = Some(why.to_owned());
        self.reference = None;
        self.round = self.round.saturating_add(1);
        self.released_by.clear();
        Ok(())
    }

    /// What a release is given to. A refund is not edited; another way or try is another text.
    pub fn to_be_released(&self, route: RefundRoute) -> String {
        let (place, money) = (place(self.place), &self.money_ref);
        let (cents, round) = (self.amount.cents(), self.round);
        format!("v1|{}|{place}|{money}|{cents}|{route}|{round}", self.id)
    }

    /// Everything that decides about it: what acts on it commit to.
    pub fn canonical(&self) -> String {
        fn or_empty(value: Option<impl ToString>) -> String {
            value.map_or_else(String::new, |value| value.to_string())
        }
        let free = |text: Option<&str>| {
            text.map_or_else(String::new, |text| format!("{}:{text}", text.len()))
        };
        let at = |at: Option<Timestamp>| or_empty(at.map(Timestamp::micros));
        let mut text = format!(
            "v1|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.id,
            self.origin,
            self.route,
            self.state,
            place(self.place),
            free(Some(&self.money_ref)),
            or_empty(self.money),
            or_empty(self.payment),
            or_empty(self.service),
            self.amount.cents(),
            free(self.reason.as_deref()),
            or_empty(self.requested_by),
            u8::from(self.not_owed),
            self.releases_needed,
            self.round,
            free(self.invoice.as_deref()),
            free(self.reference.as_deref()),
            free(self.failure.as_deref()),
            self.created_at.micros(),
            at(self.ended_at),
        );
        // In the order of their ids: the clocks of two nodes may differ. Writing to a string cannot
        // fail.
        let mut persons = self.released_by.clone();
        persons.sort();
        for person in &persons {
            let _ = write!(text, "|{person}");
        }
        if let Some(booked) = &self.booked {
            let _ = write!(text, "|{}", booked.group);
            if let Some((item, amount)) = booked.suspense {
                let _ = write!(text, "|{item}|{}", amount.cents());
            }
            for part in &booked.claims {
                let (claim, cents) = (part.claim.claim, part.claim.amount.cents());
                let terms = or_empty(part.terms_number);
                let _ = write!(text, "|{claim}|{cents}|{terms}");
            }
        }
        text
    }
}

fn place(place: Place) -> String {
    match place {
        Place::Provider(account) => format!("provider|{account}"),
        Place::Bank(bank) => format!("bank|{bank}"),
    }
}
