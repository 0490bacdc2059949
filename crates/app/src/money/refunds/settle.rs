//! What the provider says about money that went back, booked once, whether the call that asked
//! for it or a message of the provider comes first.

use domain::access::{Act, Actor};
use domain::ledger::chain::Commitment;
use domain::ledger::postings::{Amount, MoneyFact, Place, Target, money_out};
use domain::money::MoneyOutKind;
use domain::money::refunds::{
    Refund, RefundCommand, RefundOrigin, RefundRoute, RefundState, decide,
};
use domain::work::{Subject, TaskKind};
use domain::{Currency, Moment, MoneyOutId, ProviderAccountId, TenantId};
use providers::RefundFact;
use storage::money::MoneyOut;
use storage::{Scope, StorageError, WriteTx};

use super::{Done, kassenzeichen, put_task};
use crate::App;
use crate::access::acting::Acting;
use crate::events::event::Events;
use crate::ledger::booking::booking;
use crate::ledger::canonical;
use crate::money::book_capture::{note_excess, part, task};
use crate::payments::SettleError;

impl App {
    /// Money that the provider says has gone back: of a refund of ours, or of none. Told again, it
    /// changes nothing.
    pub(crate) async fn book_refund(
        &self,
        by: &Acting,
        (tenant, account): (TenantId, ProviderAccountId),
        fact: &RefundFact,
    ) -> Result<(), SettleError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let Some(before) = ours(&mut tx, account, fact).await? else {
            drop(tx);
            return self.book_refund_seen(by, (tenant, account), fact).await;
        };
        let mut refund = before.clone();
        if refund.apply(RefundCommand::Finish, moment.now).is_err() {
            drop(tx);
            return self.book_refund_seen(by, (tenant, account), fact).await;
        }
        refund.reference = Some(fact.refund.as_str().to_owned());
        if !book_left(&mut tx, &mut moment, account, (&refund, fact)).await? {
            return Ok(());
        }
        let done = Done::of(by, Act::RefundSettle);
        done.save(&mut tx, &mut moment, (&before, &refund)).await?;
        put_task(&mut tx, &mut moment, &refund).await?;
        if fact.amount != refund.amount {
            explain(&mut tx, &mut moment, (&refund, fact)).await?;
        }
        self.note_done(&mut tx, &mut moment, &refund).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What follows when the money is gone: the payer is told where an address is kept, and what
    /// asked for this refund is done.
    pub(super) async fn note_done(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        refund: &Refund,
    ) -> Result<(), StorageError> {
        if let Some(payment) = refund.payment {
            self.note_refund(tx, payment, moment).await?;
        }
        let of_suspense = refund.booked.as_ref().and_then(|booked| booked.suspense);
        if let (Some(money), Some(_)) = (refund.money, of_suspense) {
            tx.work().tasks().given_back(money, moment.now).await?;
        }
        Ok(())
    }
}

/// The refund of ours that the provider means and that this ends, locked: by its id, or by the name
/// we gave it where it is of the same money and known under no other id. Money beside that of a
/// refund that is done already is none of ours.
async fn ours(
    tx: &mut WriteTx,
    account: ProviderAccountId,
    fact: &RefundFact,
) -> Result<Option<Refund>, StorageError> {
    let at = Place::Provider(account);
    let known = tx
        .money()
        .refunds()
        .by_reference(at, fact.refund.as_str())
        .await?;
    let named = match (&known, &fact.invoice) {
        (None, Some(invoice)) => {
            let whole = tx.money().refunds().by_invoice(invoice).await?;
            match (whole, of_first_try(invoice)) {
                (None, Some(first)) => tx.money().refunds().by_invoice(first).await?,
                (whole, _) => whole,
            }
        }
        _ => None,
    };
    let means = |refund: &Refund| {
        let of_money = refund.place == at && refund.money_ref == fact.capture.as_str();
        let reference = refund.reference.as_deref();
        let same = reference.is_none_or(|reference| reference == fact.refund.as_str());
        of_money && same && refund.origin == RefundOrigin::Staff
    };
    let Some(found) = known.or(named).filter(means) else {
        return Ok(None);
    };
    let held = tx.money().refunds().hold(found.id).await?;
    let ends = |held: &Refund| decide(held.state, RefundCommand::Finish).is_ok();
    Ok(held.filter(|held| means(held) && ends(held)))
}

/// The name under which the first try went out, from that of a later one.
fn of_first_try(invoice: &str) -> Option<&str> {
    let (first, round) = invoice.rsplit_once('.')?;
    round.parse::<u32>().ok().map(|_| first)
}

/// Another amount went back than was asked for. What is more counts as left otherwise.
async fn explain(
    tx: &mut WriteTx,
    moment: &mut Moment,
    (refund, fact): (&Refund, &RefundFact),
) -> Result<(), StorageError> {
    let reference = Some(fact.refund.as_str());
    let about = (Subject::Refund(refund.id), reference);
    let explain = task(moment, TaskKind::ExplainRefund, about, fact.amount);
    tx.work().tasks().insert(&explain).await?;
    let Some(more) = fact.amount.checked_sub(refund.amount) else {
        return Ok(());
    };
    let (at, capture) = (refund.place, refund.money_ref.as_str());
    let sums = tx.money().add_seen(at, capture, more).await?;
    match refund.money.filter(|_| sums.exceeded()) {
        Some(money) => note_excess(tx, moment, (money, fact.refund.as_str()), more).await,
        None => Ok(()),
    }
}

/// A refund that was made at the provider and is done, with the act that records it.
pub(crate) async fn record_refund(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    out: &MoneyOut,
) -> Result<(), StorageError> {
    let Some(id) = out.refund else { return Ok(()) };
    let payment = match out.payment {
        Some(payment) => tx.payments().find(payment).await?,
        None => None,
    };
    let refund = Refund {
        id,
        origin: RefundOrigin::Provider,
        route: RefundRoute::Provider,
        state: RefundState::Done,
        place: out.place,
        money_ref: out.money_ref.clone().unwrap_or_default(),
        money: out.money_in,
        payment: out.payment,
        service: payment.map(|payment| payment.service),
        amount: out.amount,
        reason: None,
        requested_by: None,
        not_owed: false,
        releases_needed: 0,
        round: 1,
        released_by: Vec::new(),
        booked: None,
        invoice: None,
        reference: Some(out.reference.clone()),
        failure: None,
        created_at: out.booked_at,
        ended_at: Some(out.booked_at),
    };
    let done = Done::of(by, Act::RefundRecord);
    let act = done.write(tx, moment, (None, &refund)).await?;
    tx.money().refunds().insert(&refund, None, act).await?;
    let kassenzeichen = kassenzeichen(tx, refund.payment).await?;
    let mut events = Events::of(act, tx, moment);
    let new = (None, &refund);
    events.refund_changed(new, kassenzeichen.as_deref()).await
}

/// *refunds due ← clearing*. Whether this is new.
async fn book_left(
    tx: &mut WriteTx,
    moment: &mut Moment,
    account: ProviderAccountId,
    (refund, fact): (&Refund, &RefundFact),
) -> Result<bool, SettleError> {
    let id = MoneyOutId::new(moment);
    let place = Place::Provider(account);
    let stated = MoneyFact {
        place,
        amount: Amount::euro(fact.amount),
        fee: None,
    };
    let parts = [part(Target::Refund(refund.id), fact.amount)];
    let days = booking(moment.now, fact.at, Actor::Provider(account));
    let group = money_out(id, &stated, &parts)?.book(moment, &days)?;
    let out = MoneyOut {
        id,
        place,
        reference: fact.refund.as_str().to_owned(),
        kind: MoneyOutKind::Refund,
        money_ref: Some(refund.money_ref.clone()),
        money_in: refund.money,
        payment: refund.payment,
        refund: Some(refund.id),
        amount: fact.amount,
        happened_at: fact.at,
        booked_at: moment.now,
        group: group.head().id,
    };
    let stated = canonical::money_out(&out, Currency::EUR);
    let group = group.committing(Commitment::of(&stated));
    if !tx.money().insert_out(&out).await? {
        return Ok(false);
    }
    tx.ledger().insert(&group).await?;
    Ok(true)
}
