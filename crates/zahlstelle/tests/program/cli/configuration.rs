//! The configuration is a document that explains itself, and mistakes in it are explained.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::process::{Ran, zahlstelle};

fn checked(text: &str) -> Ran {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("mein.toml");
    let key = directory.path().join("mein.key");
    zahlstelle(&["key", "new", key.to_str().unwrap()]).said();
    let text = text.replace(
        "\"zahlstelle.key\"",
        &format!("{:?}", key.display().to_string()),
    );
    std::fs::write(&file, text).unwrap();
    zahlstelle(&["config", "check", "--config", file.to_str().unwrap()])
}

#[test]
fn help_lists_every_command_with_what_it_is_for() {
    let help = zahlstelle(&["--help"]);
    for command in [
        "serve",
        "work",
        "demo",
        "migrate",
        "doctor",
        "config",
        "verify",
        "tenant",
        "key",
        "simulator",
    ] {
        let line = help.said().lines().find_map(|line| {
            let (name, what) = line.trim().split_once(' ')?;
            (name == command).then(|| what.trim().to_owned())
        });
        let what = line.unwrap_or_else(|| panic!("{command} is missing: {}", help.out));
        assert!(what.len() > 10 && what.ends_with('.') || what.len() > 10);
        let of_command = zahlstelle(&[command, "--help"]);
        assert!(of_command.said().contains(&what), "{}", of_command.out);
    }
    assert!(zahlstelle(&["--version"]).said().starts_with("zahlstelle "));
    let nothing = zahlstelle(&[]);
    assert!(nothing.code == 2 && nothing.err.contains("Usage:"));
}

#[test]
fn what_is_printed_can_be_used_as_it_is() {
    let printed = zahlstelle(&["config", "print"]);
    let good = checked(printed.said());
    assert!(good.said().contains("can be used"));
    // Also with every key that is commented out, but the simulator's in its own environment.
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("root.pem");
    let made = rcgen::generate_simple_self_signed(["sim.example".to_owned()]).unwrap();
    std::fs::write(&root, made.cert.pem()).unwrap();
    let uncommented: String = printed
        .out
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(key) if key.starts_with("ca_file = ") => format!("ca_file = {root:?}"),
            Some(key) if key.contains(" = ") && !key.contains("_file = ") => key.to_owned(),
            _ => line.to_owned(),
        })
        .map(|line| line.replace("\"live\"", "\"simulator\"") + "\n")
        .collect();
    checked(&uncommented).said();
}

#[test]
fn a_database_on_another_host_without_tls_is_warned_of() {
    let printed = zahlstelle(&["config", "print"]).said().to_owned();
    let with = |url: &str| {
        let ran = checked(&printed.replace("sqlite:zahlstelle.db", url));
        ran.said().to_owned()
    };
    let open = with("postgres://kasse@db.invalid/kasse");
    assert!(
        open.contains("can be used") && open.contains("sslmode=verify-full"),
        "{open}"
    );
    let closed = with("postgres://kasse@db.invalid/kasse?sslmode=verify-full");
    assert!(!closed.contains("Warning"), "{closed}");
    assert!(!with("postgres://kasse@127.0.0.1/kasse").contains("Warning"));
}

#[test]
fn every_printed_key_is_one_of_the_schema_and_the_other_way_round() {
    let schema: Value = serde_json::from_str(zahlstelle(&["config", "schema"]).said()).unwrap();
    let printed = zahlstelle(&["config", "print"]).said().to_owned();
    let mut keys = Vec::new();
    leaves(&schema, &schema, "", &mut keys);
    assert!(keys.len() > 12, "{keys:?}");
    for (path, _) in &keys {
        let (section, key) = path.rsplit_once('.').unwrap();
        let section = printed
            .split("\n[")
            .find(|text| text.starts_with(&format!("{section}]")));
        let section = section.unwrap_or_else(|| panic!("no section for {path}"));
        let documented = section.lines().any(|line| {
            line.trim_start_matches("# ")
                .starts_with(&format!("{key} = "))
        });
        assert!(documented, "{path} is not in zahlstelle.default.toml");
    }
    for line in printed.lines() {
        let Some((key, _)) = line.trim_start_matches("# ").split_once(" = ") else {
            continue;
        };
        let known = keys
            .iter()
            .any(|(path, _)| path.ends_with(&format!(".{key}")));
        assert!(known, "{key} is not in the schema");
    }
}

#[test]
fn every_key_has_a_description() {
    let schema: Value = serde_json::from_str(zahlstelle(&["config", "schema"]).said()).unwrap();
    let mut keys = Vec::new();
    leaves(&schema, &schema, "", &mut keys);
    for (path, property) in keys {
        let description = property["description"].as_str().unwrap_or_default();
        assert!(description.len() > 10, "{path} says nothing about itself");
    }
    let sections = schema["properties"].as_object().unwrap();
    for (name, section) in sections {
        let text = section["description"].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "[{name}] says nothing about itself");
    }
}

/// Every key with a value, as `section.key`, with its schema.
fn leaves(root: &Value, schema: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        let target = property["$ref"]
            .as_str()
            .and_then(|to| root.pointer(to.trim_start_matches('#')));
        match target {
            Some(section) if section["properties"].is_object() => {
                leaves(root, section, &path, found);
            }
            _ => found.push((path, property.clone())),
        }
    }
}

#[test]
fn mistakes_are_explained_with_what_where_and_what_to_do() {
    for (text, told) in [
        (
            "[http]\nlisten_on = \"a\"",
            ["listen_on", "listen"].as_slice(),
        ),
        ("[htpp]\nlisten = \"127.0.0.1:1\"", &["htpp", "http"]),
        ("[http]\nlisten = \"here\"", &["listen", "socket address"]),
        (
            "[http]\nreturn_wait_seconds = \"long\"",
            &["return_wait_seconds", "long"],
        ),
        ("[http]\npublic_url = \"here\"", &["public_url", "here"]),
        (
            "[database]\nurl = \"mysql://a/b\"",
            &["[database] url", "sqlite:/", "postgres://"],
        ),
        ("[database]\nmigrate = \"maybe\"", &["migrate", "maybe"]),
        ("[jobs]\ninterval_seconds = 0", &["[jobs]", "at least 1"]),
        (
            "[log]\nformat = \"xml\"",
            &["format", "xml", "text", "json"],
        ),
        ("[mail]\nhost = \"mail.example.org\"", &["[mail] from"]),
        (
            "[mail]\nhost = \"mail.example.org\"\nfrom = \"kasse\"",
            &["[mail] from", "name@example.org"],
        ),
        (
            "[mail]\nhost = \"mail.example.org\"\nfrom = \"a@example.org\"\n\
             tls = \"none-for-loopback\"",
            &["[mail]", "without TLS"],
        ),
        ("[mail]\ntls = \"ssl\"", &["[mail] tls", "starttls"]),
        (
            "[mail]\nhost = \"mail.example.org\"\nfrom = \"a@example.org\"\nuser = \"a\"",
            &["[mail]", "password"],
        ),
        (
            "[paypal]\nenvironment = \"test\"",
            &["[paypal] environment", "sandbox"],
        ),
        (
            "[paypal]\nenvironment = \"simulator\"",
            &["base_url", "zahlstelle simulator"],
        ),
        ("[http\nlisten", &["mein.toml", "line 1"]),
    ] {
        let ran = checked(text);
        let complaint = ran.complained();
        assert_eq!(ran.code, 2, "{text}");
        for word in told {
            assert!(complaint.contains(word), "{word} is missing: {complaint}");
        }
    }
}

#[test]
fn every_file_that_is_named_is_opened_and_read() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name).display().to_string();
    std::fs::write(at("garbage"), "no key and no root").unwrap();
    std::fs::set_permissions(at("garbage"), PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::write(at("open"), "geheim").unwrap();
    std::fs::set_permissions(at("open"), PermissionsExt::from_mode(0o644)).unwrap();
    let simulator = format!(
        "[paypal]\nenvironment = \"simulator\"\n[paypal.simulator]\n\
         base_url = \"http://127.0.0.1:1\"\nca_file = \"{}\"",
        at("garbage")
    );
    let postgres = format!(
        "[database]\nurl = \"postgres://a@b/c\"\npassword_file = \"{}\"",
        at("open")
    );
    for (text, told) in [
        (
            format!("[secrets]\nkey_file = \"{}\"", at("gone")),
            "key new",
        ),
        (
            format!("[secrets]\nkey_file = \"{}\"", at("garbage")),
            "base64",
        ),
        (
            format!("[secrets]\nkey_file = \"{}\"", at("open")),
            "chmod 600",
        ),
        (simulator, "[paypal.simulator]"),
        (postgres, "chmod 600"),
        ("[log]\nfilter = \"inf0,,=x\"".to_owned(), "[log] filter"),
        (
            "[database]\nurl = \"postgres://a:b/c@e/f\"".to_owned(),
            "password_file",
        ),
        (
            "[database]\nurl = \"postgres://a:1,b:2/c\"".to_owned(),
            "one host",
        ),
    ] {
        let ran = checked(&text);
        assert!(
            ran.complained().contains(told),
            "{told} is missing: {ran:?}"
        );
        assert!(!ran.err.contains("geheim"), "{ran:?}");
    }
}

#[test]
fn a_missing_configuration_is_named() {
    let ran = zahlstelle(&["--config", "/nowhere/zahlstelle.toml", "serve"]);
    let complaint = ran.complained();
    assert!(
        complaint.contains("/nowhere/zahlstelle.toml"),
        "{complaint}"
    );
    assert!(complaint.contains("not found"), "{complaint}");
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("zahlstelle.toml");
    let missing = directory.path().join("address");
    let text = format!("[database]\nurl_file = \"{}\"", missing.display());
    std::fs::write(&place, text).unwrap();
    let ran = zahlstelle(&["--config", place.to_str().unwrap(), "config", "check"]);
    assert!(ran.complained().contains(missing.to_str().unwrap()));
}
