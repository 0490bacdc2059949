//! What is looked for among payments, read from one line as people copy it from paper, screens and
//! letters.
//!
//! A text may be read in several ways. Those that name one payment come before those that name
//! many.

use crate::claims::kassenzeichen::Kassenzeichen;
use crate::values::text;
use crate::{AttemptId, ClaimId, Day, Money, PaymentId};

/// Longer texts name nothing that is stored.
const TEXT_MAX: usize = 300;

/// One way to read what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    Payment(PaymentId),
    Attempt(AttemptId),
    Claim(ClaimId),
    Kassenzeichen(Kassenzeichen),
    /// An id of a provider, a bank or a calling system, as it is written there.
    Reference(String),
    Amount(Money),
    Day(Day),
}

impl Sought {
    /// Every way to read the text; none for an empty one, or one that is too long. `today` is what
    /// `heute` and `gestern` count from.
    pub fn readings(typed: &str, today: Day) -> Vec<Self> {
        let copied = text::copied(typed);
        let copied = copied.trim();
        if copied.is_empty() || copied.chars().count() > TEXT_MAX {
            return Vec::new();
        }
        if let Some(id) = our_id(copied) {
            return vec![id];
        }
        let mut found = Vec::new();
        for text in [copied, from_first_digit(copied)] {
            let kassenzeichen = Kassenzeichen::typed(text).map(Self::Kassenzeichen);
            found.extend(kassenzeichen.ok().filter(|read| !found.contains(read)));
        }
        if let Ok(line) = text::line(typed) {
            found.push(Self::Reference(line.trim().to_owned()));
        }
        found.extend(Money::typed(copied).ok().map(Self::Amount));
        found.extend(day(copied, today).map(Self::Day));
        found
    }
}

/// An id of ours in any case, also as a UUID with its hyphens; one without prefix is a payment's.
fn our_id(typed: &str) -> Option<Sought> {
    let small = typed.to_ascii_lowercase();
    let (prefix, id) = small.split_once('_').unwrap_or(("pay", &small));
    let id: String = id.chars().filter(|c| !text::is_separator(*c)).collect();
    let id = format!("{}_{id}", prefix.trim());
    let payment = id.parse().map(Sought::Payment);
    let attempt = || id.parse().map(Sought::Attempt);
    let claim = || id.parse().map(Sought::Claim);
    payment.or_else(|_| attempt()).or_else(|_| claim()).ok()
}

/// The text without the words before its first digit: `Kassenzeichen 5158.0001` is copied with its
/// label.
fn from_first_digit(text: &str) -> &str {
    let words = text.split_inclusive(' ');
    let is_label = |word: &&str| !word.contains(|c: char| c.is_ascii_digit());
    let labels: usize = words.take_while(is_label).map(str::len).sum();
    text.get(labels..).unwrap_or_default()
}

/// `29.11.2026`, `2026-11-29`, `29.11.` of this year or the last one, `heute`, `yesterday`.
fn day(typed: &str, today: Day) -> Option<Day> {
    match typed.to_lowercase().as_str() {
        "heute" | "today" => return Some(today),
        "gestern" | "yesterday" => return today.plus_days(-1),
        _ => {}
    }
    if let Ok(day) = Day::typed(typed) {
        return Some(day);
    }
    let (year, ..) = today.parts();
    let bare = typed.replace(' ', "");
    let of_year = |year: i64| Day::typed(&format!("{}.{year}", bare.trim_end_matches('.'))).ok();
    let this_year = of_year(year).filter(|day| *day <= today);
    this_year.or_else(|| of_year(year - 1))
}
