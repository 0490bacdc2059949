//! The feed: what happened, one row for each outside change, written in the transaction of its
//! cause.
//!
//! Within a subject events are counted when they are written, under the subject's lock. In the
//! tenant's feed they get their number after they are committed, by one transaction at a time, so
//! a reader that has seen a number never misses a smaller one. What has no number is not shown.
//!
//! Old bodies are dropped in the order of the numbers; an event without body is not shown any more,
//! its row stays.

use domain::events::{EventKind, EventSubject, EventSubjectKind};
use domain::{AuditId, ClaimId, EventId, ImportId, TenantId, Timestamp};
use uuid::Uuid;

use super::{Events, EventsWriter};
use crate::StorageError;
use crate::claims::imports::first_of;
use crate::engine::columns::DbTime;
use crate::engine::statements::statements;
use crate::engine::tx::on_engine;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Feed / FeedWriter in Events / EventsWriter as feed }

/// The columns of [`EventRow`].
macro_rules! event_columns {
    () => {
        "e.event_id, e.kind, e.subject_kind, e.subject, e.subject_sequence, e.body, e.at"
    };
}

/// Without a number, and no event of the subject before it without one.
macro_rules! next_of_subject {
    () => {
        "e.sequence IS NULL AND NOT EXISTS (
              SELECT 1 FROM events b
              WHERE b.tenant_id = e.tenant_id AND b.subject_kind = e.subject_kind
                AND b.subject = e.subject AND b.subject_sequence = e.subject_sequence - 1
                AND b.sequence IS NULL)"
    };
}

/// The number that follows the last event of an event's subject.
macro_rules! next_of_claim {
    () => {
        "(
            SELECT coalesce(max(b.subject_sequence), 0) + 1 FROM events b
            WHERE b.tenant_id = events.tenant_id AND b.subject_kind = events.subject_kind
              AND b.subject = events.subject)"
    };
}
pub(crate) use next_of_claim;

statements! {
    INSERT_EVENT = "
        INSERT INTO events
            (tenant_id, event_id, kind, subject_kind, subject, subject_sequence, body, caused_by,
             at)
        VALUES ($1, $2, $3, $4, $5, (
            SELECT coalesce(max(subject_sequence), 0) + 1 FROM events
            WHERE tenant_id = $1 AND subject_kind = $4 AND subject = $5), $6, $7, $8)";
    WITH_UNNUMBERED = "
        SELECT DISTINCT coalesce(tenant_id, tenant_id) FROM events
        WHERE sequence IS NULL AND import_id IS NULL";
    WITH_IMPORTED = "
        SELECT DISTINCT coalesce(tenant_id, tenant_id) FROM claims_imports
        WHERE applied_at IS NOT NULL AND told_at IS NULL";
    UNNUMBERED = concat!(
        "SELECT ", event_columns!(), " FROM events e
        WHERE e.tenant_id = $1 AND e.import_id IS NULL AND ", next_of_subject!(), "
        ORDER BY e.event_id LIMIT $2"
    );
    TO_TELL = "
        SELECT import_id FROM claims_imports
        WHERE tenant_id = $1 AND applied_at IS NOT NULL AND told_at IS NULL
        ORDER BY import_id";
    UNNUMBERED_IMPORTED = concat!(
        "SELECT ", event_columns!(), " FROM events e
        WHERE e.tenant_id = $1 AND e.import_id = $2 AND e.subject_sequence IS NOT NULL AND ",
        next_of_subject!(), "
        ORDER BY e.event_id LIMIT $3"
    );
    COUNT_APPLIED = concat!(
        "
        UPDATE events SET subject_sequence = ", next_of_claim!(), "
        WHERE tenant_id = $1 AND subject_kind = 'claim' AND subject = $2
          AND subject_sequence IS NULL AND import_id IN (
            SELECT import_id FROM claims_imports
            WHERE tenant_id = $1 AND applied_at IS NOT NULL AND copied_at IS NULL)"
    );
    DROP_IMPORTED = "
        DELETE FROM events
        WHERE tenant_id = $1 AND import_id = $2 AND sequence IS NULL AND event_id >= $3
          AND event_id <= coalesce((
            SELECT event_id FROM events
            WHERE tenant_id = $1 AND import_id = $2 AND sequence IS NULL AND event_id >= $3
            ORDER BY event_id LIMIT 1 OFFSET $4), $5)";
    MARK_TOLD = "
        UPDATE claims_imports SET told_at = $3
        WHERE tenant_id = $1 AND import_id = $2 AND copied_at IS NOT NULL AND told_at IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM events e
            WHERE e.tenant_id = claims_imports.tenant_id AND e.import_id = claims_imports.import_id
              AND e.sequence IS NULL AND e.subject_sequence IS NOT NULL)";
    MAKE_COUNTER = "
        INSERT INTO event_counters (tenant_id, last_sequence) VALUES ($1, 0)
        ON CONFLICT (tenant_id) DO NOTHING";
    HELD_COUNTER = "SELECT 1 FROM event_counters WHERE tenant_id = $1";
    COUNTER = "SELECT last_sequence FROM event_counters WHERE tenant_id = $1";
    SAVE_COUNTER = "
        UPDATE event_counters SET last_sequence = $3
        WHERE tenant_id = $1 AND last_sequence = $2";
    AFTER = "
        SELECT sequence, body FROM events
        WHERE tenant_id = $1 AND sequence > $2 AND body IS NOT NULL ORDER BY sequence LIMIT $3";
    OF_SUBJECT = "
        SELECT kind, at, sequence FROM events
        WHERE tenant_id = $1 AND subject_kind = $2 AND subject = $3
        ORDER BY subject_sequence";
    DROPPED = "SELECT dropped_sequence FROM event_counters WHERE tenant_id = $1";
    TIMES = "
        SELECT sequence, at FROM events
        WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    DROP_BODIES = "
        UPDATE events SET body = NULL
        WHERE tenant_id = $1 AND sequence > $2 AND sequence <= $3";
    SAVE_DROPPED = "
        UPDATE event_counters SET dropped_sequence = $3
        WHERE tenant_id = $1 AND dropped_sequence = $2";
}

/// An event that happens in this transaction, which holds its subject.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent<'a> {
    pub id: EventId,
    pub kind: EventKind,
    pub subject: EventSubject,
    /// What happened, as JSON.
    pub data: &'a str,
    pub caused_by: Option<AuditId>,
    pub at: Timestamp,
}

/// An event of a file of claims that is not applied.
#[derive(Clone, Debug)]
pub struct ImportedEvent {
    pub id: EventId,
    pub kind: EventKind,
    pub claim: ClaimId,
    /// The claim's first; any other is counted on once the file is applied.
    pub first: bool,
    pub data: String,
}

/// An event that has no number yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnnumberedEvent {
    pub id: EventId,
    pub kind: EventKind,
    pub subject: EventSubject,
    pub subject_sequence: u64,
    /// As JSON.
    pub data: String,
    pub at: Timestamp,
}

/// The number an event gets, and its finished body.
#[derive(Clone, Debug)]
pub struct NumberedEvent {
    pub id: EventId,
    pub sequence: u64,
    pub body: String,
}

/// An event as receivers get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEvent {
    pub sequence: u64,
    /// Its bytes.
    pub body: String,
}

/// An event in the story of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldEvent {
    pub kind: EventKind,
    pub at: Timestamp,
    /// Its number in the tenant's feed; `None` before it has one.
    pub sequence: Option<u64>,
}

#[derive(sqlx_macros::FromRow)]
struct EventRow {
    event_id: Uuid,
    kind: String,
    subject_kind: String,
    subject: Uuid,
    subject_sequence: i64,
    body: String,
    at: DbTime,
}

impl Feed<'_> {
    /// Tenants with events that may get their number.
    pub async fn tenants_to_number(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let mut tenants = Vec::new();
        for sql in [WITH_UNNUMBERED, WITH_IMPORTED] {
            let rows: Vec<(Uuid,)> = self.tx.all_tenants().many(sql, values![]).await?;
            tenants.extend(rows.into_iter().map(|(id,)| TenantId::from_uuid(id)));
        }
        tenants.sort_unstable();
        tenants.dedup();
        Ok(tenants)
    }

    /// The oldest events without a number, of each subject the next one at most.
    pub async fn unnumbered(&mut self, limit: u32) -> Result<Vec<UnnumberedEvent>, StorageError> {
        self.tx
            .many_as::<EventRow, _>(UNNUMBERED, values![limit])
            .await
    }

    /// The last number whose event has no body any more; zero while every event has its body.
    pub async fn dropped(&mut self) -> Result<u64, StorageError> {
        let row: Option<(i64,)> = self.tx.maybe(DROPPED, values![]).await?;
        Ok(row.map_or(0, |(sequence,)| u64::try_from(sequence).unwrap_or(0)))
    }

    /// Numbered events after this number that have their body, in their order.
    pub async fn after(
        &mut self,
        sequence: u64,
        limit: u32,
    ) -> Result<Vec<FeedEvent>, StorageError> {
        let values = values![sequence, limit];
        let rows: Vec<(i64, String)> = self.tx.many(AFTER, values).await?;
        let events = rows.into_iter().map(|(sequence, body)| FeedEvent {
            sequence: u64::try_from(sequence).unwrap_or(0),
            body,
        });
        Ok(events.collect())
    }
}

impl Feed<'_> {
    /// What happened to a subject, in its order, also what receivers are not shown any more.
    pub async fn of(&mut self, subject: EventSubject) -> Result<Vec<ToldEvent>, StorageError> {
        let (kind, id) = (subject.kind().to_string(), subject.as_uuid());
        let rows: Vec<(String, DbTime, Option<i64>)> =
            self.tx.many(OF_SUBJECT, values![kind, id]).await?;
        let told = |(kind, at, sequence): (String, DbTime, Option<i64>)| {
            let bad = || StorageError::inconsistent("events", "kind", id);
            Ok(ToldEvent {
                kind: kind.parse().map_err(|_| bad())?,
                at: at.0,
                sequence: sequence.and_then(|number| u64::try_from(number).ok()),
            })
        };
        rows.into_iter().map(told).collect()
    }
}

impl FeedWriter<'_> {
    /// Travels with the other writes of the transaction.
    pub async fn insert(&mut self, event: &NewEvent<'_>) -> Result<(), StorageError> {
        let subject = event.subject.as_uuid();
        let values = values![
            event.id,
            event.kind.as_str(),
            event.subject.kind().into_str(),
            subject,
            event.data,
            event.caused_by,
            event.at,
        ];
        // Counted on from the subject's event before, which is to be seen.
        self.tx.put_after_equal(INSERT_EVENT, values, 4).await
    }

    /// Locks the tenant's numbers until the transaction ends, and returns the last one.
    pub async fn hold_counter(&mut self) -> Result<u64, StorageError> {
        self.tx.run(MAKE_COUNTER, values![]).await?;
        self.tx.hold(HELD_COUNTER, values![]).await?;
        let (last,): (i64,) = self.tx.one(COUNTER, values![]).await?;
        Ok(u64::try_from(last).unwrap_or(0))
    }

    /// Gives the events their numbers and bodies, in one statement. `Conflict` when one of them is
    /// not there.
    pub async fn save_numbers(
        &mut self,
        before: u64,
        events: &[NumberedEvent],
    ) -> Result<(), StorageError> {
        let Some(last) = events.last() else {
            return Ok(());
        };
        let rows = events.iter();
        let values = rows.flat_map(|event| values![event.id, event.sequence, event.body.as_str()]);
        let text = save_numbers(events.len());
        let numbered = self.tx.run_composed(text, values.collect()).await?;
        if usize::try_from(numbered) != Ok(events.len()) {
            return Err(StorageError::Conflict);
        }
        let values = values![before, last.sequence];
        self.tx.run_one(SAVE_COUNTER, values).await
    }

    /// Drops the bodies of up to `limit` events that happened before this time, in the order of
    /// their numbers, up to the first that is younger. Returns how many. `Conflict` when another
    /// transaction drops the same.
    pub async fn drop_bodies(
        &mut self,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let dropped = self.dropped().await?;
        let values = values![dropped, limit];
        let times: Vec<(i64, DbTime)> = self.tx.many(TIMES, values).await?;
        let old = times.into_iter().take_while(|(_, DbTime(at))| *at < before);
        let Some((last, _)) = old.last() else {
            return Ok(0);
        };
        self.tx
            .run_one(SAVE_DROPPED, values![dropped, last])
            .await?;
        self.tx.run(DROP_BODIES, values![dropped, last]).await
    }

    /// Events of a file that is not applied, in one statement.
    pub async fn insert_imported(
        &mut self,
        import: ImportId,
        events: &[ImportedEvent],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tx.tenant()?.as_uuid();
        if events.is_empty() {
            return Ok(());
        }
        on_engine!(self.tx, |connection| {
            let mut insert = sqlx::QueryBuilder::new(
                "INSERT INTO events (tenant_id, import_id, at, subject_kind, event_id, kind, \
                 subject, subject_sequence, body) ",
            );
            insert.push_values(events, |mut row, event| {
                row.push_bind(tenant)
                    .push_bind(import.as_uuid())
                    .push_bind(DbTime(now))
                    .push_bind(EventSubjectKind::Claim.into_str())
                    .push_bind(event.id.as_uuid())
                    .push_bind(event.kind.as_str())
                    .push_bind(event.claim.as_uuid())
                    .push_bind(event.first.then_some(1_i64))
                    .push_bind(event.data.as_str());
            });
            insert
                .build()
                .persistent(false)
                .execute(connection)
                .await
                .map(drop)
        })?;
        Ok(())
    }

    /// Counts what an applied file told of the claim, so that it comes before what is told next.
    /// The transaction holds the claim.
    pub async fn count_applied(&mut self, claim: ClaimId) -> Result<(), StorageError> {
        self.tx.run(COUNT_APPLIED, values![claim]).await.map(drop)
    }

    /// Takes some `limit` events of a file away that is not applied; returns how many.
    pub async fn drop_imported(
        &mut self,
        import: ImportId,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let values = values![import, first_of(import), limit, Uuid::max()];
        self.tx.run(DROP_IMPORTED, values).await
    }

    /// The same as [`Feed::unnumbered`] for the events of one applied file that has some. Marks
    /// files of which every event has its number.
    pub async fn unnumbered_imported(
        &mut self,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<UnnumberedEvent>, StorageError> {
        let untold: Vec<(Uuid,)> = self.tx.many(TO_TELL, values![]).await?;
        for (import,) in untold {
            let values = values![import, limit];
            let found = self.tx.many_as::<EventRow, _>(UNNUMBERED_IMPORTED, values);
            let events: Vec<UnnumberedEvent> = found.await?;
            if !events.is_empty() {
                return Ok(events);
            }
            self.tx.run(MARK_TOLD, values![import, now]).await?;
        }
        Ok(Vec::new())
    }
}

/// The text that gives so many events their numbers; see [`crate::ledger::chain::save_seals`].
pub(crate) fn save_numbers(many: usize) -> String {
    let row = |n| format!("(${}, ${}, ${})", n + 2, n + 3, n + 4);
    let rows: Vec<_> = (0..many).map(|place| row(3 * place)).collect();
    format!(
        "WITH given (id, place, content) AS (VALUES {})
         UPDATE events SET sequence = given.place, body = given.content FROM given
         WHERE events.tenant_id = $1 AND events.event_id = coalesce(given.id, given.id)",
        rows.join(", ")
    )
}

impl TryFrom<EventRow> for UnnumberedEvent {
    type Error = StorageError;

    fn try_from(row: EventRow) -> Result<Self, StorageError> {
        let id = EventId::from_uuid(row.event_id);
        let bad = |column| StorageError::inconsistent("events", column, id);
        let kind: EventSubjectKind = row.subject_kind.parse().map_err(|_| bad("subject_kind"))?;
        let sequence = u64::try_from(row.subject_sequence);
        Ok(Self {
            id,
            kind: row.kind.parse().map_err(|_| bad("kind"))?,
            subject: EventSubject::from_stored(kind, row.subject),
            subject_sequence: sequence.map_err(|_| bad("subject_sequence"))?,
            data: row.body,
            at: row.at.0,
        })
    }
}
