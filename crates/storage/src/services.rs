//! Services: their documents and lifecycles, the transitions that led there, and the keys of their
//! links.

pub mod orders;

use domain::services::{Role, ServiceState, ServiceTransition};
use domain::{PoolId, ServiceId, Timestamp};
use uuid::Uuid;

use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Services / ServicesWriter in tx as services }

pub(crate) const MODULES: &[Statements] = &[STATEMENTS, orders::STATEMENTS];

/// Services with their pools and lifecycles, up to the condition.
macro_rules! stored_services {
    () => {
        "
        SELECT s.service_id, s.code, s.pool_id, s.document, l.document AS pool, c.state,
               c.transitions,
               c.approved_by, c.approved
        FROM services s
        JOIN pools l ON l.tenant_id = s.tenant_id AND l.pool_id = s.pool_id
        LEFT JOIN service_states c
            ON c.tenant_id = s.tenant_id AND c.service_id = s.service_id
        "
    };
}

statements! {
    SERVICES = concat!(stored_services!(), "WHERE s.tenant_id = $1 ORDER BY s.code");
    SERVICE_BY_CODE = concat!(stored_services!(), "WHERE s.tenant_id = $1 AND s.code = $2");
    CODE = "SELECT code FROM services WHERE tenant_id = $1 AND service_id = $2";
    HELD = "SELECT 1 FROM services WHERE tenant_id = $1 AND service_id = $2";
    PUT_SERVICE = "
        INSERT INTO services (tenant_id, service_id, pool_id, code, document)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, code) DO UPDATE
        SET pool_id = excluded.pool_id, document = excluded.document
        RETURNING service_id";
    PUT_STATE = "
        INSERT INTO service_states
            (tenant_id, service_id, state, transitions, approved_by, approved)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, service_id) DO UPDATE
        SET state = excluded.state, transitions = excluded.transitions,
            approved_by = excluded.approved_by, approved = excluded.approved
        WHERE service_states.transitions = excluded.transitions - 1";
    INSERT_TRANSITION = "
        INSERT INTO service_transitions
            (tenant_id, service_id, number, transition, state, role, taken_by, reason, taken_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    TRANSITIONS = "
        SELECT number, transition, state, role, taken_by, reason, taken_at FROM service_transitions
        WHERE tenant_id = $1 AND service_id = $2 ORDER BY number";
    PUT_KEY = "
        INSERT INTO service_keys (tenant_id, service_id, secret) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, service_id) DO UPDATE SET secret = excluded.secret";
    KEY = "SELECT secret FROM service_keys WHERE tenant_id = $1 AND service_id = $2";
    KEYS = "SELECT service_id, secret FROM service_keys WHERE tenant_id = $1 ORDER BY service_id";
}

/// A service with the pool its Kassenzeichen come from. Documents are JSON as stored.
#[derive(Clone, Debug)]
pub struct StoredService {
    pub id: ServiceId,
    pub code: String,
    pub pool: PoolId,
    pub document: String,
    pub pool_document: String,
    /// `None` before the first transition: the document decides.
    pub lifecycle: Option<Lifecycle>,
}

/// How far a service has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    pub state: ServiceState,
    /// Transitions so far.
    pub transitions: i64,
    pub approval: Option<Approval>,
}

/// The treasury's consent to one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    pub by: String,
    /// Hash of the service's document as it was approved.
    pub document: Vec<u8>,
}

/// A transition that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeTransition {
    pub transition: ServiceTransition,
    /// Where it led.
    pub state: ServiceState,
    pub role: Role,
    pub by: String,
    pub reason: String,
    pub at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct ServiceRow {
    service_id: Uuid,
    code: String,
    pool_id: Uuid,
    document: String,
    pool: String,
    state: Option<String>,
    transitions: Option<i64>,
    approved_by: Option<String>,
    approved: Option<Vec<u8>>,
}

#[derive(sqlx_macros::FromRow)]
struct TransitionRow {
    number: i64,
    transition: String,
    state: String,
    role: String,
    taken_by: String,
    reason: String,
    taken_at: DbTime,
}

impl Lifecycle {
    /// Before the first transition.
    pub const fn draft() -> Self {
        Self {
            state: ServiceState::Draft,
            transitions: 0,
            approval: None,
        }
    }
}

impl Services<'_> {
    /// Every service of the tenant, by code.
    pub async fn all(&mut self) -> Result<Vec<StoredService>, StorageError> {
        self.tx.many_as::<ServiceRow, _>(SERVICES, values![]).await
    }

    pub async fn by_code(&mut self, code: &str) -> Result<Option<StoredService>, StorageError> {
        self.tx
            .maybe_as::<ServiceRow, _>(SERVICE_BY_CODE, values![code])
            .await
    }

    pub async fn code(&mut self, service: ServiceId) -> Result<Option<String>, StorageError> {
        let row: Option<(String,)> = self.tx.maybe(CODE, values![service]).await?;
        Ok(row.map(|(code,)| code))
    }

    /// The service's transitions so far, from the first.
    pub async fn transitions(
        &mut self,
        service: ServiceId,
    ) -> Result<Vec<MadeTransition>, StorageError> {
        let rows: Vec<TransitionRow> = self.tx.many(TRANSITIONS, values![service]).await?;
        rows.into_iter()
            .map(|row| {
                let bad = |column| {
                    let row = format!("{service}, transition {}", row.number);
                    StorageError::inconsistent("service_transitions", column, row)
                };
                Ok(MadeTransition {
                    transition: row.transition.parse().map_err(|_| bad("transition"))?,
                    state: row.state.parse().map_err(|_| bad("state"))?,
                    role: row.role.parse().map_err(|_| bad("role"))?,
                    by: row.taken_by,
                    reason: row.reason,
                    at: row.taken_at.0,
                })
            })
            .collect()
    }

    /// The sealed key of the service's links.
    pub async fn key(&mut self, service: ServiceId) -> Result<Option<Vec<u8>>, StorageError> {
        let row: Option<(Vec<u8>,)> = self.tx.maybe(KEY, values![service]).await?;
        Ok(row.map(|(secret,)| secret))
    }

    pub async fn keys(&mut self) -> Result<Vec<(ServiceId, Vec<u8>)>, StorageError> {
        let rows: Vec<(Uuid, Vec<u8>)> = self.tx.many(KEYS, values![]).await?;
        let keys = rows.into_iter();
        Ok(keys
            .map(|(service, secret)| (ServiceId::from_uuid(service), secret))
            .collect())
    }
}

impl ServicesWriter<'_> {
    /// Makes the service or replaces its document. Returns the service's id.
    pub async fn put(
        &mut self,
        new: ServiceId,
        pool: PoolId,
        code: &str,
        document: &str,
    ) -> Result<ServiceId, StorageError> {
        let values = values![new, pool, code, document];
        let (id,): (Uuid,) = self.tx.one_master(PUT_SERVICE, values).await?;
        Ok(ServiceId::from_uuid(id))
    }

    /// Locks the service's lifecycle and keys until the transaction ends.
    pub async fn hold(&mut self, service: ServiceId) -> Result<(), StorageError> {
        self.tx.hold(HELD, values![service]).await
    }

    /// Replaces the lifecycle that had one transition less. `Conflict` when it changed since it was
    /// read.
    pub async fn put_lifecycle(
        &mut self,
        service: ServiceId,
        lifecycle: &Lifecycle,
    ) -> Result<(), StorageError> {
        let approval = lifecycle.approval.as_ref();
        let values = values![
            service,
            lifecycle.state.as_str(),
            lifecycle.transitions,
            approval.map(|approval| approval.by.as_str()),
            approval.map(|approval| approval.document.as_slice()),
        ];
        match self.tx.run_master(PUT_STATE, values).await? {
            1 => Ok(()),
            _ => Err(StorageError::Conflict),
        }
    }

    /// `Conflict` when the service has a transition of this number.
    pub async fn insert_transition(
        &mut self,
        service: ServiceId,
        number: i64,
        transition: &MadeTransition,
    ) -> Result<(), StorageError> {
        let values = values![
            service,
            number,
            transition.transition.as_str(),
            transition.state.as_str(),
            transition.role.as_str(),
            transition.by.as_str(),
            transition.reason.as_str(),
            transition.at,
        ];
        self.tx.run(INSERT_TRANSITION, values).await.map(drop)
    }

    /// `secret` is sealed by the caller; this table never holds a readable one.
    pub async fn put_key(&mut self, service: ServiceId, secret: &[u8]) -> Result<(), StorageError> {
        self.tx
            .run(PUT_KEY, values![service, secret])
            .await
            .map(drop)
    }
}

impl TryFrom<ServiceRow> for StoredService {
    type Error = StorageError;

    fn try_from(row: ServiceRow) -> Result<Self, StorageError> {
        let id = ServiceId::from_uuid(row.service_id);
        let lifecycle = match (row.state, row.transitions) {
            (Some(state), Some(transitions)) => Some(Lifecycle {
                state: service_state(&state, id)?,
                transitions,
                approval: row
                    .approved_by
                    .zip(row.approved)
                    .map(|(by, document)| Approval { by, document }),
            }),
            _ => None,
        };
        Ok(Self {
            id,
            code: row.code,
            pool: PoolId::from_uuid(row.pool_id),
            document: row.document,
            pool_document: row.pool,
            lifecycle,
        })
    }
}

/// A state column.
pub(crate) fn service_state(text: &str, service: ServiceId) -> Result<ServiceState, StorageError> {
    text.parse()
        .map_err(|_| StorageError::inconsistent("service_states", "state", service))
}
