//! Invitations: how a person comes in, or comes in again after a reset.
//!
//! Looking at an invitation uses nothing up; programs that open links in mails do so, and some send
//! forms, too. What uses it up is a form with the new credentials in it, the code of a device that
//! was just set up among them, which no program fills in.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::credentials::{CredentialKind, RECOVERY_CODES, RecoveryCode, check_password};
use domain::access::sessions::{INVITATION, SessionEnd};
use domain::access::{Act, PersonState, StaffEmail};
use domain::values::hash::sha256;
use domain::{CredentialId, InvitationId, Moment, PersonId, TenantId};
use secrecy::{ExposeSecret, SecretString};
use storage::access::credentials::NewCredential;
use storage::access::invitations::{NewInvitation, OpenInvitation};
use storage::{Scope, StorageError, WriteTx};
use url::Url;

use super::mail::StaffNews;
use super::one_time_codes::{CodeSetup, code_record, step_of};
use super::persons::leads_to;
use super::rate_limits::Visit;
use super::sessions::{Beginning, SessionToken, begin};
use super::sign_in::SignedIn;
use super::{OPERATOR_SLUG, StaffError, acting_as};
use crate::App;

const TOKEN_BYTES: usize = 32;
/// Longer texts are no token.
const TOKEN_MAX: usize = 64;

/// How the link of an invitation reaches its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvitationLink {
    /// By mail, and no other way.
    Mailed,
    /// Handed over by the one that sees it now.
    Shown(Url),
}

/// An invitation as its person sees it.
#[derive(Debug)]
pub struct InvitationView {
    pub name: String,
    pub email: String,
    /// The authority's name; empty for the installation.
    pub authority: String,
    pub setup: CodeSetup,
}

/// What accepts an invitation.
pub struct NewCredentials<'a> {
    pub password: SecretString,
    /// Of the device, as [`CodeSetup::sealed`] has it.
    pub setup: &'a str,
    pub code: &'a str,
}

/// A person that came in.
#[derive(Debug)]
pub struct Accepted {
    pub signed_in: SignedIn,
    /// Shown once.
    pub recovery_codes: Vec<RecoveryCode>,
    /// Of the authority, or of the installation.
    pub slug: String,
}

/// Checked credentials, ready to be stored.
struct Prepared {
    password: String,
    code_id: CredentialId,
    sealed_code: Vec<u8>,
    step: u64,
    recovery_codes: Vec<RecoveryCode>,
}

fn hash_of(token: &str) -> [u8; 32] {
    sha256(&[b"zahlstelle|invitation|", token.as_bytes()])
}

impl App {
    /// Writes an invitation in this transaction. Where mails are sent its link goes to the person
    /// and to no other; else it is told to the one that invites, once.
    pub(super) async fn invite(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        (person, news): (PersonId, StaffNews),
    ) -> Result<InvitationLink, StorageError> {
        let (invitation, link) = self.insert_invitation(tx, moment, person).await?;
        if !self.sends_mail() {
            return Ok(InvitationLink::Shown(link));
        }
        let told = (person, Some(invitation));
        self.tell_of_invitation(tx, moment, told, news).await?;
        Ok(InvitationLink::Mailed)
    }

    /// Writes an invitation in this transaction and returns the address that leads to it, to be
    /// told once.
    pub(super) async fn write_invitation(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        person: PersonId,
    ) -> Result<Url, StorageError> {
        let (_, link) = self.insert_invitation(tx, moment, person).await?;
        Ok(link)
    }

    async fn insert_invitation(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        person: PersonId,
    ) -> Result<(InvitationId, Url), StorageError> {
        let (link, token_hash) = self.new_token(moment);
        let id = InvitationId::new(moment);
        let new = NewInvitation {
            id,
            person,
            token_hash: &token_hash,
            created_at: moment.now,
            expires_at: moment.now.plus(INVITATION),
        };
        tx.access().invitations().replace(&new, moment.now).await?;
        Ok((id, link))
    }

    /// Another link to the invitation; the one before is void. `None` where it is not open any
    /// more.
    pub(super) async fn new_link(
        &self,
        tenant: TenantId,
        invitation: InvitationId,
    ) -> Result<Option<Url>, StorageError> {
        let mut moment = self.moment();
        let (link, token_hash) = self.new_token(&mut moment);
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let mut invitations = tx.access().invitations();
        let renewed = invitations
            .renew(invitation, &token_hash, moment.now)
            .await?;
        tx.commit().await?;
        Ok(renewed.then_some(link))
    }

    fn new_token(&self, moment: &mut Moment) -> (Url, [u8; 32]) {
        let token = URL_SAFE_NO_PAD.encode(moment.bytes::<TOKEN_BYTES>());
        let path = format!("/console/invitation/{token}");
        (self.settings.public_url.at(&path), hash_of(&token))
    }

    /// The open invitation, with a device to be set up; `None` when it is unknown, used or too old.
    pub(crate) async fn view_invitation(
        &self,
        token: &str,
    ) -> Result<Option<InvitationView>, StaffError> {
        let Some(open) = self.open_invitation(token).await? else {
            return Ok(None);
        };
        let setup = self.new_setup(open.person, &open.email)?;
        self.invitation_view(open, setup).await.map(Some)
    }

    /// The same with the device of a form that is shown again.
    pub(crate) async fn view_invitation_again(
        &self,
        token: &str,
        setup: &str,
    ) -> Result<Option<InvitationView>, StaffError> {
        let Some(open) = self.open_invitation(token).await? else {
            return Ok(None);
        };
        let setup = match self.open_setup(open.person, &open.email, setup) {
            Some(setup) => setup,
            None => self.new_setup(open.person, &open.email)?,
        };
        self.invitation_view(open, setup).await.map(Some)
    }

    async fn invitation_view(
        &self,
        open: OpenInvitation,
        setup: CodeSetup,
    ) -> Result<InvitationView, StaffError> {
        Ok(InvitationView {
            authority: self.place_name(open.tenant).await?,
            name: open.name,
            email: open.email,
            setup,
        })
    }

    async fn open_invitation(&self, token: &str) -> Result<Option<OpenInvitation>, StorageError> {
        if token.len() > TOKEN_MAX {
            return Ok(None);
        }
        let mut tx = self.db.read(Scope::Operator).await?;
        let open = tx.access().invitations().by_token(&hash_of(token)).await?;
        let now = self.moment().now;
        Ok(open.filter(|open| now < open.expires_at))
    }

    /// Uses the invitation up: the person has these credentials, no others, and is signed in. A
    /// session of this browser ends first, whichever person it is of.
    pub(crate) async fn accept_invitation(
        &self,
        request: Option<&Arc<str>>,
        visit: &Visit<'_>,
        (token, before): (&str, Option<&SessionToken>),
        new: NewCredentials<'_>,
    ) -> Result<Accepted, StaffError> {
        let open = self.open_invitation(token).await?;
        let open = open.ok_or(StaffError::NotFound)?;
        let prepared = self.prepare_credentials(&open, new).await?;
        if let Some(before) = before {
            self.end_session_of(before, SessionEnd::SignedOut).await?;
        }
        let by = acting_as(open.person, request);
        let mut moment = self.moment();
        let name = StaffEmail::read(&open.email);
        let name = name.as_ref().map_or("", StaffEmail::folded);
        let device = self.new_device(name, &mut moment).await?;
        let mut tx = self.db.write(Scope::Tenant(open.tenant)).await?;
        tx.access().invitations().end(open.id, moment.now).await?;
        let joining = (PersonState::Invited, PersonState::Active);
        tx.access()
            .persons()
            .set_state(open.person, joining)
            .await?;
        insert(&mut tx, &mut moment, (open.person, &prepared)).await?;
        let why = SessionEnd::CredentialsChanged;
        tx.access()
            .sessions()
            .end_all(open.person, why, moment.now)
            .await?;
        // Those of other authorities are void with this one.
        let mut persons = tx.access().persons();
        persons.void_invitations(open.person, open.resets).await?;
        let beginning = Beginning {
            person: open.person,
            visit,
            form_key: None,
            created_at: moment.now,
            trusted_at: Some(moment.now),
        };
        let token = begin(&mut tx, &mut moment, &beginning).await?;
        let change = (Some(joining.0), joining.1);
        let mut audit = leads_to(&by, Act::InvitationAccept, open.person, change);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        Ok(Accepted {
            signed_in: SignedIn { token, device },
            recovery_codes: prepared.recovery_codes,
            slug: self.staff_slug(open.tenant).await?,
        })
    }

    async fn staff_slug(&self, tenant: TenantId) -> Result<String, StorageError> {
        if tenant == TenantId::INSTALLATION {
            return Ok(OPERATOR_SLUG.to_owned());
        }
        Ok(self.tenant_slug(tenant).await?.to_string())
    }

    async fn prepare_credentials(
        &self,
        open: &OpenInvitation,
        new: NewCredentials<'_>,
    ) -> Result<Prepared, StaffError> {
        check_password(new.password.expose_secret(), &[&open.name, &open.email])?;
        let setup = self.open_setup(open.person, &open.email, new.setup);
        let setup = setup.ok_or(StaffError::Code)?;
        let mut moment = self.moment();
        let step = step_of(setup.secret.expose_secret(), new.code, moment.now);
        let step = step.ok_or(StaffError::Code)?;
        let code_id = CredentialId::new(&mut moment);
        let name = code_id.to_string();
        let sealed_code = self
            .vault
            .seal(code_record(&name), &setup.secret, &mut moment)?;
        let recovery_codes = new_recovery_codes(&mut moment);
        Ok(Prepared {
            password: self.passwords.hash(new.password, &mut moment).await?,
            code_id,
            sealed_code,
            step,
            recovery_codes,
        })
    }
}

pub(super) fn new_recovery_codes(moment: &mut Moment) -> Vec<RecoveryCode> {
    (0..RECOVERY_CODES)
        .map(|_| RecoveryCode::new(moment))
        .collect()
}

/// Puts these credentials into the place of all others of the person.
async fn insert(
    tx: &mut WriteTx,
    moment: &mut Moment,
    (person, prepared): (PersonId, &Prepared),
) -> Result<(), StorageError> {
    let password = CredentialId::new(moment);
    let mut credentials = tx.access().credentials();
    for kind in [CredentialKind::Password, CredentialKind::OneTimeCode] {
        credentials.delete(person, kind).await?;
    }
    for (id, kind, secret, last_step) in [
        (
            password,
            CredentialKind::Password,
            prepared.password.as_bytes(),
            None,
        ),
        (
            prepared.code_id,
            CredentialKind::OneTimeCode,
            prepared.sealed_code.as_slice(),
            Some(prepared.step),
        ),
    ] {
        credentials
            .insert(&NewCredential {
                id,
                person,
                kind,
                secret,
                last_step,
                created_at: moment.now,
            })
            .await?;
    }
    replace_recovery_codes(tx, moment, person, &prepared.recovery_codes).await
}

pub(super) async fn replace_recovery_codes(
    tx: &mut WriteTx,
    moment: &mut Moment,
    person: PersonId,
    codes: &[RecoveryCode],
) -> Result<(), StorageError> {
    let mut credentials = tx.access().credentials();
    let kind = CredentialKind::RecoveryCode;
    credentials.delete(person, kind).await?;
    for code in codes {
        credentials
            .insert(&NewCredential {
                id: CredentialId::new(moment),
                person,
                kind,
                secret: &code.hash(),
                last_step: None,
                created_at: moment.now,
            })
            .await?;
    }
    Ok(())
}
