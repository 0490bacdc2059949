//! What holds for the installation as a whole: a few rows by name, of no tenant.

use domain::Timestamp;

use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Installation / InstallationWriter in tx as installation }

pub(crate) const MODULES: &[Statements] = &[STATEMENTS];

/// Written to see whether the database takes writes.
pub const PULSE: &str = "pulse";

/// What monitoring watches, over all tenants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Open tasks of the treasuries, by kind; those of trial tenants are none of theirs.
    pub open_tasks: Vec<(String, u64)>,
    /// Transfers that are not sealed yet.
    pub unsealed: u64,
    /// Payments whose time came before the given moment, and nothing was done about them.
    pub late_payments: u64,
}

statements! {
    OPEN_TASKS = "
        SELECT k.kind, count(*) FROM tasks k JOIN tenants t ON t.tenant_id = k.tenant_id
        WHERE k.done_at IS NULL AND t.trial_of IS NULL GROUP BY k.kind ORDER BY k.kind";
    UNSEALED = "SELECT count(transfer_id) FROM transfers WHERE seal_number IS NULL";
    LATE = "SELECT count(*) FROM payments WHERE due_at < $1";
    FIND = "SELECT value, written_at FROM installation WHERE name = $1";
    PUT = "
        INSERT INTO installation (name, value, written_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE
        SET value = excluded.value, written_at = excluded.written_at";
}

impl Installation<'_> {
    /// The row of this name, and when it was written.
    pub async fn find(&mut self, name: &str) -> Result<Option<(String, Timestamp)>, StorageError> {
        let found: Option<(String, DbTime)> =
            self.tx.all_tenants().maybe(FIND, values![name]).await?;
        Ok(found.map(|(value, DbTime(at))| (value, at)))
    }
}

impl Installation<'_> {
    /// Figures of now; a payment is late when its time came before `late`.
    pub async fn figures(&mut self, late: Timestamp) -> Result<Figures, StorageError> {
        let tasks: Vec<(String, i64)> = self.tx.all_tenants().many(OPEN_TASKS, values![]).await?;
        let unsealed: Option<(i64,)> = self.tx.all_tenants().maybe(UNSEALED, values![]).await?;
        let due: Option<(i64,)> = self.tx.all_tenants().maybe(LATE, values![late]).await?;
        let count = |found: Option<(i64,)>| u64::try_from(found.map_or(0, |(count,)| count));
        Ok(Figures {
            open_tasks: tasks
                .into_iter()
                .map(|(kind, count)| (kind, u64::try_from(count).unwrap_or_default()))
                .collect(),
            unsealed: count(unsealed).unwrap_or_default(),
            late_payments: count(due).unwrap_or_default(),
        })
    }
}

impl InstallationWriter<'_> {
    /// Writes the row of this name.
    pub async fn put(
        &mut self,
        name: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![name, value, now];
        self.tx.all_tenants().run(PUT, values).await.map(drop)
    }
}
