//! The Debian package: what is in it, and that it can be used as it is installed.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::cli::installation::{Installation, SECRET};
use crate::process::{PATIENCE, client, zahlstelle};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn run(program: &str, arguments: &[&str]) -> Output {
    let done = Command::new(program)
        .args(arguments)
        .env("COMPRESS", "none")
        .output()
        .unwrap();
    assert!(done.status.success(), "{program} {arguments:?}: {done:?}");
    done
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn a_package_is_made_by_one_command_and_holds_a_usable_installation() {
    // Other systems make no Debian packages.
    if !has("dpkg-deb") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name).display().to_string();
    let script = format!("{ROOT}/scripts/deb.sh");
    run(
        &script,
        &[env!("CARGO_BIN_EXE_zahlstelle"), &at("made.deb")],
    );
    run("dpkg-deb", &["--extract", &at("made.deb"), &at("tree")]);
    let control = run("dpkg-deb", &["--field", &at("made.deb")]).stdout;
    let control = String::from_utf8(control).unwrap();
    for field in ["Package: zahlstelle", "Depends: adduser", "Version: "] {
        assert!(control.contains(field), "{control}");
    }
    let tree = Path::new(directory.path()).join("tree");
    let mode = |file: &str| std::fs::metadata(tree.join(file)).unwrap().mode() & 0o777;
    assert_eq!(mode("usr/bin/zahlstelle"), 0o755);
    assert_eq!(mode("etc/zahlstelle/zahlstelle.toml"), 0o640);
    assert!(
        tree.join("usr/share/doc/zahlstelle/operation/runbook.md")
            .exists()
    );
    // As its scripts leave it: with the keys that they make, in this tree.
    let etc = |name: &str| tree.join("etc/zahlstelle").join(name).display().to_string();
    zahlstelle(&["key", "new", &etc("zahlstelle.key")]).said();
    zahlstelle(&["key", "seal", &etc("seal.key")]).said();
    let config = std::fs::read_to_string(etc("zahlstelle.toml")).unwrap();
    let config = config.replace("/etc/zahlstelle", &at("tree/etc/zahlstelle"));
    let config = config.replace("/var/lib/zahlstelle", directory.path().to_str().unwrap());
    std::fs::write(etc("here.toml"), config).unwrap();
    let here = ["--config", &etc("here.toml")];
    zahlstelle(&[here.as_slice(), &["config", "check"]].concat()).said();
    zahlstelle(&[here.as_slice(), &["migrate"]].concat()).said();
    let doctor = zahlstelle(&[here.as_slice(), &["doctor"]].concat());
    assert!(!doctor.said().contains("WRONG"), "{doctor:?}");
}

/// What stands on the page about installing between two marks.
fn on_the_page(begin: &str, end: &str) -> String {
    let page = format!("{ROOT}/docs/operation/install.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, rest) = page.split_once(begin).unwrap();
    rest.split_once(end).unwrap().0.to_owned()
}

/// The parts that need no system of their own: document, start, first payment, books.
#[tokio::test]
async fn what_the_page_about_installing_says_leads_to_the_first_payment() {
    let here = Installation::new(None, "").await;
    let document = here.path("from-the-page.toml");
    std::fs::write(&document, zahlstelle(&["tenant", "new"]).said()).unwrap();
    here.runs(&["tenant", "apply", "--check", &document]).said();
    here.runs(&["tenant", "apply", &document]).said();
    let mut serving = here.serves(&[]).await;
    let doctor = here.runs(&["doctor"]);
    assert!(!doctor.out.contains("WRONG"), "{doctor:?}");
    let path = on_the_page("http://127.0.0.1:8080", " -d '");
    let body: Value = serde_json::from_str(&on_the_page(" -d '", "'\n")).unwrap();
    let client = client();
    let asked = client.post(format!("{}{path}", here.base)).json(&body);
    let answer = asked.basic_auth("portal", Some(SECRET)).send().await;
    let answer: Value = answer.unwrap().json().await.unwrap();
    here.pays(&client, &answer["paymentInformation"]).await;
    here.verifies_until("The books agree").await;
    serving.terminate();
    assert!(serving.ends(PATIENCE).success());
}

#[test]
fn the_unit_is_valid_and_has_few_rights() {
    if !has("systemd-analyze") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let unit = directory.path().join("zahlstelle.service");
    let source = std::fs::read_to_string(format!("{ROOT}/packaging/deb/zahlstelle.service"));
    let source = source
        .unwrap()
        .replace("/usr/bin/zahlstelle", env!("CARGO_BIN_EXE_zahlstelle"));
    std::fs::write(&unit, source).unwrap();
    let unit = unit.to_str().unwrap();
    let verified = run("systemd-analyze", &["verify", unit]);
    let said = String::from_utf8(verified.stderr).unwrap();
    assert!(!said.contains("zahlstelle.service:"), "{said}");
    run(
        "systemd-analyze",
        &["security", "--offline=true", "--threshold=20", unit],
    );
}
