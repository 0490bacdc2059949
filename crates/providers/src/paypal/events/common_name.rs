//! The common name of a certificate's subject, out of its DER. As little ASN.1 as that takes:
//! RFC 5280 section 4.1.2.4, lengths up to 65 535.

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_ID: u8 = 0x06;
const UTF8_STRING: u8 = 0x0c;
const PRINTABLE_STRING: u8 = 0x13;
/// 2.5.4.3
const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];

/// `subject` is the contents of the subject's outer SEQUENCE. `None` unless there is exactly one
/// common name: with two, one could be shown and the other checked.
pub(in crate::paypal) fn common_name(subject: &[u8]) -> Option<&str> {
    let mut found = None;
    let mut rest = subject;
    while !rest.is_empty() {
        let (set, after) = element(rest, SET)?;
        rest = after;
        let mut attributes = set;
        while !attributes.is_empty() {
            let (attribute, after) = element(attributes, SEQUENCE)?;
            attributes = after;
            let (id, value) = element(attribute, OBJECT_ID)?;
            if id == COMMON_NAME {
                let text = element(value, UTF8_STRING).or_else(|| element(value, PRINTABLE_STRING));
                let (text, _) = text?;
                if found.replace(std::str::from_utf8(text).ok()?).is_some() {
                    return None;
                }
            }
        }
    }
    found
}

/// Contents of the first element, which must have this tag, and what follows it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, bytes) = bytes.split_first()?;
    let (&short, bytes) = bytes.split_first()?;
    let (length, bytes) = match short {
        0..=0x7f => (usize::from(short), bytes),
        0x81 => bytes
            .split_first()
            .map(|(&length, rest)| (usize::from(length), rest))?,
        0x82 => {
            let (length, rest) = bytes.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    (found == tag).then_some(())?;
    bytes.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(common: &[u8]) -> Vec<u8> {
        let length = |extra: usize| u8::try_from(common.len() + extra).unwrap();
        let mut der = vec![
            SET,
            length(9),
            SEQUENCE,
            length(7),
            OBJECT_ID,
            3,
            0x55,
            0x04,
            0x03,
        ];
        der.extend([UTF8_STRING, length(0)]);
        der.extend(common);
        der
    }

    #[test]
    fn exactly_one_common_name_is_read() {
        let one = name(b"messageverificationcerts.paypal.com");
        assert_eq!(
            common_name(&one),
            Some("messageverificationcerts.paypal.com")
        );
        let two = [one.clone(), name(b"evil.example")].concat();
        assert_eq!(common_name(&two), None);
        assert_eq!(common_name(&[]), None);
    }

    #[test]
    fn no_cut_off_or_garbled_subject_is_read_beyond_its_end() {
        let whole = name(b"messageverificationcerts.paypal.com");
        for end in 0..whole.len() {
            assert_eq!(common_name(&whole[..end]), None);
        }
        for place in 0..whole.len() {
            let mut garbled = whole.clone();
            garbled[place] ^= 0xff;
            let _ = common_name(&garbled);
        }
    }
}
