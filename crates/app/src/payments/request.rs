//! A calling system asks for a payment, by any channel: claim, Kassenzeichen, payment, first
//! transfer, in one step. The same request again gives the same payment again.
//!
//! What a channel calls things, and how it spells them, is the channel's own; a request comes here
//! translated.

use domain::access::{Act, ActorKind, ClientScope};
use domain::claims::{ClaimOrigin, Share};
use domain::ledger::LedgerError;
use domain::ledger::chain::Commitment;
use domain::payments::PaymentState;
use domain::{ClaimId, Money, PaymentId};
use storage::claims::NewClaim;
use storage::payments::requests::NewRequest;
use storage::{StorageError, WriteTx};

use crate::App;
use crate::access::Caller;
use crate::access::acting::Acting;
use crate::access::client_auth::TRIES;
use crate::access::doors::ScopeTooNarrow;
use crate::access::idempotency::{Earlier, Request};
use crate::claims::NumberError;
use crate::events::event::{Events, NewPaymentFacts};
use crate::payments::OpenError;
use crate::payments::items::{Item, StoredItems, claim_lines};
use crate::payments::open::{Opening, open_payment};
use crate::payments::status::{PaymentStatus, seen_from_outside};
use crate::platform::document::to_json;
use crate::tenants::{Binding, BindingError};

/// What the calling system wants paid.
#[derive(Clone, Debug)]
pub struct PaymentRequest {
    /// The calling system's own id of this request.
    pub reference: String,
    /// SHA-256 of the request as understood: the same reference with another content is refused.
    pub fingerprint: [u8; 32],
    /// What the payer reads about it; may be empty.
    pub description: String,
    /// Their sum is what is to be paid.
    pub lines: Vec<Item>,
    /// Where the payer goes afterwards, verbatim.
    pub return_url: Option<String>,
    /// What the channel gives back with every status. It is kept and not read.
    pub echo: String,
}

impl PaymentRequest {
    /// The sum of the lines; `None` when it is no amount of money.
    pub fn amount(&self) -> Option<Money> {
        let mut cents = self.lines.iter().map(|line| line.cents);
        cents.try_fold(Money::ZERO, |sum, cents| {
            sum.checked_add(Money::from_cents(cents)?)
        })
    }
}

#[derive(Clone, Debug)]
pub struct CreatedPayment {
    /// The payment as the calling system sees it now.
    pub status: PaymentStatus,
    /// It was there already, from an equal request.
    pub replayed: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum CreatePaymentError {
    #[error(transparent)]
    ScopeTooNarrow(#[from] ScopeTooNarrow),
    #[error("another request was made with this reference before")]
    Exists,
    #[error("the credentials hold no longer")]
    Unproven,
    #[error("these credentials may not use this service any more")]
    Forbidden,
    #[error("the service takes no payments at present")]
    NotLive,
    #[error("an amount of zero cannot be paid")]
    NothingToPay,
    #[error("the amount is outside what the service allows")]
    OutsideLimits,
    #[error("no Kassenzeichen could be issued")]
    Number(#[from] NumberError),
    #[error("the claim could not be booked")]
    Ledger(#[from] LedgerError),
    #[error("storing the payment failed")]
    Storage(#[from] StorageError),
}

impl From<BindingError> for CreatePaymentError {
    fn from(error: BindingError) -> Self {
        match error {
            BindingError::Unproven => Self::Unproven,
            BindingError::Unknown | BindingError::Forbidden => Self::Forbidden,
            BindingError::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<OpenError> for CreatePaymentError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Amount => Self::OutsideLimits,
            OpenError::Ledger(error) => Self::Ledger(error),
            OpenError::Storage(error) => Self::Storage(error),
        }
    }
}

impl App {
    pub(crate) async fn create_payment(
        &self,
        by: &Acting,
        caller: &Caller,
        binding: &Binding,
        request: &PaymentRequest,
    ) -> Result<CreatedPayment, CreatePaymentError> {
        let created = self.try_create(by, (caller, binding), request).await;
        if let Err(
            refusal @ (CreatePaymentError::Exists
            | CreatePaymentError::NotLive
            | CreatePaymentError::NothingToPay
            | CreatePaymentError::OutsideLimits),
        ) = &created
        {
            // There is no payment; the service is what was to be paid.
            let act = (caller.tenant, Act::PaymentCreate);
            self.note_refusal(by, act, binding.service.id, refusal)
                .await;
        }
        created
    }

    async fn try_create(
        &self,
        by: &Acting,
        (caller, binding): (&Caller, &Binding),
        request: &PaymentRequest,
    ) -> Result<CreatedPayment, CreatePaymentError> {
        let amount = request.amount().ok_or(CreatePaymentError::OutsideLimits)?;
        if amount.is_zero() {
            return Err(CreatePaymentError::NothingToPay);
        }
        let mut bound = (caller.clone(), binding.clone());
        if !binding.service.is_live() {
            bound = self.bind_again(&bound.0, &bound.1).await?;
        }
        for _ in 0..TRIES {
            match self.create_once(by, &bound, (request, amount)).await {
                Err(CreatePaymentError::Storage(StorageError::Stale)) => {
                    self.await_change(caller.tenant).await?;
                    bound = self.bind_again(&bound.0, &bound.1).await?;
                }
                other => return other,
            }
        }
        Err(CreatePaymentError::Storage(StorageError::Stale))
    }

    /// By one version of the tenant's master data; `Stale` when it stands no longer.
    async fn create_once(
        &self,
        by: &Acting,
        bound: &(Caller, Binding),
        (request, amount): (&PaymentRequest, Money),
    ) -> Result<CreatedPayment, CreatePaymentError> {
        let (caller, binding) = bound;
        if !caller.may(ClientScope::PaymentsWrite) {
            return Err(ScopeTooNarrow.into());
        }
        let within = binding.service.document.takes(amount);
        within.map_err(|_outside| CreatePaymentError::OutsideLimits)?;
        let sent = Sent::of(binding, request);
        let key = sent.key();
        if !binding.service.is_live() {
            // A repeated request is answered also after the service was paused.
            let earlier = self.earlier(caller.tenant, &key).await?;
            let answer = self.answer(earlier, bound).await?;
            return answer.ok_or(CreatePaymentError::NotLive);
        }
        let inserted = self.insert_payment(by, bound, (request, amount), &key);
        match inserted.await {
            Err(CreatePaymentError::Storage(StorageError::Conflict)) => {
                let winner = self.winner(caller.tenant, &key).await?;
                let answer = self.answer(winner, bound).await?;
                answer.ok_or(CreatePaymentError::Storage(StorageError::Conflict))
            }
            other => other,
        }
    }

    async fn insert_payment(
        &self,
        by: &Acting,
        (caller, binding): &(Caller, Binding),
        (request, amount): (&PaymentRequest, Money),
        key: &Request<'_>,
    ) -> Result<CreatedPayment, CreatePaymentError> {
        let mut moment = self.moment();
        let service = &binding.service;
        let pool = (service.pool_id, service.pool_text.as_str());
        let kassenzeichen = self
            .issuer
            .next(&self.db, caller.tenant, pool, moment.now)
            .await?;
        let claim = ClaimId::new(&mut moment);
        let share = Share { claim, amount };
        let mut audit = by.does(Act::PaymentCreate, claim);
        let salt = moment.bytes();
        let owed = NewClaim {
            id: claim,
            service: service.id,
            kassenzeichen: kassenzeichen.as_str(),
            amount,
            origin: ClaimOrigin::Channel,
            text: None,
            lines: claim_lines(&salt, amount, (&request.lines, &service.document)),
            salt,
            made_by: audit.id(&mut moment),
            created_at: moment.now,
        };
        let mut tx = self.write_by(caller.tenant, caller.version()).await?;
        tx.claims().insert(&owed).await?;
        let opening = Opening {
            service: service.versioned(),
            shares: &[share],
            time_to_pay: service.document.time_to_pay(),
            actor: by.actor().clone(),
        };
        let payment = open_payment(&mut tx, &mut moment, &opening).await?;
        insert_request(&mut tx, (caller, binding), payment, request).await?;
        key.made(&mut tx, payment, &moment).await?;
        let commitment = Commitment::of(&owed.terms().canonical());
        let mut audit = audit.about(payment).committing(commitment);
        let caused_by = audit.write(&mut tx, &mut moment).await?;
        let facts = NewPaymentFacts {
            payment,
            reference: Some(&request.reference),
            service: &service.document.code,
            kassenzeichen: kassenzeichen.as_str(),
            amount,
            expires_at: moment.now.plus(opening.time_to_pay),
        };
        let mut events = Events::of(caused_by, &mut tx, &mut moment);
        events.created(Some(&share), &facts).await?;
        tx.commit().await?;
        caller.still_stands(self);
        tracing::info!(payment.id = %payment.in_log(), "payment {} created", payment.in_log());
        Ok(created(payment, kassenzeichen.as_str(), request))
    }

    /// What an earlier request with this reference is answered with, if there was one.
    async fn answer(
        &self,
        earlier: Earlier,
        (caller, binding): &(Caller, Binding),
    ) -> Result<Option<CreatedPayment>, CreatePaymentError> {
        match earlier {
            Earlier::None => Ok(None),
            Earlier::Same(payment) => {
                let seen = self
                    .statuses
                    .status(caller.tenant, payment, binding.id)
                    .await?;
                // The right to see it is judged by the version it was read with.
                if seen
                    .as_ref()
                    .is_some_and(|seen| seen.version != caller.version())
                {
                    return Err(StorageError::Stale.into());
                }
                Ok(seen.map(|status| CreatedPayment {
                    status: seen_from_outside(payment, status),
                    replayed: true,
                }))
            }
            Earlier::Other => Err(CreatePaymentError::Exists),
        }
    }
}

/// What was made just now, without reading it again.
fn created(payment: PaymentId, kassenzeichen: &str, request: &PaymentRequest) -> CreatedPayment {
    CreatedPayment {
        status: PaymentStatus {
            payment,
            state: PaymentState::Open,
            kassenzeichen: kassenzeichen.to_owned(),
            method: None,
            paid_at: None,
            echo: request.echo.clone(),
        },
        replayed: false,
    }
}

/// A request as it may be sent again. References belong to the binding: its clients share them.
struct Sent<'a> {
    binding: String,
    request: &'a PaymentRequest,
}

impl<'a> Sent<'a> {
    fn of(binding: &Binding, request: &'a PaymentRequest) -> Self {
        Self {
            binding: binding.id.to_string(),
            request,
        }
    }

    fn key(&self) -> Request<'_> {
        Request {
            actor: (ActorKind::Client, &self.binding),
            operation: Act::PaymentCreate,
            key: &self.request.reference,
            fingerprint: self.request.fingerprint,
        }
    }
}

/// Keeps what the calling system sent beside its payment.
async fn insert_request(
    tx: &mut WriteTx,
    (caller, binding): (&Caller, &Binding),
    payment: PaymentId,
    request: &PaymentRequest,
) -> Result<(), StorageError> {
    let items = to_json(&StoredItems {
        description: request.description.clone(),
        items: request.lines.clone(),
    });
    let new = NewRequest {
        payment,
        binding: binding.id,
        client: caller.client,
        reference: &request.reference,
        items: &items,
        echo: &request.echo,
        return_url: request.return_url.as_deref(),
    };
    tx.payments().requests().insert(&new).await
}
