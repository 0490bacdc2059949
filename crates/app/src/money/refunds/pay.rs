//! A released refund was transferred by hand: its line of the bank's statement is entered, and its
//! money booked in the same step.

use domain::access::Act;
use domain::bank::Direction;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::{Amount, MoneyFact, Place, Target, money_out};
use domain::money::MoneyOutKind;
use domain::money::refunds::{Refund, RefundCommand, RefundRefusal, RefundRoute};
use domain::{
    BankAccountId, BankLineId, BankStatementId, Currency, Day, EntryGroupId, Moment, MoneyOutId,
    RefundId,
};
use storage::WriteTx;
use storage::bank::lines::BankLine;
use storage::money::MoneyOut;

use super::{Done, held, put_task};
use crate::App;
use crate::access::StaffError;
use crate::access::acting::Acting;
use crate::access::staff::StaffPlace;
use crate::ledger::booking::booking;
use crate::ledger::canonical;
use crate::money::book_capture::part;

impl App {
    /// Enters that the refund left this bank account on this day.
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
        if refund.route != RefundRoute::ByHand {
            return Err(RefundRefusal::State.into());
        }
        refund.apply(RefundCommand::Send, moment.now)?;
        refund.apply(RefundCommand::Finish, moment.now)?;
        let account = tx.bank().accounts().by_code(code).await?;
        let account = account.ok_or(StaffError::NotFound)?.id;
        let line = enter(&mut tx, &mut moment, by, (&refund, account, day)).await?;
        book(&mut tx, &mut moment, by, (&refund, &line)).await?;
        let done = Done::of(by, Act::RefundPay);
        done.save(&mut tx, &mut moment, (&before, &refund)).await?;
        put_task(&mut tx, &mut moment, &refund).await?;
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
