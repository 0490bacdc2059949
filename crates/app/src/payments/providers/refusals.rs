//! What a provider's refusal means: for the payer, for the treasury, and in metrics.

use domain::payments::AttemptOutcome;
use domain::work::{Subject, TaskKind};
use domain::{Moment, PaymentId, ProviderAccountId, TaskId};
use providers::Refusal;
use storage::work::tasks::Task;
use storage::{StorageError, WriteTx};

/// Counts a call that brought no usable answer: the provider is away, or cannot be understood.
pub(crate) fn count_unanswered(operation: &'static str) {
    metrics::counter!("provider_calls_unanswered_total", "operation" => operation).increment(1);
}

/// Counts and logs a refusal. Returns what the payer is told; `otherwise` where the refusal is not
/// about the authority's account.
pub(crate) fn refused(
    payment: PaymentId,
    reason: &Refusal,
    otherwise: AttemptOutcome,
) -> AttemptOutcome {
    metrics::counter!("provider_refusals_total", "reason" => reason.kind()).increment(1);
    if reason.is_about_account() {
        tracing::error!(payment.id = %payment.in_log(), provider.refusal = ?reason,
            "the provider refuses the account of payment {}", payment.in_log());
        return AttemptOutcome::Unavailable;
    }
    tracing::warn!(payment.id = %payment.in_log(), provider.refusal = ?reason,
        "the provider refuses payment {}", payment.in_log());
    otherwise
}

/// The account has to be mended before anything can be paid with it: one open task, however many
/// payers meet it.
pub(crate) async fn write_task(
    tx: &mut WriteTx,
    moment: &mut Moment,
    (account, told): (Option<ProviderAccountId>, AttemptOutcome),
    reason: &Refusal,
) -> Result<(), StorageError> {
    let (Some(account), AttemptOutcome::Unavailable) = (account, told) else {
        return Ok(());
    };
    let task = Task {
        id: TaskId::new(moment),
        kind: TaskKind::MendProviderAccount,
        subject: Subject::ProviderAccount(account),
        reference: Some(reason.kind().to_owned()),
        amount: None,
        created_at: moment.now,
    };
    tx.work().tasks().insert(&task).await
}
