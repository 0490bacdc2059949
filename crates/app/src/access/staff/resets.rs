//! Resets: a person's credentials are taken away, and it is invited anew.
//!
//! The new link opens every place of the person, so one authority resets only a person that has no
//! right elsewhere, and only where the link is mailed: an administrator that saw the link of a
//! person with rights could propose as itself and confirm as the other. Where no mail is sent, and
//! for persons that no other can help, the operator's command line resets, and hands the link over.

use domain::PersonId;
use domain::access::credentials::CredentialKind;
use domain::access::grants::keeps_a_last;
use domain::access::sessions::SessionEnd;
use domain::access::{Act, GrantState, PersonState, Role, StaffEmail};
use domain::{Moment, TenantId};
use serde_json::json;
use storage::{Scope, StorageError, WriteTx};
use url::Url;

use super::invitations::InvitationLink;
use super::mail::StaffNews;
use super::persons::{keep_the_last, leads_to, not_oneself, others_in_force};
use super::{StaffError, StaffPlace};
use crate::App;
use crate::access::acting::Acting;

impl App {
    /// Takes the person's credentials away and invites it anew: a lost second factor, or an
    /// invitation that was never used.
    pub(crate) async fn reset_person(
        &self,
        by: &Acting,
        place: &StaffPlace,
        person: PersonId,
    ) -> Result<InvitationLink, StaffError> {
        not_oneself(place, person)?;
        let places = self.places(person).await?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        tx.access().persons().hold_staff().await?;
        let member = tx.access().persons().member(person).await?;
        member.ok_or(StaffError::NotFound)?;
        if places.works_elsewhere(place) {
            return Err(StaffError::Elsewhere);
        }
        if !self.sends_mail() && holds_a_right(&mut tx, person).await? {
            return Err(StaffError::Unmailed);
        }
        keep_the_last(&mut tx, person, moment.now).await?;
        write_reset(&mut tx, &mut moment, by, (person, places.version)).await?;
        let told = (person, StaffNews::Reset);
        let link = self.invite(&mut tx, &mut moment, told).await?;
        tx.commit().await?;
        Ok(link)
    }

    /// Resets a person that no other person can: the last administrator of an authority, a person
    /// of several authorities, or of the operator, or any where no mail is sent.
    pub(crate) async fn reset_last(
        &self,
        by: &Acting,
        slug: &str,
        email: &str,
    ) -> Result<Url, StaffError> {
        let place = self.first_place(slug).await?;
        let email = StaffEmail::read(email).ok_or(StaffError::NotFound)?;
        let mut tx = self.db.read(Scope::Operator).await?;
        let found = tx.access().persons().by_email(email.folded()).await?;
        let (person, _) = found.ok_or(StaffError::NotFound)?;
        drop(tx);
        let places = self.places(person).await?;
        let mut moment = self.moment();
        let mut tx = self.db.write(place.scope()).await?;
        tx.access().persons().hold_staff().await?;
        let others = others_in_force(&mut tx, person, moment.now).await?;
        let can_help = place.tenant != TenantId::INSTALLATION
            && self.sends_mail()
            && keeps_a_last(Role::Admin, &others).is_ok();
        if can_help && !places.works_elsewhere(&place) {
            return Err(StaffError::Staffed);
        }
        write_reset(&mut tx, &mut moment, by, (person, places.version)).await?;
        let link = self.write_invitation(&mut tx, &mut moment, person).await?;
        tx.commit().await?;
        Ok(link)
    }
}

async fn holds_a_right(tx: &mut WriteTx, person: PersonId) -> Result<bool, StorageError> {
    let open = tx.access().grants().open_of(person).await?;
    Ok(open.iter().any(|grant| grant.state == GrantState::Active))
}

/// The person's credentials, sessions and invitations are gone, those of other authorities too, and
/// it is invited. `version` is that of the places by which this was decided.
async fn write_reset(
    tx: &mut WriteTx,
    moment: &mut Moment,
    by: &Acting,
    (person, version): (PersonId, i64),
) -> Result<(), StaffError> {
    let Some((state, _)) = tx.access().persons().hold(person).await? else {
        return Err(StaffError::NotFound);
    };
    match state {
        PersonState::Invited => {}
        PersonState::Active => {
            let change = (state, PersonState::Invited);
            tx.access().persons().set_state(person, change).await?;
        }
        PersonState::Suspended => return Err(StaffError::State),
    }
    for kind in [
        CredentialKind::Password,
        CredentialKind::OneTimeCode,
        CredentialKind::RecoveryCode,
    ] {
        tx.access().credentials().delete(person, kind).await?;
    }
    let why = SessionEnd::CredentialsChanged;
    tx.access()
        .sessions()
        .end_all(person, why, moment.now)
        .await?;
    let mut persons = tx.access().persons();
    persons.raise_places_version(person, version).await?;
    let resets = persons.resets(person).await?;
    persons.void_invitations(person, resets).await?;
    let before = json!({ "state": state.to_string() });
    let after = json!({ "state": PersonState::Invited.to_string(), "credentials": "changed" });
    leads_to(by, Act::PersonReset, person, (None, PersonState::Invited))
        .changing(before, after)
        .write(tx, moment)
        .await?;
    Ok(())
}
