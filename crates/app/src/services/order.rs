//! A citizen orders a service: what was filled in is checked, the fee is computed, and claim,
//! Kassenzeichen, payment and order are made in one step.
//!
//! The order's key is a hash of the form's random token and of everything filled in, stored with
//! the effect: the same form sent twice is one order, and a form that was corrected and sent again
//! is another. Nothing can be read back from the key.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::access::idempotency::fingerprint;
use domain::access::{Act, ActorKind};
use domain::claims::{ClaimOrigin, Share};
use domain::ledger::chain::Commitment;
use domain::services::{Charge, FeeAnswer, FeeError, FieldError, Filled, ServiceState};
use domain::values::hash::hex;
use domain::{ClaimId, Money, PaymentId};
use storage::claims::NewClaim;
use storage::services::orders::NewOrder;
use storage::{Scope, StorageError};

use super::CatalogueService;
use super::order_view::Answers;
use crate::access::Network;
use crate::access::acting::Acting;
use crate::access::client_auth::TRIES;
use crate::access::idempotency::{Earlier, Request};
use crate::claims::NumberError;
use crate::events::event::{Events, NewPaymentFacts};
use crate::payments::OpenError;
use crate::payments::items::{whole_booking, whole_line};
use crate::payments::methods::OutsideLimits;
use crate::payments::open::{Opening, open_payment};
use crate::platform::VaultError;
use crate::platform::document::to_json;
use crate::tenants::documents::FeeDocument;
use crate::{App, DocumentError, ReadError};

/// Orders a network may make within [`NETWORK_WINDOW`]: a busy library does not reach it, and a
/// program cannot use up a circle of Kassenzeichen. Counted over all nodes.
const NETWORK_ORDERS: u32 = 100;
const NETWORK_WINDOW: Duration = Duration::from_mins(15);
/// Orders of one service within [`SERVICE_WINDOW`] before each network is heard only once: a pool
/// of a million Kassenzeichen, which an order uses up whether it is paid or not, lasts for three
/// weeks of it, and the alarm is raised in the first hour.
const SERVICE_ORDERS: u32 = 2_000;
const SERVICE_WINDOW: Duration = Duration::from_hours(1);
/// What the keyed hashes of networks and services are for.
const PURPOSE: &str = "orders";
/// Letters of a form's token: 128 bits in hex.
const TOKEN_LETTERS: usize = 32;

/// What was filled in, as typed.
#[derive(Clone, Default)]
pub struct Entered {
    /// Code of the picked fee.
    pub option: String,
    pub quantity: String,
    pub amount: String,
    /// By the field's code.
    pub fields: BTreeMap<String, String>,
}

/// What is wrong with a form, in the form's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    Fee(FeeError),
    Field { code: String, error: FieldError },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// To be paid there. The same for each sending of the same form.
    Payment(PaymentId),
    /// Nothing was made.
    Wrong(Vec<FormError>),
}

#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    #[error("there is no such service")]
    NotFound,
    #[error("a service in state {0} takes no orders")]
    NotOffered(ServiceState),
    #[error("the form has no token of ours")]
    NoToken,
    #[error("too many orders of a service, or from one network")]
    TooMany,
    #[error("no Kassenzeichen could be issued")]
    Number(#[from] NumberError),
    #[error("the payment could not be made")]
    Open(#[source] OpenError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("a stored secret cannot be opened")]
    Vault(#[from] VaultError),
    #[error("storing the order failed")]
    Storage(#[from] StorageError),
}

impl From<OpenError> for OrderError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Storage(error) => Self::Storage(error),
            OpenError::Amount | OpenError::Ledger(_) => Self::Open(error),
        }
    }
}

impl From<ReadError> for OrderError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Storage(error) => Self::Storage(error),
            ReadError::Document(error) => Self::Document(error),
            ReadError::Vault(error) => Self::Vault(error),
        }
    }
}

impl App {
    /// A token for a form about to be shown: what makes two orders with equal content two.
    pub(crate) fn form_token(&self) -> String {
        let bytes = self.moment().bytes::<16>();
        let number = u128::from_be_bytes(bytes);
        format!("{number:0TOKEN_LETTERS$x}")
    }

    pub(crate) async fn order_service(
        &self,
        by: &Acting,
        service: (&str, &str),
        form: (&str, &Entered),
        network: &Network,
    ) -> Result<Ordered, OrderError> {
        let tenant = self.tenant_id(service.0).await?;
        let tenant = tenant.ok_or(OrderError::NotFound)?;
        let mut config = self.config(tenant).await?.ok_or(OrderError::NotFound)?;
        let mut counted = false;
        for _ in 0..TRIES {
            let found = CatalogueService::of(&config, service.1);
            let ordered = match &found {
                Some(found) => {
                    self.order_once(by, found, form, (network, &mut counted))
                        .await
                }
                None => Err(OrderError::NotFound),
            };
            // What an older version refuses, the newest one may allow.
            let again = match &ordered {
                Err(OrderError::Storage(StorageError::Stale)) => {
                    self.await_change(tenant).await?;
                    true
                }
                Err(OrderError::NotFound | OrderError::NotOffered(_)) | Ok(Ordered::Wrong(_)) => {
                    self.config_is_old(&config).await?
                }
                Err(_) | Ok(Ordered::Payment(_)) => false,
            };
            if !again {
                return ordered;
            }
            config = self.config_now(tenant).await?.ok_or(OrderError::NotFound)?;
        }
        Err(OrderError::Storage(StorageError::Stale))
    }

    /// By one version of the tenant's master data; `Stale` when it stands no longer.
    async fn order_once(
        &self,
        by: &Acting,
        service: &CatalogueService,
        (token, entered): (&str, &Entered),
        (network, counted): (&Network, &mut bool),
    ) -> Result<Ordered, OrderError> {
        if token.len() != TOKEN_LETTERS || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(OrderError::NoToken);
        }
        let (charge, filled) = match check(service, entered) {
            Ok(good) => good,
            Err(errors) => return Ok(Ordered::Wrong(errors)),
        };
        let sent = key_of(service, token, &charge, &filled);
        let key = hex(&sent);
        let request = Request {
            actor: (ActorKind::Payer, ""),
            operation: Act::PaymentOrder,
            key: &key,
            fingerprint: sent,
        };
        // An order that was made is answered also after the service was paused.
        if let Earlier::Same(payment) = self.earlier(service.tenant.id, &request).await? {
            return Ok(Ordered::Payment(payment));
        }
        if !service.state.is_live() {
            return Err(OrderError::NotOffered(service.state));
        }
        if !*counted {
            self.count_order(service, network).await?;
            *counted = true;
        }
        let order = Order {
            request,
            amount: charge.amount,
            text: text_of(service, &charge),
            answers: to_json(&Answers::of(service, &charge, &filled)),
        };
        match self.insert_order(by, service, &order).await {
            Err(OrderError::Storage(StorageError::Conflict)) => {
                match self.winner(service.tenant.id, &request).await? {
                    Earlier::Same(payment) => Ok(Ordered::Payment(payment)),
                    Earlier::None | Earlier::Other => Err(StorageError::Conflict.into()),
                }
            }
            made => made.map(Ordered::Payment),
        }
    }

    /// An order more of this service, and from this network. A payer whose network did not order
    /// lately is heard whatever others do.
    async fn count_order(
        &self,
        service: &CatalogueService,
        network: &Network,
    ) -> Result<(), OrderError> {
        let now = self.moment().now;
        let hash = self.keyed(service.tenant.id, PURPOSE).await;
        let hash = hash.map_err(ReadError::from)?;
        let of_service = hash.of(&[b"service", service.code.as_bytes()]);
        let of_network = hash.of(&[b"network", network.as_bytes()]);
        let mut tx = self.db.write(Scope::Tenant(service.tenant.id)).await?;
        let (ends, again) = (now.plus(SERVICE_WINDOW), now.plus(NETWORK_WINDOW));
        // The service first, always: no two orders wait for each other in a ring.
        let in_all = tx
            .access()
            .rate_limits()
            .count(&of_service, now, ends)
            .await?;
        let near = tx
            .access()
            .rate_limits()
            .count(&of_network, now, again)
            .await?;
        tx.commit().await?;
        if in_all.tries == SERVICE_ORDERS + 1 {
            tracing::warn!(
                service.code = service.code,
                "{SERVICE_ORDERS} orders of a service within the hour; networks are heard once"
            );
        }
        if is_heard(in_all.tries, near.tries) {
            return Ok(());
        }
        metrics::counter!("orders_refused_total").increment(1);
        Err(OrderError::TooMany)
    }

    async fn insert_order(
        &self,
        by: &Acting,
        service: &CatalogueService,
        order: &Order<'_>,
    ) -> Result<PaymentId, OrderError> {
        let mut moment = self.moment();
        let (tenant, stored) = (service.tenant.id, &service.config);
        let pool = (stored.pool_id, stored.pool_text.as_str());
        let issuer = &self.issuer;
        let kassenzeichen = issuer.next(&self.db, tenant, pool, moment.now).await?;
        let (claim, amount) = (ClaimId::new(&mut moment), order.amount);
        let share = Share { claim, amount };
        let mut audit = by.does(Act::PaymentOrder, claim);
        let salt = moment.bytes();
        let owed = NewClaim {
            id: claim,
            service: stored.id,
            kassenzeichen: kassenzeichen.as_str(),
            amount,
            origin: ClaimOrigin::Catalogue,
            text: Some(&order.text),
            lines: vec![whole_line(&salt, amount, whole_booking(&stored.document))],
            salt,
            made_by: audit.id(&mut moment),
            created_at: moment.now,
        };
        let mut tx = self.write_by(tenant, service.version).await?;
        tx.claims().insert(&owed).await?;
        let opening = Opening {
            service: stored.versioned(),
            shares: &[share],
            time_to_pay: stored.document.time_to_pay(),
            actor: by.actor().clone(),
        };
        let payment = open_payment(&mut tx, &mut moment, &opening).await?;
        let answered = NewOrder {
            claim,
            payment,
            service: stored.id,
            at: moment.now,
            fields: &order.answers,
        };
        tx.services().orders().insert(&answered).await?;
        order.request.made(&mut tx, payment, &moment).await?;
        let commitment = Commitment::of(&owed.terms().canonical());
        let mut audit = audit.about(payment).committing(commitment);
        let caused_by = audit.write(&mut tx, &mut moment).await?;
        let facts = NewPaymentFacts {
            payment,
            reference: None,
            service: &service.code,
            kassenzeichen: kassenzeichen.as_str(),
            amount,
            expires_at: moment.now.plus(opening.time_to_pay),
        };
        let mut events = Events::of(caused_by, &mut tx, &mut moment);
        events.created(Some(&share), &facts).await?;
        tx.commit().await?;
        tracing::info!(payment.id = %payment.in_log(), "payment {} ordered", payment.in_log());
        Ok(payment)
    }
}

/// An order whose form is right.
struct Order<'a> {
    request: Request<'a>,
    amount: Money,
    /// What the claim is for, in the authority's words; nothing of what was filled in.
    text: String,
    /// As JSON.
    answers: String,
}

/// Whether an order is heard, by how many there were of its service and from its network.
const fn is_heard(of_service: u32, of_network: u32) -> bool {
    of_network <= NETWORK_ORDERS && (of_service <= SERVICE_ORDERS || of_network == 1)
}

/// The fee and the answers, or everything that is wrong, the fee first as on the page.
fn check(
    service: &CatalogueService,
    entered: &Entered,
) -> Result<(Charge, Vec<Filled>), Vec<FormError>> {
    let answer = FeeAnswer {
        option: &entered.option,
        quantity: &entered.quantity,
        amount: &entered.amount,
    };
    let charge = service.fee.charge(answer).and_then(|charge| {
        within_limits(service, charge.amount)?;
        Ok(charge)
    });
    let filled = service
        .form
        .fill(|code| entered.fields.get(code).map_or("", String::as_str));
    match (charge, filled) {
        (Ok(charge), Ok(filled)) => Ok((charge, filled)),
        (charge, filled) => {
            let fee = charge.err().map(FormError::Fee);
            let fields = filled.err().unwrap_or_default();
            let fields = fields
                .into_iter()
                .map(|(code, error)| FormError::Field { code, error });
            Err(fee.into_iter().chain(fields).collect())
        }
    }
}

/// `Meldebescheinigung`, `3 × Meldebescheinigung`, `Volkshochschulkurs: ermäßigt`.
fn text_of(service: &CatalogueService, charge: &Charge) -> String {
    let name = service.name.say("de").text;
    let picked = match &service.described.fee {
        FeeDocument::Choice { options } => options
            .iter()
            .find(|option| Some(&option.code) == charge.option.as_ref()),
        FeeDocument::Fixed { .. } | FeeDocument::Quantity { .. } | FeeDocument::Free { .. } => None,
    };
    match (picked, charge.quantity) {
        (Some(option), _) => format!("{name}: {}", option.label.say("de").text),
        (None, Some(many)) if many > 1 => format!("{many} × {name}"),
        (None, _) => name.to_owned(),
    }
}

/// What may be paid at all, whatever the fee says.
fn within_limits(service: &CatalogueService, amount: Money) -> Result<(), FeeError> {
    let within = service.config.document.takes(amount);
    within.map_err(|outside| match outside {
        OutsideLimits::TooLittle(least) => FeeError::TooLittle(least),
        OutsideLimits::TooMuch(most) => FeeError::TooMuch(most),
    })
}

/// Each part is preceded by its length, so that no two forms have one text.
fn key_of(service: &CatalogueService, token: &str, charge: &Charge, filled: &[Filled]) -> [u8; 32] {
    let cents = charge.amount.cents().to_string();
    let option = charge.option.as_deref().unwrap_or_default();
    let fixed = [service.code.as_str(), token, &cents, option];
    let fields = filled
        .iter()
        .flat_map(|filled| [filled.code.as_str(), &filled.value]);
    let mut text = String::new();
    for part in fixed.into_iter().chain(fields) {
        text.push_str(&part.len().to_string());
        text.push(':');
        text.push_str(part);
    }
    fingerprint(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_orders_leaves_one_to_every_other_network() {
        assert!(is_heard(SERVICE_ORDERS, NETWORK_ORDERS));
        assert!(!is_heard(1, NETWORK_ORDERS + 1));
        assert!(is_heard(SERVICE_ORDERS + 1, 1));
        assert!(!is_heard(SERVICE_ORDERS + 1, 2));
    }
}
