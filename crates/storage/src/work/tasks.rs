//! What the treasury has to look at.

use domain::work::TaskKind;
use domain::{Money, PaymentId, TaskId, Timestamp};
use uuid::Uuid;

use super::{Work, WorkWriter};
use crate::StorageError;
use crate::engine::columns::{DbTime, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Tasks / TasksWriter in Work / WorkWriter as tasks }

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

impl Tasks<'_> {
    /// Every task that is not done.
    pub async fn open(&mut self) -> Result<Vec<Task>, StorageError> {
        self.tx.many_as::<TaskRow, _>(OPEN_TASKS, values![]).await
    }
}

impl TasksWriter<'_> {
    pub async fn insert(&mut self, task: &Task) -> Result<(), StorageError> {
        let values = values![
            task.id,
            task.kind.into_str(),
            task.payment,
            task.reference.as_str(),
            task.amount,
            task.created_at,
        ];
        self.tx.run(INSERT_TASK, values).await.map(drop)
    }
}

impl TryFrom<TaskRow> for Task {
    type Error = StorageError;

    fn try_from(row: TaskRow) -> Result<Self, StorageError> {
        let id = TaskId::from_uuid(row.task_id);
        Ok(Self {
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
    }
}
