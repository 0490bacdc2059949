//! A person says something else about a claim: other terms, that it is blocked, that nothing is
//! owed. What it says is about the version that it looked at.

use domain::access::{Act, Actor};
use domain::claims::terms::person;
use domain::claims::{
    ClaimCommand, ClaimOrigin, ClaimRefusal, ClaimTerms, Deciding, SaidBefore, Terms,
};
use domain::ledger::chain::{Commitment, Salt};
use domain::values::text::Reason;
use domain::{ClaimId, Day, Money};
use storage::claims::Claim;
use storage::claims::entered::NamingPayer;
use storage::claims::listed::SaidTerms;

use super::enter::fields;
use super::{in_scope, reason, text};
use crate::App;
use crate::access::StaffError;
use crate::access::acting::Acting;
use crate::access::staff::StaffPlace;
use crate::claims::second_factor::Factors;
use crate::events::event::Events;
use crate::tenants::commitments::Fields;
use crate::tenants::config::ServiceConfig;
use crate::tenants::documents::Factor;

/// Other terms of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedChange {
    /// Number of the version that was looked at.
    pub seen: u64,
    pub amount: Money,
    pub due: Option<Day>,
    /// Empty for the service's neutral text.
    pub text: String,
    /// May be empty.
    pub reason: String,
}

/// An act on a claim that only has a reason.
#[derive(Clone, Copy, Debug)]
pub struct ClaimStep<'a> {
    /// Number of the version that was looked at.
    pub seen: u64,
    pub reason: &'a str,
}

/// An act, ready to be done.
struct Saying<'a> {
    act: Act,
    command: ClaimCommand,
    seen: u64,
    reason: Option<&'a Reason>,
}

impl App {
    pub(crate) async fn change_claim(
        &self,
        by: &Acting,
        place: &StaffPlace,
        claim: ClaimId,
        wanted: &WantedChange,
    ) -> Result<(), StaffError> {
        let command = ClaimCommand::Change {
            amount: wanted.amount,
            due: wanted.due,
            text: text(&wanted.text)?,
        };
        let why = match wanted.reason.trim() {
            "" => None,
            typed => Some(reason(typed)?),
        };
        let saying = Saying {
            act: Act::ClaimChange,
            command,
            seen: wanted.seen,
            reason: why.as_ref(),
        };
        self.say_of_claim(by, place, (claim, &saying)).await
    }

    /// Nothing is owed any more. What was paid stays paid, and is then too much.
    pub(crate) async fn cancel_claim(
        &self,
        by: &Acting,
        place: &StaffPlace,
        claim: ClaimId,
        step: ClaimStep<'_>,
    ) -> Result<(), StaffError> {
        let what = (Act::ClaimCancel, ClaimCommand::Cancel);
        self.step_of_claim(by, place, claim, (what, step)).await
    }

    pub(crate) async fn block_claim(
        &self,
        by: &Acting,
        place: &StaffPlace,
        claim: ClaimId,
        step: ClaimStep<'_>,
    ) -> Result<(), StaffError> {
        let what = (Act::ClaimBlock, ClaimCommand::Block);
        self.step_of_claim(by, place, claim, (what, step)).await
    }

    pub(crate) async fn unblock_claim(
        &self,
        by: &Acting,
        place: &StaffPlace,
        claim: ClaimId,
        step: ClaimStep<'_>,
    ) -> Result<(), StaffError> {
        let what = (Act::ClaimUnblock, ClaimCommand::Unblock);
        self.step_of_claim(by, place, claim, (what, step)).await
    }

    async fn step_of_claim(
        &self,
        by: &Acting,
        place: &StaffPlace,
        claim: ClaimId,
        ((act, command), step): ((Act, ClaimCommand), ClaimStep<'_>),
    ) -> Result<(), StaffError> {
        let why = reason(step.reason)?;
        let saying = Saying {
            act,
            command,
            seen: step.seen,
            reason: Some(&why),
        };
        self.say_of_claim(by, place, (claim, &saying)).await
    }

    async fn say_of_claim(
        &self,
        by: &Acting,
        place: &StaffPlace,
        (id, saying): (ClaimId, &Saying<'_>),
    ) -> Result<(), StaffError> {
        let config = self.place_config(place).await?;
        let factors = self.factors(place.tenant).await?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        let claim = tx.claims().find(id).await?;
        let claim = claim.ok_or(StaffError::NotFound)?;
        let service = in_scope(place, (&config, saying.act), claim.service)?;
        tx.claims().hold(&[id]).await?;
        let claim = tx.claims().find(id).await?;
        let claim = claim.ok_or(StaffError::NotFound)?;
        if claim.terms_number != saying.seen {
            return Err(ClaimRefusal::Changed.into());
        }
        let before = tx.claims().terms().of(id, claim.terms_number).await?;
        let before = before.ok_or(StaffError::Meanwhile)?;
        let said = tx.claims().said(id).await?;
        let deciding = deciding(place, config.profile.claims.alone(), &said);
        let mut next = before.said(&saying.command, &deciding, moment.now)?;
        let payer = tx.claims().naming_payer(id).await?;
        let by_amount = is_by_amount(&service) && before.amount != next.amount;
        let factor = if by_amount {
            Some(follow_amount(&factors, &payer, &mut next)?)
        } else {
            payer.factor_hash
        };
        let changed = Fields::changed(Some(&fields(&before)), &fields(&next));
        let mut audit = by
            .does(saying.act, id)
            .changing_fields(changed)
            .because(saying.reason)
            .committing(Commitment::of(&next.canonical()));
        let act = audit.write(&mut tx, &mut moment).await?;
        tx.claims()
            .say(&next, factor.as_deref(), (act, moment.now))
            .await?;
        if claim.origin == ClaimOrigin::Import {
            tx.events().feed().count_applied(id).await?;
        }
        let mut events = Events::of(act, &mut tx, &mut moment);
        let after = after(&claim, &next);
        events
            .claim_adjusted(&claim, &after, before.text == next.text)
            .await?;
        Ok(tx.commit().await?)
    }
}

fn is_by_amount(service: &ServiceConfig) -> bool {
    let asked = service.document.notices.map(|rules| rules.factor);
    asked == Some(Factor::Amount)
}

/// The hash of what the payer has to know, where that is the amount: as with a newer file it is
/// the new one.
fn follow_amount(
    factors: &Factors,
    payer: &NamingPayer,
    next: &mut ClaimTerms,
) -> Result<Vec<u8>, StaffError> {
    let salt = payer.salt.as_deref().and_then(|salt| salt.try_into().ok());
    let salt: Salt = salt.ok_or(StaffError::Meanwhile)?;
    let value = next.amount.cents().to_string();
    let hash = factors.hash(&next.kassenzeichen, Factor::Amount, &value);
    next.person = person(&salt, payer.party.as_deref(), Some(&hash));
    Ok(hash)
}

/// What persons said of the claim since it was payable last.
pub(super) fn deciding(place: &StaffPlace, alone: Money, said: &[SaidTerms]) -> Deciding {
    let versions: Vec<_> = said
        .iter()
        .map(|version| SaidBefore {
            amount: version.amount,
            blocked: version.blocked,
            by: match version.actor {
                Actor::Person(person) => Some(person),
                Actor::Payer
                | Actor::Client(_)
                | Actor::Provider(_)
                | Actor::Operator { .. }
                | Actor::System(_) => None,
            },
        })
        .collect();
    Deciding::of(place.person, alone, &versions)
}

fn after(claim: &Claim, next: &ClaimTerms) -> Terms {
    Terms {
        amount: next.amount,
        due: next.due,
        blocked: next.blocked_at.is_some(),
        cancelled: next.cancelled_at.is_some(),
        ..claim.terms
    }
}
