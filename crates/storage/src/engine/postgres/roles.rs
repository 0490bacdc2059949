//! Two roles on PostgreSQL: the owner of the tables, which migrates, and the runtime role, which
//! serves and can take no guard away.

use sqlx::AssertSqlSafe;

use crate::engine::db::{Engine, Postgres};
use crate::{Db, StorageError};

/// Tables of which the program removes rows.
const SHRINKING: &[&str] = &[
    "access_tokens",
    "claim_changes",
    "claim_lines",
    "claim_terms",
    "claims",
    "credentials",
    "events",
    "idempotency_keys",
    "invitations",
    "jobs",
    "order_fields",
    "rate_limits",
    "sessions",
];

/// Reads and appends everywhere. A journal is what a trigger guards against changes: of it the
/// sealing columns may be filled in, where it has some.
const GRANT: &str = "
DO $grant$
DECLARE
    role name := $role$;
    place regclass;
    guard oid;
BEGIN
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', current_schema(), role);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
    FOR place IN
        SELECT c.oid::regclass FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
    LOOP
        IF place::text = '_sqlx_migrations' THEN
            EXECUTE format('GRANT SELECT ON %s TO %I', place, role);
            CONTINUE;
        END IF;
        EXECUTE format('GRANT SELECT, INSERT ON %s TO %I', place, role);
        SELECT t.tgfoid INTO guard FROM pg_trigger t
            WHERE t.tgrelid = place AND t.tgname = place::text || '_are_final';
        IF NOT FOUND THEN
            EXECUTE format('GRANT UPDATE ON %s TO %I', place, role);
        ELSIF guard = 'seal_once'::regproc THEN
            EXECUTE format('GRANT UPDATE (seal_number, seal) ON %s TO %I', place, role);
        END IF;
    END LOOP;
END $grant$";

impl Db {
    /// Gives the runtime role what the program needs, and takes everything else from it. Run by the
    /// owner after each migration; nothing on SQLite. Fails when there is no such role.
    pub async fn grant_to_runtime(&self, role: &str) -> Result<(), StorageError> {
        let Engine::Postgres(Postgres { writers, .. }) = &self.engine else {
            return Ok(());
        };
        let quoted = role.replace('\'', "''");
        let grant = GRANT.replace("$role$", &format!("'{quoted}'"));
        let deletes = format!(
            "GRANT DELETE ON {} TO \"{}\"",
            SHRINKING.join(", "),
            role.replace('"', "\"\"")
        );
        for sql in [grant, deletes] {
            let granted = sqlx::raw_sql(AssertSqlSafe(sql));
            granted.execute(writers).await?;
        }
        Ok(())
    }
}
