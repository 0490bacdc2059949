//! Payments whose time has come: attempts are asked about, payments end when their time is over.

use domain::payments::profile::Asking;
use domain::payments::{AttemptOutcome, AttemptState, PaymentState};
use domain::work::retry::{ask_again, ask_while_pending};
use domain::work::{Subject, TaskKind};
use domain::{AttemptId, Moment, TaskId, TenantId, Timestamp};
use storage::payments::attempts::Attempt;
use storage::payments::{DuePayment, Payment};
use storage::work::tasks::Task;
use storage::{Scope, StorageError};

use crate::App;
use crate::access::acting::Acting;
use crate::payments::providers::allowance::Call;
use crate::payments::settle::asked_at;
use crate::payments::start::EXPIRE;
use crate::payments::{EndPaymentError, SettleError, Settled};
use crate::platform::failure::chain;

/// The job that asks about attempts whose time has come.
const SWEEP: &str = "sweep";
/// Questions about money under review before it is asked about only daily: the first hour.
const OFTEN: u32 = 6;
/// Questions in vain before a person is told: about five hours of them.
const UNANSWERED_MAX: u32 = 8;

#[derive(Debug, thiserror::Error)]
enum SweepError {
    #[error("settling failed")]
    Settle(#[from] SettleError),
    #[error("ending the payment failed")]
    End(#[from] EndPaymentError),
    #[error("storage failed")]
    Storage(#[from] StorageError),
}

fn asks_next(settled: Settled, tries: u32, moment: &mut Moment) -> Timestamp {
    match settled {
        // The provider takes days over it, and tells when it is done.
        Settled::Pending if tries > OFTEN => ask_while_pending(moment.now, moment.chance()),
        Settled::Paid
        | Settled::Waiting
        | Settled::BuyerMustAct
        | Settled::Pending
        | Settled::Ended
        | Settled::Unknown
        | Settled::NoPlace => ask_again(moment.now, tries, moment.chance()),
    }
}

impl App {
    /// Whether it went well.
    pub(super) async fn work_on_payment(&self, due: DuePayment) -> bool {
        let result = self.sweep_payment(due).await;
        let Err(error) = result else { return true };
        tracing::error!(payment.id = %due.payment.in_log(), job.tries = due.tries,
            error = chain(&error),
            "sweeping payment {} failed", due.payment.in_log());
        let put_off = self.put_off(due).await;
        if let Err(error) = put_off {
            // The lease runs out, then the payment is taken again.
            tracing::warn!(payment.id = %due.payment.in_log(), error = chain(&error),
                "not put off");
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
        let mut tx = self.db.read(Scope::Tenant(due.tenant)).await?;
        let stored = tx.payments().attempts().find(attempt).await?;
        let stored = stored.ok_or(SettleError::NotFound)?;
        drop(tx);
        let call = Call::Sweep {
            rank: stored.network_rank,
        };
        let account = asked_at(&stored);
        if let Some(account) = account
            && let Err(turn) = self.may_call_or_wait(account, call)
        {
            return Ok(self.wait_for_turn(due, turn).await?);
        }
        let settled = self.settle_attempt(&by, due.tenant, stored).await?;
        if let (Settled::NoPlace, Some(account)) = (settled, account) {
            let turn = self.next_turn(account, call);
            return Ok(self.wait_for_turn(due, turn).await?);
        }
        let now = self.moment().now;
        let over = payment.expires_at <= now;
        match settled {
            Settled::Paid => return Ok(()),
            Settled::Waiting | Settled::BuyerMustAct if over => {
                self.lapse(&by, due.tenant, (attempt, AttemptOutcome::Lapsed))
                    .await?;
            }
            Settled::Unknown if over && self.is_void(due.tenant, payment, attempt).await? => {
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
            Settled::BuyerMustAct
            | Settled::Pending
            | Settled::Unknown
            | Settled::NoPlace
            | Settled::Ended => {}
        }
        if settled == Settled::Unknown && due.tries == UNANSWERED_MAX {
            self.add_unanswered(due, payment, attempt).await?;
        }
        if over {
            let by = Acting::system(EXPIRE);
            self.expire(&by, due.tenant, due.payment).await?;
        }
        let next = asks_next(settled, due.tries, &mut self.moment());
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
        tracing::error!(payment.id = %due.payment.in_log(), job.tries = due.tries,
            "the provider gives no usable answer about payment {}; ask it there",
            due.payment.in_log());
        Ok(())
    }

    /// Whether so much time is over since the payment's end that nothing can come of an order that
    /// was never approved, even where its provider does not answer.
    async fn is_void(
        &self,
        tenant: TenantId,
        payment: &Payment,
        attempt: AttemptId,
    ) -> Result<bool, SweepError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let attempt = tx.payments().attempts().find(attempt).await?;
        drop(tx);
        let account = attempt.as_ref().and_then(Attempt::provider_account);
        let (Some(attempt), Some(account)) = (attempt, account) else {
            return Ok(false);
        };
        let provider = self.provider(tenant, account).await;
        let provider = provider.map_err(SettleError::from)?;
        let profile = provider.profile(&attempt.method);
        let Some(Asking::Repeatedly { until, .. }) = profile.map(|profile| profile.asking) else {
            return Ok(false);
        };
        Ok(payment.expires_at.plus(until) <= self.moment().now)
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

    /// The account's provider is called often enough at present. Nothing was tried.
    async fn wait_for_turn(&self, due: DuePayment, turn: Timestamp) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Tenant(due.tenant)).await?;
        tx.payments().pass_over(due.payment, turn).await?;
        tx.commit().await
    }

    async fn wake_at(&self, due: DuePayment, at: Timestamp) -> Result<(), StorageError> {
        let mut tx = self.db.write(Scope::Tenant(due.tenant)).await?;
        tx.payments().put_off(due.payment, at).await?;
        tx.commit().await
    }
}
