//! What the treasury has to look at.

use domain::work::{Subject, SubjectKind, TaskKind};
use domain::{Money, MoneyInId, PaymentId, ProviderAccountId, TaskId, Timestamp};
use uuid::Uuid;

use super::{Work, WorkWriter};
use crate::StorageError;
use crate::engine::columns::{DbTime, count, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Tasks / TasksWriter in Work / WorkWriter as tasks }

statements! {
    INSERT_TASK = "
        INSERT INTO tasks
            (tenant_id, task_id, kind, subject_kind, subject, reference, amount_cents, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, kind, subject_kind, subject) WHERE done_at IS NULL DO NOTHING";
    ANSWERED_TASKS = "
        UPDATE tasks SET done_at = $6
        WHERE tenant_id = $1 AND kind IN ($2, $3)
          AND subject_kind IN ('payment', 'provider_account') AND subject IN ($4, $5)
          AND done_at IS NULL";
    ACCEPTED_CREDENTIALS = "
        UPDATE tasks SET done_at = $4
        WHERE tenant_id = $1 AND kind = $2 AND subject_kind = 'provider_account' AND subject = $3
          AND reference = 'credentials' AND done_at IS NULL";
    CLOSE_ABOUT = "
        UPDATE tasks SET done_at = $4
        WHERE tenant_id = $1 AND subject_kind = $2 AND subject = $3 AND done_at IS NULL";
    GIVEN_BACK = "
        UPDATE tasks SET done_at = $3
        WHERE tenant_id = $1 AND subject_kind = 'money_in' AND subject = $2 AND done_at IS NULL
          AND kind IN ('refund_overpayment', 'refund_late_payment', 'refund_double_payment',
                       'refund_partial_payment')";
    CLOSE_TASK = "
        UPDATE tasks SET done_at = $5
        WHERE tenant_id = $1 AND kind = $2 AND subject_kind = $3 AND subject = $4
          AND done_at IS NULL";
    OPEN_TASK = "
        SELECT task_id FROM tasks
        WHERE tenant_id = $1 AND kind = $2 AND subject_kind = $3 AND subject = $4
          AND done_at IS NULL";
    OPEN_TASKS = "
        SELECT task_id, kind, subject_kind, subject, reference, amount_cents, created_at
        FROM tasks WHERE tenant_id = $1 AND done_at IS NULL ORDER BY task_id";
    COUNT_OPEN = "
        SELECT CAST(count(*) AS BIGINT) FROM tasks WHERE tenant_id = $1 AND done_at IS NULL";
}

/// One thing to look at. At most one of a kind is open for a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub kind: TaskKind,
    pub subject: Subject,
    /// What it is about at the provider, in words of the provider's.
    pub reference: Option<String>,
    pub amount: Option<Money>,
    pub created_at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct TaskRow {
    task_id: Uuid,
    kind: String,
    subject_kind: String,
    subject: Uuid,
    reference: Option<String>,
    amount_cents: Option<i64>,
    created_at: DbTime,
}

impl Tasks<'_> {
    /// How many tasks are not done.
    pub async fn count_open(&mut self) -> Result<u64, StorageError> {
        let (many,): (i64,) = self.tx.one(COUNT_OPEN, values![]).await?;
        Ok(count(many).into())
    }

    /// Whether a task of this kind about the subject is not done.
    pub async fn is_open(&mut self, kind: TaskKind, of: Subject) -> Result<bool, StorageError> {
        let subject: &str = of.kind().into();
        let values = values![kind.into_str(), subject, of.as_uuid()];
        let row: Option<(Uuid,)> = self.tx.maybe(OPEN_TASK, values).await?;
        Ok(row.is_some())
    }

    /// Every task that is not done.
    pub async fn open(&mut self) -> Result<Vec<Task>, StorageError> {
        self.tx.many_as::<TaskRow, _>(OPEN_TASKS, values![]).await
    }
}

impl TasksWriter<'_> {
    /// Does nothing when a task of this kind is open for the subject.
    pub async fn insert(&mut self, task: &Task) -> Result<(), StorageError> {
        let values = values![
            task.id,
            task.kind.into_str(),
            task.subject.kind().into_str(),
            task.subject.as_uuid(),
            task.reference.as_deref(),
            task.amount,
            task.created_at,
        ];
        self.tx.run(INSERT_TASK, values).await.map(drop)
    }

    /// Money that the provider took answers what was to be asked about the payment, and shows that
    /// the account works.
    pub async fn money_taken(
        &mut self,
        (account, payment): (ProviderAccountId, PaymentId),
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![
            TaskKind::AskProvider.into_str(),
            TaskKind::MendProviderAccount.into_str(),
            payment,
            account,
            now,
        ];
        self.tx.run(ANSWERED_TASKS, values).await.map(drop)
    }

    /// What was to be done about the subject is done, or to be done otherwise.
    pub async fn close_about(
        &mut self,
        subject: Subject,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let kind: &str = subject.kind().into();
        let values = values![kind, subject.as_uuid(), now];
        self.tx.run(CLOSE_ABOUT, values).await.map(drop)
    }

    /// What was to be done of this kind about the subject has no cause any more.
    pub async fn close(
        &mut self,
        kind: TaskKind,
        of: Subject,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let subject: &str = of.kind().into();
        let values = values![kind.into_str(), subject, of.as_uuid(), now];
        self.tx.run(CLOSE_TASK, values).await.map(drop)
    }

    /// Money that was not owed went back.
    pub async fn given_back(
        &mut self,
        money: MoneyInId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![money.as_uuid(), now];
        self.tx.run(GIVEN_BACK, values).await.map(drop)
    }

    /// The provider accepts the account's credentials, which were to be mended.
    pub async fn credentials_accepted(
        &mut self,
        account: ProviderAccountId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![TaskKind::MendProviderAccount.into_str(), account, now];
        self.tx.run(ACCEPTED_CREDENTIALS, values).await.map(drop)
    }
}

impl TryFrom<TaskRow> for Task {
    type Error = StorageError;

    fn try_from(row: TaskRow) -> Result<Self, StorageError> {
        let id = TaskId::from_uuid(row.task_id);
        let bad = |column| StorageError::inconsistent("tasks", column, id);
        let subject: SubjectKind = row.subject_kind.parse().map_err(|_| bad("subject_kind"))?;
        let amount = row.amount_cents.map(|cents| money(cents, "tasks", id));
        Ok(Self {
            id,
            kind: row.kind.parse().map_err(|_| bad("kind"))?,
            subject: Subject::from_stored(subject, row.subject),
            reference: row.reference,
            amount: amount.transpose()?,
            created_at: row.created_at.0,
        })
    }
}
