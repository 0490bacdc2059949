//! Passwords: hashed with Argon2id, a few at a time.
//!
//! A hash takes a core and 19 MiB for some tens of milliseconds, on purpose. More than a few at
//! once would keep payments waiting, so those beyond wait in a line ([`line`]), and those beyond
//! the line are told to come back.

mod line;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::values::text::composed;
use domain::{Moment, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::access::Network;
use line::{Line, Place};

/// Hashes at once: half of the smallest node.
const AT_ONCE: usize = 1;
const SALT_BYTES: usize = 16;
/// The hash of no password, in the form and with the costs of all others: what is compared where
/// there is no person, so that the answer takes as long.
const NO_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$emFobHN0ZWxsZWtlaW5lcg\
                           $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Too many passwords are being checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked at present")]
pub struct Busy;

/// The person or stranger that sent a password.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asker<'a> {
    /// A person in its session, with its invitation, or at a browser that signed it in before.
    Known,
    /// A stranger or a person at a new browser, from there.
    From(&'a Network),
}

/// The one place where passwords are hashed.
#[derive(Clone)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    line: Arc<Mutex<Line>>,
}

/// A place in the line until it is dropped.
struct Taken<'a> {
    line: &'a Mutex<Line>,
    place: Place,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        lock(self.line).leave(self.place);
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            line: Arc::default(),
        }
    }
}

impl Passwords {
    /// A person signed in from there.
    pub(super) fn knows(&self, network: &Network, now: Timestamp) {
        lock(&self.line).knows(network, now);
    }

    /// The text that is stored of a new password (PHC).
    pub(super) async fn hash(
        &self,
        password: SecretString,
        moment: &mut Moment,
    ) -> Result<String, Busy> {
        let salt = moment.bytes::<SALT_BYTES>();
        self.in_turn((Asker::Known, moment.now), move || {
            let password = as_compared(&password);
            let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|_| Busy)
        })
        .await?
    }

    /// Whether it is the password of this stored text. Takes equally long without one.
    pub(super) async fn check(
        &self,
        asker: (Asker<'_>, Timestamp),
        password: SecretString,
        stored: Option<Vec<u8>>,
    ) -> Result<bool, Busy> {
        self.in_turn(asker, move || {
            let there = stored.is_some();
            let stored = stored.and_then(|stored| String::from_utf8(stored).ok());
            let stored = stored.as_deref().unwrap_or(NO_PASSWORD);
            let password = as_compared(&password);
            let fits = Argon2::default().verify_password(password.as_bytes(), stored);
            fits.is_ok() && there
        })
        .await
    }

    /// On a thread of its own, when its turn comes.
    async fn in_turn<T: Send + 'static>(
        &self,
        asker: (Asker<'_>, Timestamp),
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let _place = self.place(asker)?;
        let _turn = self.turns.acquire().await.map_err(|_| Busy)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Busy)
    }

    fn place(&self, (asker, now): (Asker<'_>, Timestamp)) -> Result<Taken<'_>, Busy> {
        let place = lock(&self.line).enter(asker, now);
        let Some(place) = place else {
            metrics::counter!("staff_passwords_refused_total").increment(1);
            return Err(Busy);
        };
        let line = &self.line;
        Ok(Taken { line, place })
    }
}

fn lock(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Its letters composed: keyboards write one and the same letter in one character or in two.
fn as_compared(password: &SecretString) -> Zeroizing<String> {
    Zeroizing::new(composed(password.expose_secret()))
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    const KNOWN: (Asker<'_>, Timestamp) = (Asker::Known, Timestamp::from_micros(0));

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_no_other() {
        let passwords = Passwords::default();
        let mut moment = Moment::fixed(Timestamp::from_micros(0), 1);
        let hash = passwords.hash("fünf rote Äpfel".into(), &mut moment).await;
        let hash = hash.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let stored = Some(hash.clone().into_bytes());
        let fits = passwords.check(KNOWN, "fünf rote Äpfel".into(), stored.clone());
        assert_eq!(fits.await, Ok(true));
        assert_eq!(
            passwords
                .check(KNOWN, "fünf rote Birnen".into(), stored)
                .await,
            Ok(false)
        );
        let again = passwords.hash("fünf rote Äpfel".into(), &mut moment).await;
        assert_ne!(again.unwrap(), hash, "each has a salt of its own");
    }

    #[tokio::test]
    async fn a_password_is_the_same_however_a_keyboard_composes_its_letters() {
        let passwords = Passwords::default();
        let mut moment = Moment::fixed(Timestamp::from_micros(0), 1);
        let (one, two) = ("fünf rote Äpfel", "fu\u{308}nf rote A\u{308}pfel");
        for (set, typed) in [(one, two), (two, one)] {
            let hash = passwords.hash(set.into(), &mut moment).await.unwrap();
            let stored = Some(hash.into_bytes());
            assert_eq!(passwords.check(KNOWN, typed.into(), stored).await, Ok(true));
        }
    }

    #[tokio::test]
    async fn without_a_person_no_password_fits_and_one_is_compared_all_the_same() {
        let passwords = Passwords::default();
        assert_eq!(passwords.check(KNOWN, "".into(), None).await, Ok(false));
        assert!(argon2::PasswordHash::new(NO_PASSWORD).is_ok());
        let damaged = Some(b"not a hash".to_vec());
        assert_eq!(passwords.check(KNOWN, "".into(), damaged).await, Ok(false));
    }

    #[tokio::test]
    async fn beyond_the_line_nothing_waits_and_a_place_is_free_again_afterwards() {
        let passwords = Passwords::default();
        let mut all = Vec::new();
        while let Ok(place) = passwords.place(KNOWN) {
            all.push(place);
        }
        assert_eq!(passwords.check(KNOWN, "x".into(), None).await, Err(Busy));
        all.pop();
        for _ in 0..2 {
            assert_eq!(passwords.check(KNOWN, "x".into(), None).await, Ok(false));
        }
    }
}
