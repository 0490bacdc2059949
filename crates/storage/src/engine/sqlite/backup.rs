//! A copy of the database while it is in use.

use crate::engine::tx::on_engine;
use crate::{Db, Scope, StorageError};

impl Db {
    /// Writes the committed state of now into a file, which is empty or not there. Payments go on
    /// meanwhile. Only on SQLite; a server makes its backups itself.
    pub async fn back_up(&self, to: &str) -> Result<(), StorageError> {
        if self.is_postgres() {
            return Err(StorageError::OwnBackups);
        }
        let mut tx = self.read(Scope::Operator).await?;
        on_engine!(tx, |connection| sqlx::query("VACUUM INTO $1")
            .bind(to)
            .persistent(false)
            .execute(connection)
            .await
            .map(drop))
    }
}
