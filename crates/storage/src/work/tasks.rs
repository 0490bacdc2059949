//! What the treasury has to look at.

use domain::work::TaskKind;
use domain::{Money, PaymentId, TaskId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::{DbTime, money};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    INSERT_TASK = "
        INSERT INTO tasks
            (tenant_id, task_id, kind, payment_id, reference, amount_cents, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant_id, kind, reference) DO NOTHING";
    OPEN_TASKS = "
        SELECT task_id, kind, payment_id, reference, amount_cents, created_at FROM tasks
        WHERE tenant_id = $1 AND done_at IS NULL ORDER BY task_id";
}

/// One thing to look at. One per kind and reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub kind: TaskKind,
    pub payment: PaymentId,
    /// What it is about, at the provider.
    pub reference: String,
    pub amount: Money,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct TaskRow {
    task_id: Uuid,
    kind: String,
    payment_id: Uuid,
    reference: String,
    amount_cents: i64,
    created_at: DbTime,
}

impl Tx {
    pub async fn insert_task(&mut self, task: &Task) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(INSERT_TASK)
            .bind(tenant.as_uuid())
            .bind(task.id.as_uuid())
            .bind(task.kind.into_str())
            .bind(task.payment.as_uuid())
            .bind(&task.reference)
            .bind(task.amount.cents())
            .bind(DbTime(task.created_at))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn open_tasks(&mut self) -> Result<Vec<Task>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<TaskRow> = on_engine!(self, |connection| sqlx::query_as(OPEN_TASKS)
            .bind(tenant.as_uuid())
            .fetch_all(connection)
            .await)?;
        rows.into_iter()
            .map(|row| {
                let id = TaskId::from_uuid(row.task_id);
                Ok(Task {
                    id,
                    kind: row
                        .kind
                        .parse()
                        .map_err(|_| StorageError::inconsistent("tasks", "kind", id))?,
                    payment: PaymentId::from_uuid(row.payment_id),
                    reference: row.reference,
                    amount: money(row.amount_cents, "tasks", id)?,
                    created_at: row.created_at.0,
                })
            })
            .collect()
    }
}
