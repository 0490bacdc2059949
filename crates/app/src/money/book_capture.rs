//! Facts about money, written into the books once each.

use domain::access::Actor;
use domain::claims::Share;
use domain::events::PublicStatus;
use domain::ledger::EntryGroup;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::{Amount, MoneyFact, Part, Place, Target, money_in, money_out};
use domain::money::{MoneyInKind, MoneyOutKind};
use domain::payments::{
    Arrived, AttemptCommand, AttemptOutcome, Fact, Method, PaymentState, money_arrived,
};
use domain::work::{Subject, TaskKind};
use domain::{
    AttemptId, Currency, Moment, Money, MoneyInId, MoneyOutId, PaymentId, ProviderAccountId,
    RefundId, SuspenseItemId, TaskId, TenantId, Timestamp,
};
use providers::{CaptureFact, RefundFact};
use storage::claims::shares::ClaimShare;
use storage::money::{MoneyIn, MoneyOut};
use storage::payments::Payment;
use storage::work::tasks::Task;
use storage::{Scope, StorageError, WriteTx};

use crate::App;
use crate::access::acting::{Acting, AuditRow};
use crate::bank::instruction::lapse_transfer;
use crate::claims::eligibility::settled_otherwise;
use crate::events::event::{Events, StatusFacts, status};
use crate::events::mail::order_authority_receipt;
use crate::ledger::booking::booking;
use crate::ledger::canonical;
use crate::money::refunds::pay::StopTransfers;
use crate::money::refunds::settle::record_refund;
use crate::payments::end::{kassenzeichen, withdraw};
use crate::payments::start::{apply, lock_attempt};
use crate::payments::{SettleError, Settled};
use crate::work::job::put_job;

/// What arrived, and what it is booked to.
pub(crate) struct Arrival {
    pub(crate) money: MoneyIn,
    pub(crate) group: EntryGroup,
    /// What of it settles which claims.
    pub(crate) settles: Vec<Share>,
    /// What of it exceeds the open amounts.
    pub(crate) too_much: Money,
}

impl App {
    /// Money a provider confirmed. Accepted in every state of payment and attempt; the same money
    /// told again changes nothing.
    pub(crate) async fn book_capture(
        &self,
        audit: &mut AuditRow<'_>,
        (tenant, id): (TenantId, AttemptId),
        fact: &CaptureFact,
    ) -> Result<Settled, SettleError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let (mut payment, mut attempt) = lock_attempt(&mut tx, id).await?;
        let shares = tx.claims().shares().hold(payment.id).await?;
        let (state, meaning) = money_arrived(
            payment.state,
            Arrived {
                attempt: id,
                amount: fact.amount,
                due: payment.rest(),
                foreign: fact.mismatch.is_some(),
                settled: settled_otherwise(&shares),
            },
        );
        let account = attempt.provider_account().ok_or(SettleError::NotFound)?;
        let whose = (payment.id, id, account);
        let arrival = arrival(&mut moment, whose, fact, (meaning, &shares))?;
        // What reads or has to know at once comes first: the rest travels together.
        if !tx.money().insert_in(&arrival.money).await? {
            return Ok(Settled::Paid);
        }
        let before = status(&payment, &attempt);
        let caused_by = audit.write(&mut tx, &mut moment).await?;
        if meaning == Fact::Paid {
            order_authority_receipt(&mut tx, &payment, &mut moment).await?;
        }
        let kind = TaskKind::about_money(meaning);
        add_surplus(&mut tx, &mut moment, &arrival, kind).await?;
        let of = (account, payment.id);
        tx.work().tasks().money_taken(of, moment.now).await?;
        self.count_what_left_before(&mut tx, &arrival.money, &mut moment)
            .await?;
        book_arrival(&mut tx, &arrival).await?;
        if payment.state != state {
            move_payment(&mut payment, state, (attempt.method.clone(), moment.now));
            save_moved(&mut tx, &mut moment, &mut payment, account).await?;
        }
        apply(&mut attempt, AttemptCommand::Capture);
        attempt.capture = Some(arrival.money.reference.clone());
        tx.payments().attempts().save(&attempt).await?;
        let mut events = Events::of(caused_by, &mut tx, &mut moment);
        let change = Some((before, status(&payment, &attempt)));
        let of = (&payment, &attempt.method, meaning);
        tell_arrival(&mut events, change, of, (&arrival, &shares)).await?;
        tx.commit().await?;
        if !self.is_trial(tenant).await {
            metrics::counter!("money_arrived_total").increment(1);
            metrics::counter!("money_arrived_cents_total")
                .increment(u64::try_from(fact.amount.cents()).unwrap_or_default());
        }
        tracing::info!(payment.id = %payment.id.in_log(), ledger.fact = ?meaning,
            "money for payment {} arrived", payment.id.in_log());
        Ok(Settled::Paid)
    }

    /// Money a provider says has left again, of money we know or not. Told again, it changes
    /// nothing. Booked at once; staff say what it belongs to.
    pub(crate) async fn book_refund_seen(
        &self,
        by: &Acting,
        (tenant, account): (TenantId, ProviderAccountId),
        fact: &RefundFact,
    ) -> Result<(), SettleError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let capture = tx.money().capture(account, fact.capture.as_str()).await?;
        let (out, group) = departure(&mut moment, account, fact, capture.as_ref())?;
        if !tx.money().insert_out(&out).await? {
            return Ok(());
        }
        let about = (Subject::MoneyOut(out.id), Some(out.reference.as_str()));
        let explain = task(&mut moment, TaskKind::ExplainRefund, about, out.amount);
        tx.work().tasks().insert(&explain).await?;
        tx.ledger().insert(&group).await?;
        let capture = fact.capture.as_str();
        let sums = tx.money().add_seen(out.place, capture, out.amount).await?;
        if let Some(money) = out.money_in.filter(|_| sums.exceeded()) {
            let about = (money, out.reference.as_str());
            note_excess(&mut tx, &mut moment, about, out.amount).await?;
        }
        if let Some(payment) = out.payment {
            self.note_refund(&mut tx, payment, &mut moment).await?;
        }
        record_refund(&mut tx, &mut moment, by, &out).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The provider may tell a refund before the money that it is part of: its payer is told, and
    /// more than arrived becomes a task, when the money is known.
    async fn count_what_left_before(
        &self,
        tx: &mut WriteTx,
        money: &MoneyIn,
        moment: &mut Moment,
    ) -> Result<(), StorageError> {
        let sums = tx.money().sums(money.place, &money.reference).await?;
        if sums.seen.is_zero() {
            return Ok(());
        }
        if let Some(payment) = money.payment {
            self.note_refund(tx, payment, moment).await?;
        }
        if sums.exceeded() {
            let about = (money.id, money.reference.as_str());
            note_excess(tx, moment, about, sums.seen).await?;
        }
        Ok(())
    }
}

/// More of the money is gone, or kept to go, than arrived: a task, and what waits to be transferred
/// of it is stopped.
pub(crate) async fn note_excess(
    tx: &mut WriteTx,
    moment: &mut Moment,
    (money, reference): (MoneyInId, &str),
    amount: Money,
) -> Result<(), StorageError> {
    let about = (Subject::MoneyIn(money), Some(reference));
    let excess = task(moment, TaskKind::ExplainExcessRefund, about, amount);
    tx.work().tasks().insert(&excess).await?;
    let now = moment.now;
    put_job(tx, &StopTransfers::of(money), now, moment).await
}

/// A task about what of the money exceeds the open amounts.
pub(crate) async fn add_surplus(
    tx: &mut WriteTx,
    moment: &mut Moment,
    arrival: &Arrival,
    kind: TaskKind,
) -> Result<(), StorageError> {
    if arrival.too_much.is_zero() {
        return Ok(());
    }
    let about = Subject::MoneyIn(arrival.money.id);
    let about = (about, Some(arrival.money.reference.as_str()));
    let task = task(moment, kind, about, arrival.too_much);
    tx.work().tasks().insert(&task).await
}

/// A payment that money of a provider moved, and what ends with it.
async fn save_moved(
    tx: &mut WriteTx,
    moment: &mut Moment,
    payment: &mut Payment,
    account: ProviderAccountId,
) -> Result<(), SettleError> {
    if payment.state == PaymentState::Cancelled {
        withdraw(tx, moment, payment, Actor::Provider(account)).await?;
    }
    if payment.ended_at.is_some() && payment.attempts > 1 {
        lapse_transfer(tx, payment).await?;
    }
    Ok(tx.payments().save(payment).await?)
}

/// What the money changed: the payment's status, what is open of claims, what is not owed.
pub(crate) async fn tell_arrival(
    events: &mut Events<'_>,
    change: Option<(PublicStatus, PublicStatus)>,
    (payment, method, meaning): (&Payment, &Method, Fact),
    (arrival, shares): (&Arrival, &[ClaimShare]),
) -> Result<(), StorageError> {
    let paid = payment.state == PaymentState::Paid;
    let elsewhere = payment.state == PaymentState::Cancelled;
    let facts = StatusFacts {
        kassenzeichen: kassenzeichen(payment, shares),
        method: Some(method.as_str()),
        reason: elsewhere.then_some(AttemptOutcome::PaidElsewhere.into_str()),
        paid_at: paid.then_some(arrival.money.happened_at),
    };
    if let Some(change) = change {
        events.payment_changed(payment, change, facts).await?;
    }
    for settled in &arrival.settles {
        let of_claim = |share: &&ClaimShare| share.share.claim == settled.claim;
        if let Some(share) = shares.iter().find(of_claim) {
            let amount = settled.amount;
            events
                .claim_settled(Some(payment.id), share, amount)
                .await?;
        }
    }
    if !arrival.too_much.is_zero() {
        let proposal = TaskKind::about_money(meaning);
        events
            .surplus(payment.id, arrival.too_much, proposal)
            .await?;
    }
    Ok(())
}

/// Group and settled claims of money that is new.
pub(crate) async fn book_arrival(tx: &mut WriteTx, arrival: &Arrival) -> Result<(), StorageError> {
    let Arrival {
        money,
        group,
        settles,
        ..
    } = arrival;
    let stated = canonical::money_in(money, Currency::EUR, settles);
    let group = group.clone().committing(Commitment::of(&stated));
    tx.ledger().insert(&group).await?;
    tx.money().insert_claims_of(money.id, settles).await?;
    for share in settles {
        tx.claims().settle(share.claim, share.amount).await?;
    }
    Ok(())
}

/// The payment's money goes to its receivable. Money after the payment's end goes to claims that
/// stand on their own and are open, every other money to suspense.
fn arrival(
    moment: &mut Moment,
    (payment, attempt, account): (PaymentId, AttemptId, ProviderAccountId),
    fact: &CaptureFact,
    (meaning, shares): (Fact, &[ClaimShare]),
) -> Result<Arrival, SettleError> {
    let id = MoneyInId::new(moment);
    let (settles, too_much) = match meaning {
        Fact::Paid => paid(shares),
        Fact::PaidLate if fact.mismatch.is_none() => late(shares, fact.amount),
        Fact::PaidLate | Fact::PaidTwice | Fact::PaidPartly => (Vec::new(), fact.amount),
    };
    let mut parts = Vec::with_capacity(settles.len() + 1);
    if meaning == Fact::Paid {
        parts.push(part(Target::Payment(payment), fact.amount));
    } else {
        let claims = settles.iter();
        parts.extend(claims.map(|share| part(Target::Claim(share.claim), share.amount)));
        if !too_much.is_zero() {
            let item = SuspenseItemId::new(moment);
            parts.push(part(Target::Suspense(item), too_much));
        }
    }
    let place = Place::Provider(account);
    let stated = MoneyFact {
        place,
        amount: Amount::euro(fact.amount),
        fee: fact.fee,
    };
    let days = booking(moment.now, fact.at, Actor::Provider(account));
    let group = money_in(id, &stated, &parts)?.book(moment, &days)?;
    let money = MoneyIn {
        id,
        place,
        reference: fact.capture.as_str().to_owned(),
        kind: MoneyInKind::Capture,
        amount: fact.amount,
        fee: fact.fee,
        payment: Some(payment),
        attempt: Some(attempt),
        fact: Some(meaning),
        happened_at: fact.at,
        booked_at: moment.now,
        group: group.head().id,
        bank_line: None,
    };
    Ok(Arrival {
        money,
        group,
        settles,
        too_much,
    })
}

/// *refunds due ← clearing*, on a refund's account of its own.
fn departure(
    moment: &mut Moment,
    account: ProviderAccountId,
    fact: &RefundFact,
    capture: Option<&MoneyIn>,
) -> Result<(MoneyOut, EntryGroup), SettleError> {
    let (id, refund) = (MoneyOutId::new(moment), RefundId::new(moment));
    let place = Place::Provider(account);
    let stated = MoneyFact {
        place,
        amount: Amount::euro(fact.amount),
        fee: None,
    };
    let parts = [part(Target::Refund(refund), fact.amount)];
    let days = booking(moment.now, fact.at, Actor::Provider(account));
    let group = money_out(id, &stated, &parts)?.book(moment, &days)?;
    let out = MoneyOut {
        id,
        place,
        reference: fact.refund.as_str().to_owned(),
        kind: MoneyOutKind::Refund,
        money_ref: Some(fact.capture.as_str().to_owned()),
        money_in: capture.map(|capture| capture.id),
        payment: capture.and_then(|capture| capture.payment),
        refund: Some(refund),
        amount: fact.amount,
        happened_at: fact.at,
        booked_at: moment.now,
        group: group.head().id,
    };
    let stated = canonical::money_out(&out, Currency::EUR);
    let group = group.committing(Commitment::of(&stated));
    Ok((out, group))
}

pub(crate) const fn part(target: Target, amount: Money) -> Part {
    Part { target, amount }
}

/// Settles each share in full, and returns the part that was no longer owed: the authority lowered
/// or cancelled a claim while its payer was paying.
pub(crate) fn paid(shares: &[ClaimShare]) -> (Vec<Share>, Money) {
    let mut too_much = Money::ZERO;
    for ClaimShare {
        share,
        terms,
        settled,
        ..
    } in shares
    {
        let excess = share
            .amount
            .checked_sub(terms.open(*settled))
            .unwrap_or(Money::ZERO);
        too_much = too_much.checked_add(excess).unwrap_or(Money::MAX);
    }
    (shares.iter().map(|share| share.share).collect(), too_much)
}

/// Settles what is open of each share whose claim stands on its own, and tells the rest.
pub(crate) fn late(shares: &[ClaimShare], amount: Money) -> (Vec<Share>, Money) {
    let (mut settles, mut left) = (Vec::new(), amount);
    for share in shares {
        let open = share.terms.open(share.settled).min(share.share.amount);
        let amount = open.min(left);
        if !share.origin.stands_alone() || amount.is_zero() {
            continue;
        }
        left = left.checked_sub(amount).unwrap_or(Money::ZERO);
        let claim = share.share.claim;
        settles.push(Share { claim, amount });
    }
    (settles, left)
}

/// The payment as the money left it.
pub(crate) fn move_payment(
    payment: &mut Payment,
    state: PaymentState,
    (method, now): (Method, Timestamp),
) {
    payment.state = state;
    payment.tries = 0;
    payment.alert = None;
    payment.due_at = match state {
        PaymentState::Open | PaymentState::Paying(_) => Some(payment.expires_at),
        PaymentState::Paid | PaymentState::Expired | PaymentState::Cancelled => None,
    };
    if payment.due_at.is_none() {
        payment.ended_at = Some(now);
    }
    if state == PaymentState::Paid {
        payment.method = Some(method);
        payment.received = payment.amount;
    }
}

/// About a subject, and what it is at the provider.
pub(crate) fn task(
    moment: &mut Moment,
    kind: TaskKind,
    (subject, reference): (Subject, Option<&str>),
    amount: Money,
) -> Task {
    Task {
        id: TaskId::new(moment),
        kind,
        subject,
        reference: reference.map(str::to_owned),
        amount: Some(amount),
        created_at: moment.now,
    }
}

#[cfg(test)]
mod tests {
    use domain::claims::{ClaimOrigin, Terms};
    use domain::{ClaimId, Moment};

    use super::*;

    fn euro(cents: i64) -> Money {
        Money::from_cents(cents).expect("a small amount")
    }

    fn share(moment: &mut Moment, origin: ClaimOrigin, settled: i64) -> ClaimShare {
        let claim = ClaimId::new(moment);
        let amount = euro(1000);
        ClaimShare {
            share: Share { claim, amount },
            kassenzeichen: claim.to_string(),
            origin,
            text: None,
            terms: Terms {
                amount,
                due: None,
                payable_from: None,
                payable_until: None,
                blocked: true,
                cancelled: false,
            },
            settled: euro(settled),
        }
    }

    #[test]
    fn late_money_settles_what_is_open_of_claims_that_stand_on_their_own() {
        let mut moment = Moment::fixed(Timestamp::from_micros(0), 1);
        let channel = share(&mut moment, ClaimOrigin::Channel, 0);
        let part = share(&mut moment, ClaimOrigin::Import, 400);
        let paid = share(&mut moment, ClaimOrigin::Catalogue, 1000);
        let mut cancelled = share(&mut moment, ClaimOrigin::Import, 0);
        cancelled.terms.cancelled = true;
        let of_part = part.share.claim;
        let shares = [channel, part, paid, cancelled];
        let (settles, left) = late(&shares, euro(4000));
        let expected = Share {
            claim: of_part,
            amount: euro(600),
        };
        assert_eq!((settles, left), (vec![expected], euro(3400)));
        let (settles, left) = late(&shares, euro(250));
        assert_eq!(settles.first().map(|share| share.amount), Some(euro(250)));
        assert_eq!(left, Money::ZERO);
    }
}
