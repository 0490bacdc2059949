//! Key files: made with narrow permissions, refused with wide ones.

use std::path::Path;

use app::platform::{SealKeys, TimeSource, Vault};

use super::{read_private, write_private};
use crate::failure::Failure;
use crate::system_clock::SystemClock;

/// Makes a key file that only its owner may read. Never overwrites one.
pub(crate) fn make(path: &Path) -> Result<(), Failure> {
    let key = Vault::new_key(&mut SystemClock.moment());
    let text = format!(
        "# Keeps Zahlstelle's secrets. Back it up apart from the database.\n{}",
        *key
    );
    write_new(path, &text)
}

/// Makes a file with a key that signs the chain, and returns the line an auditor needs. Never
/// overwrites one.
pub(crate) fn make_seal_key(path: &Path) -> Result<Vec<String>, Failure> {
    let key = SealKeys::new_key(&mut SystemClock.moment());
    let text = format!(
        "# Signs the chain of seals. Keep it where the database's administrators cannot read it.\n\
         {}",
        *key
    );
    write_new(path, &text)?;
    Ok(read_seal_keys(path)?.public_lines())
}

/// The keys that sign and verify the chain of seals.
pub(crate) fn read_seal_keys(path: &Path) -> Result<SealKeys, Failure> {
    let place = path.display();
    if !path.exists() {
        return Err(Failure::new(format!(
            "the file of seal keys {place} is not there; make one with \
             `zahlstelle key seal {place}`"
        )));
    }
    let text = read_private("the file of seal keys", path)?;
    let failed = |error| Failure::because(&format!("the file {place} cannot be used"), &error);
    SealKeys::from_key_file(&text).map_err(failed)
}

/// Refuses a file without a private key: what does due work seals, and signs.
pub(crate) fn can_sign(path: &Path) -> Result<(), Failure> {
    if read_seal_keys(path)?.can_sign() {
        return Ok(());
    }
    let place = path.display();
    Err(Failure::new(format!(
        "the file {place} has no private key, and due work signs the chain of seals; make one \
         with `zahlstelle key seal FILE`, or serve with --no-jobs"
    )))
}

/// The keys of the file, and none where there is no such file: enough for commands that do not
/// seal.
pub(crate) fn seal_keys_if_any(path: &Path) -> Result<SealKeys, Failure> {
    if path.exists() {
        read_seal_keys(path)
    } else {
        Ok(SealKeys::default())
    }
}

/// A new file with one secret that only its owner may read. Never overwrites one.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let what = format!("the key file {} could not be made", path.display());
    write_private(path, text).map_err(|error| Failure::because(&what, &error))
}

/// The keys of the file. A vault that meets a key it does not know reads the file again.
pub(crate) fn read(path: &Path) -> Result<Vault, Failure> {
    let place = path.display();
    if !path.exists() {
        return Err(Failure::new(format!(
            "the key file {place} is not there; make one with `zahlstelle key new {place}`"
        )));
    }
    let text = read_private("the key file", path)?;
    let vault = Vault::from_key_file(&text).map_err(|error| {
        Failure::because(&format!("the key file {place} cannot be used"), &error)
    })?;
    let path = path.to_owned();
    Ok(vault.reading_again(Box::new(move || {
        read_private("the key file", &path).map_err(|failure| failure.to_string())
    })))
}
