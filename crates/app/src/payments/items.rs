//! The lines of what is paid.

use domain::Money;
use domain::claims::ClaimLine;
use domain::ledger::chain::Salt;
use serde::{Deserialize, Serialize};

use crate::platform::document::to_json;

/// One line of what is paid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Item {
    pub reference: String,
    pub description: String,
    pub cents: i64,
    /// Where it is booked, as the calling system said.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub booking_data: std::collections::BTreeMap<String, String>,
}

/// What the pay page shows of a request.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct StoredItems {
    pub(crate) description: String,
    pub(crate) items: Vec<Item>,
}

/// The claim's lines as the calling system named them. A request with a line below zero, or with
/// none, is one line of the whole amount: a claim's lines are parts of it.
pub(crate) fn claim_lines(salt: &Salt, amount: Money, items: &[Item]) -> Vec<ClaimLine> {
    let lines: Option<Vec<_>> = items.iter().map(|item| item.line(salt)).collect();
    match lines {
        Some(lines) if !lines.is_empty() => lines,
        Some(_) | None => vec![ClaimLine::whole(salt, amount)],
    }
}

impl Item {
    /// `None` for an amount below zero.
    fn line(&self, salt: &Salt) -> Option<ClaimLine> {
        let amount = Money::from_cents(self.cents)?;
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let words = (given(&self.reference), given(&self.description));
        let booking = (!self.booking_data.is_empty()).then(|| to_json(&self.booking_data));
        Some(ClaimLine::new(salt, amount, words, booking))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(cents: i64) -> Item {
        Item {
            reference: "A".to_owned(),
            description: String::new(),
            cents,
            booking_data: [("konto".to_owned(), "4711".to_owned())].into(),
        }
    }

    #[test]
    fn each_item_is_a_line_unless_one_is_below_zero() {
        let amount = Money::from_cents(300).unwrap();
        let lines = claim_lines(&[1; 16], amount, &[item(200), item(100)]);
        let cents: Vec<_> = lines.iter().map(|line| line.amount.cents()).collect();
        assert_eq!(cents, [200, 100]);
        let booking = lines[0].booking_data.as_deref();
        assert_eq!(booking, Some(r#"{"konto":"4711"}"#));
        let with_discount = claim_lines(&[1; 16], amount, &[item(400), item(-100)]);
        assert_eq!(with_discount, [ClaimLine::whole(&[1; 16], amount)]);
        assert_eq!(claim_lines(&[1; 16], amount, &[]).len(), 1);
    }
}
