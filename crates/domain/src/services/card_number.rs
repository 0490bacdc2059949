//! Numbers of payment cards in free text. An authority that stores one is bound by PCI DSS; nothing
//! here needs one, so a text that holds one is refused.
//!
//! A number counts as a card's when its first digits are those of an issuer, its length is that
//! issuer's, and its last digit is right (ISO/IEC 7812, Luhn). One of ten other numbers of such a
//! beginning and length is taken for a card's.

const SHORTEST: usize = 14;
const LONGEST: usize = 19;

/// Whether a card's number stands in the text, in one piece or in groups parted by single spaces
/// or hyphens.
pub fn holds_card_number(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-'))
        .any(|run| begins_card_number(&run.split([' ', '-']).collect::<Vec<_>>()))
}

/// Whether some of the groups in a row, from any of them on, are one.
fn begins_card_number(groups: &[&str]) -> bool {
    let mut starts = (0..groups.len()).filter_map(|start| groups.get(start..));
    starts.any(|groups| {
        let mut digits = String::new();
        groups
            .iter()
            .take_while(|group| !group.is_empty())
            .any(|group| {
                digits.push_str(group);
                is_card_number(&digits)
            })
    })
}

fn is_card_number(digits: &str) -> bool {
    let length = digits.len();
    (SHORTEST..=LONGEST).contains(&length) && fits_an_issuer(digits, length) && is_luhn(digits)
}

/// The issuers' first digits and lengths: Visa, Mastercard, American Express, Discover, Diners,
/// JCB, `UnionPay`.
fn fits_an_issuer(digits: &str, length: usize) -> bool {
    let first = |many: usize| {
        let digits = digits.get(..many);
        digits
            .and_then(|digits| digits.parse::<u32>().ok())
            .unwrap_or_default()
    };
    match first(2) {
        40..=49 => matches!(length, 16 | 19),
        35 | 51..=55 | 65 => length == 16,
        22..=27 => length == 16 && (2221..=2720).contains(&first(4)),
        34 | 37 => length == 15,
        36 | 38 => length == 14,
        30 => length == 14 && first(3) <= 305,
        62 => (16..=LONGEST).contains(&length),
        60 => length == 16 && first(4) == 6011,
        64 => length == 16 && first(3) >= 644,
        _ => false,
    }
}

fn is_luhn(digits: &str) -> bool {
    let weighted = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let digit = u32::from(digit.saturating_sub(b'0'));
        match (place % 2, digit) {
            (0, digit) => digit,
            (_, digit @ 0..=4) => 2 * digit,
            (_, digit) => 2 * digit - 9,
        }
    });
    weighted.sum::<u32>() % 10 == 0
}
