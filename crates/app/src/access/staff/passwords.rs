//! Passwords: hashed with Argon2id, a few at a time.
//!
//! A hash takes a core and 19 MiB for some tens of milliseconds, on purpose. More than a few at
//! once would keep payments waiting, so those beyond wait in a line, and those beyond the line are
//! told to come back.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::Moment;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Hashes at once: half of the smallest node.
const AT_ONCE: usize = 1;
/// Those under way and in line: the last waits some seconds.
const WAITING_MAX: usize = 40;
const SALT_BYTES: usize = 16;
/// The hash of no password, in the form and with the costs of all others: what is compared where
/// there is no person, so that the answer takes as long.
const NO_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$emFobHN0ZWxsZWtlaW5lcg\
                           $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Too many passwords are being checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked at present")]
pub struct Busy;

/// The one place where passwords are hashed.
#[derive(Clone)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            places: Arc::new(Semaphore::new(WAITING_MAX)),
        }
    }
}

impl Passwords {
    /// The text that is stored of a new password (PHC).
    pub(super) async fn hash(
        &self,
        password: SecretString,
        moment: &mut Moment,
    ) -> Result<String, Busy> {
        let salt = moment.bytes::<SALT_BYTES>();
        self.in_turn(move || {
            let password = password.expose_secret().as_bytes();
            let hash = Argon2::default().hash_password_with_salt(password, &salt);
            hash.map(|hash| hash.to_string()).map_err(|_| Busy)
        })
        .await?
    }

    /// Whether it is the password of this stored text. Takes equally long without one.
    pub(super) async fn check(
        &self,
        password: SecretString,
        stored: Option<Vec<u8>>,
    ) -> Result<bool, Busy> {
        self.in_turn(move || {
            let there = stored.is_some();
            let stored = stored.and_then(|stored| String::from_utf8(stored).ok());
            let stored = stored.as_deref().unwrap_or(NO_PASSWORD);
            let password = password.expose_secret().as_bytes();
            let fits = Argon2::default().verify_password(password, stored);
            fits.is_ok() && there
        })
        .await
    }

    /// On a thread of its own, when its turn comes.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let _place = self.place()?;
        let _turn = self.turns.acquire().await.map_err(|_| Busy)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Busy)
    }

    fn place(&self) -> Result<SemaphorePermit<'_>, Busy> {
        self.places.try_acquire().map_err(|_| Busy)
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

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
        let fits = passwords.check("fünf rote Äpfel".into(), stored.clone());
        assert_eq!(fits.await, Ok(true));
        assert_eq!(
            passwords.check("fünf rote Birnen".into(), stored).await,
            Ok(false)
        );
        let again = passwords.hash("fünf rote Äpfel".into(), &mut moment).await;
        assert_ne!(again.unwrap(), hash, "each has a salt of its own");
    }

    #[tokio::test]
    async fn without_a_person_no_password_fits_and_one_is_compared_all_the_same() {
        let passwords = Passwords::default();
        assert_eq!(passwords.check("".into(), None).await, Ok(false));
        assert!(argon2::PasswordHash::new(NO_PASSWORD).is_ok());
        let damaged = Some(b"not a hash".to_vec());
        assert_eq!(passwords.check("".into(), damaged).await, Ok(false));
    }

    #[tokio::test]
    async fn beyond_the_line_nothing_waits() {
        let passwords = Passwords::default();
        let _all = passwords.places.try_acquire_many(40).unwrap();
        assert_eq!(passwords.check("x".into(), None).await, Err(Busy));
    }
}
