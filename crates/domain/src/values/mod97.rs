//! ISO 7064, MOD 97-10: the check digits of IBANs, creditor references and some Kassenzeichen.
//! Letters count 10 to 35.

/// The two check digits of a payload. `None` when a character is neither letter nor digit.
pub fn check_digits(payload: impl Iterator<Item = char>) -> Option<String> {
    let rest = rest(payload)?;
    Some(format!("{:02}", 98 - rest * 100 % 97))
}

/// Whether characters three and four are the check digits of all others, as in an IBAN: the first
/// four, put behind the rest, leave 1.
pub fn has_check_digits(text: &str) -> bool {
    let Some((head, tail)) = text.split_at_checked(4) else {
        return false;
    };
    let numbered = head
        .get(2..)
        .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    numbered && rest(tail.chars().chain(head.chars())) == Some(1)
}

fn rest(mut text: impl Iterator<Item = char>) -> Option<u32> {
    text.try_fold(0, |rest, character| {
        let value = character.to_digit(36)?;
        let shift = if value < 10 { 10 } else { 100 };
        Some((rest * shift + value) % 97)
    })
}
