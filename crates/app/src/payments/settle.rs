//! The one way to settle. Return page, provider event and sweeper all call it: ask the provider,
//! believe the answer, write it down once.
//!
//! Order of things: look the order up; if the payer approved it, write the intent to take the
//! money, take it, write the outcome. The payment's row is locked in each step and free while the
//! provider is asked, so any number of callers may meet here; the unique key of the captured money
//! sees to it that only one of them books.

use domain::access::Act;
use domain::payments::{
    AttemptCommand, AttemptOutcome, AttemptState, Command, LapseGround, PaymentState, attempt,
    decide,
};
use domain::{AttemptId, PaymentId, ProviderAccountId, TenantId, Timestamp};
use providers::{
    CaptureFact, CaptureOutcome, Expected, OrderState, PaymentProvider, ProviderRef, Refusal,
};
use storage::payments::Payment;
use storage::payments::attempts::Attempt;
use storage::{Scope, StorageError, WriteTx};

use crate::App;
use crate::access::acting::{Acting, AuditRow};
use crate::claims::eligibility::{Eligible, eligible};
use crate::events::event::{Events, status};
use crate::payments::AccountError;
use crate::payments::end::{Ending, end_in};
use crate::payments::providers::allowance::Call;
use crate::payments::providers::refusals::{count_unanswered, refused, write_task};
use crate::payments::start::{apply, end_attempt, lock_attempt};
use crate::work::lease::Leased;

/// What is known of the attempt now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    Paid,
    /// The payer has not approved yet.
    Waiting,
    /// The provider wants the payer to choose another means of payment.
    BuyerMustAct,
    /// The provider holds the money back for a check of its own.
    Pending,
    /// It ended without money.
    Ended,
    /// No usable answer; ask again later.
    Unknown,
    /// The account is called often enough at present, so its provider was not asked, or not for the
    /// money that it says is approved; ask again later.
    NoPlace,
}

#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    #[error("there is no such attempt")]
    NotFound,
    #[error("the attempt's account cannot be used")]
    Account(#[from] AccountError),
    #[error("the money could not be booked")]
    Ledger(#[from] domain::ledger::LedgerError),
    #[error("storing the outcome failed")]
    Storage(#[from] StorageError),
}

/// An attempt, ready to be asked about.
struct Question<'a> {
    tenant: TenantId,
    /// Written with the first step that changes something.
    audit: AuditRow<'a>,
    attempt: Attempt,
    order: ProviderRef,
    expected: Expected,
}

/// A capture that is written down and is asked for next.
struct CaptureIntent {
    payment: PaymentId,
    /// Which capture of the attempt it is.
    number: u32,
    /// End of the lease under which the provider is asked.
    lease: Timestamp,
}

/// The payer left the attempt and approved it at the provider later: the payment waits for it
/// again, unless it has ended or waits for another attempt.
fn resume(payment: &mut Payment, attempt: &Attempt) -> bool {
    if attempt.state != AttemptState::Lapsed {
        return false;
    }
    let Ok(state) = decide(payment.state, Command::Start(attempt.id)) else {
        return false;
    };
    payment.state = state;
    true
}

/// The account whose provider is called when the attempt is settled; none where its outcome is
/// known without asking.
pub(crate) fn asked_at(attempt: &Attempt) -> Option<ProviderAccountId> {
    let is_known = attempt.state == AttemptState::Captured || attempt.order.is_none();
    attempt.provider_account().filter(|_| !is_known)
}

impl App {
    /// As a message of the provider wants it.
    pub(crate) async fn settle(
        &self,
        by: &Acting,
        tenant: TenantId,
        id: AttemptId,
    ) -> Result<Settled, SettleError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let attempt = tx
            .payments()
            .attempts()
            .find(id)
            .await?
            .ok_or(SettleError::NotFound)?;
        drop(tx);
        if asked_at(&attempt).is_some_and(|account| !self.may_call(account, Call::Message)) {
            return Ok(Settled::NoPlace);
        }
        self.settle_attempt(by, tenant, attempt).await
    }

    /// Settles an attempt that was read just now. The look-up has drawn on the account's allowance;
    /// money that is taken does so here.
    pub(crate) async fn settle_attempt(
        &self,
        by: &Acting,
        tenant: TenantId,
        attempt: Attempt,
    ) -> Result<Settled, SettleError> {
        if attempt.state == AttemptState::Captured {
            return Ok(Settled::Paid);
        }
        let order = attempt
            .order
            .as_deref()
            .and_then(|order| ProviderRef::parse(order).ok());
        let Some(order) = order else {
            return Ok(if attempt.state.is_over() {
                Settled::Ended
            } else {
                Settled::Waiting
            });
        };
        let account = attempt.provider_account().ok_or(SettleError::NotFound)?;
        let provider = self.provider(tenant, account).await?;
        let expected = Expected {
            amount: attempt.amount,
            payment: attempt.payment,
        };
        let mut question = Question {
            tenant,
            audit: by.does(Act::PaymentSettle, attempt.payment),
            attempt,
            order,
            expected,
        };
        match provider.look_up(&question.order, &question.expected).await {
            OrderState::Captured(fact) => self.book(&mut question, &fact).await,
            OrderState::Pending(fact) => self.write_pending(&mut question, &fact).await,
            OrderState::Approved => self.capture(&*provider, question).await,
            OrderState::Waiting => self.write_waiting(&mut question).await,
            OrderState::Declined { .. } => {
                self.write_end(
                    &mut question,
                    AttemptCommand::Decline,
                    AttemptOutcome::Declined,
                )
                .await
            }
            OrderState::Gone => {
                self.write_end(
                    &mut question,
                    AttemptCommand::Lapse(LapseGround::GoneAtProvider),
                    AttemptOutcome::Lapsed,
                )
                .await
            }
            OrderState::Unknown => {
                count_unanswered("look_up");
                Ok(Settled::Unknown)
            }
        }
    }

    /// The provider refused the money that the payer approved.
    async fn write_declined(
        &self,
        question: &mut Question<'_>,
        reason: &Refusal,
    ) -> Result<Settled, SettleError> {
        let told = refused(question.attempt.payment, reason, AttemptOutcome::Declined);
        if told == AttemptOutcome::Unavailable {
            let mut tx = self.db.write(Scope::Tenant(question.tenant)).await?;
            let account = (question.attempt.provider_account(), told);
            write_task(&mut tx, &mut self.moment(), account, reason).await?;
            tx.commit().await?;
        }
        self.write_end(question, AttemptCommand::Decline, told)
            .await
    }

    async fn book(
        &self,
        question: &mut Question<'_>,
        fact: &CaptureFact,
    ) -> Result<Settled, SettleError> {
        let of = (question.tenant, question.attempt.id);
        self.book_capture(&mut question.audit, of, fact).await
    }

    /// Intent, call, outcome. Nothing is asked for an attempt that has ended on our side, and
    /// nothing is written where the money has to be taken later.
    async fn capture(
        &self,
        provider: &dyn PaymentProvider,
        mut question: Question<'_>,
    ) -> Result<Settled, SettleError> {
        let account = question.attempt.provider_account();
        if account.is_some_and(|account| !self.may_call(account, Call::Capture)) {
            return Ok(Settled::NoPlace);
        }
        let intent = match self.intend_capture(&mut question).await? {
            Ok(intent) => intent,
            Err(settled) => return Ok(settled),
        };
        let leased = Leased::Payment(question.tenant, intent.payment);
        let call = provider.capture(&question.order, intent.number, &question.expected);
        let outcome = self.while_leased(leased, intent.lease, call).await;
        self.write_outcome(&mut question, &intent, outcome).await
    }

    /// Writes that the money is about to be taken; or what holds instead, where it is not.
    async fn intend_capture(
        &self,
        question: &mut Question<'_>,
    ) -> Result<Result<CaptureIntent, Settled>, SettleError> {
        let id = question.attempt.id;
        let mut tx = self.db.write(Scope::Tenant(question.tenant)).await?;
        let (mut payment, mut attempt) = lock_attempt(&mut tx, id).await?;
        let resumed = resume(&mut payment, &attempt);
        let may_take = payment.state == PaymentState::Paying(id);
        if !may_take
            || attempt::decide(attempt.taking, attempt.state, AttemptCommand::Approve).is_err()
        {
            return Ok(Err(if attempt.state == AttemptState::Captured {
                Settled::Paid
            } else {
                Settled::Ended
            }));
        }
        let eligible = if payment.received.is_zero() {
            eligible(&mut tx, payment.id).await?
        } else {
            // A part of a transfer is here, and the payer approved the whole.
            Eligible::NotNow
        };
        match eligible {
            Eligible::Yes => {}
            // It has ended already.
            Eligible::NotNow | Eligible::NoLonger if resumed => return Ok(Err(Settled::Ended)),
            eligible @ (Eligible::NotNow | Eligible::NoLonger) => {
                let of = (payment, attempt);
                let nothing = self.take_nothing(tx, &mut question.audit, of, eligible);
                return nothing.await.map(Err);
            }
        }
        let before = status(&payment, &attempt);
        apply(&mut attempt, AttemptCommand::Approve);
        payment.alert = None;
        payment.tries = 0;
        let mut moment = self.moment();
        let lease = self.lease_from(moment.now);
        payment.due_at = Some(lease);
        tx.payments().attempts().save(&attempt).await?;
        tx.payments().save(&mut payment).await?;
        let caused_by = question.audit.write(&mut tx, &mut moment).await?;
        let mut events = Events::of(caused_by, &mut tx, &mut moment);
        events.moved(before, (&payment, &attempt), None).await?;
        tx.commit().await?;
        Ok(Ok(CaptureIntent {
            payment: payment.id,
            number: attempt.capture_number,
            lease,
        }))
    }

    async fn write_outcome(
        &self,
        question: &mut Question<'_>,
        intent: &CaptureIntent,
        outcome: CaptureOutcome,
    ) -> Result<Settled, SettleError> {
        match outcome {
            CaptureOutcome::Captured(fact) => self.book(question, &fact).await,
            CaptureOutcome::Pending(fact) => self.write_pending(question, &fact).await,
            CaptureOutcome::BuyerMustAct | CaptureOutcome::NotApproved => {
                self.write_send_back(question, intent.number).await
            }
            CaptureOutcome::Declined { reason } => self.write_declined(question, &reason).await,
            CaptureOutcome::Gone => {
                let gone = AttemptCommand::Lapse(LapseGround::GoneAtProvider);
                let end = self.write_end(question, gone, AttemptOutcome::Lapsed);
                end.await
            }
            CaptureOutcome::Unknown => {
                count_unanswered("capture");
                self.write_unknown(question).await
            }
        }
    }

    /// The payer approved, but the claims do not need the money any more: it is not asked for. An
    /// approval without our call is void by itself.
    async fn take_nothing(
        &self,
        mut tx: WriteTx,
        audit: &mut AuditRow<'_>,
        (mut payment, mut attempt): (Payment, Attempt),
        eligible: Eligible,
    ) -> Result<Settled, SettleError> {
        let mut moment = self.moment();
        if attempt.state.money_may_be_moving()
            || !apply(&mut attempt, AttemptCommand::Lapse(LapseGround::Abandoned))
        {
            // We asked before; only the provider's answer to that can end it.
            return Ok(Settled::Unknown);
        }
        let why = if payment.received.is_zero() {
            AttemptOutcome::PaidElsewhere
        } else {
            AttemptOutcome::PaidPartly
        };
        end_attempt(&mut payment, attempt.id, why);
        tx.payments().attempts().save(&attempt).await?;
        tx.payments().save(&mut payment).await?;
        if eligible == Eligible::NoLonger
            && let Ok(state) = decide(payment.state, Command::Cancel)
        {
            let ending = Ending {
                state,
                reason: None,
                actor: audit.actor().clone(),
                caused_by: audit.write(&mut tx, &mut moment).await?,
            };
            end_in(&mut tx, &mut moment, payment, ending).await?;
        }
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        tracing::info!(payment.id = %attempt.payment.in_log(),
            "took no money for payment {}: it is not owed (any more)", attempt.payment.in_log());
        Ok(Settled::Ended)
    }

    async fn write_pending(
        &self,
        question: &mut Question<'_>,
        fact: &CaptureFact,
    ) -> Result<Settled, SettleError> {
        let mut tx = self.db.write(Scope::Tenant(question.tenant)).await?;
        let (payment, mut attempt) = lock_attempt(&mut tx, question.attempt.id).await?;
        if attempt.state == AttemptState::Captured {
            return Ok(Settled::Paid);
        }
        let before = status(&payment, &attempt);
        if apply(&mut attempt, AttemptCommand::Hold) {
            attempt.capture = Some(fact.capture.as_str().to_owned());
            tx.payments().attempts().save(&attempt).await?;
            let mut moment = self.moment();
            let caused_by = question.audit.write(&mut tx, &mut moment).await?;
            let mut events = Events::of(caused_by, &mut tx, &mut moment);
            events.moved(before, (&payment, &attempt), None).await?;
            tx.commit().await?;
        }
        Ok(Settled::Pending)
    }

    /// The order waits for its payer. If we had asked for the money, that call came to nothing.
    async fn write_waiting(&self, question: &mut Question<'_>) -> Result<Settled, SettleError> {
        if question.attempt.state.money_may_be_moving() {
            let number = question.attempt.capture_number;
            return self.write_send_back(question, number).await;
        }
        Ok(if question.attempt.state.is_over() {
            Settled::Ended
        } else {
            Settled::Waiting
        })
    }

    /// The call for the money was answered with a final no to this call, not to the order.
    async fn write_send_back(
        &self,
        question: &mut Question<'_>,
        number: u32,
    ) -> Result<Settled, SettleError> {
        let mut tx = self.db.write(Scope::Tenant(question.tenant)).await?;
        let (mut payment, mut attempt) = lock_attempt(&mut tx, question.attempt.id).await?;
        let before = status(&payment, &attempt);
        if attempt.capture_number != number || !apply(&mut attempt, AttemptCommand::SendBack) {
            // A concurrent settle recorded this result, or a newer capture number.
            return Ok(Settled::BuyerMustAct);
        }
        attempt.capture_number += 1;
        payment.alert = Some(AttemptOutcome::Declined);
        let mut moment = self.moment();
        payment.due_at = Some(payment.expires_at.max(moment.now));
        tx.payments().attempts().save(&attempt).await?;
        tx.payments().save(&mut payment).await?;
        let caused_by = question.audit.write(&mut tx, &mut moment).await?;
        let mut events = Events::of(caused_by, &mut tx, &mut moment);
        let moved = (&payment, &attempt);
        events.moved(before, moved, payment.alert).await?;
        tx.commit().await?;
        Ok(Settled::BuyerMustAct)
    }

    async fn write_end(
        &self,
        question: &mut Question<'_>,
        command: AttemptCommand,
        alert: AttemptOutcome,
    ) -> Result<Settled, SettleError> {
        let mut tx = self.db.write(Scope::Tenant(question.tenant)).await?;
        let (mut payment, mut attempt) = lock_attempt(&mut tx, question.attempt.id).await?;
        if attempt.state == AttemptState::Captured {
            return Ok(Settled::Paid);
        }
        let before = status(&payment, &attempt);
        if apply(&mut attempt, command) {
            end_attempt(&mut payment, attempt.id, alert);
            tx.payments().attempts().save(&attempt).await?;
            tx.payments().save(&mut payment).await?;
            let mut moment = self.moment();
            let caused_by = question.audit.write(&mut tx, &mut moment).await?;
            let mut events = Events::of(caused_by, &mut tx, &mut moment);
            events
                .moved(before, (&payment, &attempt), Some(alert))
                .await?;
            tx.commit().await?;
        }
        Ok(Settled::Ended)
    }

    async fn write_unknown(&self, question: &mut Question<'_>) -> Result<Settled, SettleError> {
        let mut tx = self.db.write(Scope::Tenant(question.tenant)).await?;
        let (payment, mut attempt) = lock_attempt(&mut tx, question.attempt.id).await?;
        let before = status(&payment, &attempt);
        if apply(&mut attempt, AttemptCommand::LoseTrack) {
            tx.payments().attempts().save(&attempt).await?;
            let mut moment = self.moment();
            let caused_by = question.audit.write(&mut tx, &mut moment).await?;
            let mut events = Events::of(caused_by, &mut tx, &mut moment);
            events.moved(before, (&payment, &attempt), None).await?;
            tx.commit().await?;
        }
        Ok(Settled::Unknown)
    }
}
