//! The database: whether it is there, its schema, and what its role may do.

use std::time::Duration;

use app::platform::CLOCK_MAY_DIFFER;
use providers::Clock;
use storage::{DatabaseUrl, Db, SchemaState};

use super::Finding;
use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::system_clock::SystemClock;

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let what = "database";
    let url = match config.database_url() {
        Ok(url) => url,
        Err(failure) => return vec![Finding::wrong(what, failure.to_string())],
    };
    // Opening would make the file.
    if let DatabaseUrl::SqliteFile(path) = &url
        && !path.exists()
    {
        let missing = format!("{url} is not there; run `zahlstelle migrate`");
        return vec![Finding::wrong(what, missing)];
    }
    let db = match platform::open(&url, config.database_options()).await {
        Ok(db) => db,
        Err(failure) => return vec![Finding::wrong(what, failure.to_string())],
    };
    let mut findings = vec![Finding::ok(what, url.to_string()), schema(&db).await];
    findings.extend(role(&db, config.database.allow_any_role).await);
    if findings
        .iter()
        .all(|finding| finding.severity < super::Severity::Wrong)
    {
        findings.push(writes(&db).await);
        findings.extend(clock(&db).await);
    }
    findings
}

/// Whether a commit comes back: a standby, a full disk, a synchronous server without its partner
/// are found here.
async fn writes(db: &Db) -> Finding {
    let what = "database writes";
    match db.prove_commit(Duration::ZERO, SystemClock.now()).await {
        Ok(()) => Finding::ok(what, "a commit came back"),
        Err(error) => Finding::wrong(what, Failure::because("no commit", &error).to_string()),
    }
}

async fn clock(db: &Db) -> Option<Finding> {
    let what = "clock";
    let theirs = db.clock().await.ok().flatten()?;
    let micros = SystemClock.now().micros() - theirs.micros();
    let limit = i64::try_from(CLOCK_MAY_DIFFER.as_micros()).unwrap_or(i64::MAX);
    let seconds = micros / 1_000_000;
    Some(if micros.abs() <= limit {
        Finding::ok(what, "agrees with the database's")
    } else {
        Finding::wrong(
            what,
            format!("{seconds} seconds from the database's: nothing that time decides is done"),
        )
    })
}

async fn schema(db: &Db) -> Finding {
    let found = match db.schema_state().await {
        Ok(SchemaState::Current { version }) => Ok(format!("schema {version}")),
        Ok(SchemaState::Missing) => Err("empty; run `zahlstelle migrate`".to_owned()),
        Ok(SchemaState::Older { found, known }) => Err(format!(
            "schema {found} instead of {known}; run `zahlstelle migrate`"
        )),
        Ok(SchemaState::Ahead { found, known }) => Ok(format!(
            "schema {found}, which this program, knowing {known}, can use; upgrade it, too"
        )),
        Ok(SchemaState::Newer { found, known }) => Err(format!(
            "schema {found}, this program knows {known}; use the newer program"
        )),
        Ok(SchemaState::Broken { version }) => Err(format!(
            "schema {version} was only half applied; restore the backup"
        )),
        Err(error) => Err(error.to_string()),
    };
    Finding::of("schema", found)
}

async fn role(db: &Db, any_role: bool) -> Option<Finding> {
    let what = "database role";
    let privileges = db.privileges().await.ok().flatten()?;
    Some(if privileges.is_runtime() {
        Finding::ok(what, "owns nothing, bound by row-level security")
    } else if any_role && privileges.bound_by_row_security() {
        Finding::ok(what, "owns the tables, as the configuration allows")
    } else {
        let text = "owns the tables, is a superuser or bypasses row-level security; migrate as \
                    the owner and serve as a role of its own (docs/operation/postgresql.md)";
        Finding::wrong(what, text)
    })
}
