//! An amount as a person types it: `12`, `12,5`, `12,50`, `12.50`, `1.234,50`, `€ 12,50`.

use super::{BadMoney, Money};

impl Money {
    /// Reads what people write, in German or in English, and never guesses: what can be read in
    /// two ways is refused.
    pub fn typed(text: &str) -> Result<Self, BadMoney> {
        let bare: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '€')
            .collect();
        let known = |letter: char| letter.is_ascii_digit() || letter == ',' || letter == '.';
        if bare.is_empty() || !bare.chars().all(known) {
            return Err(BadMoney::NotANumber);
        }
        match bare.rfind([',', '.']) {
            None => Self::from_decimal(&bare),
            Some(at) => Self::from_decimal(&with_separator(&bare, at)?),
        }
    }
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
