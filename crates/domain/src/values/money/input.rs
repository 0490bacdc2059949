//! An amount as people write it: `12`, `12,5`, `12,50`, `12.50`, `1.234,50`, `1 234,50`, `€ 12,50`,
//! `12,50 EUR`, `20 Euro`, `20,-`.

use super::{BadMoney, Money};
use crate::values::text;

/// The names of the currency, in small letters.
const EURO: [&str; 3] = ["€", "euro", "eur"];

impl Money {
    /// Reads what people write, in German or in English, and never guesses: what can be read in
    /// two ways is refused.
    pub fn typed(text: &str) -> Result<Self, BadMoney> {
        let copied = text::copied(text).to_lowercase();
        let number = without_currency(copied.trim());
        let number = without_spaces(number.trim())?;
        let number = without_dashes(&number);
        let known = |letter: char| letter.is_ascii_digit() || letter == ',' || letter == '.';
        if number.is_empty() || !number.chars().all(known) {
            return Err(BadMoney::NotANumber);
        }
        match number.rfind([',', '.']) {
            None => Self::from_decimal(number),
            Some(at) => Self::from_decimal(&with_separator(number, at)?),
        }
    }
}

/// The text without the one name of the currency before or behind it.
fn without_currency(text: &str) -> &str {
    let before = EURO.iter().find_map(|name| text.strip_prefix(name));
    let behind = || EURO.iter().find_map(|name| text.strip_suffix(name));
    before.or_else(behind).unwrap_or(text)
}

/// `1 234` is a thousand and more; other spaces within a number tell two numbers.
fn without_spaces(text: &str) -> Result<String, BadMoney> {
    let whole = text.split([',', '.']).next().unwrap_or_default();
    let grouped = !whole.contains(' ') || is_grouped(whole, ' ');
    if grouped && !text.get(whole.len()..).unwrap_or_default().contains(' ') {
        Ok(text.replace(' ', ""))
    } else {
        Err(BadMoney::NotANumber)
    }
}

/// `20,-` and `20,--` are whole euros.
fn without_dashes(text: &str) -> &str {
    let whole = [",--", ",-", ".--", ".-"]
        .iter()
        .find_map(|dashes| text.strip_suffix(dashes));
    whole.unwrap_or(text)
}

/// The number with a dot before its cents and nothing between its thousands.
fn with_separator(bare: &str, last: usize) -> Result<String, BadMoney> {
    let (whole, rest) = bare.split_at(last);
    let mark = rest.chars().next().unwrap_or('.');
    let fraction = rest.get(1..).unwrap_or_default();
    let other = if mark == ',' { '.' } else { ',' };
    let marks = |which: char| whole.contains(which);
    if fraction.len() == 3 {
        // Thousands only: clear when there are several groups of them, unclear when one.
        if marks(mark) && !marks(other) && is_grouped(bare, mark) {
            return Ok(bare.replace(mark, ""));
        }
        let one_group = !marks(mark) && !marks(other);
        return Err(if one_group && is_grouped(bare, mark) {
            BadMoney::Unclear
        } else {
            BadMoney::NotANumber
        });
    }
    let plain = !marks(mark) && (!marks(other) || is_grouped(whole, other));
    if !plain || fraction.is_empty() || fraction.len() > 2 || whole.is_empty() {
        return Err(BadMoney::NotANumber);
    }
    Ok(format!("{}.{fraction}", whole.replace(other, "")))
}

/// `1.234.567`: one to three digits, then groups of exactly three.
fn is_grouped(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}
