//! From nothing to an authority that can take payments, and what each step says.

use std::os::unix::fs::PermissionsExt;

use super::installation::Installation;
use crate::process::zahlstelle;

#[test]
fn a_key_is_made_for_its_owner_only_and_never_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("zahlstelle.key");
    let path = place.to_str().unwrap();
    let made = zahlstelle(&["key", "new", path]);
    assert!(made.said().contains("Back it up"));
    let permissions = std::fs::metadata(&place).unwrap().permissions();
    assert_eq!(permissions.mode() & 0o777, 0o600);
    let before = std::fs::read_to_string(&place).unwrap();
    let key = before.lines().last().unwrap();
    assert!(!made.out.contains(key), "a key is never shown");
    let again = zahlstelle(&["key", "new", path]);
    let complaint = again.complained();
    assert!(complaint.contains(path) && complaint.contains("exists"));
    assert_eq!(std::fs::read_to_string(&place).unwrap(), before);
}

#[tokio::test]
async fn migrating_and_applying_may_be_repeated() {
    let here = Installation::new(None, "").await;
    assert!(here.runs(&["migrate"]).said().contains("is up to date"));
    let tenant = here.path("tenant.toml");
    let first = here.runs(&["tenant", "apply", &tenant]);
    let again = here.runs(&["tenant", "apply", &tenant]);
    assert_eq!(first.said(), again.said());
    assert!(first.out.contains("Stadt Musterstadt is set up as"));
}

#[tokio::test]
async fn a_tenant_document_that_cannot_be_used_is_explained() {
    let here = Installation::new(None, "").await;
    let good = std::fs::read_to_string(here.path("tenant.toml")).unwrap();
    for (from, to, told) in [
        ("slug = \"musterstadt\"", "slug = \"Muster Stadt\"", "slug"),
        ("slug = \"musterstadt\"", "slug = \"api\"", "slug"),
        ("slug = \"musterstadt\"", "slug = \"stadt-probe\"", "slug"),
        ("short_name", "shortname", "short_name"),
        ("test = true", "tset = true", "tset"),
        (
            "pool = \"parken\"",
            "pool = \"keiner\"",
            "services.parken.pool",
        ),
        ("check = \"mod11\"", "check = \"mod12\"", "pools.parken"),
        ("paypal.secret", "keine.secret", "keine.secret"),
        (
            "simulator\"\nsecrets",
            "echt\"\nsecrets",
            "accounts.paypal.environment",
        ),
        (
            "provider = \"paypal\"",
            "provider = \"paypol\"",
            "accounts.paypal.provider",
        ),
        ("merchant_id", "project_id", "accounts.paypal.settings"),
        (
            "{ method = \"paypal\"",
            "{ method = \"wero\"",
            "services.parken.methods[0].method",
        ),
        ("slug", "slug =", "expected"),
    ] {
        assert!(good.contains(from), "{from}");
        std::fs::write(here.path("bad.toml"), good.replacen(from, to, 1)).unwrap();
        let ran = here.runs(&["tenant", "apply", &here.path("bad.toml")]);
        let complaint = ran.complained();
        assert!(complaint.contains(told), "{told} is missing: {complaint}");
        assert!(complaint.contains(".toml") || complaint.contains(".secret"));
    }
    std::fs::write(here.path("portal.secret"), "short").unwrap();
    let ran = here.runs(&["tenant", "apply", &here.path("tenant.toml")]);
    let complaint = ran.complained();
    assert!(complaint.contains("clients.portal") && complaint.contains("openssl"));
    let gone = here.runs(&["tenant", "apply", &here.path("gone.toml")]);
    assert!(gone.complained().contains("gone.toml"));
}

#[tokio::test]
async fn the_doctor_finds_everything_well_where_it_is() {
    let here = Installation::new(None, "").await;
    let ran = here.runs(&["doctor"]);
    let said = ran.said();
    assert!(!said.contains("WRONG"), "{said}");
    for what in ["configuration", "key file", "schema", "provider accounts"] {
        assert!(said.contains(&format!("ok      {what}: ")), "{said}");
    }
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_and_changes_nothing() {
    let here = Installation::new(None, "").await;
    std::fs::remove_file(here.path("zahlstelle.key")).unwrap();
    let config = here.path("zahlstelle.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let public = format!("public_url = \"{}\"", here.base);
    let text = text
        .replace(&public, "public_url = \"http://pay.example.org\"")
        .replace("zahlstelle.db", "new.db");
    std::fs::write(&config, text).unwrap();
    let wrong = |schema: &str| {
        let ran = here.runs(&["doctor"]);
        assert_eq!(ran.code, 1);
        for told in [
            "WRONG   public address: ",
            "WRONG   key file: ",
            "`zahlstelle key new",
            schema,
            "run `zahlstelle migrate`",
        ] {
            assert!(ran.out.contains(told), "{told} is missing: {ran:?}");
        }
        assert!(ran.complained().contains("3 things are wrong"));
    };
    wrong("WRONG   database: ");
    assert!(!std::fs::exists(here.path("new.db")).unwrap());
    // An empty file is an empty database.
    std::fs::write(here.path("new.db"), "").unwrap();
    wrong("WRONG   schema: empty");
    wrong("WRONG   schema: empty");
}

#[tokio::test]
async fn a_key_that_everybody_may_read_is_refused() {
    let here = Installation::new(None, "").await;
    let key = here.path("zahlstelle.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = here.runs(&["verify"]);
    let complaint = ran.complained();
    assert!(
        complaint.contains(&format!("chmod 600 {key}")),
        "{complaint}"
    );
}

#[tokio::test]
async fn secrets_are_sealed_anew_with_a_new_key() {
    let here = Installation::new(None, "").await;
    zahlstelle(&["key", "new", &here.path("new.key")]).said();
    let read = |name: &str| std::fs::read_to_string(here.path(name)).unwrap();
    let both = read("new.key") + &read("zahlstelle.key");
    std::fs::write(here.path("zahlstelle.key"), both).unwrap();
    assert!(here.runs(&["key", "rotate"]).said().contains("1 secret"));
    let new = read("new.key");
    std::fs::write(here.path("zahlstelle.key"), new).unwrap();
    assert!(!here.runs(&["doctor"]).said().contains("WRONG"));
}
