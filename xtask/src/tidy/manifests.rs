//! The walls between the crates, read from their manifests.
//!
//! A wall holds for `[dependencies]`; tests may look over it, except into `domain`.

use super::{Finding, tree::File};

/// Which of our own crates a crate may know. Crates that are not listed may know all.
const KNOWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("formats", &["domain"]),
    ("mail", &[]),
    ("pdf", &["domain"]),
    ("providers", &["domain"]),
    ("simulators", &[]),
    ("storage", &["domain"]),
    (
        "app",
        &["domain", "formats", "mail", "providers", "storage"],
    ),
    ("webkit", &["app", "domain", "formats", "pdf"]),
    ("citizen", &["app", "domain", "formats", "pdf", "webkit"]),
    ("channels", &["app", "domain", "formats", "pdf", "webkit"]),
];

const OURS: &[&str] = &[
    "app",
    "bench",
    "channels",
    "citizen",
    "domain",
    "formats",
    "mail",
    "pdf",
    "providers",
    "simulators",
    "storage",
    "testkit",
    "webkit",
];

/// A library that only these crates may use.
const KEPT: &[(&str, &[&str])] = &[
    ("sqlx", &["storage", "bench", "testkit"]),
    (
        "axum",
        &[
            "webkit",
            "citizen",
            "channels",
            "simulators",
            "bench",
            "testkit",
            "zahlstelle",
        ],
    ),
    ("lettre", &["mail"]),
    ("typst", &["pdf"]),
];

/// `domain` is pure: no IO, no clock, no SQL, no HTTP, no serialisation.
const DOMAIN_MAY_USE: &[&str] = &[
    "jiff",
    "rand",
    "rand_chacha",
    "sha2",
    "strum",
    "thiserror",
    "unicode-normalization",
    "uuid",
];
const DOMAIN_TESTS_MAY_USE: &[&str] = &["insta", "jiff", "proptest", "strum", "uuid"];

struct Dependency<'a> {
    line: usize,
    name: &'a str,
    for_tests: bool,
}

pub(crate) fn check(file: &File, text: &str) -> Vec<Finding> {
    let Some(krate) = crate_of(&file.path) else {
        return Vec::new();
    };
    dependencies(text)
        .filter_map(|dependency| {
            let message = complaint(krate, &dependency)?;
            Some(Finding::at(file, dependency.line, message))
        })
        .collect()
}

fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")
}

fn complaint(krate: &str, dependency: &Dependency<'_>) -> Option<String> {
    let name = dependency.name;
    if krate == "domain" {
        return domain_complaint(dependency);
    }
    if dependency.for_tests {
        return None;
    }
    let known = KNOWS.iter().find(|(who, _)| *who == krate);
    if let Some((_, known)) = known
        && OURS.contains(&name)
        && !known.contains(&name)
    {
        return Some(format!(
            "`{krate}` does not know `{name}`: see ARCHITECTURE.md"
        ));
    }
    let (_, owners) = KEPT.iter().find(|(library, _)| *library == name)?;
    let forbidden = !owners.contains(&krate);
    forbidden.then(|| format!("`{name}` is used in {} only", owners.join(", ")))
}

fn domain_complaint(dependency: &Dependency<'_>) -> Option<String> {
    let name = dependency.name;
    let known = DOMAIN_MAY_USE.contains(&name)
        || (dependency.for_tests && DOMAIN_TESTS_MAY_USE.contains(&name));
    (!known).then(|| format!("`domain` is pure and does not use `{name}`"))
}

fn dependencies(manifest: &str) -> impl Iterator<Item = Dependency<'_>> {
    let mut section = "";
    (1..).zip(manifest.lines()).filter_map(move |(line, text)| {
        let text = text.trim();
        if let Some(name) = text.strip_prefix('[') {
            section = name.trim_end_matches(']');
            return None;
        }
        let for_tests = section.ends_with("dev-dependencies");
        if text.is_empty() || text.starts_with('#') || !section.ends_with("dependencies") {
            return None;
        }
        let name = text.split(['.', '=', ' ']).next()?;
        Some(Dependency {
            line,
            name,
            for_tests,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: &str) -> Vec<String> {
        let findings = check(&File::for_test(path, text), text);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn domain_stays_pure() {
        let text =
            "[package]\nname = \"d\"\n[dependencies]\nuuid.workspace = true\nserde = \"1\"\n";
        let found = messages("crates/domain/Cargo.toml", text);
        let expected = "crates/domain/Cargo.toml:5: `domain` is pure and does not use `serde`";
        assert_eq!(found, [expected]);
        let tests = "[dev-dependencies]\nproptest.workspace = true\ntokio = \"1\"\n";
        assert_eq!(messages("crates/domain/Cargo.toml", tests).len(), 1);
    }

    #[test]
    fn crates_know_only_their_neighbours() {
        let text = "[dependencies]\ndomain.workspace = true\nstorage.workspace = true\n";
        assert!(messages("crates/app/Cargo.toml", text).is_empty());
        assert_eq!(messages("crates/citizen/Cargo.toml", text).len(), 1);
        assert!(messages("crates/zahlstelle/Cargo.toml", text).is_empty());
    }

    #[test]
    fn sql_is_spoken_in_storage_and_tests_may_look_over_the_wall() {
        assert_eq!(
            messages("crates/app/Cargo.toml", "[dependencies]\nsqlx = \"1\"\n").len(),
            1
        );
        assert!(
            messages(
                "crates/storage/Cargo.toml",
                "[dependencies]\nsqlx = \"1\"\n"
            )
            .is_empty()
        );
        assert!(
            messages(
                "crates/app/Cargo.toml",
                "[dev-dependencies]\nsqlx = \"1\"\n"
            )
            .is_empty()
        );
    }
}
