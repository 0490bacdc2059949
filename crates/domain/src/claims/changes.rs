//! What a person of the authority says otherwise about a claim: amount, day and text, that it is
//! blocked, or that nothing is owed any more.
//!
//! Above the tenant's limit no person decides alone. What one of them says blocks the claim; only
//! another one unblocks or cancels it. What files say about a claim counts for no person.

use super::lines::fill;
use super::origin::ClaimOrigin;
use super::terms::ClaimTerms;
use crate::{Day, Money, PersonId, Timestamp};

/// Letters of a claim's text: the provider's limit for a description.
pub const TEXT_MAX: usize = 127;

/// What a person can do about a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimCommand {
    Change {
        amount: Money,
        due: Option<Day>,
        text: Option<String>,
    },
    Cancel,
    Block,
    Unblock,
}

/// Why a person cannot do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    #[error("the claim belongs to a payment of an online service or an order")]
    WithItsPayment,
    #[error("the claim is cancelled")]
    Cancelled,
    #[error("the claim is blocked already")]
    Blocked,
    #[error("the claim is not blocked")]
    NotBlocked,
    #[error("this is what the claim says already")]
    Same,
    #[error("an amount of zero is not owed")]
    Nothing,
    #[error("another person has to do this")]
    OwnWord,
    #[error("above the limit it is blocked by one person and cancelled by another")]
    BlockFirst,
    #[error("a reason of 1 to 200 letters is missing")]
    Reason,
    #[error("the text has more than 127 letters, or a control character")]
    Text,
    #[error("the claim says something else since it was looked at")]
    Changed,
    #[error("the service has no notices")]
    NoNotices,
    #[error("the second factor is not as the service asks for it")]
    Factor,
    #[error("the next numbers of the pool are used by files; the pool needs another first_counter")]
    NumbersUsed,
    #[error("the form was sent before with something else in it")]
    UsedForm,
}

impl ClaimRefusal {
    /// Whether the rules say no, rather than something that was typed wrong or is no longer so.
    pub const fn is_by_rule(self) -> bool {
        match self {
            Self::WithItsPayment
            | Self::Cancelled
            | Self::OwnWord
            | Self::BlockFirst
            | Self::NoNotices => true,
            Self::Blocked
            | Self::NotBlocked
            | Self::Same
            | Self::Nothing
            | Self::Reason
            | Self::Text
            | Self::Changed
            | Self::NumbersUsed
            | Self::Factor
            | Self::UsedForm => false,
        }
    }
}

/// One of a claim's versions, as far as it says which persons decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaidBefore {
    pub amount: Money,
    pub blocked: bool,
    /// `None` for what no person said.
    pub by: Option<PersonId>,
}

/// What holds for a person that decides about one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// Up to which amount one person decides alone.
    alone: Money,
    person: PersonId,
    /// The largest amount of the claim since it was payable last, that included: lowered first, it
    /// is no smaller decision.
    largest: Money,
    /// The persons that said what holds since then.
    said_by: Vec<PersonId>,
}

impl Deciding {
    /// From all versions of the claim, the newest first.
    pub fn of(person: PersonId, alone: Money, versions: &[SaidBefore]) -> Self {
        let (mut largest, mut said_by) = (Money::ZERO, Vec::new());
        for version in versions {
            largest = largest.max(version.amount);
            if !version.blocked {
                break;
            }
            said_by.extend(version.by);
        }
        Self {
            alone,
            person,
            largest,
            said_by,
        }
    }

    /// Whether another person said what holds, and this one nothing.
    fn is_second(&self) -> bool {
        !self.said_by.is_empty() && !self.said_by.contains(&self.person)
    }
}

impl ClaimTerms {
    /// Whether an act by persons is needed to make it payable: it is blocked from the first.
    pub fn waits_for_a_second(amount: Money, alone: Money) -> bool {
        amount > alone
    }

    /// The next terms, as a person says them.
    pub fn said(
        &self,
        command: &ClaimCommand,
        by: &Deciding,
        at: Timestamp,
    ) -> Result<Self, ClaimRefusal> {
        match self.origin {
            ClaimOrigin::Import | ClaimOrigin::Staff => {}
            ClaimOrigin::Channel | ClaimOrigin::Api | ClaimOrigin::Catalogue => {
                return Err(ClaimRefusal::WithItsPayment);
            }
        }
        if self.cancelled_at.is_some() {
            return Err(ClaimRefusal::Cancelled);
        }
        let mut next = Self {
            number: self.number.saturating_add(1),
            ..self.clone()
        };
        let is_large = Self::waits_for_a_second(self.amount.max(by.largest), by.alone);
        match command {
            ClaimCommand::Change { amount, due, text } => {
                if amount.is_zero() {
                    return Err(ClaimRefusal::Nothing);
                }
                if (*amount, *due, text) == (self.amount, self.due, &self.text) {
                    return Err(ClaimRefusal::Same);
                }
                next.owes(*amount);
                next.due = *due;
                next.text.clone_from(text);
                if is_large || Self::waits_for_a_second(*amount, by.alone) {
                    next.blocked_at = self.blocked_at.or(Some(at));
                }
            }
            ClaimCommand::Cancel if is_large && self.blocked_at.is_none() => {
                return Err(ClaimRefusal::BlockFirst);
            }
            ClaimCommand::Cancel if is_large && by.said_by.is_empty() => {
                return Err(ClaimRefusal::BlockFirst);
            }
            ClaimCommand::Cancel if is_large && !by.is_second() => {
                return Err(ClaimRefusal::OwnWord);
            }
            ClaimCommand::Cancel => next.cancelled_at = Some(at),
            ClaimCommand::Block if self.blocked_at.is_some() => return Err(ClaimRefusal::Blocked),
            ClaimCommand::Block => next.blocked_at = Some(at),
            ClaimCommand::Unblock if self.blocked_at.is_none() => {
                return Err(ClaimRefusal::NotBlocked);
            }
            // What a file blocked was decided by no person here.
            ClaimCommand::Unblock if is_large && by.said_by.contains(&by.person) => {
                return Err(ClaimRefusal::OwnWord);
            }
            ClaimCommand::Unblock => next.blocked_at = None,
        }
        Ok(next)
    }

    /// Owes so much from now on: lines are emptied from the last, or the last one grows.
    fn owes(&mut self, amount: Money) {
        let amounts: Vec<_> = self.lines.iter().map(|line| line.amount).collect();
        let before = self.amount;
        for (line, part) in self.lines.iter_mut().zip(fill(&amounts, amount)) {
            line.amount = part;
        }
        let more = amount.checked_sub(before);
        if let (Some(more), Some(last)) = (more, self.lines.last_mut()) {
            last.amount = last.amount.checked_add(more).unwrap_or(Money::MAX);
        }
        self.amount = amount;
    }
}
