//! Files that hold secrets or data of payers: made for their owner only, and refused while others
//! on the machine may read them.

pub(crate) mod keys;

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use storage::DatabaseUrl;

use crate::failure::Failure;

/// The permissions of a file that only its owner may read.
const OWNER_ONLY: u32 = 0o600;
/// Read and write for the group and for others.
const OTHERS: u32 = 0o066;
/// What the group of a file may do when root owns it: packages install secrets as
/// `root:zahlstelle 0640`, so that the program cannot change them.
const GROUP_READS: u32 = 0o040;
/// What `SQLite` keeps beside a database file.
const BESIDE_SQLITE: [&str; 2] = ["-wal", "-shm"];
/// What editors of Windows write before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Makes a new, empty file that only its owner may read. Never overwrites one.
pub(crate) fn make_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(OWNER_ONLY);
    options.open(path)
}

/// Makes a new file that only its owner may read. Never overwrites one.
pub(crate) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    fill(make_private(path)?, text)
}

/// Writes the text into a file of [`make_private`].
pub(crate) fn fill(mut file: fs::File, text: &str) -> std::io::Result<()> {
    writeln!(file, "{text}")
}

/// Reads a file with a secret that `setting` names, without a byte order mark. Fails when others
/// may read it.
pub(crate) fn read_private(setting: &str, path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::because(
            &format!("{setting} {} cannot be read", path.display()),
            &error,
        )
    })?;
    check_private(path)?;
    Ok(match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) => text.to_owned(),
        None => text,
    })
}

/// The first line of such a file.
pub(crate) fn read_private_line(setting: &str, path: &Path) -> Result<String, Failure> {
    let text = read_private(setting, path)?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

/// Fails with the command that mends it when others than its owner may read or write the file. A
/// file that is not there is left to what opens it.
pub(crate) fn check_private(path: &Path) -> Result<(), Failure> {
    let Ok(metadata) = fs::metadata(path) else {
        return Ok(());
    };
    let mut open = metadata.mode() & OTHERS;
    if metadata.uid() == 0 {
        open &= !GROUP_READS;
    }
    if open == 0 {
        return Ok(());
    }
    Err(Failure::new(format!(
        "others on this machine may read or change {0}; run `chmod 600 {0}`",
        path.display()
    )))
}

/// The same for the file of a database, and what lies beside it.
pub(crate) fn check_database(url: &DatabaseUrl) -> Result<(), Failure> {
    match url {
        DatabaseUrl::SqliteFile(path) => of_sqlite(path).iter().try_for_each(|f| check_private(f)),
        DatabaseUrl::SqliteMemory | DatabaseUrl::Postgres(_) => Ok(()),
    }
}

fn of_sqlite(path: &Path) -> Vec<PathBuf> {
    let beside = BESIDE_SQLITE.map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    });
    let mut files = vec![path.to_owned()];
    files.extend(beside);
    files
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use app::platform::TimeSource as _;

    use super::*;

    fn with_mode(mode: u32) -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("secret");
        fs::write(&file, "geheim\nmore\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        (directory, file)
    }

    #[test]
    fn what_others_may_read_or_write_is_refused_with_the_command_that_mends_it() {
        for mode in [0o604, 0o644, 0o602, 0o666, 0o620, 0o660] {
            let (_directory, file) = with_mode(mode);
            let told = read_private("[x] file", &file).unwrap_err().to_string();
            assert!(told.contains("chmod 600"), "{mode:o}: {told}");
        }
        for mode in [0o600, 0o400] {
            let (_directory, file) = with_mode(mode);
            assert_eq!(read_private_line("[x] file", &file).unwrap(), "geheim");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_secret() {
        let (_directory, file) = with_mode(0o600);
        fs::write(&file, "\u{feff}geheim\r\n").unwrap();
        assert_eq!(read_private("[x] file", &file).unwrap(), "geheim\r\n");
        assert_eq!(read_private_line("[x] file", &file).unwrap(), "geheim");
        let key = app::platform::Vault::new_key(&mut crate::system_clock::SystemClock.moment());
        fs::write(&file, format!("\u{feff}{}\r\n", *key)).unwrap();
        assert!(keys::read(&file).is_ok());
    }

    #[test]
    fn a_new_file_is_its_owners_and_an_old_one_stays() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("new");
        write_private(&file, "one").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, OWNER_ONLY);
        assert!(write_private(&file, "two").is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "one\n");
    }
}
