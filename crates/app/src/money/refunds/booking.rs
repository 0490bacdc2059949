//! What a refund takes from where, booked once when it is released first, and turned back when it
//! is withdrawn.

use domain::access::{Act, Actor};
use domain::claims::{ClaimOrigin, Share, Terms};
use domain::ledger::Source;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::{Amount, Part, Target, refund_released};
use domain::money::refunds::{Refund, RefundBooking, RefundPart, RefundRefusal};
use domain::{Moment, Money};
use storage::claims::Claim;
use storage::{StorageError, WriteTx};

use super::request::left_in_suspense;
use crate::access::StaffError;
use crate::access::acting::Acting;
use crate::events::event::Events;
use crate::ledger::booking::booking;
use crate::money::book_capture::part;

/// Books *claim or suspense ← refunds due*. What belongs to no claim goes first; then claims are
/// emptied from the last, and less is owed of each, so that none is open again. What the treasury
/// requested takes nothing of a claim. The sums of the money are locked.
pub(super) async fn book(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    refund: &Refund,
) -> Result<RefundBooking, StaffError> {
    let money = refund.money.ok_or(StaffError::NotFound)?;
    let money = tx.money().find_in(money).await?;
    let money = money.ok_or(StaffError::NotFound)?;
    let mut left = refund.amount;
    let suspense = left_in_suspense(tx, &money).await?;
    let suspense = suspense.map(|(item, there)| (item, there.min(left)));
    if let Some((_, taken)) = suspense {
        left = left.checked_sub(taken).unwrap_or(Money::ZERO);
    }
    if refund.not_owed && !left.is_zero() {
        return Err(RefundRefusal::OnlyNotOwed.into());
    }
    let mut settled = tx.money().refunds().left_on_claims(money.id).await?;
    let mut taken = Vec::new();
    while let (false, Some(share)) = (left.is_zero(), settled.pop()) {
        let amount = share.amount.min(left);
        if !amount.is_zero() {
            left = left.checked_sub(amount).unwrap_or(Money::ZERO);
            taken.push(Share { amount, ..share });
        }
    }
    if !left.is_zero() {
        return Err(RefundRefusal::NotAvailable.into());
    }
    taken.sort_by_key(|share| share.claim);
    let mut parts: Vec<Part> = taken
        .iter()
        .map(|share| part(Target::Claim(share.claim), share.amount))
        .collect();
    parts.extend(suspense.map(|(item, amount)| part(Target::Suspense(item), amount)));
    let days = booking(moment.now, moment.now, by.actor().clone());
    let posting = refund_released(refund.id, Amount::euro(refund.amount), &parts)?;
    let group = posting.book(moment, &days)?;
    tx.ledger().insert(&group).await?;
    let claims = take(tx, moment, by, &taken).await?;
    Ok(RefundBooking {
        group: group.head().id,
        claims,
        suspense,
    })
}

/// Takes the shares out of what settled their claims, and lowers what is owed.
async fn take(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    taken: &[Share],
) -> Result<Vec<RefundPart>, StaffError> {
    let ids: Vec<_> = taken.iter().map(|share| share.claim).collect();
    tx.claims().hold(&ids).await?;
    let mut parts = Vec::new();
    for share in taken {
        let claim = tx.claims().find(share.claim).await?;
        let claim = claim.ok_or(StaffError::NotFound)?;
        let beyond = claim.terms.excess(claim.settled).min(share.amount);
        let lowered = share.amount.checked_sub(beyond).unwrap_or(Money::ZERO);
        let mut terms_number = None;
        if !lowered.is_zero() {
            let terms = tx.claims().terms().of(claim.id, claim.terms_number).await?;
            let terms = terms.ok_or(StaffError::Meanwhile)?;
            let next = terms.lowered(lowered, moment.now);
            terms_number = Some(next.number);
            adjust(tx, moment, by, (&claim, &next)).await?;
        }
        tx.claims().give_back(claim.id, share.amount).await?;
        parts.push(RefundPart {
            claim: *share,
            terms_number,
        });
    }
    Ok(parts)
}

/// Writes the claim's next terms, under an act of their own, and tells them.
async fn adjust(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    (claim, next): (&Claim, &domain::claims::ClaimTerms),
) -> Result<(), StorageError> {
    let owed = |terms: &Terms| terms.owed().to_decimal();
    let after = Terms {
        amount: next.amount,
        cancelled: next.cancelled_at.is_some(),
        ..claim.terms
    };
    let mut audit = by
        .does(Act::ClaimAdjust, claim.id)
        .changing(owed(&claim.terms), owed(&after))
        .committing(Commitment::of(&next.canonical()));
    let act = audit.write(tx, moment).await?;
    tx.claims().adjust(next, act, moment.now).await?;
    if claim.origin == ClaimOrigin::Import {
        tx.events().feed().count_applied(claim.id).await?;
    }
    let mut events = Events::of(act, tx, moment);
    events.claim_adjusted(claim, &after, true).await
}

/// Turns back what was booked of a refund that is withdrawn: the money settles its claims again.
/// What a claim owes is as before, unless the authority said something else since.
pub(super) async fn turn_back(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    refund: &Refund,
) -> Result<(), StaffError> {
    let Some(booked) = &refund.booked else {
        return Ok(());
    };
    let group = tx.ledger().group(booked.group).await?;
    let group = group.ok_or(StaffError::NotFound)?;
    let actor: Actor = by.actor().clone();
    let days = booking(moment.now, moment.now, actor);
    let back = group.reversed(moment, &days, Source::Refund(refund.id));
    tx.ledger().insert(&back).await?;
    let ids: Vec<_> = booked.claims.iter().map(|part| part.claim.claim).collect();
    tx.claims().hold(&ids).await?;
    for RefundPart {
        claim: share,
        terms_number,
    } in &booked.claims
    {
        let claim = tx.claims().find(share.claim).await?;
        let claim = claim.ok_or(StaffError::NotFound)?;
        if *terms_number == Some(claim.terms_number) {
            let number = claim.terms_number;
            let now = tx.claims().terms().of(claim.id, number).await?;
            let before = tx.claims().terms().of(claim.id, number - 1).await?;
            let (now, before) = (
                now.ok_or(StaffError::Meanwhile)?,
                before.ok_or(StaffError::Meanwhile)?,
            );
            adjust(tx, moment, by, (&claim, &now.restored(&before))).await?;
        }
        tx.claims().settle(share.claim, share.amount).await?;
    }
    Ok(())
}
