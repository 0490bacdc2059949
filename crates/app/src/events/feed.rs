//! The feed of a tenant: numbers for what is committed, and reading.
//!
//! Events get their number in the feed after they are committed, one batch at a time per tenant.
//! With the number the body is finished: the bytes that every receiver gets, at every try. Old
//! bodies are dropped.

use std::time::Duration;

use domain::TenantId;
use serde::Serialize;
use serde_json::value::RawValue;
use storage::events::feed::{FeedEvent, NumberedEvent, UnnumberedEvent};
use storage::{Scope, StorageError};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::App;
use crate::platform::failure::chain;
use crate::work::job::JobError;
use crate::work::schedules::{PIECE, Progress};

/// Events numbered in one step: one statement's parameters stay below every engine's limit.
const BATCH: u32 = 500;
/// A batch after which the next one follows at once.
const WORTH_GOING_ON: u64 = 250;
/// How soon after its commit an event is seen.
const NUMBERED_EVERY: Duration = Duration::from_millis(200);
const AFTER_ERROR: Duration = Duration::from_secs(5);
/// How long an event keeps its body.
const BODIES_ARE_KEPT: Duration = Duration::from_hours(90 * 24);
/// The version of the data; another meaning is another kind of event.
const SCHEMA: u32 = 1;

/// Some of a tenant's events, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage {
    /// Events up to this number have no body any more, and are not among these.
    pub dropped: u64,
    pub events: Vec<FeedEvent>,
}

/// The order of the fields is what receivers sign and check.
#[derive(Serialize)]
struct Body<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    schema: u32,
    tenant: &'a str,
    sequence: u64,
    subject: String,
    subject_sequence: u64,
    /// Of a trial tenant.
    test: bool,
    data: Box<RawValue>,
}

impl App {
    /// Numbers what was committed so far, of all tenants. Returns how many events. Safe to run on
    /// several nodes at once: a tenant's counter is held while events get their numbers.
    pub(crate) async fn number_events(&self) -> Result<u64, StorageError> {
        self.number_some(1).await
    }

    /// Of each tenant as many batches as have at least `worth` events, and one more. Of each
    /// subject a batch has one event at most.
    async fn number_some(&self, worth: u64) -> Result<u64, StorageError> {
        let mut tx = self.db.read(Scope::Operator).await?;
        let tenants = tx.events().feed().tenants_to_number().await?;
        drop(tx);
        let (mut numbered, mut failed) = (0, None);
        for tenant in tenants {
            match self.number_tenant(tenant, worth).await {
                Ok(some) => numbered += some,
                // Of one tenant: the others go on.
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(numbered), Err)
    }

    async fn number_tenant(&self, tenant: TenantId, worth: u64) -> Result<u64, StorageError> {
        let mut numbered = 0;
        while let Some(batch) = self.number_batch(tenant).await? {
            numbered += batch;
            if batch < worth {
                break;
            }
            self.db.let_others_write().await;
        }
        Ok(numbered)
    }

    /// Returns how many events, `None` when there was nothing to do.
    async fn number_batch(&self, tenant: TenantId) -> Result<Option<u64>, StorageError> {
        let config = self.config(tenant).await?;
        let of = config
            .as_deref()
            .map_or(("", false), |config| (&config.slug, config.is_trial));
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let before = tx.events().feed().hold_counter().await?;
        let mut events = tx.events().feed().unnumbered(BATCH).await?;
        let left = BATCH.saturating_sub(u32::try_from(events.len()).unwrap_or(BATCH));
        if left > 0 {
            // A file brings a hundred thousand events at once: they fill up what is left.
            let more = tx.events().feed().unnumbered_imported(left, now).await?;
            events.extend(more);
        }
        if events.is_empty() {
            tx.commit().await?;
            return Ok(None);
        }
        let bodies = (before + 1..).zip(&events);
        let numbered: Vec<_> = bodies
            .map(|(sequence, event)| numbered(of, sequence, event))
            .collect::<Result<_, _>>()?;
        tx.events().feed().save_numbers(before, &numbered).await?;
        tx.commit().await?;
        Ok(Some(u64::try_from(numbered.len()).unwrap_or(u64::MAX)))
    }

    /// Numbers what is committed until `stop` is true.
    pub(crate) async fn keep_numbering(&self, mut stop: watch::Receiver<bool>) {
        let mut ticks = interval(NUMBERED_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            // What is committed meanwhile waits for the next tick, or each few payments would
            // cost a transaction.
            if let Err(error) = self.number_some(WORTH_GOING_ON).await {
                tracing::error!(error = chain(&error), "events could not be numbered");
                ticks.reset_at(Instant::now() + AFTER_ERROR);
            }
        }
    }

    /// The tenant's events after this number, the oldest first; `None` for no such tenant.
    pub(crate) async fn events_after(
        &self,
        slug: &str,
        after: u64,
        limit: u32,
    ) -> Result<Option<FeedPage>, StorageError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let dropped = tx.events().feed().dropped().await?;
        let events = tx.events().feed().after(after.max(dropped), limit).await?;
        Ok(Some(FeedPage { dropped, events }))
    }

    /// Drops the bodies of the tenant's events that are older than [`BODIES_ARE_KEPT`].
    pub(crate) async fn drop_event_bodies(&self, tenant: TenantId) -> Result<Progress, JobError> {
        let before = self.moment().now.minus(BODIES_ARE_KEPT);
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let dropped = tx.events().feed().drop_bodies(before, PIECE).await?;
        tx.commit().await?;
        Ok(Progress::of(dropped))
    }
}

fn numbered(
    (tenant, test): (&str, bool),
    sequence: u64,
    event: &UnnumberedEvent,
) -> Result<NumberedEvent, StorageError> {
    let bad = || StorageError::Inconsistent {
        table: "events",
        column: "body",
        row: event.id.to_string(),
    };
    let data = RawValue::from_string(event.data.clone()).map_err(|_| bad())?;
    let body = Body {
        id: event.id.to_string(),
        kind: event.kind.as_str(),
        timestamp: event.at.to_rfc3339(),
        schema: SCHEMA,
        tenant,
        sequence,
        subject: event.subject.to_string(),
        subject_sequence: event.subject_sequence,
        test,
        data,
    };
    Ok(NumberedEvent {
        id: event.id,
        sequence,
        body: serde_json::to_string(&body).map_err(|_| bad())?,
    })
}
