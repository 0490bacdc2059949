//! E-mail addresses as people type them.

use std::fmt;
use std::str::FromStr;

use url::Host;

/// RFC 5321, section 4.5.3.1: what a server must take.
const LENGTH_MAX: usize = 254;
const LOCAL_MAX: usize = 64;

/// An address a mail can go to. `Debug` prints `…`: whose it is, no log shall say.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    local: String,
    /// As the DNS has it: umlauts are `xn--…`.
    domain: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an e-mail address looks like name@example.org")]
pub struct BadAddress;

impl FromStr for EmailAddress {
    type Err = BadAddress;

    /// White space around it is forgiven. Quoted names, addresses of machines (`a@[127.0.0.1]`)
    /// and umlauts before the `@` are not taken: few servers do.
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(BadAddress)?;
        if !is_local(local) {
            return Err(BadAddress);
        }
        let Ok(Host::Domain(domain)) = Host::parse(domain) else {
            return Err(BadAddress);
        };
        let labels: Vec<&str> = domain.split('.').collect();
        let [.., last] = labels.as_slice() else {
            return Err(BadAddress);
        };
        let is_name = labels.len() > 1
            && labels.iter().all(|label| is_label(label))
            && last.bytes().any(|byte| byte.is_ascii_alphabetic());
        if !is_name || local.len() + 1 + domain.len() > LENGTH_MAX {
            return Err(BadAddress);
        }
        Ok(Self {
            local: local.to_owned(),
            domain,
        })
    }
}

impl EmailAddress {
    /// In full; for the envelope and the vault, never for a log.
    pub fn expose(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    pub(crate) fn domain(&self) -> &str {
        &self.domain
    }

    pub(crate) fn parts(&self) -> (&str, &str) {
        (&self.local, &self.domain)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// `dot-atom` of RFC 5322: what stands before the `@` without quotes.
fn is_local(local: &str) -> bool {
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    (1..=LOCAL_MAX).contains(&local.len())
        && local.bytes().all(atom)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_label(label: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(letter)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_people_have_are_taken() {
        for (typed, meant) in [
            ("max@example.org", "max@example.org"),
            (
                "  max.mustermann+amt@mail.example.org\n",
                "max.mustermann+amt@mail.example.org",
            ),
            ("o'neil@example.co.uk", "o'neil@example.co.uk"),
            ("Max@Example.ORG", "Max@example.org"),
            ("max@müller.example", "max@xn--mller-kva.example"),
        ] {
            assert_eq!(typed.parse::<EmailAddress>().unwrap().expose(), meant);
        }
    }

    #[test]
    fn what_is_none_or_wants_to_be_more_is_refused() {
        let long = format!("{}@example.org", "a".repeat(65));
        let far = format!("a@{}org", "abcdefgh.".repeat(30));
        for bad in [
            "",
            "max",
            "@example.org",
            "max@",
            "max@localhost",
            "max@127.0.0.1",
            "max@[127.0.0.1]",
            "max@[::1]",
            ".max@example.org",
            "max.@example.org",
            "m..ax@example.org",
            "max mustermann@example.org",
            "max@exa mple.org",
            "\"max\"@example.org",
            "Max <max@example.org>",
            "max@example.org, moritz@example.org",
            "max@example.org\r\nBcc: moritz@example.org",
            "max\r\nBcc: moritz@example.org",
            "max\n@example.org",
            "max\u{0}@example.org",
            "mäx@example.org",
            "max@-example.org",
            "max@exam_ple.org",
            &long,
            &far,
        ] {
            assert!(bad.parse::<EmailAddress>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn no_address_stands_in_a_log() {
        let address: EmailAddress = "max@example.org".parse().unwrap();
        assert_eq!(format!("{address:?}"), "EmailAddress(…)");
    }

    proptest! {
        #[test]
        fn what_is_taken_has_one_line_one_at_and_no_spaces(text in "(?s:.){0,60}") {
            if let Ok(address) = text.parse::<EmailAddress>() {
                let full = address.expose();
                prop_assert!(full.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert_eq!(full.matches('@').count(), 1);
                prop_assert_eq!(full.parse::<EmailAddress>().unwrap(), address);
            }
        }
    }
}
