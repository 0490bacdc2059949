//! Amounts: integer cents inside, decimal text on the wire. No floating point anywhere.

/// Why a text is not an amount the interface accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadAmount {
    /// Not a decimal number at all.
    Syntax,
    /// A third decimal that is there on paper.
    Precision,
    /// Above the interface's limit of 999 999 999 999 999.99.
    TooLarge,
}

/// The interface's own upper limit, in cents.
const MAX_CENTS: i64 = 99_999_999_999_999_999;

/// Reads `12.5`, `12.50`, `.5`, `-3`; at most two decimals.
pub(crate) fn parse(text: &str) -> Result<i64, BadAmount> {
    let (negative, digits) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let nothing = fraction.is_empty() && (whole.is_empty() || digits.contains('.'));
    if nothing || !all_digits(whole) || !all_digits(fraction) {
        return Err(BadAmount::Syntax);
    }
    if fraction.len() > 2 {
        return Err(BadAmount::Precision);
    }
    let cents: i64 = format!("{whole}{fraction:0<2}")
        .parse()
        .map_err(|_| BadAmount::TooLarge)?;
    if cents > MAX_CENTS {
        return Err(BadAmount::TooLarge);
    }
    Ok(if negative { -cents } else { cents })
}

/// `1250` → `12.50`, `-76` → `-0.76`.
pub(crate) fn format(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// As the provider's event summaries print it: `12.5`, `12.0`, `12.25`.
pub(crate) fn format_short(cents: i64) -> String {
    let mut text = format(cents);
    if text.ends_with('0') {
        text.pop();
    }
    text
}

/// German text for pages: `123450` → `1.234,50`.
pub(crate) fn format_german(cents: i64) -> String {
    let text = format(cents);
    let (whole, rest) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (number, digit) in whole.chars().enumerate() {
        let left = whole.len() - number;
        if left.is_multiple_of(3) && grouped.ends_with(|last: char| last.is_ascii_digit()) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{grouped},{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_survive_the_way_to_text_and_back() {
        for cents in [0, 1, 10, 76, 1250, -76, MAX_CENTS] {
            assert_eq!(parse(&format(cents)), Ok(cents));
        }
        assert_eq!(
            (format_short(1250), format_short(1225)),
            ("12.5".into(), "12.25".into())
        );
        let german = [-76, 1250, 123_450, -123_456_789].map(format_german);
        assert_eq!(german, ["-0,76", "12,50", "1.234,50", "-1.234.567,89"]);
    }

    #[test]
    fn what_is_no_amount_is_refused_with_the_reason() {
        for text in ["", "-", ".", "12.", "1,50", "1e3", "12.5a", " 1"] {
            assert_eq!(parse(text), Err(BadAmount::Syntax), "{text}");
        }
        assert_eq!(parse("1.005"), Err(BadAmount::Precision));
        assert_eq!(parse("1000000000000000.00"), Err(BadAmount::TooLarge));
        assert_eq!(
            (parse("12.5"), parse(".5"), parse("-3")),
            (Ok(1250), Ok(50), Ok(-300))
        );
    }
}
