//! Files that come in series: migrations are twins, decision records are numbered without gaps.

use super::{Finding, tree::File};

const MIGRATIONS: [&str; 2] = [
    "crates/storage/migrations/sqlite/",
    "crates/storage/migrations/postgres/",
];
const DECISIONS: &str = "docs/adr/";

pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let [sqlite, postgres] = MIGRATIONS.map(|folder| names_in(files, folder));
    let mut findings = missing_twins(MIGRATIONS[0], &sqlite, &postgres);
    findings.extend(missing_twins(MIGRATIONS[1], &postgres, &sqlite));
    findings.extend(gaps(MIGRATIONS[0], &sqlite));
    findings.extend(gaps(DECISIONS, &names_in(files, DECISIONS)));
    findings.extend(files.iter().filter_map(misnumbered_title));
    findings
}

fn names_in<'a>(files: &'a [File], folder: &str) -> Vec<&'a str> {
    let mut names: Vec<&str> = files
        .iter()
        .filter_map(|file| file.path.strip_prefix(folder))
        .collect();
    names.sort_unstable();
    names
}

fn missing_twins(folder: &str, here: &[&str], there: &[&str]) -> Vec<Finding> {
    let missing = there.iter().filter(|name| !here.contains(name));
    let message = "missing: a migration is written for both engines under one name";
    missing
        .map(|name| Finding::whole(format!("{folder}{name}"), message))
        .collect()
}

/// The names begin `0001`, `0002` and so on; other files in the folder have no number.
fn gaps(folder: &str, names: &[&str]) -> Vec<Finding> {
    let numbered = names.iter().filter_map(|name| Some((number(name)?, name)));
    (1..)
        .zip(numbered)
        .filter(|(expected, (found, _))| expected != found)
        .map(|(expected, (_, name))| {
            Finding::whole(
                format!("{folder}{name}"),
                format!("number {expected:04} is missing"),
            )
        })
        .take(1)
        .collect()
}

fn number(name: &str) -> Option<u32> {
    name.get(..4)?.parse().ok()
}

fn misnumbered_title(file: &File) -> Option<Finding> {
    let name = file.path.strip_prefix(DECISIONS)?;
    number(name)?;
    let title = format!("# {} ", name.get(..4)?);
    let text = file.text.as_deref()?;
    let message = format!("the title begins with `{title}`");
    (!text.starts_with(&title)).then(|| Finding::at(file, 1, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(paths: &[&str]) -> Vec<String> {
        let files: Vec<File> = paths.iter().map(|path| File::for_test(path, "")).collect();
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_migration_has_a_twin() {
        let found = messages(&[
            "crates/storage/migrations/sqlite/0001_a.sql",
            "crates/storage/migrations/sqlite/0002_b.sql",
            "crates/storage/migrations/postgres/0001_a.sql",
        ]);
        assert_eq!(found.len(), 1);
        assert!(
            found.concat().contains("postgres/0002_b.sql: missing"),
            "{found:?}"
        );
    }

    #[test]
    fn decisions_are_numbered_without_gaps_and_say_their_number() {
        let titled = |path: &str, text: &str| File::for_test(path, text);
        let good = [
            titled("docs/adr/0001-a.md", "# 0001 A\n"),
            titled("docs/adr/0002-b.md", "# 0002 B"),
        ];
        assert!(check(&good).is_empty());
        let bad = [
            titled("docs/adr/0001-a.md", "# 0001 A\n"),
            titled("docs/adr/0003-b.md", "# 2 B"),
        ];
        assert_eq!(check(&bad).len(), 2);
    }
}
