//! Key files: made with narrow permissions, refused with wide ones.

use std::fs;
use std::io::Write;
use std::path::Path;

use app::platform::{SealKeys, TimeSource, Vault};

use crate::edge::WallClock;
use crate::failure::Failure;

/// Makes a key file that only its owner may read. Never overwrites one.
pub(crate) fn make(path: &Path) -> Result<(), Failure> {
    let key = Vault::new_key(&mut WallClock.moment());
    let text = format!(
        "# Keeps Zahlstelle's secrets. Back it up apart from the database.\n{}",
        *key
    );
    write_new(path, &text)
}

/// Makes a file with a key that signs the chain, and returns the line an auditor needs. Never
/// overwrites one.
pub(crate) fn make_seal_key(path: &Path) -> Result<Vec<String>, Failure> {
    let key = SealKeys::new_key(&mut WallClock.moment());
    let text = format!(
        "# Signs the chain of seals. Keep it where the database's administrators cannot read it.\n{}",
        *key
    );
    write_new(path, &text)?;
    Ok(read_seal_keys(path)?.public_lines())
}

/// The keys that sign and verify the chain of seals.
pub(crate) fn read_seal_keys(path: &Path) -> Result<SealKeys, Failure> {
    let place = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        let what = format!(
            "the file of seal keys {place} cannot be read; make one with \
             `zahlstelle key seal {place}`"
        );
        Failure::because(&what, &error)
    })?;
    check_permissions(path)?;
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
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let what = format!("the key file {} could not be made", path.display());
    let mut file = options
        .open(path)
        .map_err(|error| Failure::because(&what, &error))?;
    writeln!(file, "{text}").map_err(|error| Failure::because(&what, &error))
}

pub(crate) fn read(path: &Path) -> Result<Vault, Failure> {
    let place = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        let what = format!(
            "the key file {place} cannot be read; make one with `zahlstelle key new {place}`"
        );
        Failure::because(&what, &error)
    })?;
    check_permissions(path)?;
    Vault::from_key_file(&text)
        .map_err(|error| Failure::because(&format!("the key file {place} cannot be used"), &error))
}

/// Others may not read it.
fn check_permissions(path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
        if mode & 0o007 != 0 {
            return Err(Failure::new(format!(
                "everybody may read the key file {0}; run `chmod 600 {0}`",
                path.display()
            )));
        }
    }
    Ok(())
}
