//! A credit of a bank statement, as it is entered.

use domain::{Day, Money};

use super::BankLineError;
use crate::access::client_auth::sha256;

/// The longest text of a transfer, and of a name beside it.
const TEXT_MAX: usize = 500;

/// A credit as the bank's statement has it.
#[derive(Clone, Debug)]
pub struct BankCredit {
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

impl BankCredit {
    pub(super) fn check(&self, today: Day) -> Result<(), BankLineError> {
        if self.amount.is_zero() {
            return Err(BankLineError::Nothing);
        }
        if self.day > today {
            return Err(BankLineError::Future);
        }
        let mut texts = [Some(&self.reference), self.counterparty.as_ref()]
            .into_iter()
            .flatten();
        let fits =
            |text: &String| text.chars().count() <= TEXT_MAX && !text.chars().any(char::is_control);
        if texts.all(fits) {
            Ok(())
        } else {
            Err(BankLineError::Text)
        }
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
        let half = hash.iter().take(16);
        let digits: Vec<String> = half.map(|byte| format!("{byte:02x}")).collect();
        digits.concat()
    }
}
