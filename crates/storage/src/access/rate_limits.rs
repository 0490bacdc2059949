//! How often somebody tried: counters under keyed hashes that say nothing about who it was. One
//! table for all nodes, so that a guesser gains nothing by asking another one.

use domain::Timestamp;

use crate::engine::columns::{DbTime, count};
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    COUNT_GUESS = "
        INSERT INTO guesses (tenant_id, key, tries, until) VALUES ($1, $2, 1, $4)
        ON CONFLICT (tenant_id, key) DO UPDATE
        SET tries = CASE WHEN guesses.until <= $3 THEN 1 ELSE guesses.tries + 1 END,
            until = CASE WHEN guesses.until <= $3 THEN excluded.until ELSE guesses.until END
        RETURNING tries, until";
    TAKE_BACK_GUESS = "
        UPDATE guesses SET tries = tries - 1 WHERE tenant_id = $1 AND key = $2 AND tries > 0";
    FORGET_GUESSES = "DELETE FROM guesses WHERE until <= $1";
}

/// A counter after it was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guessed {
    /// Tries since the counter began, this one included.
    pub tries: u32,
    /// When it begins anew.
    pub until: Timestamp,
}

impl Tx {
    /// Counts one try under `key`. The counter begins anew after `until`, which is set with its
    /// first try and does not move.
    pub async fn count_guess(
        &mut self,
        key: &[u8],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Guessed, StorageError> {
        let tenant = self.tenant()?;
        let (tries, until): (i64, DbTime) =
            on_engine!(self, |connection| sqlx::query_as(COUNT_GUESS)
                .bind(tenant.as_uuid())
                .bind(key)
                .bind(DbTime(now))
                .bind(DbTime(until))
                .fetch_one(connection)
                .await)?;
        Ok(Guessed {
            tries: count(tries),
            until: until.0,
        })
    }

    /// The try was no guess: whoever it was knew.
    pub async fn take_back_guess(&mut self, key: &[u8]) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(TAKE_BACK_GUESS)
            .bind(tenant.as_uuid())
            .bind(key)
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Erases every tenant's counters that are over.
    pub async fn forget_guesses(&mut self, now: Timestamp) -> Result<u64, StorageError> {
        Ok(on_engine!(self, |connection| sqlx::query(FORGET_GUESSES)
            .bind(DbTime(now))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?)
    }
}
