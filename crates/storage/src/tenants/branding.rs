//! A tenant's files: what its pages show and nothing else reads. The layer above owns names and
//! contents; an empty file is none.

use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    PUT_FILE = "
        INSERT INTO tenant_files (tenant_id, name, content) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO UPDATE SET content = excluded.content";
    FILE = "SELECT content FROM tenant_files WHERE tenant_id = $1 AND name = $2";
}

impl Tx {
    /// Makes the file or replaces what is in it.
    pub async fn put_file(&mut self, name: &str, content: &[u8]) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(PUT_FILE)
            .bind(tenant.as_uuid())
            .bind(name)
            .bind(content)
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Vec<u8>,)> = on_engine!(self, |connection| sqlx::query_as(FILE)
            .bind(tenant.as_uuid())
            .bind(name)
            .fetch_optional(connection)
            .await)?;
        Ok(row
            .map(|(content,)| content)
            .filter(|content| !content.is_empty()))
    }
}
