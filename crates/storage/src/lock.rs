//! Locks: the one place where the engines differ in how rows are held.
//!
//! Lock first, then read, in a statement of its own: waiting for a lock does not refresh what the
//! waiting statement sees.

use domain::{PaymentId, TenantId};

use crate::engine::Connection;
use crate::{StorageError, Tx};

impl Tx {
    /// Holds this payment and what belongs to it until the step ends.
    pub async fn lock_payment(&mut self, payment: PaymentId) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        // SQLite: the step already holds the only write lock there is.
        if let Connection::Postgres(connection) = self.connection() {
            sqlx::query(
                "SELECT 1 FROM payments WHERE tenant_id = $1 AND payment_id = $2 FOR UPDATE",
            )
            .bind(tenant.as_uuid())
            .bind(payment.as_uuid())
            .execute(connection)
            .await?;
        }
        Ok(())
    }

    /// Holds the tenant's seal chain until the step ends; the head must exist.
    pub async fn lock_seal_head(&mut self, tenant: TenantId) -> Result<(), StorageError> {
        if let Connection::Postgres(connection) = self.connection() {
            sqlx::query("SELECT 1 FROM seal_heads WHERE tenant_id = $1 FOR UPDATE")
                .bind(tenant.as_uuid())
                .execute(connection)
                .await?;
        }
        Ok(())
    }
}
