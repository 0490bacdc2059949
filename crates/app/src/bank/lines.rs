//! A line of a bank statement, as it is entered.

use domain::values::hash::{hex, sha256};
use domain::values::text::line;
use domain::{Day, Money};

use super::BankLineError;

/// The longest text of a transfer, and of a name beside it.
const TEXT_MAX: usize = 500;

/// A credit as the bank's statement has it, to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBankLine {
    /// The day on which the bank booked it.
    pub day: Day,
    pub amount: Money,
    /// What the transfer says (Verwendungszweck).
    pub reference: String,
    /// Whose account it came from, as the bank states it.
    pub counterparty: Option<String>,
    /// Which of several lines of the day that are equal in everything else, from 1.
    pub nth: u32,
}

impl NewBankLine {
    /// The credit with its texts composed, as every text is stored. The same line gives the same
    /// reference, however its letters were composed.
    pub(super) fn checked(&self, today: Day) -> Result<Self, BankLineError> {
        if self.amount.is_zero() {
            return Err(BankLineError::Nothing);
        }
        if self.day > today {
            return Err(BankLineError::Future);
        }
        let counterparty = self.counterparty.as_deref().map(text).transpose()?;
        Ok(Self {
            reference: text(&self.reference)?,
            counterparty,
            ..self.clone()
        })
    }

    /// `v1|day|cents|reference|counterparty|nth`, free texts with their lengths.
    fn text(&self) -> String {
        let counterparty = self.counterparty.as_deref().unwrap_or_default();
        format!(
            "v1|{}|{}|{}:{}|{}:{counterparty}|{}",
            self.day.days(),
            self.amount.cents(),
            self.reference.len(),
            self.reference,
            counterparty.len(),
            self.nth,
        )
    }

    /// The bank gives a line entered by hand no reference: its content stands for one.
    pub(super) fn external_ref(&self) -> String {
        let hash = sha256(&[self.text().as_bytes()]);
        let (half, _) = hash.split_at(16);
        hex(half)
    }
}

fn text(typed: &str) -> Result<String, BankLineError> {
    let line = line(typed).map_err(|_| BankLineError::Text)?;
    if line.chars().count() > TEXT_MAX {
        return Err(BankLineError::Text);
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credit(reference: &str, counterparty: &str) -> NewBankLine {
        NewBankLine {
            day: Day::new(2026, 11, 30).unwrap(),
            amount: Money::from_cents(4_250).unwrap(),
            reference: reference.to_owned(),
            counterparty: Some(counterparty.to_owned()),
            nth: 1,
        }
    }

    fn checked(credit: &NewBankLine) -> Result<NewBankLine, BankLineError> {
        credit.checked(credit.day)
    }

    #[test]
    fn a_line_is_the_same_however_its_letters_are_composed() {
        let composed = checked(&credit("Gebühr 4711", "Jörg Muster")).unwrap();
        let apart = credit(" Gebu\u{308}hr\t4711\n", "Jo\u{308}rg \u{202e}Muster");
        let apart = checked(&apart).unwrap();
        assert_eq!(apart.reference, "Gebühr 4711");
        assert_eq!(apart.counterparty.as_deref(), Some("Jörg Muster"));
        assert_eq!(apart.external_ref(), composed.external_ref());
    }

    #[test]
    fn what_cannot_be_printed_or_is_too_long_is_refused() {
        for bad in ["a\u{0}b".to_owned(), "x".repeat(TEXT_MAX + 1)] {
            let refused = checked(&credit(&bad, "Muster"));
            assert!(matches!(refused, Err(BankLineError::Text)), "{refused:?}");
            let refused = checked(&credit("4711", &bad));
            assert!(matches!(refused, Err(BankLineError::Text)), "{refused:?}");
        }
    }
}
