//! What goes wrong on a bad day is said once, in words, with what to do, and without secrets.

use std::net::TcpListener;

use storage::DatabaseUrl;
use storage::testing::TestServer;

use super::installation::Installation;
use crate::process::{Running, free_port, zahlstelle};

const CANARY: &str = "geheim-4711";

#[tokio::test]
async fn a_port_in_use_is_named() {
    let here = Installation::new(None, "").await;
    let taken = here.base.trim_start_matches("http://").to_owned();
    let _holding = TcpListener::bind(&taken).unwrap();
    let ran = here.runs(&["serve"]);
    let complaint = ran.complained();
    assert!(complaint.contains(&taken), "{complaint}");
    assert!(complaint.contains("another program"), "{complaint}");
    let ran = zahlstelle(&["simulator", "--listen", &taken]);
    assert!(ran.complained().contains(&taken));
    let ran = zahlstelle(&["demo", "--listen", &taken]);
    assert!(ran.complained().contains(&taken));
}

#[test]
fn a_directory_that_cannot_be_made_or_written_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let below = file.join("town").display().to_string();
    let ran = zahlstelle(&["demo", "--listen", "127.0.0.1:0", "--data-dir", &below]);
    let complaint = ran.complained();
    assert!(complaint.contains(&below), "{complaint}");
    assert!(complaint.contains("--data-dir"), "{complaint}");
    let ran = zahlstelle(&["key", "new", &below]);
    assert!(ran.complained().contains(&below));
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_named() {
    let here = Installation::new(None, "").await;
    let nowhere = here.path("nowhere/zahlstelle.db");
    for (url, told) in [
        (format!("sqlite:{nowhere}"), "directory"),
        ("zahlstelle.db".to_owned(), "sqlite:/path"),
        ("mysql://root@localhost/db".to_owned(), "postgres://"),
        (String::new(), "sqlite:/path"),
    ] {
        let ran = with_database(&here, &url, &["migrate"]);
        let complaint = ran.complained();
        assert!(complaint.contains(told), "{told} is missing: {complaint}");
    }
}

#[tokio::test]
async fn a_postgresql_that_does_not_answer_is_named_without_its_password() {
    let here = Installation::new(None, "").await;
    let port = free_port();
    let url = format!("postgres://zahlstelle:{CANARY}@127.0.0.1:{port}/zahlstelle");
    let ran = with_database(&here, &url, &["migrate"]);
    assert!(!format!("{ran:?}").contains(CANARY), "{ran:?}");
    let complaint = ran.complained();
    let named = format!("postgres://127.0.0.1:{port}/zahlstelle");
    assert!(complaint.contains(&named), "{complaint}");
    assert!(complaint.contains("is the server up"), "{complaint}");
}

#[tokio::test]
async fn serving_at_a_standby_says_so_and_serves_nothing() {
    let Some(server) = TestServer::start().await else {
        return;
    };
    let DatabaseUrl::Postgres(address) = &server.url else {
        panic!("a PostgreSQL address");
    };
    let here = Installation::new(Some(address.clone()), "").await;
    server.becomes_a_standby();
    let ran = here.runs(&["serve"]);
    let complaint = ran.complained();
    assert!(
        complaint.contains("is a standby, which takes no writes"),
        "{complaint}"
    );
    assert!(!ran.out.contains("ready"), "{ran:?}");
}

#[tokio::test]
async fn a_wrong_password_for_postgresql_is_said_without_it() {
    let Some(url) = storage::testing::postgres_url().await else {
        return;
    };
    let here = Installation::new(None, "").await;
    let address = crate::process::address(&url);
    let (user, rest) = address.split_once(":zahlstelle_test_owner@").unwrap();
    let ran = with_database(&here, &format!("{user}:{CANARY}@{rest}"), &["migrate"]);
    let complaint = ran.complained();
    assert!(complaint.contains("password"), "{complaint}");
    assert!(!format!("{ran:?}").contains(CANARY), "{ran:?}");
}

#[tokio::test]
async fn a_database_without_its_schema_is_told_to_be_migrated() {
    let here = Installation::new(None, "").await;
    let config = here.path("zahlstelle.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let text = text.replace("zahlstelle.db\"", "empty.db\"\nmigrate = false");
    std::fs::write(&config, text).unwrap();
    for command in [["serve"].as_slice(), &["work"], &["verify"]] {
        let ran = here.runs(command);
        let complaint = ran.complained();
        assert!(complaint.contains("`zahlstelle migrate`"), "{complaint}");
    }
}

#[tokio::test]
async fn a_role_that_could_take_guards_away_serves_only_when_that_is_said() {
    let Some(url) = storage::testing::postgres_url().await else {
        return;
    };
    let owner = crate::process::address(&url);
    let here = Installation::new(Some(owner.clone()), "").await;
    let config = here.path("zahlstelle.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let started = async |arguments: &[&str], word: &str| {
        let mut running = here.starts(arguments);
        let until = std::time::Instant::now() + crate::process::PATIENCE;
        while !running.log().contains(word) {
            assert!(running.is_running(), "{}", running.log());
            assert!(std::time::Instant::now() < until, "{}", running.log());
            tokio::time::sleep(crate::process::LOOK_AGAIN).await;
        }
        let log = running.log();
        running.terminate();
        assert!(running.ends(crate::process::PATIENCE).success());
        std::fs::remove_file(here.path("platform.log")).unwrap();
        log
    };
    let guards = "could take the guards of the tables away";
    assert!(started(&["serve"], "ready").await.contains(guards));
    assert!(started(&["work"], "working").await.contains(guards));
    let doctor = here.runs(&["doctor"]);
    let allowed = "ok      database role: owns the tables, as the configuration allows";
    assert!(doctor.said().contains(allowed), "{doctor:?}");
    // The same role where nothing allows it.
    let strict = text.replace("allow_any_role = true", "allow_any_role = false");
    std::fs::write(&config, &strict).unwrap();
    for command in ["serve", "work"] {
        let ran = here.runs(&[command]);
        let complaint = ran.complained();
        assert!(complaint.contains(guards), "{complaint}");
        assert!(complaint.contains("postgresql.md"), "{complaint}");
    }
    let doctor = here.runs(&["doctor"]);
    assert_eq!(doctor.code, 2);
    assert!(doctor.out.contains("WRONG   database role: "), "{doctor:?}");
    // A role that owns nothing, which the owner gave its rights.
    let (owning, serving) = ("zahlstelle_test_owner", "zahlstelle_test_runtime");
    let named = format!("[database]\nruntime_role = \"{serving}\"");
    std::fs::write(&config, strict.replace("[database]", &named)).unwrap();
    here.runs(&["migrate"]).said();
    let url = owner.replace(owning, serving);
    let runtime = strict.replace(&owner, &url);
    let runtime = runtime.replace("[database]", "[database]\nmigrate = false");
    std::fs::write(&config, runtime).unwrap();
    assert!(!started(&["serve"], "ready").await.contains(guards));
    assert!(!started(&["work"], "working").await.contains(guards));
    let doctor = here.runs(&["doctor"]);
    let bound = "ok      database role: owns nothing";
    assert!(doctor.said().contains(bound), "{doctor:?}");
}

/// An installation whose database is somewhere else.
fn with_database(here: &Installation, url: &str, command: &[&str]) -> crate::process::Ran {
    let config = here.path("zahlstelle.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let old = text
        .lines()
        .find(|line| line.starts_with("url = "))
        .unwrap();
    let changed = here.path("changed.toml");
    std::fs::write(&changed, text.replace(old, &format!("url = \"{url}\""))).unwrap();
    zahlstelle(&[&["--config", &changed], command].concat())
}

#[test]
fn a_demo_that_cannot_start_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path().display().to_string();
    let place = [
        "--listen",
        "127.0.0.1:0",
        "--simulator-listen",
        "127.0.0.1:0",
    ];
    let wrong = ["demo", "--data-dir", &at, "--database", "oracle:thin"];
    let ran = zahlstelle(&[wrong.as_slice(), &place].concat());
    assert!(ran.complained().contains("sqlite:/path"));
    let ran = zahlstelle(&["demo", "--listen", "somewhere"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--listen"), "{ran:?}");
}

#[test]
fn an_unknown_command_is_answered_with_the_known_ones() {
    let ran = zahlstelle(&["sevre"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("serve"), "{ran:?}");
}

#[tokio::test]
async fn a_worker_without_a_face_stops_when_told() {
    let here = Installation::new(None, "").await;
    let mut worker: Running = here.starts(&["work"]);
    let until = std::time::Instant::now() + crate::process::PATIENCE;
    while !worker.log().contains("working") {
        assert!(worker.is_running() && std::time::Instant::now() < until);
        tokio::time::sleep(crate::process::LOOK_AGAIN).await;
    }
    worker.terminate();
    assert!(worker.ends(crate::process::PATIENCE).success());
}
