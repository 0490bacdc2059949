//! Services: where their lifecycles stand, the transitions that led there, and the keys of their
//! links. What they say stands in their versions.

pub mod orders;
pub mod versions;

use domain::access::Role;
use domain::services::{Lifecycle, Reached, ServiceState, ServiceTransition, VersionState};
use domain::{AuditId, PoolId, ServiceId, Timestamp};
use uuid::Uuid;

use self::versions::NewVersion;
use crate::StorageError;
use crate::engine::columns::{DbTime, hash};
use crate::engine::statements::{Statements, statements};
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Services / ServicesWriter in tx as services }

pub(crate) const MODULES: &[Statements] = &[STATEMENTS, orders::STATEMENTS, versions::STATEMENTS];

/// Services with the version that holds and its pool, up to the condition.
macro_rules! stored_services {
    () => {
        "
        SELECT s.service_id, s.code, s.state, s.transitions, s.version, v.state AS version_state,
               v.approved_by, v.pool_id, v.document, l.document AS pool
        FROM services s
        JOIN service_versions v ON v.tenant_id = s.tenant_id AND v.service_id = s.service_id
            AND v.version = s.version
        JOIN pools l ON l.tenant_id = v.tenant_id AND l.pool_id = v.pool_id
        "
    };
}

statements! {
    SERVICES = concat!(stored_services!(), "WHERE s.tenant_id = $1 ORDER BY s.code");
    SERVICE_BY_CODE = concat!(stored_services!(), "WHERE s.tenant_id = $1 AND s.code = $2");
    CODE = "SELECT code FROM services WHERE tenant_id = $1 AND service_id = $2";
    HELD = "SELECT 1 FROM services WHERE tenant_id = $1 AND service_id = $2";
    INSERT_SERVICE = "
        INSERT INTO services (tenant_id, service_id, code, version, state, transitions)
        VALUES ($1, $2, $3, $4, $5, 0)";
    SET_LIFE = "
        UPDATE services SET version = $3, state = $4, transitions = transitions + 1
        WHERE tenant_id = $1 AND service_id = $2 AND transitions = $5";
    SET_VERSION = "
        UPDATE services SET version = $3 WHERE tenant_id = $1 AND service_id = $2";
    SET_LAST_ACT = "
        UPDATE services SET audit_id = $3 WHERE tenant_id = $1 AND service_id = $2";
    LAST_COMMITMENT = "
        SELECT a.commitment FROM services s
        JOIN audit a ON a.tenant_id = s.tenant_id AND a.audit_id = s.audit_id
        WHERE s.tenant_id = $1 AND s.service_id = $2";
    INSERT_TRANSITION = "
        INSERT INTO service_transitions
            (tenant_id, service_id, number, version, transition, state, role, taken_by, reason,
             taken_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    TRANSITIONS = "
        SELECT number, version, transition, state, role, taken_by, reason, taken_at
        FROM service_transitions WHERE tenant_id = $1 AND service_id = $2 ORDER BY number";
    PUT_KEY = "
        INSERT INTO service_keys (tenant_id, service_id, secret) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, service_id) DO UPDATE SET secret = excluded.secret";
    KEY = "SELECT secret FROM service_keys WHERE tenant_id = $1 AND service_id = $2";
    KEYS = "SELECT service_id, secret FROM service_keys WHERE tenant_id = $1 ORDER BY service_id";
}

/// A service as the version that holds describes it: the live one, before there is one the newest.
/// Documents are JSON as stored.
#[derive(Clone, Debug)]
pub struct StoredService {
    pub id: ServiceId,
    pub code: String,
    pub state: ServiceState,
    /// Transitions so far.
    pub transitions: i64,
    /// Number of the version.
    pub version: i64,
    pub version_state: VersionState,
    /// The version's approval: by which actor.
    pub approved_by: Option<String>,
    pub pool: PoolId,
    pub document: String,
    pub pool_document: String,
}

/// A transition that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeTransition {
    pub transition: ServiceTransition,
    /// The version that it was about, or that held.
    pub version: i64,
    /// Where it led.
    pub state: Reached,
    pub role: Role,
    pub by: String,
    pub reason: String,
    pub at: Timestamp,
}

#[derive(sqlx_macros::FromRow)]
struct ServiceRow {
    service_id: Uuid,
    code: String,
    state: String,
    transitions: i64,
    version: i64,
    version_state: String,
    approved_by: Option<String>,
    pool_id: Uuid,
    document: String,
    pool: String,
}

#[derive(sqlx_macros::FromRow)]
struct TransitionRow {
    number: i64,
    version: i64,
    transition: String,
    state: String,
    role: String,
    taken_by: String,
    reason: String,
    taken_at: DbTime,
}

impl StoredService {
    /// With the version that is prepared, if there is one.
    pub const fn lifecycle(&self, open: Option<VersionState>) -> Lifecycle {
        Lifecycle {
            service: self.state,
            open,
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

    /// What the last act on the service commits to.
    pub async fn committed(&mut self, id: ServiceId) -> Result<Option<[u8; 32]>, StorageError> {
        let row: Option<(Option<Vec<u8>>,)> = self.tx.maybe(LAST_COMMITMENT, values![id]).await?;
        let stored = row.and_then(|(stored,)| stored);
        let stored = stored.map(|stored| hash(&stored, ("services", "audit_id"), id));
        stored.transpose()
    }

    /// The service's transitions so far, from the first.
    pub async fn transitions(
        &mut self,
        service: ServiceId,
    ) -> Result<Vec<MadeTransition>, StorageError> {
        let rows: Vec<TransitionRow> = self.tx.many(TRANSITIONS, values![service]).await?;
        let rows = rows.into_iter();
        rows.map(|row| row.made(service)).collect()
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
    /// Makes the service with its first version. `Conflict` when the code is taken.
    pub async fn insert(
        &mut self,
        (service, code, state): (ServiceId, &str, ServiceState),
        first: &NewVersion<'_>,
    ) -> Result<(), StorageError> {
        let values = values![service, code, first.number, state.as_str()];
        self.tx.run_master(INSERT_SERVICE, values).await?;
        versions::insert(self.tx, service, first).await
    }

    /// Locks the service's lifecycle, versions and keys until the transaction ends.
    pub async fn hold(&mut self, service: ServiceId) -> Result<(), StorageError> {
        self.tx.hold(HELD, values![service]).await
    }

    /// Writes the next transition down, after which this version holds and the service is in this
    /// state. `Conflict` when there was another since `transitions` were read.
    pub async fn make_transition(
        &mut self,
        (service, transitions): (ServiceId, i64),
        (version, state): (i64, ServiceState),
        made: &MadeTransition,
    ) -> Result<(), StorageError> {
        let values = values![service, version, state.as_str(), transitions];
        if self.tx.run_master(SET_LIFE, values).await? != 1 {
            return Err(StorageError::Conflict);
        }
        let values = values![
            service,
            transitions + 1,
            made.version,
            made.transition.as_str(),
            made.state.to_string().as_str(),
            made.role.into_str(),
            made.by.as_str(),
            made.reason.as_str(),
            made.at,
        ];
        self.tx.run(INSERT_TRANSITION, values).await.map(drop)
    }

    /// This version holds from now on.
    pub async fn set_version(
        &mut self,
        service: ServiceId,
        version: i64,
    ) -> Result<(), StorageError> {
        let values = values![service, version];
        self.tx.run_master(SET_VERSION, values).await.map(drop)
    }

    /// This act, written in this transaction, is the last on the service: it commits to it.
    pub async fn set_last_act(
        &mut self,
        service: ServiceId,
        act: AuditId,
    ) -> Result<(), StorageError> {
        self.tx.run_one(SET_LAST_ACT, values![service, act]).await
    }

    /// `secret` is sealed by the caller; this table never holds a readable one.
    pub async fn put_key(&mut self, service: ServiceId, secret: &[u8]) -> Result<(), StorageError> {
        self.tx
            .run(PUT_KEY, values![service, secret])
            .await
            .map(drop)
    }
}

impl TransitionRow {
    fn made(self, service: ServiceId) -> Result<MadeTransition, StorageError> {
        let bad = |column| {
            let row = format!("{service}, transition {}", self.number);
            StorageError::inconsistent("service_transitions", column, row)
        };
        let transition: ServiceTransition =
            self.transition.parse().map_err(|_| bad("transition"))?;
        Ok(MadeTransition {
            transition,
            version: self.version,
            state: transition.reached(&self.state).map_err(|_| bad("state"))?,
            role: self.role.parse().map_err(|_| bad("role"))?,
            by: self.taken_by,
            reason: self.reason,
            at: self.taken_at.0,
        })
    }
}

impl TryFrom<ServiceRow> for StoredService {
    type Error = StorageError;

    fn try_from(row: ServiceRow) -> Result<Self, StorageError> {
        let id = ServiceId::from_uuid(row.service_id);
        let state = row.state.parse();
        Ok(Self {
            id,
            state: state.map_err(|_| StorageError::inconsistent("services", "state", id))?,
            code: row.code,
            transitions: row.transitions,
            version: row.version,
            version_state: versions::state(&row.version_state, id)?,
            approved_by: row.approved_by,
            pool: PoolId::from_uuid(row.pool_id),
            document: row.document,
            pool_document: row.pool,
        })
    }
}
