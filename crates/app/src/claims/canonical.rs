//! Canonical texts of rows of a file: what their hashes are made of.
//!
//! Each text begins with its version and is written field by field, so that a new field of a type
//! or another `Debug` output changes no hash. A changed text needs a new version. Free text carries
//! its length, so that no two claims have one text; days are counted from 1970-01-01.

use domain::Day;
use domain::claims::Terms;

/// A row of a file of claims, without the second factor: that is kept as a keyed hash and compared
/// by it.
pub(crate) struct ClaimRow<'a> {
    /// The service's code.
    pub(crate) service: &'a str,
    /// In storage form.
    pub(crate) kassenzeichen: &'a str,
    pub(crate) terms: &'a Terms,
    pub(crate) text: Option<&'a str>,
    pub(crate) party: Option<&'a str>,
}

/// `v1|cents|due|payable from|payable until|blocked|cancelled`
pub(crate) fn terms(terms: &Terms) -> String {
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.days().to_string());
    format!(
        "v1|{}|{}|{}|{}|{}|{}",
        terms.amount.cents(),
        day(terms.due),
        day(terms.payable_from),
        day(terms.payable_until),
        u8::from(terms.blocked),
        u8::from(terms.cancelled),
    )
}

/// `v1|service|kassenzeichen|terms|text|party`
pub(crate) fn row(row: &ClaimRow<'_>) -> String {
    let free = |text: Option<&str>| text.map_or_else(String::new, |t| format!("{}:{t}", t.len()));
    format!(
        "v1|{}|{}|{}|{}|{}",
        row.service,
        row.kassenzeichen,
        terms(row.terms),
        free(row.text),
        free(row.party),
    )
}

#[cfg(test)]
mod tests {
    use domain::Money;

    use super::*;

    fn given() -> Terms {
        Terms {
            amount: Money::from_cents(1_234).unwrap(),
            due: Day::from_days(20_000),
            payable_from: None,
            payable_until: Day::from_days(20_100),
            blocked: false,
            cancelled: true,
        }
    }

    #[test]
    fn the_canonical_text_of_a_claim_stays_what_it_is() {
        assert_eq!(terms(&given()), "v1|1234|20000||20100|0|1");
        let claim = ClaimRow {
            service: "bussgeld",
            kassenzeichen: "7260000019",
            terms: &given(),
            text: Some("Bußgeld"),
            party: None,
        };
        let text = "v1|bussgeld|7260000019|v1|1234|20000||20100|0|1|8:Bußgeld|";
        assert_eq!(row(&claim), text);
    }

    #[test]
    fn text_and_party_are_told_apart() {
        let terms = given();
        let claim = |text, party| {
            row(&ClaimRow {
                service: "a",
                kassenzeichen: "1",
                terms: &terms,
                text,
                party,
            })
        };
        assert_ne!(claim(Some("a|1:b"), None), claim(Some("a"), Some("b")));
        assert_ne!(claim(Some("a"), None), claim(None, Some("a")));
    }
}
