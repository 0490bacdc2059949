//! Signing in: a password, then a one-time code or a recovery code.
//!
//! An unknown address, a wrong password and a person that may not work are answered alike, after
//! the same time. Each rise of trust makes a new session with a new token, and ends the one before
//! in the same write.

use domain::access::credentials::{CredentialKind, RecoveryCode};
use domain::access::sessions::SessionEnd;
use domain::access::{Act, PersonState, StaffEmail};
use domain::{CredentialId, PersonId, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use storage::access::sessions::StoredSession;
use storage::{Scope, StorageError, WriteTx};
use uuid::Uuid;

use super::mail::StaffNews;
use super::one_time_codes::code_record;
use super::passwords::Asker;
use super::rate_limits::{Counters, Guess, Verdict, Visit};
use super::sessions::{Beginning, SessionToken, begin};
use super::{INSTALLATION, StaffError};
use crate::App;
use crate::access::acting::Acting;

/// What came of a step of signing in.
#[derive(Debug)]
pub enum SignIn<Done> {
    Done(Done),
    /// Wrong, unknown or not allowed: which of these, no answer tells.
    Refused,
    /// Too many tries: nothing is compared before this time.
    NotBefore(Timestamp),
}

/// A person that is signed in.
#[derive(Debug)]
pub struct SignedIn {
    pub token: SessionToken,
    /// By which the browser is known the next time.
    pub device: String,
}

/// What a person proves itself with besides its password.
enum SecondFactor {
    OneTimeCode(CredentialId, u64),
    Recovery([u8; 32]),
}

/// No person has this id: what is read for it takes as long as for one that is there.
fn no_person() -> PersonId {
    PersonId::from_uuid(Uuid::nil())
}

impl App {
    /// Password first. The session it makes waits for the second factor.
    pub(crate) async fn sign_in(
        &self,
        visit: &Visit<'_>,
        email: &str,
        password: SecretString,
    ) -> Result<SignIn<SessionToken>, StaffError> {
        let email = StaffEmail::read(email);
        let name = email.as_ref().map_or("", StaffEmail::folded);
        let counters = self.staff_counters(visit, (Guess::Password, name)).await?;
        if let Verdict::NotBefore(until) = self.count_try(&counters).await? {
            return Ok(SignIn::NotBefore(until));
        }
        let known = self.person_at_work(name).await?;
        let right = self
            .check_counted((&counters, counters.asker(visit)), known, password)
            .await?;
        let (Some(known), true) = (known, right) else {
            metrics::counter!("staff_sign_ins_refused_total").increment(1);
            return Ok(SignIn::Refused);
        };
        self.take_back_try(&counters).await?;
        let mut moment = self.moment();
        let mut tx = self.db.write(INSTALLATION).await?;
        let beginning = Beginning {
            person: known,
            visit,
            form_key: None,
            created_at: moment.now,
            trusted_at: None,
        };
        let token = begin(&mut tx, &mut moment, &beginning).await?;
        tx.commit().await?;
        Ok(SignIn::Done(token))
    }

    /// The second factor of a session that waits for it: a one-time code, or a recovery code.
    pub(crate) async fn second_factor(
        &self,
        by: &Acting,
        session: &StoredSession,
        visit: &Visit<'_>,
        code: &str,
    ) -> Result<SignIn<SignedIn>, StaffError> {
        let now = self.moment().now;
        let beginning = Beginning {
            person: session.person,
            visit,
            // Forms that were made before the proof are good for nothing after it.
            form_key: None,
            created_at: now,
            trusted_at: Some(now),
        };
        let prove = (session, code);
        self.prove(by, Act::SessionStart, prove, beginning).await
    }

    /// Proves again, with everything, that the person of the session is the one that signed in.
    pub(crate) async fn confirm_session(
        &self,
        by: &Acting,
        session: &StoredSession,
        visit: &Visit<'_>,
        (password, code): (SecretString, &str),
    ) -> Result<SignIn<SignedIn>, StaffError> {
        let name = fold(&session.email);
        let counters = self.staff_counters(visit, (Guess::Password, &name)).await?;
        if let Verdict::NotBefore(until) = self.count_try(&counters).await? {
            return Ok(SignIn::NotBefore(until));
        }
        let person = Some(session.person);
        let right = self.check_counted((&counters, Asker::Known), person, password);
        if !right.await? {
            return Ok(SignIn::Refused);
        }
        self.take_back_try(&counters).await?;
        let beginning = Beginning {
            person: session.person,
            visit,
            form_key: Some(&session.form_key),
            // The day's end does not move.
            created_at: session.times.created_at,
            trusted_at: Some(self.moment().now),
        };
        let prove = (session, code);
        self.prove(by, Act::SessionConfirm, prove, beginning).await
    }

    /// Compares the code, uses it up, and puts a new session into the place of this one.
    async fn prove(
        &self,
        by: &Acting,
        act: Act,
        (session, code): (&StoredSession, &str),
        beginning: Beginning<'_>,
    ) -> Result<SignIn<SignedIn>, StaffError> {
        let name = fold(&session.email);
        let guess = (Guess::Code, name.as_str());
        let counters = self.staff_counters(beginning.visit, guess).await?;
        let first = match self.count_try(&counters).await? {
            Verdict::Compare { first } => first,
            Verdict::NotBefore(until) => return Ok(SignIn::NotBefore(until)),
        };
        let Some(factor) = self.read_factor(session.person, code).await? else {
            return self.refuse_code(session.person, first).await;
        };
        let mut moment = self.moment();
        let device = self.new_device(&name, &mut moment).await?;
        let mut tx = self.db.write(INSTALLATION).await?;
        if !use_up(&mut tx, session.person, &factor, moment.now).await? {
            drop(tx);
            return self.refuse_code(session.person, first).await;
        }
        let of = (session.id, session.person);
        let ended = tx
            .access()
            .sessions()
            .end(of, SessionEnd::Replaced, moment.now)
            .await?;
        if !ended {
            return Ok(SignIn::Refused);
        }
        let token = begin(&mut tx, &mut moment, &beginning).await?;
        let mut audit = by.does(act, session.person).leading_to(factor.word());
        audit.write(&mut tx, &mut moment).await?;
        if let SecondFactor::Recovery(_) = factor {
            let news = StaffNews::RecoveryCodeUsed;
            self.tell(&mut tx, &mut moment, session.person, news)
                .await?;
        }
        tx.commit().await?;
        self.take_back_try(&counters).await?;
        self.passwords.knows(beginning.visit.network, moment.now);
        Ok(SignIn::Done(SignedIn { token, device }))
    }

    /// A wrong code after a right password: either a slip, or another person knows the password.
    /// The first of a day from a browser that is not known is told to the person.
    async fn refuse_code<Done>(
        &self,
        person: PersonId,
        first: bool,
    ) -> Result<SignIn<Done>, StaffError> {
        metrics::counter!("staff_codes_refused_total").increment(1);
        if first {
            let mut moment = self.moment();
            let mut tx = self.db.write(INSTALLATION).await?;
            let news = StaffNews::CodeRefused;
            self.tell(&mut tx, &mut moment, person, news).await?;
            tx.commit().await?;
        }
        Ok(SignIn::Refused)
    }

    /// The person of the address, if it is active anywhere.
    async fn person_at_work(&self, folded: &str) -> Result<Option<PersonId>, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let found = tx.access().persons().by_email(folded).await?;
        let id = found.map_or_else(no_person, |(person, _)| person);
        let places = tx.access().persons().places(id).await?;
        let works = places
            .iter()
            .any(|place| place.state == PersonState::Active);
        Ok(works.then_some(id))
    }

    /// Whether it is the person's password. A try that is not compared, since too many others are
    /// at present, is not counted.
    async fn check_counted(
        &self,
        (counters, asker): (&Counters, Asker<'_>),
        person: Option<PersonId>,
        password: SecretString,
    ) -> Result<bool, StaffError> {
        let checked = self.check_stored_password(asker, person, password).await;
        if let Err(StaffError::Busy(_)) = &checked {
            self.take_back_try(counters).await?;
        }
        checked
    }

    /// Whether it is the person's password. Takes as long for a person that is not there.
    async fn check_stored_password(
        &self,
        asker: Asker<'_>,
        person: Option<PersonId>,
        password: SecretString,
    ) -> Result<bool, StaffError> {
        let id = person.unwrap_or_else(no_person);
        let mut tx = self.db.read(INSTALLATION).await?;
        let stored = tx
            .access()
            .credentials()
            .find(id, CredentialKind::Password)
            .await?;
        drop(tx);
        let stored = stored.map(|credential| credential.secret);
        let asker = (asker, self.moment().now);
        Ok(self.passwords.check(asker, password, stored).await?)
    }

    /// What the typed code is, if it can be a right one.
    async fn read_factor(
        &self,
        person: PersonId,
        code: &str,
    ) -> Result<Option<SecondFactor>, StaffError> {
        if let Some(recovery) = RecoveryCode::read(code) {
            return Ok(Some(SecondFactor::Recovery(recovery.hash())));
        }
        let mut tx = self.db.read(INSTALLATION).await?;
        let stored = tx
            .access()
            .credentials()
            .find(person, CredentialKind::OneTimeCode)
            .await?;
        drop(tx);
        let Some(stored) = stored else {
            return Ok(None);
        };
        let name = stored.id.to_string();
        let secret = self.vault.open(code_record(&name), &stored.secret)?;
        let step = super::one_time_codes::step_of(secret.expose_secret(), code, self.moment().now);
        Ok(step.map(|step| SecondFactor::OneTimeCode(stored.id, step)))
    }
}

impl SecondFactor {
    const fn word(&self) -> &'static str {
        match self {
            Self::OneTimeCode(..) => "one_time_code",
            Self::Recovery(_) => "recovery_code",
        }
    }
}

async fn use_up(
    tx: &mut WriteTx,
    person: PersonId,
    factor: &SecondFactor,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let mut credentials = tx.access().credentials();
    match factor {
        SecondFactor::OneTimeCode(id, step) => credentials.take_step(*id, *step, now).await,
        SecondFactor::Recovery(hash) => credentials.take_recovery_code(person, hash, now).await,
    }
}

/// As counters name a person.
fn fold(email: &str) -> String {
    StaffEmail::read(email).map_or_else(String::new, |email| email.folded().to_owned())
}
