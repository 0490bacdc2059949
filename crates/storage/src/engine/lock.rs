//! Locks: the one place where the engines differ in how rows are held. SQLite needs none: a step
//! holds the only write lock there is.
//!
//! A statement that waits for a row answers with what the other made of that row, and with nothing
//! newer: other rows are read afterwards, in statements of their own.

use std::sync::LazyLock;

use domain::{AttemptId, ClaimId, ImportId, PaymentId, ServiceId};
use sqlx::AssertSqlSafe;

use crate::engine::on_engine;
use crate::payments::attempts::{Attempt, WITH_PAYMENT, WithPaymentRow};
use crate::payments::{PAYMENT, Payment, PaymentRow};
use crate::{StorageError, Tx};

static PAYMENT_HELD: LazyLock<String> = LazyLock::new(|| format!("{PAYMENT} FOR UPDATE"));
static WITH_PAYMENT_HELD: LazyLock<String> =
    LazyLock::new(|| format!("{WITH_PAYMENT} FOR UPDATE OF p, a"));
const SERVICE: &str = "
    SELECT 1 FROM services WHERE tenant_id = $1 AND service_id = $2 FOR UPDATE";
const CLAIM: &str = "SELECT 1 FROM claims WHERE tenant_id = $1 AND claim_id = $2 FOR UPDATE";
const CLAIMS_OF_IMPORT: &str = "
    SELECT 1 FROM claims
    WHERE tenant_id = $1 AND claim_id IN (
        SELECT claim_id FROM claim_changes WHERE tenant_id = $1 AND import_id = $2)
    ORDER BY claim_id FOR UPDATE";
const SEAL_HEAD: &str = "SELECT 1 FROM seal_heads WHERE tenant_id = $1 FOR UPDATE";
const QUEUE: &str = "SELECT pg_advisory_xact_lock(0, $1)";

/// Work of which several workers take some at a time.
#[derive(Clone, Copy)]
pub(crate) enum Queue {
    Payments = 1,
    Jobs = 2,
}

impl Tx {
    /// Holds this payment and what belongs to it until the step ends, and reads it.
    pub async fn lock_payment(&mut self, id: PaymentId) -> Result<Option<Payment>, StorageError> {
        let tenant = self.tenant()?;
        let held = if self.is_postgres() {
            PAYMENT_HELD.as_str()
        } else {
            PAYMENT
        };
        let row: Option<PaymentRow> =
            on_engine!(self, |connection| sqlx::query_as(AssertSqlSafe(held))
                .bind(tenant.as_uuid())
                .bind(id.as_uuid())
                .fetch_optional(connection)
                .await)?;
        row.map(Payment::try_from).transpose()
    }

    /// Holds the payment this attempt belongs to, as [`Tx::lock_payment`] does, and reads both.
    pub async fn lock_attempt(
        &mut self,
        id: AttemptId,
    ) -> Result<Option<(Payment, Attempt)>, StorageError> {
        let tenant = self.tenant()?;
        // Each row it holds is read as the other left it, the payment's first.
        let held = if self.is_postgres() {
            WITH_PAYMENT_HELD.as_str()
        } else {
            WITH_PAYMENT
        };
        let row: Option<WithPaymentRow> =
            on_engine!(self, |connection| sqlx::query_as(AssertSqlSafe(held))
                .bind(tenant.as_uuid())
                .bind(id.as_uuid())
                .fetch_optional(connection)
                .await)?;
        row.map(WithPaymentRow::try_into).transpose()
    }

    /// Holds this service's state and keys until the step ends.
    pub async fn lock_service(&mut self, service: ServiceId) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        if self.is_postgres() {
            on_engine!(self, |connection| sqlx::query(SERVICE)
                .bind(tenant.as_uuid())
                .bind(service.as_uuid())
                .execute(connection)
                .await
                .map(drop))?;
        }
        Ok(())
    }

    /// Holds these claims until the step ends, in the order of their ids: two who hold several
    /// never wait for each other in a ring. Who holds a payment too, holds that one first.
    pub async fn lock_claims(&mut self, claims: &[ClaimId]) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        if !self.is_postgres() {
            return Ok(());
        }
        let mut sorted = claims.to_vec();
        sorted.sort();
        for claim in sorted {
            on_engine!(self, |connection| sqlx::query(CLAIM)
                .bind(tenant.as_uuid())
                .bind(claim.as_uuid())
                .execute(connection)
                .await
                .map(drop))?;
        }
        Ok(())
    }

    /// Holds every claim the import is going to change, in the order of their ids.
    pub(crate) async fn lock_claims_of_import(
        &mut self,
        import: ImportId,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        if self.is_postgres() {
            on_engine!(self, |connection| sqlx::query(CLAIMS_OF_IMPORT)
                .bind(tenant.as_uuid())
                .bind(import.as_uuid())
                .execute(connection)
                .await
                .map(drop))?;
        }
        Ok(())
    }

    /// Holds the tenant's seal chain until the step ends; the head must exist.
    pub(crate) async fn lock_seal_head(&mut self) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        if self.is_postgres() {
            on_engine!(self, |connection| sqlx::query(SEAL_HEAD)
                .bind(tenant.as_uuid())
                .execute(connection)
                .await
                .map(drop))?;
        }
        Ok(())
    }

    /// Lets nobody else take from the queue until the step ends: two who take many rows at once
    /// could wait for each other in a ring, or one wait only to find what the other left over.
    pub(crate) async fn lock_queue(&mut self, queue: Queue) -> Result<(), StorageError> {
        if self.is_postgres() {
            on_engine!(self, |connection| sqlx::query(QUEUE)
                .bind(queue as i32)
                .execute(connection)
                .await
                .map(drop))?;
        }
        Ok(())
    }
}
