//! Copies what an applied file says into the rows of claims that were there before, piece by piece.
//!
//! The file counts already: this only makes reads of those claims cheaper and counts their events.
//! Each piece is one write of its own, and dying between two of them loses nothing.

use domain::work::Queue;
use domain::work::retry::RetryPlan;
use domain::{ImportId, TenantId};
use serde::{Deserialize, Serialize};
use storage::{Scope, StorageError};

use crate::App;
use crate::platform::as_text;
use crate::work::job::{Job, JobError};

/// Written with the mark of the applied import.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CopyImport {
    #[serde(with = "as_text")]
    pub(crate) import: ImportId,
}

impl Job for CopyImport {
    const KIND: &'static str = "copy_import";
    const QUEUE: Queue = Queue::Upkeep;
    const RETRY: RetryPlan = RetryPlan::DAY;

    async fn run(&self, app: &App, tenant: TenantId) -> Result<(), JobError> {
        Ok(app.copy_import(tenant, self.import).await?)
    }
}

impl App {
    /// Copies everything that is left. May run beside itself and again.
    pub(super) async fn copy_import(
        &self,
        tenant: TenantId,
        import: ImportId,
    ) -> Result<(), StorageError> {
        loop {
            let now = self.moment().now;
            let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
            let more = tx.claims().imports().copy_piece(import, now).await?;
            tx.commit().await?;
            if !more {
                return Ok(());
            }
            self.db.let_others_write().await;
        }
    }
}
