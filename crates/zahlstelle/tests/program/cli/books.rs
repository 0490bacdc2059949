//! `verify`: good books agree, and a changed one is named.

mod bank;

use super::installation::{Installation, secret};
use crate::process::{Ran, client, zahlstelle};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use storage::DatabaseUrl;
use storage::testing::postgres_url;

#[tokio::test]
async fn good_books_agree_on_sqlite() {
    good_books_agree(None).await;
}

#[tokio::test]
async fn good_books_agree_on_postgresql() {
    if let Some(url) = postgres_url().await {
        good_books_agree(Some(url)).await;
    }
}

async fn good_books_agree(url: Option<DatabaseUrl>) {
    let here = Installation::new(url.as_ref().map(crate::process::address), "").await;
    let empty = here.runs(&["verify", "--with-provider"]);
    assert!(empty.said().contains("The books agree."), "{empty:?}");
    two_payments(&here).await;
    // The provider lists what is older than the second it is asked in.
    let compared = "compared with the provider: 1 entries";
    let ran = here.verifies_until(compared).await;
    let said = ran.said();
    for told in [
        "musterstadt: 3 transfers",
        "claims",
        "-61.40",
        "receivable",
        "30.70",
        compared,
        "The books agree.",
    ] {
        assert!(said.contains(told), "{told} is missing: {said}");
    }
    let other = here.runs(&["verify", "--tenant", "nirgendwo"]);
    assert!(other.complained().contains("no such tenant"));
}

/// One is paid, one is not.
async fn two_payments(here: &Installation) {
    let client = client();
    let mut serving = here.serves(&[]).await;
    here.asks(&client, "offen").await;
    let told = here.asks(&client, "bezahlt").await;
    here.pays(&client, &told).await;
    serving.terminate();
    assert!(serving.ends(crate::process::PATIENCE).success());
}

#[tokio::test]
async fn each_kind_of_tampering_is_named() {
    let here = Installation::new(None, "").await;
    two_payments(&here).await;
    sealed(&here).await;
    let good = std::fs::read(here.path("zahlstelle.db")).unwrap();
    for (sql, told) in [
        (
            "UPDATE transfers SET amount_cents = 3071 WHERE amount_cents = 3070",
            "its seal does not fit",
        ),
        (
            "UPDATE entry_groups SET booked_at = booked_at + 1 WHERE source_kind = 'money_in'",
            "its seal does not fit",
        ),
        (
            "DELETE FROM audit WHERE seal_number = 1",
            "number 1 is missing",
        ),
        (
            "DELETE FROM transfers WHERE seal_number > 1; DELETE FROM audit WHERE seal_number > 1",
            "the chain ends before it",
        ),
        (
            "UPDATE balances SET debit_cents = debit_cents + 1 WHERE account = 'receivable'",
            "the kept sums are not the sums",
        ),
        (
            "UPDATE payments SET amount_cents = 1 WHERE state = 'open'",
            "payers owe 1 cents",
        ),
        (
            "UPDATE money_in SET amount_cents = 1",
            "1 cents here, 3070 cents there",
        ),
        (
            "DELETE FROM money_in",
            "money not booked here: 30.70 EUR of 20",
        ),
        ("DELETE FROM money_in", "Z, payment pay_"),
    ] {
        std::fs::write(here.path("zahlstelle.db"), &good).unwrap();
        tamper(&here, sql).await;
        let ran = here.runs(&["verify", "--with-provider"]);
        assert_eq!(ran.code, 1, "{sql}: {ran:?}");
        assert!(ran.out.contains("DIFFERENCE ("), "{sql}: {ran:?}");
        assert!(ran.out.contains(told), "{sql}: {told} is missing: {ran:?}");
        first_difference_is_in_the_complaint(&ran);
    }
}

/// Going back to an older copy of the database leaves a chain that is right in itself.
#[tokio::test]
async fn an_older_copy_of_the_books_is_found_by_the_heads_that_were_published() {
    let here = Installation::new(None, "").await;
    two_payments(&here).await;
    sealed(&here).await;
    let older = std::fs::read(here.path("zahlstelle.db")).unwrap();
    let published = here.path("seal-heads");
    let since = ["verify", "--since", &published];
    assert!(here.runs(&since).said().contains("The books agree."));
    let until = std::time::Instant::now() + crate::process::PATIENCE;
    let heads = || std::fs::read_to_string(&published).unwrap().lines().count();
    let before = heads();
    let mut serving = here.serves(&[]).await;
    here.asks(&client(), "later").await;
    while heads() == before {
        assert!(std::time::Instant::now() < until, "nothing is published");
        tokio::time::sleep(crate::process::LOOK_AGAIN).await;
    }
    serving.terminate();
    assert!(serving.ends(crate::process::PATIENCE).success());
    assert!(here.runs(&since).said().contains("The books agree."));
    tamper(&here, "SELECT 1").await;
    std::fs::write(here.path("zahlstelle.db"), &older).unwrap();
    assert!(here.runs(&["verify"]).said().contains("The books agree."));
    let told = here.runs(&since);
    assert!(told.complained().contains("published head"), "{told:?}");
    // An auditor has the public key and no other.
    let public = zahlstelle(&["key", "public", &here.path("seal.key")]);
    std::fs::write(here.path("seal.key"), public.said()).unwrap();
    assert!(here.runs(&["verify"]).said().contains("The books agree."));
    let refused = here.runs(&["work"]);
    assert!(
        refused.complained().contains("no private key"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_group_is_taken_back_once_and_the_books_still_agree() {
    let here = Installation::new(None, "").await;
    let client = client();
    let mut serving = here.serves(&[]).await;
    let told = here.asks(&client, "falsch").await;
    here.pays(&client, &told).await;
    serving.terminate();
    assert!(serving.ends(crate::process::PATIENCE).success());
    let page = told["transactionRedirectUrl"].as_str().unwrap();
    let payment = page.rsplit('/').next().unwrap();
    let show = ["books", "show", payment, "--tenant", "musterstadt"];
    let shown = here.runs(&show);
    let lines: Vec<_> = shown
        .said()
        .lines()
        .filter(|line| line.starts_with("grp_"))
        .collect();
    assert_eq!(lines.len(), 2, "{shown:?}");
    let group = lines[1].split(' ').next().unwrap();
    let correct = |reason| {
        let tenant = ["--tenant", "musterstadt", "--reason", reason];
        here.runs(&[["books", "correct", group].as_slice(), &tenant].concat())
    };
    let silent = correct(" ");
    let told = silent.err.contains("a reason has 1 to 200 letters");
    assert!(silent.code == 2 && told, "{silent:?}");
    let corrected = correct("wrong account");
    assert!(
        corrected.said().contains("is taken back by grp_"),
        "{corrected:?}"
    );
    let again = correct("wrong account");
    assert!(
        again.complained().contains("taken back already, by grp_"),
        "{again:?}"
    );
    let shown = here.runs(&show);
    assert!(shown.said().contains("of correction grp_"), "{shown:?}");
    assert!(here.runs(&["verify"]).said().contains("The books agree."));
    let sql = "UPDATE transfers SET amount_cents = 1 WHERE group_id =
        (SELECT group_id FROM entry_groups WHERE source_kind = 'correction')";
    tamper(&here, sql).await;
    let told = here.runs(&["verify"]);
    assert!(
        told.out.contains("not the opposite of the group"),
        "{told:?}"
    );
}

fn first_difference_is_in_the_complaint(ran: &Ran) {
    let first = ran
        .out
        .lines()
        .find_map(|line| line.trim().strip_prefix("DIFFERENCE "))
        .unwrap();
    let complaint = ran.complained();
    assert!(complaint.contains("the books do not agree"), "{complaint}");
    assert!(complaint.contains(first), "{complaint}");
}

/// Everything booked is in the chain, and in the file rather than in its log.
async fn sealed(here: &Installation) {
    let mut serving = here.serves(&[]).await;
    let until = std::time::Instant::now() + crate::process::PATIENCE;
    loop {
        let ran = here.runs(&["verify"]);
        let said = ran.said();
        if said.contains("3 transfers") && said.contains("all sealed") {
            break;
        }
        assert!(std::time::Instant::now() < until, "never sealed: {ran:?}");
        tokio::time::sleep(crate::process::LOOK_AGAIN).await;
    }
    serving.terminate();
    assert!(serving.ends(crate::process::PATIENCE).success());
    here.verifies_until("compared with the provider: 1 entries")
        .await;
    tamper(here, "SELECT 1").await;
}

/// Changes the books with SQL, the guarding triggers dropped: an insider with the file.
async fn tamper(here: &Installation, sql: &str) {
    let url = format!("sqlite:{}", here.path("zahlstelle.db"));
    let mut file = SqliteConnection::connect(&url).await.unwrap();
    let guards = [
        "transfers_are_final",
        "transfers_stay",
        "audit_stay",
        "entry_groups_are_final",
        "money_in_are_final",
        "money_in_stay",
    ];
    let unguarded = guards.map(|guard| format!("DROP TRIGGER IF EXISTS {guard};"));
    // Everything in one file, so that it can be copied.
    let script = "PRAGMA foreign_keys = OFF;".to_owned()
        + &unguarded.concat()
        + sql
        + "; PRAGMA wal_checkpoint(TRUNCATE)";
    let script = sqlx::raw_sql(AssertSqlSafe(script));
    script.execute(&mut file).await.unwrap();
    file.close().await.unwrap();
}

#[tokio::test]
async fn a_broken_account_is_named_and_the_other_authorities_are_compared() {
    let here = Installation::new(None, "").await;
    let tenant = std::fs::read_to_string(here.path("tenant.toml")).unwrap();
    let broken = tenant
        .replace("slug = \"musterstadt\"", "slug = \"altstadt\"")
        .replace("\"paypal.secret\"", "\"wrong.secret\"")
        .replace("\"parken/05158999\"", "\"alt/05158999\"")
        .replace("name = \"portal\"", "name = \"altes-portal\"");
    std::fs::write(here.path("broken.toml"), broken).unwrap();
    secret(&here.path("wrong.secret"), "wrong");
    let broken = here.path("broken.toml");
    here.runs(&["tenant", "apply", "--without-trying", &broken])
        .said();
    let ran = here.runs(&["verify", "--with-provider"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    // What is told of an authority stands below its name.
    let below = |slug: &str| {
        let name = format!("{slug}: ");
        let lines = ran.out.lines().skip_while(|line| !line.starts_with(&name));
        let told = lines.skip(1).take_while(|line| line.starts_with(' '));
        assert!(ran.out.contains(&name), "{slug}: {ran:?}");
        told.filter(|line| line.contains("DIFFERENCE"))
            .collect::<Vec<_>>()
    };
    let told = below("altstadt");
    assert_eq!(told.len(), 1, "{ran:?}");
    assert!(
        told[0].contains("DIFFERENCE (provider) account paypal: "),
        "{ran:?}"
    );
    assert_eq!(below("musterstadt"), Vec::<&str>::new());
}
