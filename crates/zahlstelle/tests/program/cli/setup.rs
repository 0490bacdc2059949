//! From nothing to an authority that can take payments, and what each step says.

use std::os::unix::fs::PermissionsExt;
use std::time::Instant;

use super::installation::{Installation, secret};
use crate::process::{LOOK_AGAIN, PATIENCE, client, zahlstelle};

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
    secret(&here.path("portal.secret"), "short");
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
    let fine = [
        "configuration",
        "database",
        "schema",
        "provider accounts",
        "authorities",
    ];
    for what in fine {
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
        assert_eq!(ran.code, 2);
        for told in [
            "WRONG   public address: ",
            "WRONG   configuration: the key file ",
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
    secret(&here.path("new.db"), "");
    wrong("WRONG   schema: empty");
    wrong("WRONG   schema: empty");
}

#[tokio::test]
async fn the_doctor_warns_of_a_connection_that_may_be_overheard() {
    let here = Installation::new(None, "").await;
    let config = here.path("zahlstelle.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let database = format!("sqlite:{}", here.path("zahlstelle.db"));
    let elsewhere = "postgres://kasse@db.invalid/kasse";
    std::fs::write(&config, text.replace(&database, elsewhere)).unwrap();
    let ran = here.runs(&["doctor"]);
    assert!(ran.out.contains("warning configuration: "), "{ran:?}");
    assert!(ran.out.contains("sslmode=verify-full"), "{ran:?}");
}

#[tokio::test]
async fn a_file_readable_by_all_is_refused_with_the_command_that_mends_it() {
    let here = Installation::new(None, "").await;
    let tenant = here.path("tenant.toml");
    for (file, command) in [
        ("zahlstelle.key", ["verify"].as_slice()),
        ("zahlstelle.db", &["verify"]),
        ("zahlstelle.db", &["doctor"]),
        ("portal.secret", &["tenant", "apply", &tenant]),
    ] {
        let file = here.path(file);
        let mode = |mode| std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
        mode(0o644);
        let ran = here.runs(command);
        assert!(ran.complained().len() > 10);
        let mend = format!("chmod 600 {file}");
        assert!(
            ran.out.contains(&mend) || ran.err.contains(&mend),
            "{ran:?}"
        );
        mode(0o600);
    }
}

#[tokio::test]
async fn the_database_is_its_owners_alone() {
    let here = Installation::new(None, "").await;
    let _serving = here.serves(&[]).await;
    for name in ["zahlstelle.db", "zahlstelle.db-wal", "zahlstelle.db-shm"] {
        let mode = std::fs::metadata(here.path(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn the_doctor_names_authority_and_account_and_tells_monitoring() {
    let here = Installation::new(None, "").await;
    secret(&here.path("paypal.secret"), "wrong");
    let tenant = here.path("tenant.toml");
    here.runs(&["tenant", "apply", "--without-trying", &tenant])
        .said();
    let ran = here.runs(&["doctor"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let told = "WRONG   provider account musterstadt/paypal: ";
    assert!(ran.out.contains(told), "{ran:?}");
    let ran = here.runs(&["doctor", "--json"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["severity"], "wrong");
    // A configuration that cannot be read is told in the same form.
    let ran = zahlstelle(&["--config", "/nowhere.toml", "doctor", "--json"]);
    assert_eq!(ran.code, 2);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["severity"], "wrong");
    assert_eq!(report["findings"][0]["what"], "configuration");
}

#[tokio::test]
async fn the_doctor_names_the_services_that_nobody_can_pay_for_after_a_switch() {
    let here = Installation::new(None, "").await;
    let config = here.path("zahlstelle.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let (before, _) = text.split_once("[paypal.simulator]").unwrap();
    let live = before
        .replace("environment = \"simulator\"", "environment = \"live\"")
        .replace(&here.base, "https://pay.musterstadt.example")
        .replacen("[http]", "[http]\nclient_address_header = \"none\"", 1);
    std::fs::write(&config, live).unwrap();
    let ran = here.runs(&["doctor"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let told = "WRONG   authorities: musterstadt: nobody can pay for parken, ";
    assert!(ran.out.contains(told), "{ran:?}");
    // A second way to pay, which needs no provider, is enough.
    std::fs::write(&config, text).unwrap();
    let tenant = std::fs::read_to_string(here.path("tenant.toml")).unwrap();
    let both = "account = \"paypal\" }, { method = \"bank_transfer\", account = \"sparkasse\" }";
    let tenant = tenant.replace("account = \"paypal\" }", both);
    std::fs::write(here.path("tenant.toml"), tenant).unwrap();
    secret(&here.path("paypal.secret"), "wrong");
    let file = here.path("tenant.toml");
    here.runs(&["tenant", "apply", "--without-trying", &file])
        .said();
    let ran = here.runs(&["doctor"]);
    let told = "WRONG   provider account musterstadt/paypal: ";
    assert!(ran.out.contains(told), "{ran:?}");
    assert!(ran.out.contains("ok      authorities: "), "{ran:?}");
}

#[tokio::test]
async fn the_doctor_asks_through_the_proxy_for_the_visitors_address() {
    let here = Installation::new(None, "").await;
    let config = here.path("zahlstelle.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let more = "[http]\nclient_address_header = \"x-forwarded-for\"";
    std::fs::write(&config, text.replacen("[http]", more, 1)).unwrap();
    let silent = here.runs(&["doctor"]);
    assert_eq!(silent.code, 1);
    assert!(
        silent.out.contains("warning public address: "),
        "{silent:?}"
    );
    let _serving = here.serves(&[]).await;
    // It listens where the public address leads: a proxy that sends nothing.
    let told = here.runs(&["doctor"]);
    assert_eq!(told.code, 2);
    assert!(
        told.out.contains("does not send x-forwarded-for"),
        "{told:?}"
    );
}

#[tokio::test]
async fn secrets_are_sealed_anew_while_the_program_runs() {
    let here = Installation::new(None, "").await;
    let mut serving = here.serves(&[]).await;
    let client = client();
    let told = here.asks(&client, "antrag-1").await;
    zahlstelle(&["key", "new", &here.path("new.key")]).said();
    let read = |name: &str| std::fs::read_to_string(here.path(name)).unwrap();
    let key = here.path("zahlstelle.key");
    secret(&key, &(read("new.key") + &read("zahlstelle.key")));
    let status = here.runs(&["key", "status"]);
    assert!(status.said().contains("still needed: "), "{status:?}");
    let rotated = here.runs(&["key", "rotate"]);
    assert!(
        rotated.said().contains("1 secrets were sealed"),
        "{rotated:?}"
    );
    assert!(rotated.out.contains("free, once no backup"), "{rotated:?}");
    // An account with another secret is opened anew, by a program that knew the old key only.
    here.runs(&["tenant", "apply", &here.path("tenant.toml")])
        .said();
    here.pays(&client, &told).await;
    secret(&key, &read("new.key"));
    serving.reload();
    here.asks(&client, "antrag-2").await;
    assert!(serving.is_running(), "{}", serving.log());
    serving.terminate();
    assert!(serving.ends(PATIENCE).success());
    assert!(serving.log().contains("the key file was read again"));
    assert!(!here.runs(&["doctor"]).said().contains("WRONG"));
}

#[tokio::test]
async fn a_key_that_was_dropped_too_early_is_missed_by_name() {
    let here = Installation::new(None, "").await;
    zahlstelle(&["key", "new", &here.path("new.key")]).said();
    let new = std::fs::read_to_string(here.path("new.key")).unwrap();
    secret(&here.path("zahlstelle.key"), &new);
    let status = here.runs(&["key", "status"]);
    assert!(
        status.complained().contains("add its line again"),
        "{status:?}"
    );
    assert!(status.out.contains("MISSING"), "{status:?}");
    let doctor = here.runs(&["doctor"]);
    assert_eq!(doctor.code, 2);
    assert!(
        doctor.out.contains("WRONG   stored secrets: "),
        "{doctor:?}"
    );
}

#[tokio::test]
async fn without_kept_heads_it_is_told_that_a_restore_is_not_noticed() {
    let here = Installation::new(None, "").await;
    let config = here.path("zahlstelle.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(here.runs(&["doctor"]).said().contains("ok      kept heads"));
    let heads = here.path("seal-heads");
    let told = "seal.heads_file is not set";
    let without = text.replace(&format!("heads_file = \"{heads}\"\n"), "");
    std::fs::write(&config, &without).unwrap();
    let ran = here.runs(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("warning kept heads: "), "{ran:?}");
    let mut serving = here.serves(&[]).await;
    let sealed = "the chain is sealed up to";
    let until = Instant::now() + PATIENCE;
    while !serving.log().contains(sealed) {
        assert!(Instant::now() < until, "{}", serving.log());
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    serving.terminate();
    assert!(serving.ends(PATIENCE).success());
    assert!(serving.log().contains(told), "{}", serving.log());
    // A file without heads, as on a new node, while the books were sealed.
    std::fs::write(&config, &text).unwrap();
    std::fs::write(&heads, "").unwrap();
    let ran = here.runs(&["doctor"]);
    assert!(ran.out.contains("has no heads"), "{ran:?}");
    let serving = here.serves(&["--no-jobs"]).await;
    assert!(serving.log().contains("has no heads"), "{}", serving.log());
}
