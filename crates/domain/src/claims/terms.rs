//! The terms of a claim: what the authority said about it, and when it said something else.
//!
//! They are written at creation and at each change, numbered, and never changed. Their canonical
//! text is what the act that made them commits to.

use std::fmt::Write as _;

use super::lines::{ClaimLine, fill};
use super::origin::ClaimOrigin;
use crate::ledger::chain::{Salt, salted};
use crate::values::hash::hex;
use crate::{ClaimId, Day, Money, ServiceId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimTerms {
    pub claim: ClaimId,
    /// From one, without gaps.
    pub number: u64,
    pub service: ServiceId,
    pub kassenzeichen: String,
    pub origin: ClaimOrigin,
    pub amount: Money,
    pub due: Option<Day>,
    pub payable_from: Option<Day>,
    pub payable_until: Option<Day>,
    pub blocked_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    /// What payer and provider may read about it; holds nothing personal.
    pub text: Option<String>,
    /// See [`person`].
    pub person: [u8; 32],
    /// Add up to the amount.
    pub lines: Vec<ClaimLine>,
}

/// Digest of what tells the payer: the number in the authority's own system, and the keyed hash of
/// the second factor.
pub fn person(salt: &Salt, party: Option<&str>, factor: Option<&[u8]>) -> [u8; 32] {
    let factor = factor.map(hex);
    salted(salt, &[party, factor.as_deref()])
}

impl ClaimTerms {
    /// The next terms: so much less is owed, because it is given back. Lines are emptied from the
    /// last. Where nothing is left the claim is cancelled, and says what it was.
    #[must_use]
    pub fn lowered(&self, by: Money, at: Timestamp) -> Self {
        let left = self.amount.checked_sub(by).unwrap_or(Money::ZERO);
        let mut next = Self {
            number: self.number.saturating_add(1),
            ..self.clone()
        };
        if left.is_zero() {
            next.cancelled_at = Some(at);
            return next;
        }
        next.amount = left;
        let amounts: Vec<_> = self.lines.iter().map(|line| line.amount).collect();
        for (line, amount) in next.lines.iter_mut().zip(fill(&amounts, left)) {
            line.amount = amount;
        }
        next
    }

    /// The next terms: what was owed before it was lowered is owed again.
    #[must_use]
    pub fn restored(&self, before: &Self) -> Self {
        Self {
            number: self.number.saturating_add(1),
            ..before.clone()
        }
    }

    /// `v1|clm|number|srv|kassenzeichen|origin|cents|due|payable from|payable until|blocked|
    /// cancelled|text|person`, then `|cents|words|booking data` for each line. Days are counted
    /// from 1970-01-01, times are microseconds, free text carries its length, and what is absent is
    /// empty.
    pub fn canonical(&self) -> String {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.days().to_string());
        let at = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.micros().to_string());
        let mut canonical = format!(
            "v1|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
            self.claim,
            self.number,
            self.service,
            self.kassenzeichen,
            self.origin,
            self.amount.cents(),
            day(self.due),
            day(self.payable_from),
            day(self.payable_until),
            at(self.blocked_at),
            at(self.cancelled_at),
            free(self.text.as_deref()),
            hex(&self.person),
        );
        for line in &self.lines {
            let (cents, words) = (line.amount.cents(), hex(&line.words));
            let booking = free(line.booking_data.as_deref());
            // Writing to a string cannot fail.
            let _ = write!(canonical, "|{cents}|{words}|{booking}");
        }
        canonical
    }
}

fn free(text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| format!("{}:{text}", text.len()))
}
