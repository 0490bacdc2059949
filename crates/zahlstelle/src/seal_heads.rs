//! Signed heads of the chain, published: in the log and in a file that only grows.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use app::ledger::HeadPublisher;
use domain::ledger::SealHead;

use crate::failure::Failure;

/// Where heads are published beside the log.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeadsFile(Option<PathBuf>);

impl HeadsFile {
    pub(crate) const fn new(path: Option<PathBuf>) -> Self {
        Self(path)
    }
}

impl HeadPublisher for HeadsFile {
    /// Publishes each head. A file that cannot be written costs its lines and a line in the log:
    /// the head stands in the log and in the database, too.
    fn publish(&self, heads: &[SealHead]) {
        for head in heads {
            let place = &head.place;
            tracing::info!(tenant.id = %place.tenant, seal.number = place.number,
                seal.head = %head, "the chain is sealed up to {}", place.number);
        }
        let Some(path) = &self.0 else { return };
        if let Err(error) = append(path, heads) {
            tracing::error!(error = %error, "signed heads could not be appended to their file");
        }
    }
}

/// On disk when this returns.
fn append(path: &Path, heads: &[SealHead]) -> std::io::Result<()> {
    if heads.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = heads.iter().map(|head| format!("{head}\n")).collect();
    let mut file = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)?;
    file.write_all(lines.concat().as_bytes())?;
    file.sync_data()
}

/// Reads what was published: every line has to be a head.
pub(crate) fn read(path: &Path) -> Result<Vec<SealHead>, Failure> {
    let place = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::because(&format!("{place} cannot be read"), &error))?;
    let heads = text.lines().zip(1..).map(|(line, number)| {
        let failed = |error| Failure::because(&format!("line {number} of {place}"), &error);
        line.parse()
            .map_err(|error: domain::ledger::BadHead| failed(error))
    });
    heads.collect()
}
