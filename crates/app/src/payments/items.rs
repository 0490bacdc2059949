//! The lines of what is paid.

use std::collections::BTreeMap;

use domain::Money;
use domain::claims::ClaimLine;
use domain::ledger::chain::Salt;
use serde::{Deserialize, Serialize};

use crate::platform::document::to_json;
use crate::tenants::documents::ServiceDocument;

/// One line of what is paid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Item {
    pub reference: String,
    pub description: String,
    pub cents: i64,
    /// Where it is booked, as the calling system said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub booking_data: BTreeMap<String, String>,
}

/// What the pay page shows of a request.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct StoredItems {
    pub(crate) description: String,
    pub(crate) items: Vec<Item>,
}

/// The claim's lines as the calling system named them. A request with a line below zero, or with
/// none, is one line of the whole amount: a claim's lines are parts of it.
pub(crate) fn claim_lines(
    salt: &Salt,
    amount: Money,
    (items, service): (&[Item], &ServiceDocument),
) -> Vec<ClaimLine> {
    let lines = items.iter().map(|item| item.line(salt, service));
    let lines: Option<Vec<_>> = lines.collect();
    match lines {
        Some(lines) if !lines.is_empty() => lines,
        Some(_) | None => vec![whole_line(salt, amount, whole_booking(service))],
    }
}

/// The one line of a claim whose origin names none, with the service's booking data.
pub(crate) fn whole_line(salt: &Salt, amount: Money, booking_data: Option<String>) -> ClaimLine {
    ClaimLine::new(salt, amount, (None, None), booking_data)
}

/// The service's booking data of a whole claim, as a line keeps them.
pub(crate) fn whole_booking(service: &ServiceDocument) -> Option<String> {
    stored(&service.booking_data(None))
}

/// As JSON with its keys in order; `None` where there are none.
fn stored(booking_data: &BTreeMap<String, String>) -> Option<String> {
    (!booking_data.is_empty()).then(|| to_json(booking_data))
}

impl Item {
    /// `None` for an amount below zero. What the calling system sent wins over what the service
    /// says, key by key.
    fn line(&self, salt: &Salt, service: &ServiceDocument) -> Option<ClaimLine> {
        let amount = Money::from_cents(self.cents)?;
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let words = (given(&self.reference), given(&self.description));
        let mut booking_data = service.booking_data(Some(&self.reference));
        booking_data.extend(self.booking_data.clone());
        Some(ClaimLine::new(salt, amount, words, stored(&booking_data)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(reference: &str, cents: i64) -> Item {
        Item {
            reference: reference.to_owned(),
            description: String::new(),
            cents,
            booking_data: [("konto".to_owned(), "4711".to_owned())].into(),
        }
    }

    fn service(bookings: &str) -> ServiceDocument {
        let text = format!(
            r#"{{"code": "a", "name": {{"de": "A"}}, "department": {{"de": "A"}},
                 "neutral_text": "A", "pool": "a", "methods": [], "bookings": {bookings}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn booked(items: &[Item], service: &ServiceDocument) -> Vec<(i64, Option<String>)> {
        let amount = Money::from_cents(300).unwrap();
        let lines = claim_lines(&[1; 16], amount, (items, service)).into_iter();
        lines
            .map(|line| (line.amount.cents(), line.booking_data))
            .collect()
    }

    #[test]
    fn each_item_is_a_line_unless_one_is_below_zero() {
        let (none, sent) = (service("[]"), Some(r#"{"konto":"4711"}"#.to_owned()));
        let both = [item("A", 200), item("B", 100)];
        assert_eq!(booked(&both, &none), [(200, sent.clone()), (100, sent)]);
        let discount = [item("A", 400), item("B", -100)];
        assert_eq!(booked(&discount, &none), [(300, None)]);
        assert_eq!(booked(&[], &none), [(300, None)]);
    }

    #[test]
    fn a_line_is_booked_as_the_service_says_and_as_was_sent_where_both_say_it() {
        let one = r#"[{"reference": "A", "booking_data": {"konto": "1", "produkt": "12"}}]"#;
        let (one, mixed) = (service(one), Some(r#"{"konto":"4711","produkt":"12"}"#));
        let lines = booked(&[item("A", 200), item("B", 100)], &one);
        assert_eq!(lines[0].1.as_deref(), mixed);
        assert_eq!(lines[1].1.as_deref(), Some(r#"{"konto":"4711"}"#));
        let whole = Some(r#"{"konto":"1","produkt":"12"}"#.to_owned());
        assert_eq!(booked(&[], &one), [(300, whole)]);
    }

    #[test]
    fn a_whole_claim_is_not_booked_by_guess_where_the_service_has_several_bookings() {
        let two = r#"[{"reference": "A", "booking_data": {"konto": "1"}},
                      {"reference": "B", "booking_data": {"konto": "2"}}]"#;
        assert_eq!(booked(&[], &service(two)), [(300, None)]);
    }
}
