//! A refund is requested: how much of which money, and why.

use domain::access::{Act, Holder, Role};
use domain::ledger::AccountKind;
use domain::ledger::postings::Place;
use domain::money::refunds::{
    Refund, RefundOrigin, RefundRefusal, RefundRoute, RefundState, releases_needed,
};
use domain::values::text::Reason;
use domain::{Moment, Money, MoneyInId, RefundId, ServiceId, SuspenseItemId};
use storage::money::MoneyIn;
use storage::money::refunds::RequestKey;
use storage::{ReadTx, StorageError};

use super::{Done, is_disputed, kassenzeichen, put_task};
use crate::App;
use crate::access::StaffError;
use crate::access::acting::Acting;
use crate::access::staff::StaffPlace;
use crate::events::event::Events;

/// What a person asks for.
#[derive(Clone, Debug)]
pub struct WantedRefund {
    pub amount: Money,
    /// What was available when the person looked.
    pub available: Money,
    pub reason: String,
    /// Of the form: sent twice it is one request.
    pub key: String,
}

/// A reason as it is kept.
pub(super) fn reason(typed: &str) -> Result<Reason, RefundRefusal> {
    Reason::typed(typed).map_err(|_| RefundRefusal::Reason)
}

/// The service that the money was paid for.
pub(super) async fn service_of(
    tx: &mut ReadTx,
    money: &MoneyIn,
) -> Result<Option<ServiceId>, StorageError> {
    let Some(payment) = money.payment else {
        return Ok(None);
    };
    let payment = tx.payments().find(payment).await?;
    Ok(payment.map(|payment| payment.service))
}

/// What of the money belongs to no claim and is not given back yet.
pub(super) async fn left_in_suspense(
    tx: &mut ReadTx,
    money: &MoneyIn,
) -> Result<Option<(SuspenseItemId, Money)>, StorageError> {
    let group = tx.ledger().group(money.group).await?;
    let Some(group) = group else { return Ok(None) };
    let booked = group.transfers().iter().find_map(|transfer| {
        if let AccountKind::Suspense(item) = transfer.credit.kind {
            return Some((item, transfer.amount));
        }
        None
    });
    let Some((item, amount)) = booked else {
        return Ok(None);
    };
    let back = tx
        .money()
        .refunds()
        .given_back_of_suspense(money.id)
        .await?;
    let left = amount.checked_sub(back).filter(|left| !left.is_zero());
    Ok(left.map(|left| (item, left)))
}

/// Whether so much of the money belongs to no claim, beside what is requested of it already: what
/// is released takes such money first.
async fn is_not_owed(
    tx: &mut ReadTx,
    money: &MoneyIn,
    amount: Money,
) -> Result<bool, StorageError> {
    let left = left_in_suspense(tx, money).await?;
    let requested = tx.money().refunds().requested_of(money.id).await?;
    let left = left.and_then(|(_, left)| left.checked_sub(requested));
    Ok(left.is_some_and(|left| amount <= left))
}

impl App {
    /// Requests a refund of this money. The same form sent again leads to the same refund, unless
    /// something else is asked for with it.
    pub(crate) async fn request_refund(
        &self,
        by: &Acting,
        place: &StaffPlace,
        money: MoneyInId,
        wanted: &WantedRefund,
    ) -> Result<RefundId, StaffError> {
        let reason = reason(&wanted.reason)?;
        let config = self.config(place.tenant).await?;
        let config = config.ok_or(StaffError::NotFound)?;
        let mut tx = self.db.read(place.scope()).await?;
        let money = tx.money().find_in(money).await?;
        let money = money.ok_or(StaffError::NotFound)?;
        let service = service_of(&mut tx, &money).await?;
        drop(tx);
        if !place.sees(Act::RefundRequest, &config, service) {
            return Err(StaffError::NotFound);
        }
        let at_provider = self.check_at_provider(place, &money, wanted.amount).await?;
        let route = match at_provider {
            Ok(()) => RefundRoute::Provider,
            Err(_) => RefundRoute::ByHand,
        };
        let needed = self.releases_needed(place, wanted.amount).await?;
        let asked = (&money, service, route, needed);
        self.write_request(by, place, asked, (wanted, reason)).await
    }

    /// How many persons release this amount by what the tenant says now.
    pub(super) async fn releases_needed(
        &self,
        place: &StaffPlace,
        amount: Money,
    ) -> Result<u32, StaffError> {
        let config = self.config(place.tenant).await?;
        let config = config.ok_or(StaffError::NotFound)?;
        Ok(releases_needed(
            amount,
            config.profile.refunds.one_release(),
        ))
    }

    async fn write_request(
        &self,
        by: &Acting,
        place: &StaffPlace,
        (money, service, route, releases_needed): (&MoneyIn, Option<ServiceId>, RefundRoute, u32),
        (wanted, reason): (&WantedRefund, Reason),
    ) -> Result<RefundId, StaffError> {
        let mut moment = self.moment();
        let key = RequestKey(&wanted.key);
        let mut tx = self.db.write(place.scope()).await?;
        let at: (Place, &str) = (money.place, &money.reference);
        let sums = tx.money().hold_sums(at.0, at.1).await?;
        let known = tx.money().refunds().by_key(place.person, key).await?;
        let asked = (Some(money.id), wanted.amount, Some(reason.as_str()));
        let same = |known: &Refund| (known.money, known.amount, known.reason.as_deref()) == asked;
        if let Some(known) = known.filter(same) {
            return Ok(known.id);
        }
        let now = sums.available();
        if now != wanted.available {
            let seen = wanted.available;
            return Err(RefundRefusal::Changed { seen, now }.into());
        }
        if is_disputed(&mut tx, Some(money.id)).await? {
            return Err(RefundRefusal::Disputed.into());
        }
        if place.is_treasurer() && !is_not_owed(&mut tx, money, wanted.amount).await? {
            return Err(RefundRefusal::OnlyNotOwed.into());
        }
        let (at, amount) = (money.place, wanted.amount);
        if amount.is_zero() || !tx.money().reserve(at, &money.reference, amount).await? {
            return Err(RefundRefusal::NotAvailable.into());
        }
        let number = kassenzeichen(&mut tx, money.payment).await?;
        let refund = Refund {
            service,
            reason: Some(reason.as_str().to_owned()),
            requested_by: Some(place.person),
            not_owed: place.is_treasurer(),
            releases_needed,
            ..requested(&mut moment, (money, amount, route), number.as_deref())
        };
        let done = Done::of(by, Act::RefundRequest);
        let act = done.write(&mut tx, &mut moment, (None, &refund)).await?;
        tx.money().refunds().insert(&refund, Some(key), act).await?;
        put_task(&mut tx, &mut moment, &refund).await?;
        let mut events = Events::of(act, &mut tx, &mut moment);
        let new = (None, &refund);
        events.refund_changed(new, number.as_deref()).await?;
        tx.commit().await?;
        Ok(refund.id)
    }
}

/// A new refund of this money, before it is known which person asks for it and why.
fn requested(
    moment: &mut Moment,
    (money, amount, route): (&MoneyIn, Money, RefundRoute),
    kassenzeichen: Option<&str>,
) -> Refund {
    let id = RefundId::new(moment);
    Refund {
        id,
        origin: RefundOrigin::Staff,
        route,
        state: RefundState::Requested,
        place: money.place,
        money_ref: money.reference.clone(),
        money: Some(money.id),
        payment: money.payment,
        service: None,
        amount,
        reason: None,
        requested_by: None,
        not_owed: false,
        releases_needed: 0,
        round: 1,
        released_by: Vec::new(),
        booked: None,
        invoice: Some(invoice(kassenzeichen, id)),
        reference: None,
        failure: None,
        created_at: moment.now,
        ended_at: None,
    }
}

/// What the payer reads at the provider: the Kassenzeichen, and a mark that is this refund's.
fn invoice(kassenzeichen: Option<&str>, id: RefundId) -> String {
    let id = id.to_string();
    let mark = id.get(id.len().saturating_sub(8)..).unwrap_or_default();
    format!("{}-R{mark}", kassenzeichen.unwrap_or("0"))
}

impl StaffPlace {
    /// Whether the person is here for the treasury; sides never meet.
    pub(super) fn is_treasurer(&self) -> bool {
        self.standing
            .holders
            .contains(&Holder::Role(Role::Treasurer))
    }
}
