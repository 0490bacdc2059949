//! The payer chose a method: intent, call, outcome.
//!
//! The attempt is on disk before the provider hears of it. If the answer is lost, the attempt stays
//! `Intended`; asking again with the same attempt gives the same order, and without any further try
//! it lapses without risk, because its link was never given out.

use std::sync::Arc;
use std::time::Duration;

use domain::access::Act;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::Place;
use domain::payments::profile::{Asking, OfferLasts};
use domain::payments::{
    AttemptCommand, AttemptOutcome, AttemptState, Blocking, Command, Method, MethodProfile,
    PaymentState, attempt, decide,
};
use domain::{AttemptId, AuditId, PaymentId, ProviderAccountId, TenantId, Timestamp};
use providers::{Intent, Started};
use storage::payments::Payment;
use storage::payments::attempts::{Attempt, NewAttempt};
use storage::{Scope, StorageError, WriteTx};
use url::Url;

use crate::App;
use crate::access::Network;
use crate::access::acting::{Acting, AuditRow};
use crate::access::client_auth::TRIES;
use crate::bank::instruction::{instruct, is_instructed};
use crate::claims::eligibility::{Eligible, eligible};
use crate::ledger::canonical;
use crate::payments::methods::paid_for::{PaidFor, Way, way_for};
use crate::payments::providers::refusals::{count_unanswered, refused, write_task};
use crate::payments::{AccountError, EndPaymentError, SettleError};
use crate::tenants::config::TenantConfig;
use crate::work::lease::Leased;

/// The job that ends payments whose time is over.
pub(crate) const EXPIRE: &str = "expire";
/// Each costs an order at the provider; more tries mean another problem.
const STARTS_MAX: u32 = 20;

/// The visitor at the pay page, as far as it matters to the provider.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Its tag: `de-simple`. Goes into the return address, too.
    pub language: &'static str,
    /// Handed on only when the account lets the provider open its app.
    pub user_agent: Option<String>,
    /// Whose share of the calls of a provider it draws on.
    pub network: Network,
}

/// What the page does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartOutcome {
    /// Send the payer there.
    Redirect(Url),
    /// The payment's page says how to transfer, or offers to.
    Instructed,
    AlreadyPaid,
    /// An earlier attempt is being checked; the payer must not pay again.
    Processing,
    Expired,
    Cancelled,
    /// The provider will not take this payment; the treasury's set-up is at fault.
    NotAccepted,
    /// The provider refuses the authority's account; nothing is paid with it until it is mended.
    Unavailable,
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
    AskAbout(Box<Attempt>),
    Expire,
    /// None of its claims is owed any more.
    CallOff,
    Done(StartOutcome),
}

struct Ask {
    intent: Intent,
    account: ProviderAccountId,
    method: Method,
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
        let mut config = self.config(tenant).await?.ok_or(StartError::NotFound)?;
        // A link that turned out too old leads to one more look at the payment, not to a loop.
        for _ in 0..TRIES {
            let prepared = self.prepare(by, &config, (payment, method), visitor).await;
            if let Err(StartError::Account(AccountError::Storage(StorageError::Stale))) = prepared {
                self.await_change(tenant).await?;
                let newest = self.config_now(tenant).await?;
                config = newest.ok_or(StartError::NotFound)?;
                continue;
            }
            match prepared? {
                Prepared::Ask(ask) => {
                    return self.ask_for_order(tenant, &ask, &visitor.network).await;
                }
                Prepared::AskAbout(attempt) => {
                    let (id, network) = (attempt.id, &visitor.network);
                    self.settle_for_visitor(by, tenant, *attempt, network)
                        .await?;
                    self.lapse(by, tenant, (id, AttemptOutcome::Lapsed)).await?;
                }
                Prepared::Expire => {
                    self.expire(&Acting::system(EXPIRE), tenant, payment)
                        .await?;
                    return Ok(StartOutcome::Expired);
                }
                Prepared::CallOff => {
                    self.cancel_paid_elsewhere(by, tenant, payment).await?;
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
        config: &Arc<TenantConfig>,
        (id, method): (PaymentId, &Method),
        visitor: &Visitor,
    ) -> Result<Prepared, StartError> {
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Tenant(config.id)).await?;
        let payment = tx.payments().hold(id).await?;
        let payment = payment.ok_or(StartError::NotFound)?;
        match payment.state {
            PaymentState::Paid => return Ok(Prepared::Done(StartOutcome::AlreadyPaid)),
            PaymentState::Expired => return Ok(Prepared::Done(StartOutcome::Expired)),
            PaymentState::Cancelled => return Ok(Prepared::Done(StartOutcome::Cancelled)),
            PaymentState::Open if payment.expires_at <= now => return Ok(Prepared::Expire),
            PaymentState::Open | PaymentState::Paying(_) => {}
        }
        let paid_for = PaidFor::of(&mut tx, config, id).await?;
        if paid_for.listed(payment.amount, method).is_none() {
            return Ok(Prepared::Done(StartOutcome::NotOffered));
        }
        if let PaymentState::Paying(current) = payment.state {
            let attempt = tx.payments().attempts().find(current).await?;
            let attempt = attempt.ok_or(StartError::NotFound)?;
            if attempt.method == *method && attempt.state == AttemptState::Intended {
                let lease = payment.due_at.unwrap_or(now);
                let asked = (&attempt.as_made(), lease);
                return Ok(self.ask(asked, &paid_for, visitor));
            }
            return Ok(go_on(attempt, method, now));
        }
        if payment.attempts >= STARTS_MAX {
            return Ok(Prepared::Done(StartOutcome::TooOften));
        }
        self.begin(by, (tx, payment), &paid_for, (method, visitor))
            .await
    }

    /// An open payment gets an attempt with a method that it is offered.
    async fn begin(
        &self,
        by: &Acting,
        (mut tx, mut payment): (WriteTx, Payment),
        paid_for: &PaidFor,
        (method, visitor): (&Method, &Visitor),
    ) -> Result<Prepared, StartError> {
        let mut moment = self.moment();
        let waits_for_rest = !payment.received.is_zero();
        // What others are taking may still fail; the payer may go ahead, and nothing is taken
        // twice.
        if !waits_for_rest && eligible(&mut tx, payment.id).await? == Eligible::NoLonger {
            return Ok(Prepared::CallOff);
        }
        let Some(listed) = paid_for.listed(payment.amount, method) else {
            return Ok(Prepared::Done(StartOutcome::NotOffered));
        };
        let way = way_for(paid_for, listed)?;
        let mut audit = by.does(Act::PaymentStart, payment.id);
        if !way.profile.taking.blocks() {
            if !is_instructed(&mut tx, &payment).await? {
                let chosen = (&way, method, paid_for.config.profile.transfer_days);
                let made_by = (visitor, audit.id(&mut moment));
                let attempt = instruct(&mut tx, &mut moment, &mut payment, chosen, made_by).await?;
                let mut audit = begins(audit, &attempt);
                audit.write(&mut tx, &mut moment).await?;
                tx.commit().await?;
            }
            return Ok(Prepared::Done(StartOutcome::Instructed));
        }
        // When a part of a transfer is here, the rest is transferred, too.
        if waits_for_rest {
            return Ok(Prepared::Done(StartOutcome::Instructed));
        }
        let id = AttemptId::new(&mut moment);
        let Ok(state) = decide(payment.state, Command::Start(id)) else {
            return Ok(Prepared::Done(StartOutcome::Processing));
        };
        payment.state = state;
        payment.method = Some(method.clone());
        payment.attempts += 1;
        payment.alert = None;
        payment.tries = 0;
        // The sweeper looks after a start whose answer is open, and never meets a call under way.
        let lease = self.lease_from(moment.now);
        payment.due_at = Some(lease);
        let rank = self.rank_of(way.place, &visitor.network, moment.now);
        let made_by = (visitor, rank, audit.id(&mut moment));
        let attempt = new_attempt((id, &payment), (&way, method), made_by, moment.now);
        tx.payments().attempts().insert(&attempt).await?;
        tx.payments().save(&mut payment).await?;
        let mut audit = begins(audit, &attempt);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(self.ask((&attempt, lease), paid_for, visitor))
    }

    /// Second and third step: the call, with nothing open, and its outcome.
    async fn ask_for_order(
        &self,
        tenant: TenantId,
        ask: &Ask,
        network: &Network,
    ) -> Result<StartOutcome, StartError> {
        let provider = self.provider(tenant, ask.account).await?;
        let profile = provider.profile(&ask.method);
        if !self.may_start(ask.account, ask.intent.payment, network) {
            let started = (Started::Unknown, profile);
            return self.write_start(tenant, ask.intent.attempt, started).await;
        }
        let leased = Leased::Payment(tenant, ask.intent.payment);
        let call = provider.start(&ask.intent);
        let started = self.while_leased(leased, ask.lease, call).await;
        if started == Started::Unknown {
            count_unanswered("start");
        }
        let started = (started, profile);
        self.write_start(tenant, ask.intent.attempt, started).await
    }

    async fn write_start(
        &self,
        tenant: TenantId,
        id: AttemptId,
        (started, profile): (Started, Option<&'static MethodProfile>),
    ) -> Result<StartOutcome, StartError> {
        let mut moment = self.moment();
        let now = moment.now;
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
                attempt.offered_until = profile.and_then(|profile| offered_until(profile, now));
                let first = profile.and_then(first_ask).map(|after| now.plus(after));
                payment.due_at =
                    Some(first.map_or(payment.expires_at, |first| first.min(payment.expires_at)));
                apply(&mut attempt, AttemptCommand::Offer);
                StartOutcome::Redirect(to)
            }
            Started::Refused { reason } => {
                let told = refused(payment.id, &reason, AttemptOutcome::NotAccepted);
                apply(&mut attempt, AttemptCommand::Decline);
                end_attempt(&mut payment, id, told);
                let account = (attempt.provider_account(), told);
                write_task(&mut tx, &mut moment, account, &reason).await?;
                if told == AttemptOutcome::Unavailable {
                    StartOutcome::Unavailable
                } else {
                    StartOutcome::NotAccepted
                }
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
        (attempt, lease): (&NewAttempt<'_>, Timestamp),
        paid_for: &PaidFor,
        visitor: &Visitor,
    ) -> Prepared {
        let address = |leaf: &str| {
            let slug = &paid_for.config.slug;
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
            reference: paid_for.kassenzeichen.clone(),
            text: paid_for.service.document.neutral_text.clone(),
            payee: paid_for.config.profile.name.clone(),
            statement_descriptor: paid_for.config.profile.short_name.clone(),
            language: attempt.locale.to_owned(),
            return_url: address("return"),
            cancel_url: address("cancel"),
            buyer_agent: visitor.user_agent.clone(),
        };
        let Place::Provider(account) = attempt.account else {
            return Prepared::Done(StartOutcome::Instructed);
        };
        Prepared::Ask(Box::new(Ask {
            intent,
            account,
            method: attempt.method.clone(),
            lease,
        }))
    }
}

fn new_attempt<'a>(
    (id, payment): (AttemptId, &Payment),
    (way, method): (&Way, &Method),
    (visitor, network_rank, started_by): (&Visitor, u32, AuditId),
    now: Timestamp,
) -> NewAttempt<'a> {
    NewAttempt {
        id,
        payment: payment.id,
        number: payment.attempts,
        account: way.place,
        method: method.clone(),
        taking: way.profile.taking,
        state: AttemptState::Intended,
        locale: visitor.language,
        amount: payment.amount,
        network_rank,
        started_by,
        created_at: now,
    }
}

/// The act that begins the attempt commits to it.
fn begins<'a>(audit: AuditRow<'a>, attempt: &NewAttempt<'_>) -> AuditRow<'a> {
    let commitment = Commitment::of(&canonical::attempt(attempt));
    audit.leading_to(attempt.id).committing(commitment)
}

/// Until when a link may be given out again.
fn offered_until(profile: &MethodProfile, now: Timestamp) -> Option<Timestamp> {
    match profile.offer_lasts {
        OfferLasts::For(time) => Some(now.plus(time)),
        OfferLasts::UntilPaymentExpires => None,
    }
}

/// When the sweeper first asks about an offered attempt whose payer did not return.
const fn first_ask(profile: &MethodProfile) -> Option<Duration> {
    match profile.asking {
        Asking::Repeatedly { first_after, .. } => Some(first_after),
        Asking::OnProviderEvent | Asking::Never => None,
    }
}

/// A payment whose order the provider has, and whose payer chose a method, perhaps another one.
fn go_on(attempt: Attempt, method: &Method, now: Timestamp) -> Prepared {
    if attempt.method != *method {
        return match attempt.state.blocking(attempt.taking) {
            Blocking::Blocked => Prepared::Done(StartOutcome::Processing),
            Blocking::Free | Blocking::LapseFirst | Blocking::LookUpFirst => {
                Prepared::AskAbout(Box::new(attempt))
            }
        };
    }
    match attempt.state {
        AttemptState::Offered if attempt.offered_until.is_some_and(|until| until < now) => {
            Prepared::AskAbout(Box::new(attempt))
        }
        AttemptState::Offered => Prepared::Done(known_link(&attempt)),
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

/// Moves the attempt on if its state allows; tells whether it did.
pub(crate) fn apply(attempt: &mut Attempt, command: AttemptCommand) -> bool {
    match attempt::decide(attempt.taking, attempt.state, command) {
        Ok(state) => {
            attempt.state = state;
            true
        }
        Err(_) => false,
    }
}

/// The attempt ends and the payment waits for its payer again; the page tells `alert`.
pub(crate) fn end_attempt(payment: &mut Payment, attempt: AttemptId, alert: AttemptOutcome) {
    if let Ok(state) = decide(payment.state, Command::EndAttempt(attempt)) {
        payment.state = state;
        payment.alert = Some(alert);
        payment.tries = 0;
        payment.due_at = Some(payment.expires_at);
    }
}
