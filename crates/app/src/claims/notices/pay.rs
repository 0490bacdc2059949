//! From a basket to a payment.

use std::time::Duration;

use domain::access::idempotency::fingerprint;
use domain::access::{Act, ActorKind};
use domain::claims::{NotDivisible, Payable, Share, divide};
use domain::values::hash::hex;
use domain::{ClaimId, Day, Money, PaymentId, TenantId, Timestamp};
use storage::claims::Claim;
use storage::{ReadTx, StorageError, WriteTx};

use super::{
    Basket, Eligibility, NoticeService, eligibility, has_notice, min_part, notice_services,
};
use crate::access::Network;
use crate::access::acting::Acting;
use crate::access::client_auth::TRIES;
use crate::access::idempotency::{Earlier, Request};
use crate::events::event::{Events, NewPaymentFacts};
use crate::payments::OpenError;
use crate::payments::methods::OutsideLimits;
use crate::payments::open::{Opening, open_payment, total};
use crate::platform::vault::KeyedHash;
use crate::tenants::config::TenantConfig;
use crate::{App, ReadError};

/// Payments of one claim within [`DAY`] before each network is heard only once: each stays in the
/// books for ever, and the notice in hand opens any number. A payer that pays in parts, begins anew
/// and comes back from another device stays far below.
const CLAIM_PAYMENTS: u32 = 20;
const DAY: Duration = Duration::from_hours(24);
/// What the keyed hashes of claims and networks are for.
const PURPOSE: &str = "notice_payments";

/// What the payer chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticePayment {
    /// Everything that is open.
    Whole,
    Part(Money),
}

#[derive(Debug, thiserror::Error)]
pub enum PayNoticeError {
    #[error("there is nothing in the basket")]
    Empty,
    #[error("a claim in the basket cannot be paid as it was shown")]
    Changed,
    #[error("these notices go to different accounts and are paid one by one")]
    NotTogether,
    #[error("no part of this may be paid, only the whole")]
    OnlyWhole,
    #[error("the part is smaller than {0} euros")]
    PartTooSmall(Money),
    #[error("the part is more than the {0} euros that are open")]
    MoreThanOpen(Money),
    #[error("the amount is smaller than the {0} euros that the service takes online")]
    TooLittle(Money),
    #[error("the amount is more than the {0} euros that the service takes online")]
    TooMuch(Money),
    #[error("payments of a claim were opened too often today")]
    TooOften,
    #[error("the payment could not be opened")]
    Open(#[from] OpenError),
    #[error("reading the claims failed")]
    Read(#[from] ReadError),
    #[error("storing the payment failed")]
    Storage(#[from] StorageError),
}

/// What of a claim can be paid now, and under whose rules.
struct Payables<'a> {
    claims: Vec<Payable>,
    service: &'a NoticeService,
    /// The largest of the smallest parts; `None` when one of the claims takes no parts.
    min_part: Option<Money>,
}

impl App {
    /// Opens a payment for all claims of the sealed basket, or for a part of what is owed. The
    /// claims are held while it is opened; the payer gets the pay page's usual time. The same
    /// basket sent again leads to the same payment.
    pub(crate) async fn pay_notices(
        &self,
        by: &Acting,
        tenant: TenantId,
        (sealed, chosen): (&str, NoticePayment),
        network: &Network,
    ) -> Result<PaymentId, PayNoticeError> {
        let sent = sent(sealed, chosen);
        let key = hex(&sent);
        let request = Request {
            actor: (ActorKind::Payer, ""),
            operation: Act::PaymentOpen,
            key: &key,
            fingerprint: sent,
        };
        if let Earlier::Same(payment) = self.earlier(tenant, &request).await? {
            return Ok(payment);
        }
        let basket = self.open_basket(tenant, sealed);
        let paid = self.open_by_newest(by, (tenant, &request), (&basket, chosen), network);
        match paid.await {
            Err(PayNoticeError::Storage(StorageError::Conflict) | PayNoticeError::Changed) => {
                // An equal request came first, and claims the money of the basket.
                match self.winner(tenant, &request).await? {
                    Earlier::Same(payment) => Ok(payment),
                    Earlier::None | Earlier::Other => Err(PayNoticeError::Changed),
                }
            }
            other => other,
        }
    }

    /// By the newest master data, begun anew where it changes meanwhile.
    async fn open_by_newest(
        &self,
        by: &Acting,
        (tenant, request): (TenantId, &Request<'_>),
        wanted: (&Basket, NoticePayment),
        network: &Network,
    ) -> Result<PaymentId, PayNoticeError> {
        let config = self.config(tenant).await?;
        let mut config = config.ok_or(PayNoticeError::Changed)?;
        for _ in 0..TRIES {
            let opened = self.open_for_notices(by, (&config, request), wanted, network);
            match opened.await {
                // What an older version refuses, the newest one may allow.
                Err(PayNoticeError::Changed) if self.config_is_old(&config).await? => {}
                Err(
                    PayNoticeError::Storage(StorageError::Stale)
                    | PayNoticeError::Open(OpenError::Storage(StorageError::Stale)),
                ) => self.await_change(tenant).await?,
                opened => return opened,
            }
            let newest = self.config_now(tenant).await?;
            config = newest.ok_or(PayNoticeError::Changed)?;
        }
        Err(StorageError::Stale.into())
    }

    /// By one version of the tenant's master data; `Stale` when it stands no longer.
    async fn open_for_notices(
        &self,
        by: &Acting,
        (config, request): (&TenantConfig, &Request<'_>),
        (basket, chosen): (&Basket, NoticePayment),
        network: &Network,
    ) -> Result<PaymentId, PayNoticeError> {
        let mut moment = self.moment();
        let services = notice_services(config);
        let hash = self.keyed(config.id, PURPOSE).await;
        let hash = hash.map_err(ReadError::from)?;
        let mut tx = self.write_by(config.id, config.version).await?;
        tx.claims().hold(basket.claims()).await?;
        let mut claims = Vec::new();
        for id in basket.claims() {
            let claim = tx
                .claims()
                .find(*id)
                .await?
                .filter(|claim| has_notice(claim.origin));
            claims.push(claim.ok_or(PayNoticeError::Changed)?);
        }
        let today = Day::in_berlin(moment.now);
        let payables = payables(&mut tx, &claims, &services, today).await?;
        let shares = shares(&payables, chosen)?;
        check_limits(payables.service, &shares)?;
        for share in &shares {
            count_payment(&mut tx, &hash, (share.claim, network), moment.now).await?;
        }
        let opening = Opening {
            service: payables.service.config.versioned(),
            shares: &shares,
            time_to_pay: payables.service.config.document.time_to_pay(),
            actor: by.actor().clone(),
        };
        let payment = open_payment(&mut tx, &mut moment, &opening).await?;
        request.made(&mut tx, payment, &moment).await?;
        let mut audit = by.does(Act::PaymentOpen, payment);
        let caused_by = audit.write(&mut tx, &mut moment).await?;
        let first = shares.first().map(|share| share.claim);
        let first = claims.iter().find(|claim| Some(claim.id) == first);
        let facts = NewPaymentFacts {
            payment,
            reference: None,
            service: &payables.service.config.document.code,
            kassenzeichen: first.map_or("", |claim| claim.kassenzeichen.as_str()),
            amount: total(&shares).ok_or(OpenError::Amount)?,
            expires_at: moment.now.plus(opening.time_to_pay),
        };
        let mut events = Events::of(caused_by, &mut tx, &mut moment);
        events.created(None, &facts).await?;
        tx.commit().await?;
        tracing::info!(payment.id = %payment.in_log(), count = shares.len(),
            "payment {} opened for notices", payment.in_log());
        Ok(payment)
    }
}

/// A payment more of this claim, which is held, within the step that opens it. Beyond the budget a
/// payer whose network opened none of it today is heard, whatever others do.
async fn count_payment(
    tx: &mut WriteTx,
    hash: &KeyedHash,
    (claim, network): (ClaimId, &Network),
    now: Timestamp,
) -> Result<(), PayNoticeError> {
    let (claim, ends) = (claim.as_uuid(), now.plus(DAY));
    let access = tx.access();
    let mut counters = access.rate_limits();
    let of_claim = hash.of(&[b"claim", claim.as_bytes()]);
    let of_network = hash.of(&[b"network", claim.as_bytes(), network.as_bytes()]);
    let in_all = counters.count(&of_claim, now, ends).await?;
    let near = counters.count(&of_network, now, ends).await?;
    if in_all.tries <= CLAIM_PAYMENTS || near.tries == 1 {
        return Ok(());
    }
    metrics::counter!("notice_payments_refused_total").increment(1);
    Err(PayNoticeError::TooOften)
}

/// Each sealed basket is another one, also of the same claims.
fn sent(sealed: &str, chosen: NoticePayment) -> [u8; 32] {
    let amount = match chosen {
        NoticePayment::Whole => "whole".to_owned(),
        NoticePayment::Part(part) => part.cents().to_string(),
    };
    fingerprint(format!("{amount} {sealed}").as_bytes())
}

async fn payables<'a>(
    tx: &mut ReadTx,
    claims: &[Claim],
    services: &'a [NoticeService],
    today: Day,
) -> Result<Payables<'a>, PayNoticeError> {
    let of = |claim: &Claim| {
        services
            .iter()
            .find(|service| service.config.id == claim.service)
    };
    let first = claims.first().ok_or(PayNoticeError::Empty)?;
    let first = of(first).ok_or(PayNoticeError::Changed)?;
    let mut payables = Payables {
        claims: Vec::new(),
        service: first,
        min_part: Some(Money::ZERO),
    };
    for claim in claims {
        let service = of(claim).ok_or(PayNoticeError::Changed)?;
        if !service.config.document.pays_as(&first.config.document) {
            return Err(PayNoticeError::NotTogether);
        }
        let Eligibility::Payable(open) = eligibility(tx, claim, service, today).await? else {
            return Err(PayNoticeError::Changed);
        };
        payables.claims.push(Payable {
            claim: claim.id,
            due: claim.terms.due,
            open,
        });
        let least = min_part(&service.rules);
        payables.min_part = payables
            .min_part
            .zip(least)
            .map(|(one, other)| one.max(other));
    }
    Ok(payables)
}

fn shares(payables: &Payables<'_>, chosen: NoticePayment) -> Result<Vec<Share>, PayNoticeError> {
    let add = |sum: Money, payable: &Payable| sum.checked_add(payable.open);
    let open = payables.claims.iter().try_fold(Money::ZERO, add);
    let open = open.ok_or(PayNoticeError::TooMuch(Money::MAX))?;
    let amount = match chosen {
        NoticePayment::Part(part) if part != open => {
            let least = payables.min_part.ok_or(PayNoticeError::OnlyWhole)?;
            if part < least {
                return Err(PayNoticeError::PartTooSmall(least));
            }
            part
        }
        NoticePayment::Part(_) | NoticePayment::Whole => open,
    };
    divide(amount, &payables.claims).map_err(|error| match error {
        NotDivisible::Nothing => PayNoticeError::Empty,
        NotDivisible::MoreThanOpen => PayNoticeError::MoreThanOpen(open),
    })
}

fn check_limits(service: &NoticeService, shares: &[Share]) -> Result<(), PayNoticeError> {
    let amount = total(shares).ok_or(PayNoticeError::TooMuch(Money::MAX))?;
    let within = service.config.document.takes(amount);
    within.map_err(|outside| match outside {
        OutsideLimits::TooLittle(least) => PayNoticeError::TooLittle(least),
        OutsideLimits::TooMuch(most) => PayNoticeError::TooMuch(most),
    })
}
