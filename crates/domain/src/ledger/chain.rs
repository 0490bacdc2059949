//! One chain of seals per tenant over two kinds of lines: transfers and audit rows.
//!
//! A seal is SHA-256(previous seal ‖ line), so that a later change of any sealed row becomes
//! visible at the chain's head. A line is readable text that begins with its version and kind; the
//! order of its fields is a contract. It holds no personal data: erasing a payer leaves the chain
//! as it is.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Seal;
use super::group::{GroupHead, Transfer};
use crate::access::Actor;
use crate::values::hash::{hex, sha256};
use crate::{AuditId, Timestamp};

/// One row of the audit journal, as far as it is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedAct<'a> {
    pub id: AuditId,
    pub actor: &'a Actor,
    /// Such as `refund.release`.
    pub act: &'a str,
    pub object_kind: &'a str,
    /// The id of the object with its prefix.
    pub object: &'a str,
    pub outcome: &'a str,
    /// See [`commitment`]; where the act decides about money.
    pub commitment: Option<[u8; 32]>,
    /// See [`ActDetails::digest`].
    pub details: [u8; 32],
    pub at: Timestamp,
}

/// What an audit row says in free text. It may name persons, so the chain holds its digest only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActDetails<'a> {
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub request: Option<&'a str>,
}

/// Erased together with what it hides: the digest stays, and tells nothing.
pub type Salt = [u8; 16];

impl ActDetails<'_> {
    /// SHA-256 of the salt and of each text with its length.
    pub fn digest(&self, salt: &Salt) -> [u8; 32] {
        salted(salt, &[self.before, self.after, self.reason, self.request])
    }
}

/// SHA-256 of the salt and of each value with its length; an absent value differs from an empty
/// one.
pub fn salted(salt: &Salt, values: &[Option<&str>]) -> [u8; 32] {
    let mut text = String::new();
    for value in values {
        // Writing to a string cannot fail.
        let _ = match value {
            Some(value) => write!(text, "{}:{value}|", value.len()),
            None => write!(text, "|"),
        };
    }
    sha256(&[salt, text.as_bytes()])
}

/// What an audit row says of the objects that its act decided about: SHA-256 of the SHA-256 of the
/// canonical text of each after the act, in the act's order.
#[derive(Clone, Debug, Default)]
pub struct Commitment(Sha256);

impl Commitment {
    /// Of one object.
    pub fn of(canonical: &str) -> [u8; 32] {
        let mut all = Self::default();
        all.add(canonical);
        all.finish()
    }

    /// Adds the next object.
    pub fn add(&mut self, canonical: &str) {
        self.0.update(Sha256::digest(canonical.as_bytes()));
    }

    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// `v1|t|number|trf|grp|line|source kind|source|posting day|value day|debit|credit|cents|currency|
/// booked_at|actor|reverses|commitment`: the time in microseconds, the actor escaped as in
/// [`audit_line`], and an empty text where the group reverses none or commits to nothing.
pub fn transfer_line(number: u64, head: &GroupHead, transfer: &Transfer) -> String {
    let reverses = head.reverses.map_or_else(String::new, |id| id.to_string());
    format!(
        "v1|t|{number}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{reverses}|{}",
        transfer.id,
        transfer.group,
        transfer.line,
        head.source.kind(),
        head.source,
        head.posting_day,
        head.value_day,
        transfer.debit,
        transfer.credit,
        transfer.amount.cents(),
        transfer.currency(),
        head.booked_at.micros(),
        escaped(&head.actor.to_string()),
        head.commitment.map_or_else(String::new, |hash| hex(&hash)),
    )
}

/// `v1|a|number|aud|actor|act|object kind|object|outcome|commitment|details|at`, the last in
/// microseconds; an empty commitment where there is none. In the actor, act, object and outcome
/// `%`, `|` and control characters are written as `%` and two hexadecimal digits, so that no two
/// rows have one line.
pub fn audit_line(number: u64, act: &SealedAct<'_>) -> String {
    format!(
        "v1|a|{number}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
        act.id,
        escaped(&act.actor.to_string()),
        escaped(act.act),
        escaped(act.object_kind),
        escaped(act.object),
        escaped(act.outcome),
        act.commitment.map_or_else(String::new, |hash| hex(&hash)),
        hex(&act.details),
        act.at.micros(),
    )
}

/// The seal of `line` behind `previous`.
pub fn seal_line(previous: Seal, line: &str) -> Seal {
    Seal(sha256(&[&previous.0, line.as_bytes()]))
}

fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_control() || matches!(character, '%' | '|') {
            let _ = write!(plain, "%{:02x}", u32::from(character));
        } else {
            plain.push(character);
        }
    }
    plain
}
