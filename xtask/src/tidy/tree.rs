//! The files under check: what git tracks or would add, read once.

use std::{fs, io, path::Path, process::Command};

/// One file; `text` is absent when the content is no UTF-8 text.
pub(crate) struct File {
    /// Relative to the workspace, with `/` between the parts.
    pub(crate) path: String,
    pub(crate) text: Option<String>,
}

impl File {
    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| found == extension)
    }

    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    #[cfg(test)]
    pub(crate) fn for_test(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: Some(text.to_owned()),
        }
    }
}

/// Files that were deleted but not yet committed are passed over.
pub(crate) fn files(root: &Path) -> io::Result<Vec<File>> {
    let listing = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()?;
    if !listing.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&listing.stderr).into_owned(),
        ));
    }
    let listing = String::from_utf8_lossy(&listing.stdout);
    let paths = listing.split('\0').filter(|path| !path.is_empty());
    Ok(paths.filter_map(|path| read(root, path)).collect())
}

fn read(root: &Path, path: &str) -> Option<File> {
    let bytes = fs::read(root.join(path)).ok()?;
    let text = String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'));
    Some(File {
        path: path.to_owned(),
        text,
    })
}
