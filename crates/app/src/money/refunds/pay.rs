//! A released refund was transferred by hand: its line of the bank's statement is entered, and its
//! money booked in the same step. Where its money left otherwise first, the transfer is stopped.

use domain::access::Act;
use domain::bank::Direction;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::{Amount, MoneyFact, Place, Target, money_out};
use domain::money::MoneyOutKind;
use domain::money::refunds::{Refund, RefundRefusal, RefundRoute, RefundState};
use domain::work::Queue;
use domain::work::retry::RetryPlan;
use domain::{
    BankAccountId, BankLineId, BankStatementId, Currency, Day, EntryGroupId, Moment, MoneyInId,
    MoneyOutId, RefundId, TenantId,
};
use serde::{Deserialize, Serialize};
use storage::bank::lines::BankLine;
use storage::money::MoneyOut;
use storage::{Scope, StorageError, WriteTx};

use super::{Done, held, put_task, taken_meanwhile};
use crate::App;
use crate::access::StaffError;
use crate::access::acting::Acting;
use crate::access::staff::StaffPlace;
use crate::ledger::booking::booking;
use crate::ledger::canonical;
use crate::money::book_capture::{note_excess, part};
use crate::platform::as_text;
use crate::work::job::{Job, JobError};

/// Stops what waits to be transferred of money that the payer had taken back, so that no task asks
/// for it. What was transferred already is entered all the same.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct StopTransfers {
    #[serde(with = "as_text")]
    money: MoneyInId,
}

impl StopTransfers {
    pub(crate) const fn of(money: MoneyInId) -> Self {
        Self { money }
    }
}

impl Job for StopTransfers {
    const KIND: &'static str = "stop_transfers";
    const QUEUE: Queue = Queue::ProviderEvents;
    const RETRY: RetryPlan = RetryPlan::DAY;

    fn key(&self) -> Option<String> {
        Some(self.money.to_string())
    }

    async fn run(&self, app: &App, tenant: TenantId) -> Result<(), JobError> {
        Ok(app.stop_transfers(tenant, self.money).await?)
    }
}

impl App {
    /// Safe to repeat: what was stopped does not wait any more.
    async fn stop_transfers(&self, tenant: TenantId, money: MoneyInId) -> Result<(), StorageError> {
        let by = Acting::system(StopTransfers::KIND);
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let refunds = tx.money().refunds().of_money(money).await?;
        drop(tx);
        for refund in refunds {
            let mut moment = self.moment();
            let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
            let before = tx.money().refunds().hold(refund.id).await?;
            let waits = |refund: &Refund| {
                refund.state == RefundState::Released && refund.route == RefundRoute::ByHand
            };
            let Some(before) = before.filter(waits) else {
                continue;
            };
            let mut refund = before.clone();
            let taken = taken_meanwhile(&mut tx, &before).await?;
            if taken && refund.taken_meanwhile(moment.now).is_ok() {
                let done = Done::of(&by, Act::RefundSettle);
                done.save(&mut tx, &mut moment, (&before, &refund)).await?;
                put_task(&mut tx, &mut moment, &refund).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    /// Enters that the refund left this bank account on this day. It is a fact: where the payer had
    /// the money taken back meanwhile, it is booked all the same, with a task about the excess.
    pub(crate) async fn pay_refund(
        &self,
        by: &Acting,
        place: &StaffPlace,
        id: RefundId,
        (code, day): (&str, Day),
    ) -> Result<(), StaffError> {
        let mut moment = self.moment();
        if day > Day::in_berlin(moment.now) {
            return Err(RefundRefusal::Day.into());
        }
        self.refund_in_scope(Act::RefundPay, place, id).await?;
        let mut tx = self.db.write(place.scope()).await?;
        let before = held(&mut tx, id).await?;
        let mut refund = before.clone();
        if refund.requested_by == Some(place.person) {
            return Err(RefundRefusal::OwnRequest.into());
        }
        refund.transfer(moment.now)?;
        let taken = taken_meanwhile(&mut tx, &before).await?;
        let account = tx.bank().accounts().by_code(code).await?;
        let account = account.ok_or(StaffError::NotFound)?.id;
        let line = enter(&mut tx, &mut moment, by, (&refund, account, day)).await?;
        book(&mut tx, &mut moment, by, (&refund, &line)).await?;
        let done = Done::of(by, Act::RefundPay);
        done.save(&mut tx, &mut moment, (&before, &refund)).await?;
        put_task(&mut tx, &mut moment, &refund).await?;
        if let Some(money) = refund.money.filter(|_| taken) {
            let about = (money, line.external_ref.as_str());
            note_excess(&mut tx, &mut moment, about, refund.amount).await?;
        }
        self.note_done(&mut tx, &mut moment, &refund).await?;
        Ok(tx.commit().await?)
    }
}

/// The line of the manual statement.
async fn enter(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    (refund, account, day): (&Refund, BankAccountId, Day),
) -> Result<BankLine, StaffError> {
    let new = (BankStatementId::new(moment), moment.now);
    let statement = tx.bank().lines().hold_manual((account, day), new).await?;
    let statement = statement.ok_or(RefundRefusal::Day)?;
    let id = BankLineId::new(moment);
    let mut audit = by
        .does(Act::BankLineEnter, id)
        .leading_to(refund.amount.to_decimal());
    let line = BankLine {
        id,
        statement: statement.id,
        account,
        number: statement.lines + 1,
        day,
        direction: Direction::Debit,
        amount: refund.amount,
        reference: refund.invoice.clone().unwrap_or_default(),
        counterparty: None,
        external_ref: refund.id.to_string(),
        entered_by: audit.id(moment),
    };
    let mut audit = audit.committing(Commitment::of(&canonical::bank_line(&line)));
    audit.write(tx, moment).await?;
    tx.bank().lines().insert(&line).await?;
    Ok(line)
}

/// *refunds due ← bank*.
async fn book(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    (refund, line): (&Refund, &BankLine),
) -> Result<(), StaffError> {
    let id = MoneyOutId::new(moment);
    let place = Place::Bank(line.account);
    let stated = MoneyFact {
        place,
        amount: Amount::euro(refund.amount),
        fee: None,
    };
    let mut days = booking(moment.now, moment.now, by.actor().clone());
    days.value_day = line.day;
    let parts = [part(Target::Refund(refund.id), refund.amount)];
    let group = money_out(id, &stated, &parts)?.book(moment, &days)?;
    let out = left(refund, (id, place), (line, group.head().id), moment);
    let stated = canonical::money_out(&out, Currency::EUR);
    let group = group.committing(Commitment::of(&stated));
    // The line is new, so its money is.
    if !tx.money().insert_out(&out).await? {
        return Err(StaffError::Meanwhile);
    }
    Ok(tx.ledger().insert(&group).await?)
}

fn left(
    refund: &Refund,
    (id, place): (MoneyOutId, Place),
    (line, group): (&BankLine, EntryGroupId),
    moment: &Moment,
) -> MoneyOut {
    MoneyOut {
        id,
        place,
        reference: line.external_ref.clone(),
        kind: MoneyOutKind::Refund,
        money_ref: Some(refund.money_ref.clone()),
        money_in: refund.money,
        payment: refund.payment,
        refund: Some(refund.id),
        amount: refund.amount,
        happened_at: line.day.begins(),
        booked_at: moment.now,
        group,
    }
}
