//! Background work: payments whose time has come and jobs from the outbox.
//!
//! Each is taken under a lease and worked on with no transaction open. What fails is put off by
//! plan, and never stops what comes after it.

use std::time::Duration;

use domain::payments::{AttemptOutcome, AttemptState, PaymentState};
use domain::work::retry::{Next, ask_again, ask_while_pending, next_try};
use domain::work::{Subject, TaskKind};
use domain::{AttemptId, TaskId, TenantId, Timestamp};
use futures_util::future::join_all;
use storage::payments::{DuePayment, Payment};
use storage::work::jobs::{Job, Lane};
use storage::work::tasks::Task;
use storage::{Scope, StorageError};

use crate::App;
use crate::access::acting::Acting;
use crate::events::mail::{ERASE_ADDRESS, MailError, SEND_MAIL, give_up_mail};
use crate::payments::provider_events::READ_PROVIDER_EVENT;
use crate::payments::start::EXPIRE;
use crate::payments::{EndPaymentError, ReadProviderEventError, SettleError, Settled};

/// The job that asks about attempts whose time has come.
const SWEEP: &str = "sweep";
/// Longer than any provider call with its repeats; a crash costs this long.
const LEASE: Duration = Duration::from_mins(2);
/// How long past its end a payment waits for a provider that does not answer at all. An order
/// without approval is void after three hours, so nothing can come of it any more.
const SILENCE_MAX: Duration = Duration::from_hours(3);
/// Questions about money under review before it is asked about only daily: the first hour.
const OFTEN: u32 = 6;
/// Questions in vain before a person is told: about five hours of them.
const UNANSWERED_MAX: u32 = 8;
/// Providers asked at once by one node; each waits up to 30 seconds and costs nothing else.
const AT_ONCE: usize = 32;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobReport {
    pub done: u32,
    /// Put off after a failure.
    pub failed: u32,
    /// There may be more: run again at once.
    pub more: bool,
}

#[derive(Debug, thiserror::Error)]
enum SweepError {
    #[error("settling failed")]
    Settle(#[from] SettleError),
    #[error("ending the payment failed")]
    End(#[from] EndPaymentError),
    #[error("storage failed")]
    Storage(#[from] StorageError),
}

/// Why a job could not be done.
#[derive(Debug, thiserror::Error)]
enum JobError {
    #[error(transparent)]
    Notice(#[from] ReadProviderEventError),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("storage failed")]
    Storage(#[from] StorageError),
    #[error("nobody knows this kind of job")]
    UnknownKind,
}

impl App {
    /// One round: up to `limit` due payments and as many due jobs, of all tenants.
    pub(crate) async fn run_due_jobs(&self, limit: u32) -> Result<JobReport, StorageError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Operator).await?;
        let payments = tx.payments().take_due(now, now.plus(LEASE), limit).await?;
        let jobs = tx
            .work()
            .jobs()
            .take(Lane::Work, now, now.plus(LEASE), limit)
            .await?;
        tx.commit().await?;
        if let Err(error) = self.forget_guesses().await {
            // The next round erases them.
            tracing::warn!(error = chain(&error), "old guesses not erased");
        }
        let full = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = payments.len() == full || jobs.len() == full;
        let mut report = JobReport {
            more,
            ..JobReport::default()
        };
        for due in payments.chunks(AT_ONCE) {
            let work = due.iter().map(|due| self.work_on_payment(*due));
            report.add(&join_all(work).await);
        }
        for jobs in jobs.chunks(AT_ONCE) {
            let work = jobs.iter().map(|job| self.work_on_job(job));
            report.add(&join_all(work).await);
        }
        Ok(report)
    }

    /// One round of mails, apart from [`App::run_due_jobs`]: a mail server that hangs keeps no
    /// payment waiting.
    pub(crate) async fn run_due_mails(&self, limit: u32) -> Result<JobReport, StorageError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Operator).await?;
        let until = now.plus(LEASE);
        let jobs = tx.work().jobs().take(Lane::Mail, now, until, limit).await?;
        tx.commit().await?;
        let mut report = JobReport {
            more: jobs.len() == usize::try_from(limit).unwrap_or(usize::MAX),
            ..JobReport::default()
        };
        let work = jobs.iter().map(|job| self.work_on_job(job));
        report.add(&join_all(work).await);
        Ok(report)
    }

    /// Whether it went well.
    async fn work_on_payment(&self, due: DuePayment) -> bool {
        let result = self.sweep_payment(due).await;
        let Err(error) = result else { return true };
        tracing::error!(payment.id = %due.payment, job.tries = due.tries, error = chain(&error),
            "sweeping payment {} failed", due.payment);
        let put_off = self.put_off(due).await;
        if let Err(error) = put_off {
            // The lease runs out, then the payment is taken again.
            tracing::warn!(payment.id = %due.payment, error = chain(&error), "not put off");
        }
        false
    }

    async fn put_off(&self, due: DuePayment) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let next = ask_again(moment.now, due.tries, moment.chance());
        let mut tx = self.db.write(Scope::Tenant(due.tenant)).await?;
        tx.payments().put_off(due.payment, next).await?;
        tx.commit().await
    }

    async fn sweep_payment(&self, due: DuePayment) -> Result<(), SweepError> {
        let now = self.moment().now;
        let stored = self
            .db
            .read(Scope::Tenant(due.tenant))
            .await?
            .payments()
            .find(due.payment)
            .await?;
        let Some(payment) = stored else { return Ok(()) };
        match payment.state {
            PaymentState::Paid | PaymentState::Expired | PaymentState::Cancelled => Ok(()),
            PaymentState::Open if payment.expires_at <= now => {
                let by = Acting::system(EXPIRE);
                Ok(self.expire(&by, due.tenant, due.payment).await?)
            }
            PaymentState::Open => Ok(self.wake_at(due, payment.expires_at).await?),
            PaymentState::Paying(attempt) => self.sweep_attempt(due, &payment, attempt).await,
        }
    }

    async fn sweep_attempt(
        &self,
        due: DuePayment,
        payment: &Payment,
        attempt: AttemptId,
    ) -> Result<(), SweepError> {
        let by = Acting::system(SWEEP);
        let settled = self.settle(&by, due.tenant, attempt).await?;
        let now = self.moment().now;
        let over = payment.expires_at <= now;
        match settled {
            Settled::Paid => return Ok(()),
            Settled::Waiting | Settled::BuyerMustAct if over => {
                self.lapse(&by, due.tenant, (attempt, AttemptOutcome::Lapsed))
                    .await?;
            }
            Settled::Unknown if payment.expires_at.plus(SILENCE_MAX) <= now => {
                // Refused for an attempt whose money may be moving: that one is asked about for
                // as long as it takes.
                self.lapse(&by, due.tenant, (attempt, AttemptOutcome::Lapsed))
                    .await?;
            }
            Settled::Waiting => {
                if self.never_got_an_order(due.tenant, attempt).await? {
                    let end = (attempt, AttemptOutcome::Unreachable);
                    self.lapse(&by, due.tenant, end).await?;
                }
            }
            Settled::BuyerMustAct | Settled::Pending | Settled::Unknown | Settled::Ended => {}
        }
        if settled == Settled::Unknown && due.tries == UNANSWERED_MAX {
            self.add_unanswered(due, payment, attempt).await?;
        }
        if over {
            let by = Acting::system(EXPIRE);
            self.expire(&by, due.tenant, due.payment).await?;
        }
        let mut moment = self.moment();
        let next = match settled {
            // The provider takes days over it, and tells when it is done.
            Settled::Pending if due.tries > OFTEN => ask_while_pending(moment.now, moment.chance()),
            Settled::Paid
            | Settled::Waiting
            | Settled::BuyerMustAct
            | Settled::Pending
            | Settled::Ended
            | Settled::Unknown => ask_again(moment.now, due.tries, moment.chance()),
        };
        let waits_for_payer = matches!(settled, Settled::Waiting | Settled::BuyerMustAct);
        let next = if waits_for_payer && !over {
            next.min(payment.expires_at)
        } else {
            next
        };
        Ok(self.wake_at(due, next).await?)
    }

    /// A person asks the provider; the program goes on asking, too.
    async fn add_unanswered(
        &self,
        due: DuePayment,
        payment: &Payment,
        attempt: AttemptId,
    ) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let task = Task {
            id: TaskId::new(&mut moment),
            kind: TaskKind::AskProvider,
            subject: Subject::Payment(due.payment),
            reference: Some(attempt.to_string()),
            amount: Some(payment.amount),
            created_at: moment.now,
        };
        let mut tx = self.db.write(Scope::Tenant(due.tenant)).await?;
        tx.work().tasks().insert(&task).await?;
        tx.commit().await?;
        metrics::counter!("payments_unanswered_total").increment(1);
        tracing::error!(payment.id = %due.payment, job.tries = due.tries,
            "the provider gives no usable answer about payment {}; ask it there", due.payment);
        Ok(())
    }

    async fn never_got_an_order(
        &self,
        tenant: TenantId,
        attempt: AttemptId,
    ) -> Result<bool, StorageError> {
        let attempt = self
            .db
            .read(Scope::Tenant(tenant))
            .await?
            .payments()
            .attempts()
            .find(attempt)
            .await?;
        Ok(attempt.is_some_and(|attempt| attempt.state == AttemptState::Intended))
    }

    async fn wake_at(&self, due: DuePayment, at: Timestamp) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Tenant(due.tenant)).await?;
        tx.payments().put_off(due.payment, at).await?;
        tx.commit().await
    }

    /// Whether it went well.
    async fn work_on_job(&self, job: &Job) -> bool {
        let result = self.do_job(job).await;
        if let Err(error) = &result {
            tracing::warn!(
                job.kind = job.kind,
                job.tries,
                error = chain(error),
                "job failed"
            );
        }
        if let Err(error) = self.end_job(job, result.is_ok()).await {
            // The lease runs out, then the job is taken again.
            tracing::warn!(job.kind = job.kind, error = chain(&error), "job not ended");
            return false;
        }
        result.is_ok()
    }

    async fn do_job(&self, job: &Job) -> Result<(), JobError> {
        match job.kind.as_str() {
            READ_PROVIDER_EVENT => Ok(self.read_provider_event(job.tenant, job.subject).await?),
            SEND_MAIL => Ok(self.send_mail(job.tenant, job.subject).await?),
            ERASE_ADDRESS => Ok(self.erase_address(job.tenant, job.subject).await?),
            _ => Err(JobError::UnknownKind),
        }
    }

    async fn end_job(&self, job: &Job, done: bool) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(job.tenant)).await?;
        if done {
            tx.work().jobs().finish(job.id).await?;
            return tx.commit().await;
        }
        match next_try(moment.now, job.tries.saturating_sub(1), moment.chance()) {
            Next::Try(at) => tx.work().jobs().retry(job.id, at).await?,
            Next::GiveUp if job.kind == SEND_MAIL => {
                give_up_mail(&mut tx, job.subject, &mut moment).await?;
                tx.work().jobs().finish(job.id).await?;
            }
            Next::GiveUp => tx.work().jobs().give_up(job.id, moment.now).await?,
        }
        tx.commit().await
    }
}

impl JobReport {
    fn add(&mut self, results: &[bool]) {
        for done in results {
            if *done {
                self.done += 1;
            } else {
                self.failed += 1;
            }
        }
    }
}

/// An error with everything behind it, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
