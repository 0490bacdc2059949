//! Heads of the chain: where it ended after a batch, signed with a key that is kept outside the
//! database.
//!
//! A head is one line of text, the same in the log, in the file of published heads and in what is
//! signed, so that an auditor needs the public key and nothing else.

use std::fmt;
use std::str::FromStr;

use super::Seal;
use crate::values::hash::hex;
use crate::{TenantId, Timestamp};

/// The first bytes of the SHA-256 of a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SealKeyId(pub [u8; 8]);

/// Where a tenant's chain ended after a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadPlace {
    pub tenant: TenantId,
    /// How many lines are sealed; the number of the last one.
    pub number: u64,
    /// The seal of that line.
    pub seal: Seal,
    pub sealed_at: Timestamp,
    /// The key that signs.
    pub key: SealKeyId,
}

/// A signed [`HeadPlace`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealHead {
    pub place: HeadPlace,
    /// Ed25519 over the text of `place`.
    pub signature: [u8; 64],
}

/// A text that is no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not the head of a chain")]
pub struct BadHead;

impl fmt::Display for SealKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for SealKeyId {
    type Err = BadHead;

    fn from_str(text: &str) -> Result<Self, BadHead> {
        bytes(text).map(Self)
    }
}

/// `v1|h|ten|number|seal|sealed_at|key`, the time in microseconds: what is signed.
impl fmt::Display for HeadPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tenant,
            number,
            seal,
            sealed_at,
            key,
        } = self;
        write!(
            f,
            "v1|h|{tenant}|{number}|{seal}|{}|{key}",
            sealed_at.micros()
        )
    }
}

/// The place's text, `|`, and the signature in hexadecimal.
impl fmt::Display for SealHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|", self.place)?;
        f.write_str(&hex(&self.signature))
    }
}

impl FromStr for SealHead {
    type Err = BadHead;

    /// Only the exact text that `Display` writes. Whether the signature is good is not checked.
    fn from_str(text: &str) -> Result<Self, BadHead> {
        let mut fields = text.split('|');
        let mut next = || fields.next().ok_or(BadHead);
        if (next()?, next()?) != ("v1", "h") {
            return Err(BadHead);
        }
        let place = HeadPlace {
            tenant: next()?.parse().map_err(|_| BadHead)?,
            number: next()?.parse().map_err(|_| BadHead)?,
            seal: Seal(bytes(next()?)?),
            sealed_at: Timestamp::from_micros(next()?.parse().map_err(|_| BadHead)?),
            key: next()?.parse()?,
        };
        let head = Self {
            place,
            signature: bytes(next()?)?,
        };
        if head.to_string() == text {
            Ok(head)
        } else {
            Err(BadHead)
        }
    }
}

/// So many bytes, two hexadecimal digits each.
fn bytes<const N: usize>(text: &str) -> Result<[u8; N], BadHead> {
    let mut bytes = [0; N];
    if !text.is_ascii() || text.len() != 2 * N {
        return Err(BadHead);
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        let digits = text.get(2 * place..2 * place + 2).ok_or(BadHead)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| BadHead)?;
    }
    Ok(bytes)
}
