//! An amount as a citizen types it: `12`, `12,5`, `12,50`, `12.50`, `1.234,50`, `€ 12,50`.

use crate::{BadMoney, Money};

/// Why a typed amount cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAmount {
    #[error("this is not an amount")]
    NotAnAmount,
    /// `1.234` is twelve hundred to one reader and one euro to another.
    #[error("the amount can be read in two ways")]
    Unclear,
    #[error("the amount is too large")]
    TooLarge,
}

/// Reads what people write, in German or in English, and never guesses: what can be read in two
/// ways is refused.
pub fn amount_as_typed(typed: &str) -> Result<Money, BadAmount> {
    let bare: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '€' | '\u{202f}'))
        .collect();
    let known = |letter: char| letter.is_ascii_digit() || letter == ',' || letter == '.';
    if bare.is_empty() || !bare.chars().all(known) {
        return Err(BadAmount::NotAnAmount);
    }
    let decimal = match bare.rfind([',', '.']) {
        None => bare,
        Some(at) => with_separator(&bare, at)?,
    };
    Money::from_decimal(&decimal).map_err(|error| match error {
        BadMoney::TooLarge => BadAmount::TooLarge,
        BadMoney::NotANumber | BadMoney::FractionOfACent => BadAmount::NotAnAmount,
    })
}

/// The number with a dot before its cents and nothing between its thousands.
fn with_separator(bare: &str, last: usize) -> Result<String, BadAmount> {
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
            BadAmount::Unclear
        } else {
            BadAmount::NotAnAmount
        });
    }
    let plain = !marks(mark) && (!marks(other) || is_grouped(whole, other));
    if !plain || fraction.is_empty() || fraction.len() > 2 || whole.is_empty() {
        return Err(BadAmount::NotAnAmount);
    }
    Ok(format!("{}.{fraction}", whole.replace(other, "")))
}

/// `1.234.567`: one to three digits, then groups of exactly three.
fn is_grouped(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}
