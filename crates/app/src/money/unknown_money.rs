//! Money of a payer whose payment is not known here: after a restored backup, what was paid in the
//! lost window. Booked to suspense, with a task to explain it.

use domain::access::Actor;
use domain::ledger::postings::{Amount, MoneyFact, Place, Target, money_in};
use domain::money::MoneyInKind;
use domain::work::{Subject, TaskKind};
use domain::{Moment, Money, MoneyInId, ProviderAccountId, SuspenseItemId, TenantId};
use providers::{ProviderTransaction, TransactionKind};
use storage::money::MoneyIn;
use storage::{Scope, StorageError};

use super::book_capture::{Arrival, book_arrival, part, task};
use crate::App;
use crate::ledger::booking::booking;
use crate::payments::SettleError;

impl App {
    /// Books each payment of the provider's books that is neither booked nor on its way to be.
    /// Returns how many were booked.
    pub(crate) async fn book_unknown_money(
        &self,
        (tenant, account): (TenantId, ProviderAccountId),
        transactions: &[ProviderTransaction],
    ) -> Result<u32, SettleError> {
        let mut booked = 0;
        for theirs in transactions {
            if theirs.kind == TransactionKind::Payment
                && !self.is_known(tenant, account, theirs).await?
                && self.book_unknown((tenant, account), theirs).await?
            {
                booked += 1;
            }
        }
        Ok(booked)
    }

    /// An attempt that knows the order asks for its money itself.
    async fn is_known(
        &self,
        tenant: TenantId,
        account: ProviderAccountId,
        theirs: &ProviderTransaction,
    ) -> Result<bool, StorageError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        if tx.money().capture(account, &theirs.id).await?.is_some() {
            return Ok(true);
        }
        let Some(order) = &theirs.reference else {
            return Ok(false);
        };
        let attempt = tx.payments().attempts().by_order(account, order).await?;
        Ok(attempt.is_some())
    }

    async fn book_unknown(
        &self,
        (tenant, account): (TenantId, ProviderAccountId),
        theirs: &ProviderTransaction,
    ) -> Result<bool, SettleError> {
        let Some(amount) = Money::from_cents(theirs.gross_cents) else {
            return Ok(false);
        };
        let mut moment = self.moment();
        let place = Place::Provider(account);
        let arrival = {
            let id = MoneyInId::new(&mut moment);
            let stated = MoneyFact {
                place,
                amount: Amount::euro(amount),
                fee: Money::from_cents(-theirs.fee_cents),
            };
            let item = SuspenseItemId::new(&mut moment);
            let days = booking(moment.now, theirs.at, Actor::Provider(account));
            let parts = [part(Target::Suspense(item), amount)];
            let group = money_in(id, &stated, &parts)?.book(&mut moment, &days)?;
            Arrival {
                money: unknown(id, &stated, theirs, (&moment, group.head().id)),
                group,
                settles: Vec::new(),
                too_much: amount,
            }
        };
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        if !tx.money().insert_in(&arrival.money).await? {
            return Ok(false);
        }
        book_arrival(&mut tx, &arrival).await?;
        let about = (Subject::MoneyIn(arrival.money.id), Some(theirs.id.as_str()));
        let explain = task(&mut moment, TaskKind::ExplainPayment, about, amount);
        tx.work().tasks().insert(&explain).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn unknown(
    id: MoneyInId,
    stated: &MoneyFact,
    theirs: &ProviderTransaction,
    (moment, group): (&Moment, domain::EntryGroupId),
) -> MoneyIn {
    MoneyIn {
        id,
        place: stated.place,
        reference: theirs.id.clone(),
        kind: MoneyInKind::Capture,
        amount: stated.amount.money,
        fee: stated.fee,
        payment: None,
        attempt: None,
        bank_line: None,
        fact: None,
        happened_at: theirs.at,
        booked_at: moment.now,
        group,
    }
}
