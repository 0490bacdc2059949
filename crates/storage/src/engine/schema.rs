//! What the database looks like from the program's side: which schema it has, and what the role
//! may do that it connects as.

pub(crate) mod migrate;

use crate::engine::db::Engine;
use crate::engine::schema::migrate::{POSTGRES, SQLITE};
use crate::engine::tx::on_engine;
use crate::{Db, Scope, StorageError};

const SQLITE_JOURNAL: &str = "SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations'";
const POSTGRES_JOURNAL: &str = "SELECT 1 FROM pg_class WHERE oid = to_regclass('_sqlx_migrations')";
const APPLIED: &str = "SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version";
const PRIVILEGES: &str = "
    SELECT rolsuper, rolbypassrls, EXISTS (
        SELECT 1 FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND pg_has_role(c.relowner, 'USAGE'))
    FROM pg_roles WHERE rolname = current_user";

/// The row of `installation` in which a migration says which programs can work on its schema.
const OLDEST_PROGRAM: &str = "oldest_program";

/// How the database's schema stands to the one this program was built with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// The database is empty.
    Missing,
    /// Migrations of this program have not been run.
    Older {
        found: i64,
        known: i64,
    },
    Current {
        version: i64,
    },
    /// A later program was here and only added to the schema: this one can go on, and migrates
    /// nothing.
    Ahead {
        found: i64,
        known: i64,
    },
    /// A later program was here. This one must not touch the data.
    Newer {
        found: i64,
        known: i64,
    },
    /// This migration differs from the one of the same number here, is missing before a later
    /// one, or stopped half way.
    Broken {
        version: i64,
    },
}

/// What the role may do beyond what the program needs: each lets it past a guard of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Privileges {
    pub superuser: bool,
    pub bypasses_row_security: bool,
    /// It owns a table of ours, so it can take triggers and row-level security away.
    pub owner: bool,
}

impl Privileges {
    /// Whether row-level security protects one tenant's rows from a transaction of another.
    pub fn bound_by_row_security(self) -> bool {
        !self.superuser && !self.bypasses_row_security
    }

    /// Whether the role can take no guard away.
    pub fn is_runtime(self) -> bool {
        self.bound_by_row_security() && !self.owner
    }
}

/// The newest schema this program knows, on both engines.
pub fn newest_schema() -> i64 {
    SQLITE
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

type Applied = (i64, bool, Vec<u8>);

impl Db {
    pub async fn schema_state(&self) -> Result<SchemaState, StorageError> {
        let applied = self.applied().await?;
        let known: Vec<(i64, &[u8])> = self
            .migrator()
            .iter()
            .map(|migration| (migration.version, migration.checksum.as_ref()))
            .collect();
        let state = compare(&applied, &known);
        let SchemaState::Newer { found, known } = state else {
            return Ok(state);
        };
        if self.oldest_program().await? <= known {
            return Ok(SchemaState::Ahead { found, known });
        }
        Ok(state)
    }

    /// The newest schema that a program has to know to work on this one, as the last migration
    /// says.
    async fn oldest_program(&self) -> Result<i64, StorageError> {
        let mut tx = self.read(Scope::Operator).await?;
        let said = tx.installation().find(OLDEST_PROGRAM).await?;
        let number = said.and_then(|(number, _)| number.parse().ok());
        Ok(number.unwrap_or(i64::MAX))
    }

    /// `None` on SQLite, which knows no roles.
    pub async fn privileges(&self) -> Result<Option<Privileges>, StorageError> {
        if !self.is_postgres() {
            return Ok(None);
        }
        let mut tx = self.read(Scope::Operator).await?;
        let (superuser, bypasses_row_security, owner) =
            on_engine!(tx, |connection| sqlx::query_as(PRIVILEGES)
                .persistent(false)
                .fetch_one(connection)
                .await)?;
        Ok(Some(Privileges {
            superuser,
            bypasses_row_security,
            owner,
        }))
    }

    /// Whether the server repeats another one and takes no writes. Never on SQLite.
    pub async fn is_standby(&self) -> Result<bool, StorageError> {
        if !self.is_postgres() {
            return Ok(false);
        }
        let mut tx = self.read(Scope::Operator).await?;
        let (standby,) = on_engine!(tx, |connection| sqlx::query_as(
            "SELECT pg_is_in_recovery()"
        )
        .persistent(false)
        .fetch_one(connection)
        .await)?;
        Ok(standby)
    }

    async fn applied(&self) -> Result<Vec<Applied>, StorageError> {
        let journal = if self.is_postgres() {
            POSTGRES_JOURNAL
        } else {
            SQLITE_JOURNAL
        };
        let mut tx = self.read(Scope::Operator).await?;
        let journal = on_engine!(tx, |connection| sqlx::query(journal)
            .persistent(false)
            .fetch_optional(connection)
            .await
            .map(|row| row.is_some()))?;
        if !journal {
            return Ok(Vec::new());
        }
        Ok(on_engine!(tx, |connection| sqlx::query_as(APPLIED)
            .persistent(false)
            .fetch_all(connection)
            .await)?)
    }

    fn migrator(&self) -> &'static sqlx::migrate::Migrator {
        match &self.engine {
            Engine::Sqlite { .. } => &SQLITE,
            Engine::Postgres(_) => &POSTGRES,
        }
    }
}

/// Both in ascending order of versions.
fn compare(applied: &[Applied], known: &[(i64, &[u8])]) -> SchemaState {
    let newest = known.last().map_or(0, |(version, _)| *version);
    let Some((found, ..)) = applied.last() else {
        return SchemaState::Missing;
    };
    let unlike = applied.iter().enumerate().find(|(place, applied)| {
        let (version, whole, checksum) = applied;
        let twin = known.get(*place);
        let same = twin.is_some_and(|twin| twin == &(*version, checksum.as_slice()));
        !whole || (!same && (twin.is_some() || *version <= newest))
    });
    if let Some((_, (version, ..))) = unlike {
        SchemaState::Broken { version: *version }
    } else if *found > newest {
        SchemaState::Newer {
            found: *found,
            known: newest,
        }
    } else if applied.len() < known.len() {
        SchemaState::Older {
            found: *found,
            known: newest,
        }
    } else {
        SchemaState::Current { version: *found }
    }
}

#[cfg(test)]
mod tests {
    use super::{SchemaState, compare};

    const KNOWN: [(i64, &[u8]); 2] = [(1, b"one"), (2, b"two")];

    fn state(applied: &[(i64, bool, &[u8])]) -> SchemaState {
        let applied: Vec<_> = applied
            .iter()
            .map(|(version, whole, checksum)| (*version, *whole, checksum.to_vec()))
            .collect();
        compare(&applied, &KNOWN)
    }

    #[test]
    fn a_schema_is_told_apart_from_every_other() {
        let (found, known) = (1, 2);
        let one: (i64, bool, &[u8]) = (1, true, b"one");
        let two: (i64, bool, &[u8]) = (2, true, b"two");
        assert_eq!(state(&[]), SchemaState::Missing);
        assert_eq!(state(&[one]), SchemaState::Older { found, known });
        assert_eq!(state(&[one, two]), SchemaState::Current { version: 2 });
        let later = [one, two, (7, true, b"seven")];
        assert_eq!(state(&later), SchemaState::Newer { found: 7, known });
        let broken = [
            (1, vec![(1, true, b"uno".as_slice())]),
            (2, vec![one, (2, false, b"two")]),
            (2, vec![two]),
            (7, vec![one, (7, true, b"seven")]),
        ];
        for (version, applied) in broken {
            assert_eq!(state(&applied), SchemaState::Broken { version });
        }
    }
}
