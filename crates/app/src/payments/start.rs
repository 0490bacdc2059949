//! The payer chose a method: intent, call, outcome.
//!
//! The attempt is on disk before the provider hears of it. If the answer is lost, the attempt stays
//! `Intended`; asking again with the same attempt gives the same order, and without any further try
//! it lapses without risk, because its link was never given out.

use std::time::Duration;

use domain::access::Act;
use domain::payments::{
    AttemptCommand, AttemptOutcome, AttemptState, Command, Method, PaymentState, Taking, attempt,
    decide,
};
use domain::{AttemptId, PaymentId, ProviderAccountId, TenantId, Timestamp};
use providers::{Intent, Started};
use storage::payments::Payment;
use storage::payments::attempts::{Attempt, NewAttempt};
use storage::{Scope, StorageError, WriteTx};
use url::Url;

use crate::App;
use crate::access::acting::Acting;
use crate::claims::eligibility::{Owed, still_owed};
use crate::payments::paid_for::{PaidFor, account_for};
use crate::payments::{AccountError, EndPaymentError, SettleError};
use crate::work::lease::Leased;

/// The job that ends payments whose time is over.
pub(crate) const EXPIRE: &str = "expire";
/// When the sweeper first asks about an offered attempt whose payer did not return.
const FIRST_ASK: Duration = Duration::from_mins(10);
/// `PayPal` keeps an order without approval for three hours; a link older than this may die under
/// the payer's hands, so it is not given out again.
const LINK_LASTS: Duration = Duration::from_mins(150);

/// Each costs an order at the provider; more tries mean another problem.
const STARTS_MAX: u32 = 20;

/// The visitor at the pay page, as far as it matters to the provider.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Its tag: `de-simple`. Goes into the return address, too.
    pub language: &'static str,
    /// Handed on only when the account lets the provider open its app.
    pub user_agent: Option<String>,
}

/// What the page does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartOutcome {
    /// Send the payer there.
    Redirect(Url),
    AlreadyPaid,
    /// An earlier attempt is being checked; the payer must not pay again.
    Processing,
    Expired,
    Cancelled,
    /// The provider will not take this payment; the treasury's set-up is at fault.
    NotAccepted,
    /// The provider did not answer; try again in a moment.
    Unreachable,
    /// The payment was started so often that it is not started any more.
    TooOften,
    /// The service does not list the method, or not for this amount.
    NotOffered,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("there is no such payment")]
    NotFound,
    #[error("the account for this payment cannot be used")]
    Account(#[from] AccountError),
    #[error("asking about the earlier attempt failed")]
    Settle(#[from] SettleError),
    #[error("ending the payment failed")]
    End(#[from] EndPaymentError),
    #[error("storing the attempt failed")]
    Storage(#[from] StorageError),
}

enum Prepared {
    /// Ask the provider for an order.
    Ask(Box<Ask>),
    /// The payer's link is too old; see what became of it first.
    AskAbout(AttemptId),
    Expire,
    /// None of its claims is owed any more.
    CallOff,
    Done(StartOutcome),
}

struct Ask {
    intent: Intent,
    account: ProviderAccountId,
    /// When the sweeper takes the payment, unless the lease is renewed.
    lease: Timestamp,
}

impl App {
    pub(crate) async fn start_payment(
        &self,
        by: &Acting,
        slug: &str,
        (payment, method): (PaymentId, &Method),
        visitor: &Visitor,
    ) -> Result<StartOutcome, StartError> {
        let tenant = self.tenant_id(slug).await?.ok_or(StartError::NotFound)?;
        // A link that turned out too old leads to one more look at the payment, not to a loop.
        for _ in 0..2 {
            let chosen = (payment, method);
            match self.prepare(by, (tenant, slug), chosen, visitor).await? {
                Prepared::Ask(ask) => return self.ask_for_order(tenant, &ask).await,
                Prepared::AskAbout(attempt) => {
                    self.settle_for_visitor(by, tenant, attempt).await?;
                    self.lapse(by, tenant, (attempt, AttemptOutcome::Lapsed))
                        .await?;
                }
                Prepared::Expire => {
                    self.expire(&Acting::system(EXPIRE), tenant, payment)
                        .await?;
                    return Ok(StartOutcome::Expired);
                }
                Prepared::CallOff => {
                    self.cancel_payment(by, slug, payment).await?;
                    return Ok(StartOutcome::Cancelled);
                }
                Prepared::Done(outcome) => return Ok(outcome),
            }
        }
        Ok(StartOutcome::Processing)
    }

    /// First step: the attempt, on disk.
    async fn prepare(
        &self,
        by: &Acting,
        (tenant, slug): (TenantId, &str),
        (id, method): (PaymentId, &Method),
        visitor: &Visitor,
    ) -> Result<Prepared, StartError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let payment = tx.payments().hold(id).await?;
        let mut payment = payment.ok_or(StartError::NotFound)?;
        match payment.state {
            PaymentState::Paid => return Ok(Prepared::Done(StartOutcome::AlreadyPaid)),
            PaymentState::Expired => return Ok(Prepared::Done(StartOutcome::Expired)),
            PaymentState::Cancelled => return Ok(Prepared::Done(StartOutcome::Cancelled)),
            PaymentState::Paying(current) => {
                let attempt = tx
                    .payments()
                    .attempts()
                    .find(current)
                    .await?
                    .ok_or(StartError::NotFound)?;
                if attempt.method != *method {
                    return Ok(Prepared::Done(StartOutcome::NotOffered));
                }
                if attempt.state == AttemptState::Intended {
                    let paid_for = PaidFor::of(&mut tx, id).await?;
                    let lease = payment.due_at.unwrap_or(moment.now);
                    let asked = (&intended(&attempt), lease);
                    return Ok(self.ask(slug, asked, paid_for, visitor));
                }
                return Ok(go_on(&attempt, moment.now));
            }
            PaymentState::Open if payment.expires_at <= moment.now => return Ok(Prepared::Expire),
            PaymentState::Open if payment.attempts >= STARTS_MAX => {
                return Ok(Prepared::Done(StartOutcome::TooOften));
            }
            PaymentState::Open => {}
        }
        // What others are taking may still fail; the payer may go ahead, and nothing is taken
        // twice.
        if still_owed(&mut tx, id).await? == Owed::NoLonger {
            return Ok(Prepared::CallOff);
        }
        let attempt = AttemptId::new(&mut moment);
        let Ok((state, _)) = decide(payment.state, Command::Start(attempt)) else {
            return Ok(Prepared::Done(StartOutcome::Processing));
        };
        let paid_for = PaidFor::of(&mut tx, id).await?;
        let Some(listed) = paid_for.service.method_for(payment.amount, method) else {
            return Ok(Prepared::Done(StartOutcome::NotOffered));
        };
        let account = account_for(&mut tx, &paid_for, listed).await?;
        payment.state = state;
        payment.method = Some(method.clone());
        payment.attempts += 1;
        payment.alert = None;
        payment.tries = 0;
        // The sweeper looks after a start whose answer is open, and never meets a call under way.
        let lease = self.lease_from(moment.now);
        payment.due_at = Some(lease);
        let attempt = NewAttempt {
            id: attempt,
            payment: id,
            number: payment.attempts,
            account,
            method: method.clone(),
            locale: visitor.language,
            amount: payment.amount,
            created_at: moment.now,
        };
        tx.payments().attempts().insert(&attempt).await?;
        tx.payments().save(&mut payment).await?;
        let mut audit = by.does(Act::PaymentStart, id).leading_to(attempt.id);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(self.ask(slug, (&attempt, lease), paid_for, visitor))
    }

    /// Second and third step: the call, with nothing open, and its outcome.
    async fn ask_for_order(&self, tenant: TenantId, ask: &Ask) -> Result<StartOutcome, StartError> {
        if !self.may_start(ask.account, self.moment().now) {
            let started = Started::Unknown;
            return self.write_start(tenant, ask.intent.attempt, started).await;
        }
        let provider = self.provider(tenant, ask.account).await?;
        let leased = Leased::Payment(tenant, ask.intent.payment);
        let call = provider.start(&ask.intent);
        let started = self.while_leased(leased, ask.lease, call).await;
        self.write_start(tenant, ask.intent.attempt, started).await
    }

    async fn write_start(
        &self,
        tenant: TenantId,
        id: AttemptId,
        started: Started,
    ) -> Result<StartOutcome, StartError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let (mut payment, mut attempt) = lock_attempt(&mut tx, id).await?;
        if attempt.state != AttemptState::Intended {
            // The same attempt was asked for twice at once; both answers name the same order.
            return Ok(known_link(&attempt));
        }
        let outcome = match started {
            Started::Redirect { order, to } => {
                attempt.order = Some(order.as_str().to_owned());
                attempt.buyer_url = Some(to.to_string());
                payment.due_at = Some(now.plus(FIRST_ASK).min(payment.expires_at));
                apply(&mut attempt, AttemptCommand::Offer);
                StartOutcome::Redirect(to)
            }
            Started::Refused { reason } => {
                tracing::error!(payment.id = %payment.id, provider.refusal = ?reason,
                    "the provider takes no order for payment {}", payment.id);
                apply(&mut attempt, AttemptCommand::Decline);
                end_attempt(&mut payment, id, AttemptOutcome::NotAccepted);
                StartOutcome::NotAccepted
            }
            Started::Unknown => {
                payment.alert = Some(AttemptOutcome::Unreachable);
                tx.payments().save(&mut payment).await?;
                tx.commit().await?;
                return Ok(StartOutcome::Unreachable);
            }
        };
        tx.payments().attempts().save(&attempt).await?;
        tx.payments().save(&mut payment).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// The question to the provider. The same attempt gives the same question.
    fn ask(
        &self,
        slug: &str,
        (attempt, lease): (&NewAttempt<'_>, Timestamp),
        paid_for: PaidFor,
        visitor: &Visitor,
    ) -> Prepared {
        let address = |leaf: &str| {
            let path = format!("/{slug}/pay/{}/{leaf}", attempt.payment);
            let mut url = self.settings.public_url.at(&path);
            url.query_pairs_mut().append_pair("lang", attempt.locale);
            url
        };
        let intent = Intent {
            attempt: attempt.id,
            payment: attempt.payment,
            number: attempt.number,
            amount: attempt.amount,
            reference: paid_for.kassenzeichen,
            text: paid_for.service.neutral_text,
            brand: paid_for.authority.name,
            city: paid_for.authority.short_name,
            language: attempt.locale.to_owned(),
            return_url: address("return"),
            cancel_url: address("cancel"),
            buyer_agent: visitor.user_agent.clone(),
        };
        Prepared::Ask(Box::new(Ask {
            intent,
            account: attempt.account,
            lease,
        }))
    }
}

/// An attempt of which the provider may not have heard, as it was made.
fn intended(attempt: &Attempt) -> NewAttempt<'_> {
    NewAttempt {
        id: attempt.id,
        payment: attempt.payment,
        number: attempt.number,
        account: attempt.account,
        method: attempt.method.clone(),
        locale: &attempt.locale,
        amount: attempt.amount,
        created_at: attempt.created_at,
    }
}

/// A payment whose order the provider has.
fn go_on(attempt: &Attempt, now: Timestamp) -> Prepared {
    match attempt.state {
        AttemptState::Offered if now.since(attempt.created_at) > LINK_LASTS => {
            Prepared::AskAbout(attempt.id)
        }
        AttemptState::Offered => Prepared::Done(known_link(attempt)),
        AttemptState::Intended
        | AttemptState::Approved
        | AttemptState::Unknown
        | AttemptState::Pending
        | AttemptState::Captured
        | AttemptState::Declined
        | AttemptState::Lapsed => Prepared::Done(StartOutcome::Processing),
    }
}

fn known_link(attempt: &Attempt) -> StartOutcome {
    let link = attempt
        .buyer_url
        .as_deref()
        .and_then(|url| Url::parse(url).ok());
    match attempt.state {
        AttemptState::Offered => link.map_or(StartOutcome::Unreachable, StartOutcome::Redirect),
        AttemptState::Captured => StartOutcome::AlreadyPaid,
        AttemptState::Approved | AttemptState::Pending | AttemptState::Unknown => {
            StartOutcome::Processing
        }
        AttemptState::Intended | AttemptState::Declined | AttemptState::Lapsed => {
            StartOutcome::Unreachable
        }
    }
}

/// Holds the attempt's payment and reads both.
pub(crate) async fn lock_attempt(
    tx: &mut WriteTx,
    id: AttemptId,
) -> Result<(Payment, Attempt), StorageError> {
    let held = tx.payments().attempts().hold(id).await?;
    held.ok_or_else(|| StorageError::Inconsistent {
        table: "attempts",
        column: "attempt_id",
        row: id.to_string(),
    })
}

/// Every method offered so far is captured by us.
pub(crate) const TAKING: Taking = Taking::ByCapture;

/// Moves the attempt on if its state allows; tells whether it did.
pub(crate) fn apply(attempt: &mut Attempt, command: AttemptCommand) -> bool {
    match attempt::decide(TAKING, attempt.state, command) {
        Ok(state) => {
            attempt.state = state;
            true
        }
        Err(_) => false,
    }
}

/// The attempt ends and the payment waits for its payer again; the page tells `alert`.
pub(crate) fn end_attempt(payment: &mut Payment, attempt: AttemptId, alert: AttemptOutcome) {
    if let Ok((state, _)) = decide(payment.state, Command::EndAttempt(attempt)) {
        payment.state = state;
        payment.alert = Some(alert);
        payment.tries = 0;
        payment.due_at = Some(payment.expires_at);
    }
}
