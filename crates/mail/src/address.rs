//! E-mail addresses as people type them.

use std::fmt;
use std::str::FromStr;

use domain::values::email::is_email;
use url::Host;

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

    /// White space around it is forgiven. The address has to hold as it is typed and as the DNS
    /// has it, whose spelling is longer.
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let typed = text.trim();
        let (local, domain) = typed.rsplit_once('@').ok_or(BadAddress)?;
        if !is_email(typed) {
            return Err(BadAddress);
        }
        let Ok(Host::Domain(domain)) = Host::parse(domain) else {
            return Err(BadAddress);
        };
        let address = Self {
            local: local.to_owned(),
            domain,
        };
        is_email(&address.expose())
            .then_some(address)
            .ok_or(BadAddress)
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
