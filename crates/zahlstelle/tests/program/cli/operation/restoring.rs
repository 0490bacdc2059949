//! The restore drill: a backup is taken, payments go on, the backup is put back. The program
//! notices, and after one command goes on without telling a Kassenzeichen twice or losing money.

use std::process::Command;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use storage::DatabaseUrl;
use storage::testing::{POSTGRES_VARIABLE, postgres_url};

use crate::cli::installation::Installation;
use crate::process::{LOOK_AGAIN, PATIENCE, address, client};

#[tokio::test]
async fn a_restored_backup_is_noticed_and_made_usable_on_sqlite() {
    let here = Installation::new(None, "").await;
    let file = here.path("zahlstelle.db");
    let copy = here.path("copy.db");
    let url: DatabaseUrl = format!("sqlite:{file}").parse().unwrap();
    let back_up = || {
        let ran = here.runs(&["backup", &copy]);
        assert!(ran.said().contains("holds the database"), "{ran:?}");
        // Never over a file that is there.
        assert!(here.runs(&["backup", &copy]).complained().contains(&copy));
    };
    let restore = || {
        for beside in ["-wal", "-shm"] {
            let _gone = std::fs::remove_file(format!("{file}{beside}"));
        }
        std::fs::copy(&copy, &file).unwrap();
    };
    drill(&here, &url, (&back_up, &restore)).await;
}

#[tokio::test]
async fn a_restored_backup_is_noticed_and_made_usable_on_postgresql() {
    let Some(url) = postgres_url().await else {
        return;
    };
    let place = address(&url);
    let here = Installation::new(Some(place.clone()), "").await;
    let ran = here.runs(&["backup", &here.path("copy.db")]);
    assert!(ran.complained().contains("pg_dump"), "{ran:?}");
    let (server, name) = place.rsplit_once('/').unwrap();
    let owner = server.split(['/', ':', '@']).nth(3).unwrap();
    let admin = std::env::var(POSTGRES_VARIABLE).unwrap();
    let of_admin = format!("{}/{name}", admin.rsplit_once('/').unwrap().0);
    let dump = here.path("copy.dump");
    let back_up = || tool("pg_dump", &["--format=custom", "--file", &dump, &of_admin]);
    let restore = || {
        let drop = format!("DROP DATABASE {name}");
        let create = format!("CREATE DATABASE {name} OWNER {owner}");
        tool(
            "psql",
            &["--quiet", "--command", &drop, "--command", &create, &admin],
        );
        tool(
            "pg_restore",
            &["--exit-on-error", "--dbname", &of_admin, &dump],
        );
    };
    drill(&here, &url, (&back_up, &restore)).await;
}

/// A program of the newest PostgreSQL there is.
fn tool(name: &str, arguments: &[&str]) {
    let mut versions: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    versions.sort();
    let program = versions.last().unwrap().join("bin").join(name);
    let done = Command::new(program).args(arguments).output().unwrap();
    assert!(done.status.success(), "{name}: {done:?}");
}

type Act<'a> = &'a dyn Fn();

#[expect(
    clippy::disallowed_methods,
    reason = "the program under test runs by the machine's clock"
)]
async fn drill(here: &Installation, url: &DatabaseUrl, (back_up, restore): (Act<'_>, Act<'_>)) {
    let client = client();
    paid_and_published(here, &client, "before").await;
    let at = jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    back_up();
    paid_and_published(here, &client, "lost").await;
    let told = numbers(url).await;
    assert_eq!(told.len(), 2, "{told:?}");
    restore();
    assert_eq!(numbers(url).await.len(), 1);
    for command in ["serve", "work"] {
        let refused = here.runs(&[command]);
        let complaint = refused.complained();
        assert!(
            complaint.contains("zahlstelle restored --at"),
            "{complaint}"
        );
        assert!(complaint.contains("musterstadt"), "{complaint}");
    }
    // The provider's own report may be a little behind: then the command says so, to be run again.
    let mut ran = here.runs(&["restored", "--at", &at]);
    let until = std::time::Instant::now() + PATIENCE;
    while !ran.out.contains("1 payments of the lost time") {
        assert!(std::time::Instant::now() < until, "{ran:?}");
        tokio::time::sleep(LOOK_AGAIN).await;
        ran = here.runs(&["restored", "--at", &at, "--skip-numbers", "0"]);
    }
    paid_and_published(here, &client, "after").await;
    let now = numbers(url).await;
    assert_eq!(
        now.iter().filter(|number| told.contains(number)).count(),
        1,
        "{now:?}"
    );
    assert_eq!(now.len(), 2, "{now:?}");
    let ran = here.verifies_until("The books agree.").await;
    assert!(
        ran.out.contains("waiting for the treasury: 1 tasks"),
        "{ran:?}"
    );
}

/// A payment from the beginning to the seal that is published outside the database.
async fn paid_and_published(here: &Installation, client: &reqwest::Client, request: &str) {
    let heads = || {
        let file = std::fs::read_to_string(here.path("seal-heads"));
        file.unwrap_or_default().lines().count()
    };
    let mut serving = here.serves(&[]).await;
    let told = here.asks(client, request).await;
    let before = heads();
    here.pays(client, &told).await;
    let until = std::time::Instant::now() + PATIENCE;
    while heads() <= before {
        assert!(std::time::Instant::now() < until, "nothing is published");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    serving.terminate();
    assert!(serving.ends(PATIENCE).success());
}

async fn numbers(url: &DatabaseUrl) -> Vec<String> {
    let sql = "SELECT kassenzeichen FROM claims ORDER BY kassenzeichen";
    let rows: Vec<(String,)> = match url {
        DatabaseUrl::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let scope = "SET zahlstelle.scope = 'operator'";
            sqlx::raw_sql(AssertSqlSafe(scope.to_owned()))
                .execute(&mut connection)
                .await
                .unwrap();
            let rows = sqlx::query_as(sql)
                .fetch_all(&mut connection)
                .await
                .unwrap();
            connection.close().await.unwrap();
            rows
        }
        DatabaseUrl::SqliteFile(path) => {
            let path = path.to_str().unwrap();
            let mut connection = SqliteConnection::connect(path).await.unwrap();
            let rows = sqlx::query_as(sql)
                .fetch_all(&mut connection)
                .await
                .unwrap();
            // Still open, it would write to the file that is put back.
            connection.close().await.unwrap();
            rows
        }
        DatabaseUrl::SqliteMemory => panic!("nothing can be restored"),
    };
    rows.into_iter().map(|(number,)| number).collect()
}
