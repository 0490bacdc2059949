//! SHA-256, the one hash of seals, fingerprints and commitments.

use sha2::{Digest, Sha256};

/// SHA-256 of the parts, one behind the other.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}
