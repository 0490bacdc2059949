//! Whether an address can be one of ours.

use url::form_urlencoded;

/// Whether the path of an address, decoded, is text: UTF-8 without control characters. Every other
/// one leads nowhere, and its bytes reach neither a page nor a database.
pub fn is_text(path: &str) -> bool {
    let odd = |part: &str| part.chars().any(|c| c.is_control() || c == '\u{fffd}');
    // Decodes as paths are decoded, but for the plus sign, which does not matter here.
    form_urlencoded::parse(path.as_bytes()).all(|(name, value)| !odd(&name) && !odd(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_lead_nowhere() {
        for odd in ["/%ff", "/a/%00", "/%c3", "/a%0a", "/a&b=%ed%a0%80", "/%7f"] {
            assert!(!is_text(odd), "{odd}");
        }
        for text in ["/", "/musterstadt", "/m%C3%BCnster/a+b&c=d", "/%2F%3Cb%3E"] {
            assert!(is_text(text), "{text}");
        }
    }
}
