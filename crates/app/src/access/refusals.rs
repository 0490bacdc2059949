//! Refused acts. Each leaves a row in the audit trail where the actor is known by name, up to a
//! limit: what a calling system repeats without end must not fill the journal.

use std::fmt::Display;
use std::time::Duration;

use domain::TenantId;
use domain::access::{Act, Actor};
use domain::values::hash::sha256;
use storage::{Scope, StorageError};

use crate::App;
use crate::access::acting::Acting;
use crate::platform::failure::chain;

/// Rows of one act by one actor in one window; what is beyond them is counted in the log only.
const ROWS_MAX: u32 = 60;
const WINDOW: Duration = Duration::from_hours(1);

impl App {
    /// Writes the row in a step of its own: what was refused changed nothing. A row that cannot be
    /// written costs a line in the log, and the refusal is told all the same.
    pub(crate) async fn note_refusal(
        &self,
        by: &Acting,
        (tenant, act): (TenantId, Act),
        object: impl Display + Send,
        why: &(dyn Display + Sync),
    ) {
        if *by.actor() == Actor::Payer {
            return;
        }
        let row = (object.to_string(), why.to_string());
        if let Err(error) = self.write_refusal(by, (tenant, act), row).await {
            tracing::warn!(tenant.id = %tenant, error = chain(&error),
                "a refused {act} is not in the audit trail");
        }
    }

    async fn write_refusal(
        &self,
        by: &Acting,
        (tenant, act): (TenantId, Act),
        (object, why): (String, String),
    ) -> Result<(), StorageError> {
        let mut moment = self.moment();
        let actor = by.actor().to_string();
        let key = sha256(&[b"refused|", act.name().as_bytes(), b"|", actor.as_bytes()]);
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let until = moment.now.plus(WINDOW);
        let count = tx
            .access()
            .rate_limits()
            .count(&key, moment.now, until)
            .await?;
        if count.tries <= ROWS_MAX {
            let mut audit = by.does(act, object).refused(&why);
            audit.write(&mut tx, &mut moment).await?;
        }
        tx.commit().await
    }
}
