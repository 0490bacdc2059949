//! The lines of a claim (Forderungspositionen): where finance books which part of it.

use crate::Money;
use crate::ledger::chain::{Salt, salted};

/// A part of a claim's amount with what finance needs to book it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    pub amount: Money,
    /// The calling system's id of the line.
    pub reference: Option<String>,
    pub text: Option<String>,
    /// Digest of reference and text, which may name a person.
    pub words: [u8; 32],
    /// Kontierung, as JSON with its keys in order.
    pub booking_data: Option<String>,
}

impl ClaimLine {
    /// The line of a claim that has no lines of its own: the whole amount.
    pub fn whole(salt: &Salt, amount: Money) -> Self {
        Self::new(salt, amount, (None, None), None)
    }

    /// A line with its reference and text.
    pub fn new(
        salt: &Salt,
        amount: Money,
        (reference, text): (Option<String>, Option<String>),
        booking_data: Option<String>,
    ) -> Self {
        Self {
            amount,
            words: words(salt, reference.as_deref(), text.as_deref()),
            reference,
            text,
            booking_data,
        }
    }

    /// Whether reference and text are those of the digest.
    pub fn says_what_was_committed(&self, salt: &Salt) -> bool {
        words(salt, self.reference.as_deref(), self.text.as_deref()) == self.words
    }
}

fn words(salt: &Salt, reference: Option<&str>, text: Option<&str>) -> [u8; 32] {
    salted(salt, &[reference, text])
}

/// How much of each line is paid: money fills lines in their order, and what is given back empties
/// them from the last. What was settled beyond the lines fills none.
pub fn fill(lines: &[Money], settled: Money) -> Vec<Money> {
    let mut left = settled;
    let filled = lines.iter().map(|line| {
        let part = left.min(*line);
        left = left.checked_sub(part).unwrap_or(Money::ZERO);
        part
    });
    filled.collect()
}
