//! A finance system's file comes in, and what the command line says about it.

use super::installation::Installation;

const SERVICE: &str = r#"
[[pools]]
code = "bescheide"
definition = "7{year:2}{counter:6}"
check = "mod10"
mask = "9.99.999999.9"

[[services]]
code = "bussgeld"
name = { de = "Bußgeld" }
department = { de = "Ordnungsamt" }
neutral_text = "Bescheid"
pool = "bescheide"
methods = [{ method = "paypal", account = "paypal" }]
notices = { factor = "pin" }
"#;

/// The example of docs/operation/claims-import.md.
fn example() -> String {
    let manual = include_str!("../../../../../docs/operation/claims-import.md");
    let example = manual.split("```csv\n").nth(1).unwrap();
    example.split("```").next().unwrap().to_owned()
}

async fn with_notices() -> Installation {
    let here = Installation::new(None, "").await;
    let tenant = std::fs::read_to_string(here.path("tenant.toml")).unwrap();
    std::fs::write(here.path("tenant.toml"), tenant + SERVICE).unwrap();
    here.runs(&["tenant", "apply", &here.path("tenant.toml")])
        .said();
    here
}

#[tokio::test]
async fn the_manuals_example_is_checked_imported_and_shown() {
    let here = with_notices().await;
    let file = here.path("claims.csv");
    std::fs::write(&file, example()).unwrap();
    let import = ["import", "claims", &file, "--tenant", "musterstadt"];
    let checked = here.runs(&[&import[..], &["--check"]].concat());
    assert!(checked.said().contains("2 claims would be added"));
    let show = ["claims", "show", "7.26.000001.8", "--tenant", "musterstadt"];
    assert!(here.runs(&show).complained().contains("no such claim"));
    assert!(here.runs(&import).said().contains("2 claims added"));
    assert!(here.runs(&import).said().contains("was imported before"));
    let shown = here.runs(&show);
    for (what, value) in [
        ("state", "open"),
        ("amount", "55.00"),
        ("paid", "0.00"),
        ("due", "2026-12-15"),
        ("service", "bussgeld"),
    ] {
        let line = format!("{what:<14} {value}\n");
        assert!(shown.said().contains(&line), "{line}: {}", shown.out);
    }
    assert!(!shown.out.contains("483920"), "a PIN is never shown");
    let count = here.runs(&["claims", "count", "--tenant", "musterstadt"]);
    assert!(count.said().contains("blocked      1\n"), "{}", count.out);
    assert!(count.out.contains("open         1\n"));
}

#[tokio::test]
async fn bad_rows_are_named_and_nothing_is_imported() {
    let here = with_notices().await;
    let file = here.path("claims.csv");
    let bad = example().replace("000002.6", "000002.7") + "bussgeld;7.26.000003.4;x;;;1234;\n";
    std::fs::write(&file, bad).unwrap();
    let ran = here.runs(&["import", "claims", &file, "--tenant", "musterstadt"]);
    let told = ran.complained();
    assert!(told.contains("2 of 3 rows are bad"), "{told}");
    assert!(ran.out.contains("line 3, kassenzeichen: the check digit"));
    assert!(ran.out.contains("line 4, amount: "), "{}", ran.out);
    let count = here.runs(&["claims", "count", "--tenant", "musterstadt"]);
    assert!(count.said().contains("open         0\n"), "{}", count.out);
}

#[tokio::test]
async fn what_cannot_be_imported_is_explained() {
    let here = with_notices().await;
    let file = here.path("claims.csv");
    std::fs::write(&file, "service;iban\n").unwrap();
    for (file, tenant, told) in [
        (file.as_str(), "musterstadt", "iban"),
        ("/nowhere/claims.csv", "musterstadt", "/nowhere/claims.csv"),
        (file.as_str(), "nirgendwo", "no such tenant"),
    ] {
        let ran = here.runs(&["import", "claims", file, "--tenant", tenant]);
        assert!(ran.complained().contains(told), "{ran:?}");
    }
    let show = here.runs(&["claims", "show", "x", "--tenant", "musterstadt"]);
    assert!(show.complained().contains("no such claim"));
    let count = here.runs(&["claims", "count", "--tenant", "nirgendwo"]);
    assert!(count.complained().contains("no such tenant"));
}
