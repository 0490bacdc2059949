//! The demo's people, and the days before its first visitor.

use std::path::Path;
use std::time::Instant;

use super::{Demo, demo, demo_of_days};
use crate::process::{LOOK_AGAIN, PATIENCE, client, zahlstelle};

/// How many steps of the town's past are done, and whether one failed.
fn played(directory: &Path) -> (usize, bool) {
    let told = std::fs::read_to_string(directory.join("month.jsonl")).unwrap_or_default();
    (
        told.lines().count().saturating_sub(1),
        told.contains("failed"),
    )
}

/// Polls until the town's past is played for the n-th time, by the log of all starts.
async fn is_played(demo: &mut Demo, times: usize) {
    let until = Instant::now() + 4 * PATIENCE;
    while demo
        .running
        .log()
        .matches("the town's past is played")
        .count()
        < times
    {
        assert!(demo.running.is_running(), "{}", demo.running.log());
        assert!(Instant::now() < until, "{}", demo.running.log());
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

#[tokio::test]
async fn the_past_is_played_once_also_after_a_kill_and_the_books_agree() {
    let directory = tempfile::tempdir().unwrap();
    let first = demo_of_days(directory.path(), "3").await;
    let until = Instant::now() + PATIENCE;
    while played(directory.path()).0 < 60 {
        assert!(Instant::now() < until, "{}", first.running.log());
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    first.running.kill();
    let (before, _) = played(directory.path());
    let mut second = demo_of_days(directory.path(), "3").await;
    is_played(&mut second, 1).await;
    let (all, failed) = played(directory.path());
    assert!(
        before < all && !failed,
        "{before} of {all}: {}",
        second.running.log()
    );
    let config = directory
        .path()
        .join("zahlstelle.toml")
        .display()
        .to_string();
    let verify = || zahlstelle(&["--config", &config, "verify", "--with-provider"]);
    let ran = verify();
    assert_eq!(ran.code, 0, "{ran:?}");
    let entries = |out: &str| {
        let line = out
            .lines()
            .find(|line| line.contains("compared with the provider"));
        line.unwrap().trim().to_owned()
    };
    let compared = entries(&ran.out);
    assert!(!compared.contains(": 3 entries"), "{compared}");
    second.running.kill();
    let mut third = demo_of_days(directory.path(), "3").await;
    is_played(&mut third, 2).await;
    assert_eq!(played(directory.path()), (all, false));
    let ran = verify();
    assert_eq!((ran.code, entries(&ran.out)), (0, compared));
}

#[tokio::test]
async fn each_role_has_one_login_and_its_telephone_shows_the_code() {
    let directory = tempfile::tempdir().unwrap();
    let mut served = demo(directory.path()).await;
    let console = &served.facts["console"];
    let users = console["users"].as_array().unwrap();
    let roles: Vec<_> = users
        .iter()
        .map(|user| user["role"].as_str().unwrap())
        .collect();
    let all: Vec<_> = domain::access::Role::ALL
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(roles, all);
    let telephones = console["telephones_url"].as_str().unwrap();
    let page = client()
        .get(telephones)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let welcome = served.running.log();
    for user in users {
        let text = |key: &str| user[key].as_str().unwrap().to_owned();
        assert!(text("one_time_code_secret").len() >= 32);
        assert!(text("otpauth_url").starts_with("otpauth://totp/"));
        for told in [text("email"), text("password")] {
            assert!(page.contains(&told) && welcome.contains(&told), "{told}");
        }
    }
    assert_eq!(page.matches("class=\"code\"").count(), users.len() + 1);
    served.running.terminate();
    assert!(served.running.ends(PATIENCE).success());
    let again = demo(directory.path()).await;
    assert_eq!(
        again.facts["console"]["users"],
        served.facts["console"]["users"]
    );
}
