//! What a repeated request means. A caller without an answer asks again with the same key; the
//! effect happens once, and the answer is the first one.
//!
//! The key is stored together with the effect, so that neither is ever there without the other.

use crate::values::hash::sha256;

/// What was kept of the first request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<Answer> {
    pub fingerprint: [u8; 32],
    pub answer: Answer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay<Answer> {
    /// The key was not used before.
    First,
    /// The same request: the same answer.
    Same(Answer),
    /// The key was used for something else.
    DifferentRequest,
}

/// Compares a request with what is stored under its key.
pub fn replay<Answer>(stored: Option<Stored<Answer>>, fingerprint: [u8; 32]) -> Replay<Answer> {
    match stored {
        None => Replay::First,
        Some(stored) if stored.fingerprint != fingerprint => Replay::DifferentRequest,
        Some(stored) => Replay::Same(stored.answer),
    }
}

/// SHA-256 of the request in its canonical form: what means the same must be spelt the same.
pub fn fingerprint(canonical: &[u8]) -> [u8; 32] {
    sha256(&[canonical])
}
