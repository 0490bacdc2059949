//! A calling system asks for a payment: claim, Kassenzeichen, payment, first transfer, in one
//! step. The same request again gives the same payment again.

use domain::access::Act;
use domain::access::idempotency::{Replay, Stored, replay};
use domain::claims::{ClaimOrigin, Share, Terms};
use domain::ledger::LedgerError;
use domain::{ClaimId, Money, PaymentId};
use storage::claims::NewClaim;
use storage::payments::requests::NewRequest;
use storage::{ReadTx, Scope, StorageError, WriteTx};

use crate::App;
use crate::access::acting::Acting;
use crate::claims::NumberError;
use crate::claims::canonical::commitment;
use crate::payments::OpenError;
use crate::payments::items::{Item, StoredItems};
use crate::payments::open::{Opening, open_payment};
use crate::payments::status::{OutsideState, Transaction, seen_from_outside};
use crate::platform::document::to_json;
use crate::tenants::Endpoint;

/// What the calling system wants paid.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// The calling system's own id for this request.
    pub request_id: String,
    /// SHA-256 of the request as understood: the same id with another content is refused.
    pub fingerprint: [u8; 32],
    pub amount: Money,
    /// What the payer reads about it; may be empty.
    pub description: String,
    pub items: Vec<Item>,
    /// Where the payer goes afterwards, verbatim.
    pub redirect_url: Option<String>,
    /// The request as it is given back with every status.
    pub request_json: String,
}

#[derive(Clone, Debug)]
pub struct Registered {
    /// The payment as the calling system sees it now.
    pub transaction: Transaction,
    /// It was there already, from an equal request.
    pub replayed: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error("another request was made with this id before")]
    Exists,
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

impl From<OpenError> for RegisterError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Amount => Self::OutsideLimits,
            OpenError::Ledger(error) => Self::Ledger(error),
            OpenError::Storage(error) => Self::Storage(error),
        }
    }
}

impl App {
    pub(crate) async fn register_payment(
        &self,
        by: &Acting,
        endpoint: &Endpoint,
        new: &NewPayment,
    ) -> Result<Registered, RegisterError> {
        if new.amount.is_zero() {
            return Err(RegisterError::NothingToPay);
        }
        let within = endpoint.service_document.takes(new.amount);
        within.map_err(|_outside| RegisterError::OutsideLimits)?;
        if !endpoint.is_live() {
            // A repeated request is answered also after the service was paused.
            let mut tx = self.db.read(Scope::Tenant(endpoint.tenant)).await?;
            let earlier = earlier_request(&mut tx, endpoint, new).await?;
            drop(tx);
            let replayed = self.replay(earlier, endpoint, new).await?;
            return replayed.ok_or(RegisterError::NotLive);
        }
        match self.insert_payment(by, endpoint, new).await {
            Err(RegisterError::Storage(StorageError::Conflict)) => {
                // A write, not a read: the equal request may be in a transaction that is shared
                // and not on disk yet, and this commit waits for it.
                let mut tx = self.db.write(Scope::Tenant(endpoint.tenant)).await?;
                let earlier = earlier_request(&mut tx, endpoint, new).await?;
                tx.commit().await?;
                let replayed = self.replay(earlier, endpoint, new).await?;
                replayed.ok_or(RegisterError::Storage(StorageError::Conflict))
            }
            other => other,
        }
    }

    async fn insert_payment(
        &self,
        by: &Acting,
        endpoint: &Endpoint,
        new: &NewPayment,
    ) -> Result<Registered, RegisterError> {
        let mut moment = self.moment();
        let service = &endpoint.service_document;
        let pool = (endpoint.pool, endpoint.pool_document.as_str());
        let kassenzeichen = self
            .numbers
            .next(&self.db, endpoint.tenant, pool, moment.now)
            .await?;
        let claim = ClaimId::new(&mut moment);
        let share = Share {
            claim,
            amount: new.amount,
        };
        let mut tx = self.db.write(Scope::Tenant(endpoint.tenant)).await?;
        tx.claims()
            .insert(&NewClaim {
                id: claim,
                service: endpoint.service,
                kassenzeichen: kassenzeichen.as_str(),
                amount: new.amount,
                origin: ClaimOrigin::Channel,
                text: None,
                created_at: moment.now,
            })
            .await?;
        let opening = Opening {
            service: endpoint.service,
            shares: &[share],
            time_to_pay: service.time_to_pay(),
            actor: by.actor().clone(),
        };
        let payment = open_payment(&mut tx, &mut moment, &opening).await?;
        insert_request(&mut tx, endpoint, payment, new).await?;
        let mut audit = by
            .does(Act::PaymentCreate, payment)
            .committing(commitment(claim, &Terms::of(new.amount)));
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        tracing::info!(payment.id = %payment, "payment {payment} registered");
        Ok(Registered {
            transaction: Transaction {
                payment,
                state: OutsideState::Initial,
                kassenzeichen: kassenzeichen.as_str().to_owned(),
                method: None,
                paid_at: None,
                request_json: new.request_json.clone(),
            },
            replayed: false,
        })
    }

    /// The payment an earlier request with this id made, if there was one.
    async fn replay(
        &self,
        earlier: Option<Stored<PaymentId>>,
        endpoint: &Endpoint,
        new: &NewPayment,
    ) -> Result<Option<Registered>, RegisterError> {
        let pair = (endpoint.originator.as_str(), endpoint.end_point.as_str());
        match replay(earlier, new.fingerprint) {
            Replay::First => Ok(None),
            Replay::Same(payment) => {
                let seen = self.statuses.status(endpoint.tenant, payment, pair).await?;
                Ok(seen.map(|status| Registered {
                    transaction: seen_from_outside(payment, status),
                    replayed: true,
                }))
            }
            // One step does it all, so what is stored has an answer.
            Replay::StillRunning | Replay::DifferentRequest => Err(RegisterError::Exists),
        }
    }
}

/// Keeps what the calling system sent beside its payment.
async fn insert_request(
    tx: &mut WriteTx,
    endpoint: &Endpoint,
    payment: PaymentId,
    new: &NewPayment,
) -> Result<(), StorageError> {
    let items = to_json(&StoredItems {
        description: new.description.clone(),
        items: new.items.clone(),
    });
    let request = NewRequest {
        payment,
        originator: &endpoint.originator,
        end_point: &endpoint.end_point,
        request_id: &new.request_id,
        fingerprint: new.fingerprint,
        body: &new.request_json,
        items: &items,
        redirect_url: new.redirect_url.as_deref(),
    };
    tx.payments().requests().insert(&request).await
}

async fn earlier_request(
    tx: &mut ReadTx,
    endpoint: &Endpoint,
    new: &NewPayment,
) -> Result<Option<Stored<PaymentId>>, StorageError> {
    let pair = (endpoint.originator.as_str(), endpoint.end_point.as_str());
    let stored = tx
        .payments()
        .requests()
        .payment(pair, &new.request_id)
        .await?;
    Ok(stored.map(|(payment, fingerprint)| Stored {
        fingerprint,
        answer: Some(payment),
    }))
}
