//! Refunds: requested by a person, released by others, sent to the provider or paid by hand.
//!
//! Each step locks the refund, then the sums of its money, then its claims, and writes an act that
//! commits to the refund as it is afterwards. Where the provider is asked, the intent is written
//! before and the outcome after ([`send`], [`settle`]).

mod booking;
pub(crate) mod pay;
mod release;
mod request;
pub(crate) mod send;
pub(crate) mod settle;
mod view;

use domain::access::Act;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::Place;
use domain::money::refunds::{Refund, RefundRefusal, RefundRoute, RefundState};
use domain::payments::profile::Refunds;
use domain::values::text::Reason;
use domain::work::{Subject, TaskKind};
use domain::{AuditId, Moment, Money, MoneyInId, PaymentId, RefundId, TaskId, Timestamp};
use storage::money::MoneyIn;
use storage::work::tasks::Task;
use storage::{ReadTx, StorageError, WriteTx};

use crate::App;
use crate::access::StaffError;
use crate::access::acting::Acting;
use crate::access::staff::StaffPlace;
use crate::events::event::Events;
use crate::payments::AccountError;
use crate::tenants::commitments::Fields;

pub use request::WantedRefund;
pub use view::{ListedRefund, RefundDetails, RefundList, Refundable};

/// A day of the clock.
const DAY: std::time::Duration = std::time::Duration::from_hours(24);

/// What moves of a refund, for the audit trail.
fn fields(refund: &Refund) -> Fields {
    let names: Vec<String> = refund.released_by.iter().map(ToString::to_string).collect();
    Fields::default()
        .and("state", refund.state.to_string())
        .and("route", refund.route.to_string())
        .and("amount_cents", refund.amount.cents())
        .and("round", refund.round)
        .and("released_by", names.join(" "))
        .and("reference", refund.reference.clone())
        .and("failure", refund.failure.clone())
}

/// An act on a refund: by what, which one, and the reason given.
struct Done<'a> {
    by: &'a Acting,
    act: Act,
    reason: Option<&'a Reason>,
}

impl<'a> Done<'a> {
    /// An act that needs no reason.
    const fn of(by: &'a Acting, act: Act) -> Self {
        Self {
            by,
            act,
            reason: None,
        }
    }

    /// Writes the act's row, which commits to the refund as it is now. Returns the row's id.
    async fn write(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        (before, refund): (Option<&Refund>, &Refund),
    ) -> Result<AuditId, StorageError> {
        let changed = Fields::changed(before.map(fields).as_ref(), &fields(refund));
        let mut audit = self
            .by
            .does(self.act, refund.id)
            .changing_fields(changed)
            .because(self.reason)
            .committing(Commitment::of(&refund.canonical()));
        audit.write(tx, moment).await
    }

    /// The same for a refund that is stored and held, which is saved and told.
    async fn save(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        (before, refund): (&Refund, &Refund),
    ) -> Result<AuditId, StorageError> {
        let act = self.write(tx, moment, (Some(before), refund)).await?;
        tx.money().refunds().save(refund, act).await?;
        let kassenzeichen = kassenzeichen(tx, refund.payment).await?;
        let mut events = Events::of(act, tx, moment);
        let change = (Some(before.state), refund);
        events
            .refund_changed(change, kassenzeichen.as_deref())
            .await?;
        Ok(act)
    }
}

/// The Kassenzeichen under which the payment is known outside.
async fn kassenzeichen(
    tx: &mut WriteTx,
    payment: Option<PaymentId>,
) -> Result<Option<String>, StorageError> {
    let Some(payment) = payment else {
        return Ok(None);
    };
    let paid_for = tx.payments().requests().paid_for(payment).await?;
    Ok(paid_for.map(|paid_for| paid_for.kassenzeichen))
}

/// The refund, locked until the transaction ends. Refused where it is not what the last act on it
/// commits to: then something was written past this program, such as a planted release.
async fn held(tx: &mut WriteTx, id: RefundId) -> Result<Refund, StaffError> {
    let refund = tx.money().refunds().hold(id).await?;
    let refund = refund.ok_or(StaffError::NotFound)?;
    if !is_proven(tx, &refund).await? {
        return Err(RefundRefusal::Unproven.into());
    }
    Ok(refund)
}

/// Whether the refund, its releases included, is what the last act on it commits to.
async fn is_proven(tx: &mut WriteTx, refund: &Refund) -> Result<bool, StorageError> {
    let committed = tx.money().refunds().committed(refund.id).await?;
    Ok(committed == Some(Commitment::of(&refund.canonical())))
}

/// Whether money that is kept for this refund left otherwise since it was requested, as when the
/// payer had it taken back. Locks the sums of the money.
async fn taken_meanwhile(tx: &mut WriteTx, refund: &Refund) -> Result<bool, StorageError> {
    let sums = tx
        .money()
        .hold_sums(refund.place, &refund.money_ref)
        .await?;
    Ok(sums.exceeded())
}

/// Whether the payer disputes the payment of this money, or won and does not have it yet: giving it
/// back beside would be twice. A dispute is told under the lock of the money's sums.
async fn is_disputed(tx: &mut ReadTx, money: Option<MoneyInId>) -> Result<bool, StorageError> {
    let Some(money) = money else { return Ok(false) };
    tx.money().disputes().holds(money).await
}

/// Opens the task that the refund's state asks for, and closes the others about it.
async fn put_task(
    tx: &mut WriteTx,
    moment: &mut Moment,
    refund: &Refund,
) -> Result<(), StorageError> {
    let subject = Subject::Refund(refund.id);
    let kind = match (refund.state, refund.route) {
        (RefundState::Requested, _) => Some(TaskKind::ReleaseRefund),
        (RefundState::Released, RefundRoute::ByHand) => Some(TaskKind::PayRefund),
        (RefundState::Failed, _) => Some(TaskKind::MendRefund),
        (
            RefundState::Released
            | RefundState::Sent
            | RefundState::Pending
            | RefundState::Done
            | RefundState::Rejected
            | RefundState::Withdrawn,
            _,
        ) => None,
    };
    tx.work().tasks().close_about(subject, moment.now).await?;
    let Some(kind) = kind else { return Ok(()) };
    let task = Task {
        id: TaskId::new(moment),
        kind,
        subject,
        reference: refund.failure.clone(),
        amount: Some(refund.amount),
        created_at: moment.now,
    };
    tx.work().tasks().insert(&task).await
}

impl App {
    /// The refund of an authority that the person's scope holds.
    async fn in_scope(
        &self,
        act: Act,
        place: &StaffPlace,
        refund: &Refund,
    ) -> Result<(), StaffError> {
        let config = self.config(place.tenant).await?;
        let config = config.ok_or(StaffError::NotFound)?;
        if place.sees(act, &config, refund.service) {
            Ok(())
        } else {
            Err(StaffError::NotFound)
        }
    }

    /// The refund as it is now, where the person's scope holds it. What it belongs to never
    /// changes, so that it is looked at before the refund is locked.
    async fn refund_in_scope(
        &self,
        act: Act,
        place: &StaffPlace,
        id: RefundId,
    ) -> Result<Refund, StaffError> {
        let mut tx = self.db.read(place.scope()).await?;
        let refund = tx.money().refunds().find(id).await?;
        drop(tx);
        let refund = refund.ok_or(StaffError::NotFound)?;
        self.in_scope(act, place, &refund).await?;
        Ok(refund)
    }

    /// Whether the provider gives so much of the money back now.
    async fn check_at_provider(
        &self,
        place: &StaffPlace,
        money: &MoneyIn,
        amount: Money,
    ) -> Result<Result<(), RefundRefusal>, StaffError> {
        let by_hand = Ok(Err(RefundRefusal::NotByProvider));
        let (Place::Provider(account), Some(attempt), Some(_)) =
            (money.place, money.attempt, money.payment)
        else {
            return by_hand;
        };
        let mut tx = self.db.read(place.scope()).await?;
        let attempt = tx.payments().attempts().find(attempt).await?;
        drop(tx);
        let Some(attempt) = attempt else {
            return by_hand;
        };
        // An account that is closed, or whose secret is lost, gives nothing back.
        let provider = match self.provider(place.tenant, account).await {
            Ok(provider) => provider,
            Err(AccountError::Storage(error)) => return Err(error.into()),
            Err(
                AccountError::Unknown
                | AccountError::Vault(_)
                | AccountError::Document(_)
                | AccountError::Refused(_),
            ) => return by_hand,
        };
        let profile = provider.profile(&attempt.method);
        let Some(profile) = profile.filter(|_| provider.refunds().is_some()) else {
            return by_hand;
        };
        Ok(given_back(
            profile.refunds,
            money,
            amount,
            self.moment().now,
        ))
    }
}

/// What a method's profile says of giving so much of the money back.
fn given_back(
    refunds: Refunds,
    money: &MoneyIn,
    amount: Money,
    now: Timestamp,
) -> Result<(), RefundRefusal> {
    match refunds {
        Refunds::ByBankOrder => Err(RefundRefusal::NotByProvider),
        Refunds::AtProvider {
            days: Some(days), ..
        } if money.happened_at.plus(DAY * u32::from(days)) < now => {
            Err(RefundRefusal::TooOld { days })
        }
        Refunds::AtProvider { partial: false, .. } if amount != money.amount => {
            Err(RefundRefusal::OnlyWhole)
        }
        Refunds::AtProvider { .. } => Ok(()),
    }
}
