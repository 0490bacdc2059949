//! One chain of seals per tenant over two kinds of lines: transfers and audit rows.
//!
//! A seal is SHA-256(previous seal ‖ line), so that a later change of any sealed row becomes
//! visible at the chain's head. A line is readable text that begins with its version and kind; the
//! order of its fields is a contract. It holds no personal data: erasing a payer leaves the chain
//! as it is.

use std::fmt::Write as _;

use super::Seal;
use super::group::{GroupHead, Transfer};
use crate::access::Actor;
use crate::values::hash::sha256;
use crate::{AuditId, Timestamp};

/// One row of the audit journal, as far as it is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedAct<'a> {
    pub id: AuditId,
    pub actor: &'a Actor,
    /// Such as `refund.release`.
    pub act: &'a str,
    /// The id of the object with its prefix.
    pub object: &'a str,
    pub outcome: &'a str,
    /// SHA-256 of the object's canonical text after the act, where the act decides about money.
    pub commitment: Option<[u8; 32]>,
    pub at: Timestamp,
}

/// `v1|t|number|trf|grp|line|source kind|source|posting day|value day|debit|credit|cents|currency|
/// booked_at`, the last in microseconds.
pub fn transfer_line(number: u64, head: &GroupHead, transfer: &Transfer) -> String {
    format!(
        "v1|t|{number}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
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
    )
}

/// `v1|a|number|aud|actor|act|object|outcome|commitment|at`, the last in microseconds; an empty
/// commitment where there is none. In the actor, act, object and outcome `%`, `|` and control
/// characters are written as `%` and two hexadecimal digits, so that no two rows have one line.
pub fn audit_line(number: u64, act: &SealedAct<'_>) -> String {
    let mut commitment = String::new();
    for byte in act.commitment.iter().flatten() {
        // Writing to a string cannot fail.
        let _ = write!(commitment, "{byte:02x}");
    }
    format!(
        "v1|a|{number}|{}|{}|{}|{}|{}|{commitment}|{}",
        act.id,
        escaped(&act.actor.to_string()),
        escaped(act.act),
        escaped(act.object),
        escaped(act.outcome),
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
