//! The same JSON, written so that parsing and writing it again destroys the signature.

/// Odd spacing, escapes instead of umlauts, and a number with a needless decimal at the end.
pub(super) fn uglify(compact: &str) -> String {
    let mut ugly = String::with_capacity(compact.len() * 2);
    let (mut in_text, mut escaped) = (false, false);
    for character in compact.chars() {
        match character {
            _ if escaped => {
                escaped = false;
                ugly.push(character);
            }
            '\\' if in_text => {
                escaped = true;
                ugly.push(character);
            }
            '"' => {
                in_text = !in_text;
                ugly.push(character);
            }
            ':' | ',' if !in_text => {
                ugly.push(character);
                ugly.push_str("  ");
            }
            character if !character.is_ascii() => {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    ugly.push_str("\\u");
                    ugly.extend((0..4).rev().filter_map(|digit| hex(*unit >> (4 * digit))));
                }
            }
            character => ugly.push(character),
        }
    }
    match ugly.strip_suffix('}') {
        Some(start) => format!("{start} ,\n \"sim_number\" : 1.0 }}"),
        None => ugly,
    }
}

/// The last four bits as a digit.
fn hex(bits: u16) -> Option<char> {
    char::from_digit(u32::from(bits & 0xf), 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ugly_json_means_the_same_and_looks_different() {
        let compact = r#"{"a":"Gebühr, \"x\":1","b":["c",2]}"#;
        let ugly = uglify(compact);
        assert!(ugly.contains("\\u00fc") && ugly.contains("1.0"), "{ugly}");
        let mut again: serde_json::Value = serde_json::from_str(&ugly).unwrap();
        again.as_object_mut().unwrap().remove("sim_number");
        assert_eq!(
            again,
            serde_json::from_str::<serde_json::Value>(compact).unwrap()
        );
    }
}
