//! The file in which the operator enters maintenance windows for the whole installation. It is read
//! each time it is asked for, so that a window needs no restart.

use std::path::{Path, PathBuf};

use app::tenants::MaintenanceSource;
use app::tenants::documents::MaintenanceDocument;
use domain::tenants::MaintenanceWindow;
use serde::Deserialize;

use crate::failure::Failure;

#[derive(Debug)]
pub(crate) struct MaintenanceFile(pub(crate) Option<PathBuf>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Windows {
    #[serde(default)]
    windows: Vec<MaintenanceDocument>,
}

impl MaintenanceFile {
    /// The windows in the file; none without a file.
    pub(crate) fn read(&self) -> Result<Vec<MaintenanceWindow>, Failure> {
        match &self.0 {
            Some(file) => read(file),
            None => Ok(Vec::new()),
        }
    }
}

impl MaintenanceSource for MaintenanceFile {
    /// A file that cannot be used has no windows; the log says why.
    fn windows(&self) -> Vec<MaintenanceWindow> {
        self.read().unwrap_or_else(|failure| {
            tracing::error!(error = %failure, "the file of maintenance windows cannot be used");
            Vec::new()
        })
    }
}

fn read(file: &Path) -> Result<Vec<MaintenanceWindow>, Failure> {
    let place = format!("[maintenance] windows_file {}", file.display());
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::because(&format!("{place} cannot be read"), &error))?;
    let entered: Windows = toml::from_str(&text)
        .map_err(|error| Failure::usage(format!("{place} is not as expected: {error}")))?;
    let windows = entered.windows.iter().enumerate();
    windows
        .map(|(number, window)| window.window(&format!("windows[{number}]")))
        .collect::<Result<_, _>>()
        .map_err(|error| Failure::because(&place, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(text: &str) -> Result<usize, String> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("maintenance.toml");
        std::fs::write(&file, text).unwrap();
        let read = MaintenanceFile(Some(file)).read();
        read.map(|windows| windows.len())
            .map_err(|failure| failure.to_string())
    }

    #[test]
    fn windows_are_read_and_what_is_wrong_with_one_is_told() {
        let night = "[[windows]]\nfrom = \"2026-12-01T22:00:00+01:00\"\n\
                     until = \"2026-12-02T02:00:00+01:00\"\ndescription = \"Updates\"\n";
        assert_eq!(windows(night), Ok(1));
        assert_eq!(windows(""), Ok(0));
        for (bad, told) in [
            ("[[windows]]\nfrom = \"tomorrow\"\n", "windows[0].from"),
            (
                "[[windows]]\nmethods = [\"Pay Pal\"]\n",
                "windows[0].methods",
            ),
            ("[[windows]]\nfrm = \"x\"\n", "frm"),
        ] {
            let failure = windows(bad).unwrap_err();
            assert!(failure.contains(told), "{failure}");
        }
        let missing = MaintenanceFile(Some("/nowhere/maintenance.toml".into()));
        assert!(missing.read().is_err());
        assert!(missing.windows().is_empty());
        assert!(MaintenanceFile(None).windows().is_empty());
    }
}
