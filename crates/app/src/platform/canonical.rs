//! Canonical texts: what hashes of stored objects are made of.

use std::fmt::{Display, Write as _};

use domain::values::hash::hex;

/// `v1` and an object's values in a fixed order, each with its length, so that no two objects have
/// one text. A changed order needs a new version.
#[derive(Clone, Debug)]
pub(crate) struct CanonicalText(String);

impl CanonicalText {
    pub(crate) fn v1() -> Self {
        Self("v1".to_owned())
    }

    pub(crate) fn with(mut self, value: impl Display) -> Self {
        let value = value.to_string();
        // Writing to a string cannot fail.
        let _ = write!(self.0, "|{}:{value}", value.len());
        self
    }

    /// An absent value differs from an empty one.
    pub(crate) fn maybe(mut self, value: Option<impl Display>) -> Self {
        if let Some(value) = value {
            return self.with(value);
        }
        self.0.push('|');
        self
    }

    pub(crate) fn bytes(self, value: &[u8]) -> Self {
        self.with(hex(value))
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_run_together_have_different_texts() {
        let text = CanonicalText::v1()
            .with("ab")
            .maybe(None::<u8>)
            .maybe(Some(""))
            .bytes(&[1, 0xab]);
        assert_eq!(text.finish(), "v1|2:ab||0:|4:01ab");
    }
}
