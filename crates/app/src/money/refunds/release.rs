//! A refund is released, rejected or withdrawn.

use domain::RefundId;
use domain::access::Act;
use domain::money::refunds::{Refund, RefundCommand, RefundRefusal, RefundRoute, RefundState};
use domain::values::hash::{hex, sha256};

use super::booking::{book, turn_back};
use super::request::reason;
use super::send::SendRefund;
use super::{Done, held, is_disputed, put_task, taken_meanwhile};
use crate::App;
use crate::access::StaffError;
use crate::access::acting::Acting;
use crate::access::staff::StaffPlace;
use crate::work::job::put_job;

/// What a page shows of a refund, so that a release is of exactly that.
pub(super) fn shown(refund: &Refund, route: RefundRoute) -> String {
    hex(&sha256(&[refund.to_be_released(route).as_bytes()]))
}

impl App {
    /// Releases a refund by this route, as it was shown. With the last release it needs it is
    /// booked, and sent or left to be paid by hand.
    pub(crate) async fn release_refund(
        &self,
        by: &Acting,
        place: &StaffPlace,
        id: RefundId,
        (route, seen): (RefundRoute, &str),
    ) -> Result<(), StaffError> {
        let act = Act::RefundRelease;
        let refund = self.refund_in_scope(act, place, id).await?;
        let mut tx = self.db.read(place.scope()).await?;
        let money = match refund.money {
            Some(money) => tx.money().find_in(money).await?,
            None => None,
        };
        drop(tx);
        let money = money.ok_or(StaffError::NotFound)?;
        let at_provider = self.check_at_provider(place, &money, refund.amount).await?;
        if route == RefundRoute::Provider {
            at_provider?;
        }
        let needed = self.releases_needed(place, refund.amount).await?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        let before = held(&mut tx, id).await?;
        if shown(&before, route) != seen {
            return Err(StaffError::Meanwhile);
        }
        if !before.may_go_by(route, at_provider.is_ok()) {
            return Err(RefundRefusal::ByProvider.into());
        }
        if taken_meanwhile(&mut tx, &before).await? {
            return Err(RefundRefusal::NotAvailable.into());
        }
        if is_disputed(&mut tx, before.money).await? {
            return Err(RefundRefusal::Disputed.into());
        }
        let requested_by = before.requested_by.ok_or(RefundRefusal::State)?;
        let mut refund = before.clone();
        // The tenant may ask for more persons since.
        refund.releases_needed = before.releases_needed.max(needed);
        let released = refund.release(place.person, route, moment.now)?;
        if released && refund.booked.is_none() {
            refund.booked = Some(book(&mut tx, &mut moment, by, &refund).await?);
        }
        let done = Done::of(by, act);
        let change = (&before, &refund);
        let act = done.save(&mut tx, &mut moment, change).await?;
        let persons = (place.person, requested_by);
        tx.money()
            .refunds()
            .insert_release(&refund, persons, act)
            .await?;
        if let (None, Some(booked)) = (&before.booked, &refund.booked) {
            let mut refunds = tx.money().refunds();
            refunds.insert_parts(id, &booked.claims).await?;
        }
        if released {
            put_task(&mut tx, &mut moment, &refund).await?;
        }
        if refund.state == RefundState::Released && route == RefundRoute::Provider {
            let now = moment.now;
            let job = SendRefund::of(&refund, now);
            put_job(&mut tx, &job, now, &mut moment).await?;
        }
        Ok(tx.commit().await?)
    }

    /// A requested refund is not released; its money is available again.
    pub(crate) async fn reject_refund(
        &self,
        by: &Acting,
        place: &StaffPlace,
        id: RefundId,
        why: &str,
    ) -> Result<(), StaffError> {
        let why = reason(why)?;
        let act = Act::RefundReject;
        let done = Done {
            by,
            act,
            reason: Some(&why),
        };
        self.end_refund(place, id, (&done, RefundCommand::Reject))
            .await
    }

    /// A person takes its own request back; or a refund that failed is not tried again, or one that
    /// waits for a transfer is not transferred.
    pub(crate) async fn withdraw_refund(
        &self,
        by: &Acting,
        place: &StaffPlace,
        id: RefundId,
    ) -> Result<(), StaffError> {
        let done = Done::of(by, Act::RefundWithdraw);
        self.end_refund(place, id, (&done, RefundCommand::Withdraw))
            .await
    }

    async fn end_refund(
        &self,
        place: &StaffPlace,
        id: RefundId,
        (done, command): (&Done<'_>, RefundCommand),
    ) -> Result<(), StaffError> {
        self.refund_in_scope(done.act, place, id).await?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        let before = held(&mut tx, id).await?;
        let mut refund = before.clone();
        if command == RefundCommand::Withdraw {
            let by = (place.person, place.is_treasurer());
            refund.withdraw(by, moment.now)?;
        } else if refund.requested_by == Some(place.person) {
            return Err(RefundRefusal::OwnRequest.into());
        } else {
            refund.apply(command, moment.now)?;
        }
        let at = (refund.place, refund.money_ref.as_str());
        tx.money().unreserve(at.0, at.1, refund.amount).await?;
        turn_back(&mut tx, &mut moment, done.by, &refund).await?;
        done.save(&mut tx, &mut moment, (&before, &refund)).await?;
        put_task(&mut tx, &mut moment, &refund).await?;
        Ok(tx.commit().await?)
    }
}
