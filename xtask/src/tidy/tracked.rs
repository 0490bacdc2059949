//! What has no place in a repository: generated files, data, binaries, folders of one machine.

use super::{Finding, tree::File};

/// Put together here, so that this file does not find itself.
const PRIVATE_FOLDERS: [&str; 2] = [concat!("/wor", "k/"), concat!("/roo", "t/")];

pub(crate) fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    if is_generated(&file.path) {
        findings.push(Finding::whole(&file.path, "generated: do not commit it"));
    }
    match &file.text {
        None => findings.push(Finding::whole(
            &file.path,
            "no text: binaries are not committed",
        )),
        Some(text) => findings.extend(private_folders(file, text)),
    }
    findings
}

fn is_generated(path: &str) -> bool {
    let in_folder = path
        .split('/')
        .any(|part| matches!(part, "node_modules" | "target" | "dist"));
    let is_data = [".db", ".db-wal", ".db-shm", ".snap.new"];
    in_folder || is_data.iter().any(|end| path.ends_with(end))
}

fn private_folders(file: &File, text: &str) -> Vec<Finding> {
    let lines = (1..).zip(text.lines());
    let found = lines.filter(|(_, line)| PRIVATE_FOLDERS.iter().any(|path| line.contains(path)));
    let message = "a path that exists on one machine only";
    found
        .map(|(number, _)| Finding::at(file, number, message))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_and_binaries_stay_out() {
        for path in [
            "e2e/node_modules/a/b.js",
            "target/x",
            "town.db",
            "crates/webkit/assets/dist/a.css",
        ] {
            assert_eq!(check(&File::for_test(path, "")).len(), 1, "{path}");
        }
        let binary = File {
            path: "logo.png".to_owned(),
            text: None,
        };
        assert_eq!(check(&binary).len(), 1);
        assert!(check(&File::for_test("crates/app/src/targets.rs", "")).is_empty());
    }

    #[test]
    fn somebodys_folder_is_found() {
        let text = format!("a\nsee {}me/x\n", PRIVATE_FOLDERS[1]);
        let findings = check(&File::for_test("README.md", &text));
        assert_eq!(
            findings
                .iter()
                .map(|finding| finding.line)
                .collect::<Vec<_>>(),
            [2]
        );
        assert!(check(&File::for_test("README.md", "a framework/ and rework/")).is_empty());
    }
}
