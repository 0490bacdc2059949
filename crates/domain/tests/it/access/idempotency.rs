//! A repeated request: one effect, one answer.

use domain::access::idempotency::{Replay, Stored, fingerprint, replay};
use domain::ledger::Seal;

#[test]
fn the_first_request_with_a_key_runs() {
    assert_eq!(replay::<&str>(None, fingerprint(b"30.70")), Replay::First);
}

#[test]
fn the_same_request_gets_the_same_answer() {
    let stored = Stored {
        fingerprint: fingerprint(b"30.70"),
        answer: "created",
    };
    assert_eq!(
        replay(Some(stored), fingerprint(b"30.70")),
        Replay::Same("created")
    );
}

#[test]
fn a_key_is_good_for_one_request_only() {
    let stored = Stored {
        fingerprint: fingerprint(b"30.70"),
        answer: "created",
    };
    assert_eq!(
        replay(Some(stored), fingerprint(b"30.71")),
        Replay::DifferentRequest
    );
}

#[test]
fn a_fingerprint_is_sha_256() {
    let hash = Seal(fingerprint(b"abc")).to_string();
    assert_eq!(
        hash,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
