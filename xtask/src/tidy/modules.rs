//! Modules: their names come from the glossary, and a folder holds a dozen of them at most.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, tree::File};

const GLOSSARY: &str = "docs/glossary.md";
/// The heading of the glossary's tables whose words may name a module.
const COLUMN: &str = "English";
/// The glossary's section with words of no trade, in a fenced block.
const TECHNICAL: &str = "## Technical words";
/// What a reader can take in at once.
const SIBLINGS_MAX: usize = 12;
/// Names that Cargo gives.
const ROOTS: [&str; 3] = ["lib", "main", "mod"];

pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let modules: Vec<Module> = files.iter().filter_map(Module::of).collect();
    let mut findings = crowded(&modules);
    let glossary = files.iter().find(|file| file.path == GLOSSARY);
    if let Some(text) = glossary.and_then(|file| file.text.as_deref()) {
        findings.extend(check_names(&modules, text));
    }
    findings
}

/// The folder of a crate's code and the names of modules below it that lead to one file.
struct Module<'a> {
    path: &'a str,
    root: &'a str,
    names: Vec<&'a str>,
}

impl<'a> Module<'a> {
    /// `None` for files that are no module of a crate.
    fn of(file: &'a File) -> Option<Self> {
        let path = file.path.strip_suffix(".rs")?;
        let mut parts = path.strip_prefix("crates/")?.split('/');
        let (_, root) = (parts.next()?, parts.next()?);
        let names: Vec<&str> = parts.filter(|name| !ROOTS.contains(name)).collect();
        let below = path.find(&format!("/{root}/"))?;
        let root = path.get(..below + 1 + root.len())?;
        (!names.is_empty()).then_some(Self {
            path: &file.path,
            root,
            names,
        })
    }
}

fn crowded(modules: &[Module]) -> Vec<Finding> {
    let mut folders: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for module in modules {
        let mut folder = module.root.to_owned();
        for name in &module.names {
            folders.entry(folder.clone()).or_default().insert(name);
            folder = format!("{folder}/{name}");
        }
    }
    let crowded = folders
        .into_iter()
        .filter(|(_, names)| names.len() > SIBLINGS_MAX);
    crowded
        .map(|(folder, names)| {
            let message = format!(
                "{} modules side by side, at most {SIBLINGS_MAX}: group them by meaning",
                names.len()
            );
            Finding::whole(folder, message)
        })
        .collect()
}

fn check_names(modules: &[Module], glossary: &str) -> Vec<Finding> {
    let trade = words_of_the_trade(glossary);
    let technical = technical_words(glossary);
    let mut findings = Vec::new();
    for module in modules {
        let words = module.names.iter().flat_map(|name| name.split('_'));
        let words: Vec<String> = words.map(singular).collect();
        let is_known = |word: &&String| trade.contains(*word) || technical.contains(*word);
        if let Some(word) = words.iter().find(|word| !is_known(word)) {
            let message = format!("`{word}` in the name of a module is no word of {GLOSSARY}");
            findings.push(Finding::whole(module.path, message));
        }
    }
    findings
}

/// The words in the column of that name, of every table that has it.
fn words_of_the_trade(glossary: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut column = None;
    for line in glossary.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if !line.starts_with('|') {
            column = None;
        } else if let Some(found) = cells.iter().position(|cell| *cell == COLUMN) {
            column = Some(found);
        } else if let Some(cell) = column.and_then(|column| cells.get(column)) {
            words.extend(words_in(cell));
        }
    }
    words
}

fn technical_words(glossary: &str) -> BTreeSet<String> {
    let section = glossary.split_once(TECHNICAL).map_or("", |(_, rest)| rest);
    words_in(section.split("```").nth(1).unwrap_or("")).collect()
}

fn words_in(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(singular)
}

/// The word without the ending of a plural; good enough to compare two words.
fn singular(word: &str) -> String {
    let word = word.to_lowercase();
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "ches", "shes", "xes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(&word).to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOSSARY_TEXT: &str = "\
# Glossary

| German | English | meaning |
|---|---|---|
| Forderung | claim | what is owed |
| Prüfziffer | check digit | the last one |

| word | meaning |
|---|---|
| fuse | burns |

## Technical words

```text
error it v1
```
";

    fn messages(paths: &[&str]) -> Vec<String> {
        let mut files: Vec<File> = paths.iter().map(|path| File::for_test(path, "")).collect();
        files.push(File::for_test(GLOSSARY, GLOSSARY_TEXT));
        check(&files).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_of_the_glossary_may_be_plural_and_joined() {
        let good = [
            "crates/app/src/lib.rs",
            "crates/app/src/claims.rs",
            "crates/app/src/claims/check_digits.rs",
            "crates/app/src/v1/errors.rs",
            "crates/app/tests/it/main.rs",
            "scripts/fuse.rs",
        ];
        assert!(messages(&good).is_empty(), "{:?}", messages(&good));
    }

    #[test]
    fn a_word_of_no_column_and_a_folder_of_such_a_name_are_found() {
        for (path, word) in [
            ("crates/app/src/fuse.rs", "`fuse`"),
            ("crates/app/src/meaning.rs", "`meaning`"),
            ("crates/app/src/fuses/error.rs", "`fuse`"),
            ("crates/app/src/claim_notes.rs", "`note`"),
        ] {
            let found = messages(&[path]);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found.concat().contains(word), "{found:?}");
        }
    }

    #[test]
    fn a_thirteenth_module_is_found_in_whichever_form_it_comes() {
        let name = |number: u32| {
            format!(
                "crates/app/src/claims/v1_{}.rs",
                "error_".repeat(number as usize)
            )
        };
        let mut paths: Vec<String> = (0..11).map(name).collect();
        paths.push("crates/app/src/claims/claim/error.rs".to_owned());
        paths.push("crates/app/src/claims/claim.rs".to_owned());
        let as_texts: Vec<&str> = paths.iter().map(String::as_str).collect();
        assert!(crowds(&messages(&as_texts)).is_empty());
        paths.push("crates/app/src/claims/digit/error.rs".to_owned());
        let as_texts: Vec<&str> = paths.iter().map(String::as_str).collect();
        let found = messages(&as_texts);
        assert_eq!(
            crowds(&found),
            ["crates/app/src/claims: 13 modules side by side, at most 12: group them by meaning"]
        );
    }

    fn crowds(found: &[String]) -> Vec<&str> {
        let all = found.iter().map(String::as_str);
        all.filter(|text| text.contains("side by side")).collect()
    }
}
