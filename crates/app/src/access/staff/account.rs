//! A person's own account: sessions, password, one-time codes, recovery codes. Needs no role.

use domain::access::credentials::{CredentialKind, RecoveryCode, check_password};
use domain::access::sessions::{IDLE, SessionEnd};
use domain::access::{Act, Standing};
use domain::{CredentialId, PersonId, SessionId, TenantId, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use storage::access::credentials::NewCredential;
use storage::access::sessions::StoredSession;
use storage::{Scope, WriteTx};

use super::invitations::{new_recovery_codes, replace_recovery_codes};
use super::mail::StaffNews;
use super::one_time_codes::{CodeSetup, code_record, step_of};
use super::rate_limits::Visit;
use super::sessions::{Beginning, SessionToken, begin};
use super::{INSTALLATION, StaffError, StaffPlace};
use crate::access::acting::Acting;
use crate::{App, StorageError};

/// A person's own account.
#[derive(Clone, Debug)]
pub struct AccountView {
    pub name: String,
    pub email: String,
    pub sessions: Vec<SessionView>,
    pub password_since: Option<Timestamp>,
    pub codes_since: Option<Timestamp>,
    pub recovery_codes_left: u32,
    /// Where the person works: slug and name; the installation has no name.
    pub places: Vec<(String, String)>,
}

/// A session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    pub id: SessionId,
    pub began_at: Timestamp,
    pub seen_at: Timestamp,
    /// The beginning of the address.
    pub network: String,
    pub browser: String,
    /// The one this is seen in.
    pub current: bool,
}

/// A credential that replaces the one of its kind.
struct Replacement<'a> {
    id: CredentialId,
    kind: CredentialKind,
    secret: &'a [u8],
    last_step: Option<u64>,
}

impl App {
    /// The person's account is its own place: acts in it need no grant.
    pub(crate) fn own_place(&self, session: &StoredSession) -> StaffPlace {
        StaffPlace {
            tenant: TenantId::INSTALLATION,
            person: session.person,
            standing: Standing {
                holders: Vec::new(),
                fresh: session.times.is_fresh(self.moment().now),
            },
            grants: Vec::new(),
        }
    }

    pub(crate) async fn view_account(
        &self,
        session: &StoredSession,
    ) -> Result<AccountView, StaffError> {
        let now = self.moment().now;
        let person = session.person;
        let mut tx = self.db.read(Scope::Operator).await?;
        let used_after = now.minus(IDLE);
        let mut sessions = tx.access().sessions();
        let sessions = sessions.of_person(person, used_after).await?;
        let mut credentials = tx.access().credentials();
        let password = credentials.find(person, CredentialKind::Password).await?;
        let codes = credentials
            .find(person, CredentialKind::OneTimeCode)
            .await?;
        let left = credentials.recovery_codes_left(person).await?;
        drop(tx);
        let standing = sessions
            .into_iter()
            .filter(|other| other.times.stands(now) && other.times.trusted_at.is_some());
        Ok(AccountView {
            name: session.name.clone(),
            email: session.email.clone(),
            sessions: standing
                .map(|other| SessionView {
                    id: other.id,
                    began_at: other.times.created_at,
                    seen_at: other.times.seen_at,
                    network: other.network,
                    browser: other.browser,
                    current: other.id == session.id,
                })
                .collect(),
            password_since: password.map(|stored| stored.created_at),
            codes_since: codes.map(|stored| stored.created_at),
            recovery_codes_left: left,
            places: self.places_of(session).await?,
        })
    }

    /// Where the person may work now.
    async fn places_of(
        &self,
        session: &StoredSession,
    ) -> Result<Vec<(String, String)>, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let places = tx.access().persons().places(session.person).await?;
        drop(tx);
        let mut named = Vec::new();
        for place in places {
            if self.staff_place(session, &place.slug).await?.is_none() {
                continue;
            }
            let name = self.place_name(place.tenant).await?;
            named.push((place.slug, name));
        }
        Ok(named)
    }

    /// The authority's name; empty for the installation.
    pub(crate) async fn place_name(&self, tenant: TenantId) -> Result<String, StorageError> {
        if tenant == TenantId::INSTALLATION {
            return Ok(String::new());
        }
        let config = self.config(tenant).await?;
        Ok(config.map_or_else(String::new, |config| config.profile.name.clone()))
    }

    /// Ends this session.
    pub(crate) async fn sign_out(
        &self,
        by: &Acting,
        session: &StoredSession,
    ) -> Result<(), StaffError> {
        let own = (session.person, session.id);
        self.end_session(by, own, SessionEnd::SignedOut).await
    }

    /// Ends another session of the person.
    pub(crate) async fn end_own_session(
        &self,
        by: &Acting,
        session: &StoredSession,
        other: SessionId,
    ) -> Result<(), StaffError> {
        let own = (session.person, other);
        self.end_session(by, own, SessionEnd::Revoked).await
    }

    async fn end_session(
        &self,
        by: &Acting,
        (person, session): (PersonId, SessionId),
        why: SessionEnd,
    ) -> Result<(), StaffError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(INSTALLATION).await?;
        let of = (session, person);
        if !tx.access().sessions().end(of, why, moment.now).await? {
            return Err(StaffError::NotFound);
        }
        let path = format!("sessions.{session}");
        let mut audit = by
            .does(Act::SessionEnd, person)
            .changing(json!({ &path: "open" }), json!({ &path: why.to_string() }));
        audit.write(&mut tx, &mut moment).await?;
        Ok(tx.commit().await?)
    }

    /// Another password. All sessions end, and this browser gets a new one.
    pub(crate) async fn set_password(
        &self,
        by: &Acting,
        session: &StoredSession,
        visit: &Visit<'_>,
        password: SecretString,
    ) -> Result<SessionToken, StaffError> {
        check_password(password.expose_secret(), &[&session.name, &session.email])?;
        let mut moment = self.moment();
        let hash = self.passwords.hash(password, &mut moment).await?;
        let new = Replacement {
            id: CredentialId::new(&mut moment),
            kind: CredentialKind::Password,
            secret: hash.as_bytes(),
            last_step: None,
        };
        let act = (by, Act::PasswordSet);
        self.replace_credential(act, (visit, session), &new).await
    }

    /// A device for one-time codes, to be set up in the person's account.
    pub(crate) fn new_own_setup(&self, session: &StoredSession) -> Result<CodeSetup, StaffError> {
        self.new_setup(session.person, &session.email)
    }

    /// One-time codes from another device. All sessions end, and this browser gets a new one.
    pub(crate) async fn set_one_time_code(
        &self,
        by: &Acting,
        session: &StoredSession,
        visit: &Visit<'_>,
        (setup, code): (&str, &str),
    ) -> Result<SessionToken, StaffError> {
        let setup = self.open_setup(session.person, &session.email, setup);
        let setup = setup.ok_or(StaffError::Code)?;
        let mut moment = self.moment();
        let step = step_of(setup.secret.expose_secret(), code, moment.now);
        let id = CredentialId::new(&mut moment);
        let name = id.to_string();
        let sealed = self
            .vault
            .seal(code_record(&name), &setup.secret, &mut moment)?;
        let new = Replacement {
            id,
            kind: CredentialKind::OneTimeCode,
            secret: &sealed,
            last_step: Some(step.ok_or(StaffError::Code)?),
        };
        let act = (by, Act::OneTimeCodeSet);
        self.replace_credential(act, (visit, session), &new).await
    }

    async fn replace_credential(
        &self,
        (by, act): (&Acting, Act),
        (visit, session): (&Visit<'_>, &StoredSession),
        new: &Replacement<'_>,
    ) -> Result<SessionToken, StaffError> {
        let mut moment = self.moment();
        let mut tx = self.db.write(INSTALLATION).await?;
        insert(&mut tx, (session, new), moment.now).await?;
        still_stands(&mut tx, session).await?;
        let why = SessionEnd::CredentialsChanged;
        tx.access()
            .sessions()
            .end_all(session.person, why, moment.now)
            .await?;
        let beginning = Beginning {
            person: session.person,
            visit,
            form_key: Some(&session.form_key),
            created_at: session.times.created_at,
            trusted_at: session.times.trusted_at,
        };
        let token = begin(&mut tx, &mut moment, &beginning).await?;
        let kind = new.kind.to_string();
        let mut audit = by.does(act, session.person).changing_secret(&kind);
        audit.write(&mut tx, &mut moment).await?;
        let news = match new.kind {
            CredentialKind::Password => StaffNews::PasswordChanged,
            CredentialKind::OneTimeCode => StaffNews::OneTimeCodesChanged,
            CredentialKind::RecoveryCode => StaffNews::RecoveryCodesMade,
        };
        self.tell(&mut tx, &mut moment, session.person, news)
            .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// New recovery codes, shown once; the old ones are void.
    pub(crate) async fn make_recovery_codes(
        &self,
        by: &Acting,
        session: &StoredSession,
    ) -> Result<Vec<RecoveryCode>, StaffError> {
        let mut moment = self.moment();
        let codes = new_recovery_codes(&mut moment);
        let mut tx = self.db.write(INSTALLATION).await?;
        replace_recovery_codes(&mut tx, &mut moment, session.person, &codes).await?;
        still_stands(&mut tx, session).await?;
        let kind = CredentialKind::RecoveryCode.to_string();
        by.does(Act::RecoveryCodesMake, session.person)
            .changing_secret(&kind)
            .write(&mut tx, &mut moment)
            .await?;
        let news = StaffNews::RecoveryCodesMade;
        self.tell(&mut tx, &mut moment, session.person, news)
            .await?;
        tx.commit().await?;
        Ok(codes)
    }
}

/// Refuses what was begun in a session that ended meanwhile, as all do when the person is reset.
/// Asked after the credentials are written: whatever changes both locks them in this order.
async fn still_stands(tx: &mut WriteTx, session: &StoredSession) -> Result<(), StaffError> {
    let own = (session.id, session.person);
    if tx.access().sessions().hold(own).await? {
        return Ok(());
    }
    Err(StaffError::Meanwhile)
}

async fn insert(
    tx: &mut WriteTx,
    (session, new): (&StoredSession, &Replacement<'_>),
    now: Timestamp,
) -> Result<(), StorageError> {
    let mut credentials = tx.access().credentials();
    credentials.delete(session.person, new.kind).await?;
    credentials
        .insert(&NewCredential {
            id: new.id,
            person: session.person,
            kind: new.kind,
            secret: new.secret,
            last_step: new.last_step,
            created_at: now,
        })
        .await
}
