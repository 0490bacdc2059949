//! A tenant's files: what its pages show and nothing else reads. The layer above owns names and
//! contents; an empty file is none.

use super::{Tenants, TenantsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Branding / BrandingWriter in Tenants / TenantsWriter as branding }

statements! {
    PUT_FILE = "
        INSERT INTO branding_files (tenant_id, name, content) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, name) DO UPDATE SET content = excluded.content
        WHERE branding_files.content <> excluded.content";
    FILE = "SELECT content FROM branding_files WHERE tenant_id = $1 AND name = $2";
}

impl Branding<'_> {
    pub async fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        let row: Option<(Vec<u8>,)> = self.tx.maybe(FILE, values![name]).await?;
        Ok(row
            .map(|(content,)| content)
            .filter(|content| !content.is_empty()))
    }
}

impl BrandingWriter<'_> {
    /// Makes the file or replaces its content. Returns how many rows that changed.
    pub async fn put_file(&mut self, name: &str, content: &[u8]) -> Result<u64, StorageError> {
        self.tx.run_master(PUT_FILE, values![name, content]).await
    }
}
