//! The catalogue: services with the state of their lives, the steps that led there, and the keys
//! of their links.

pub mod orders;

use domain::services::{Role, ServiceState, Step};
use domain::{PoolId, ServiceId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::DbTime;
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    SERVICES = "
        SELECT s.service_id, s.pool_id, s.document, l.document AS pool, c.state, c.steps,
               c.approved_by, c.approved
        FROM services s
        JOIN number_pools l ON l.tenant_id = s.tenant_id AND l.pool_id = s.pool_id
        LEFT JOIN service_states c
            ON c.tenant_id = s.tenant_id AND c.service_id = s.service_id
        WHERE s.tenant_id = $1 ORDER BY s.code";
    SERVICE_BY_CODE = "
        SELECT s.service_id, s.pool_id, s.document, l.document AS pool, c.state, c.steps,
               c.approved_by, c.approved
        FROM services s
        JOIN number_pools l ON l.tenant_id = s.tenant_id AND l.pool_id = s.pool_id
        LEFT JOIN service_states c
            ON c.tenant_id = s.tenant_id AND c.service_id = s.service_id
        WHERE s.tenant_id = $1 AND s.code = $2";
    PUT_STATE = "
        INSERT INTO service_states (tenant_id, service_id, state, steps, approved_by, approved)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, service_id) DO UPDATE
        SET state = excluded.state, steps = excluded.steps, approved_by = excluded.approved_by,
            approved = excluded.approved
        WHERE service_states.steps = excluded.steps - 1";
    INSERT_STEP = "
        INSERT INTO service_steps
            (tenant_id, service_id, number, step, state, role, taken_by, reason, taken_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    STEPS = "
        SELECT number, step, state, role, taken_by, reason, taken_at FROM service_steps
        WHERE tenant_id = $1 AND service_id = $2 ORDER BY number";
    PUT_KEY = "
        INSERT INTO service_keys (tenant_id, service_id, secret) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, service_id) DO UPDATE SET secret = excluded.secret";
    KEY = "SELECT secret FROM service_keys WHERE tenant_id = $1 AND service_id = $2";
    KEYS = "SELECT service_id, secret FROM service_keys WHERE tenant_id = $1 ORDER BY service_id";
}

/// A service as the catalogue sees it. Documents are JSON as stored.
#[derive(Clone, Debug)]
pub struct StoredService {
    pub id: ServiceId,
    pub pool: PoolId,
    pub document: String,
    pub pool_document: String,
    /// `None`: nobody ever took a step; the document decides.
    pub life: Option<Life>,
}

/// Where a service's life stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    pub state: ServiceState,
    /// Steps taken so far.
    pub steps: i64,
    pub approval: Option<Approval>,
}

/// What the treasury agreed to, and who agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    pub by: String,
    /// Hash of the service's document as it was approved.
    pub document: Vec<u8>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenStep {
    pub step: Step,
    /// Where it led.
    pub state: ServiceState,
    pub role: Role,
    pub by: String,
    pub reason: String,
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct ServiceRow {
    service_id: Uuid,
    pool_id: Uuid,
    document: String,
    pool: String,
    state: Option<String>,
    steps: Option<i64>,
    approved_by: Option<String>,
    approved: Option<Vec<u8>>,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    number: i64,
    step: String,
    state: String,
    role: String,
    taken_by: String,
    reason: String,
    taken_at: DbTime,
}

impl Life {
    /// Nobody took a step yet.
    pub const fn draft() -> Self {
        Self {
            state: ServiceState::Draft,
            steps: 0,
            approval: None,
        }
    }
}

impl Tx {
    /// Every service of the tenant, by code.
    pub async fn catalogue(&mut self) -> Result<Vec<StoredService>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<ServiceRow> = on_engine!(self, |connection| sqlx::query_as(SERVICES)
            .bind(tenant.as_uuid())
            .fetch_all(connection)
            .await)?;
        rows.into_iter().map(stored).collect()
    }

    pub async fn service_by_code(
        &mut self,
        code: &str,
    ) -> Result<Option<StoredService>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<ServiceRow> = on_engine!(self, |connection| {
            sqlx::query_as(SERVICE_BY_CODE)
                .bind(tenant.as_uuid())
                .bind(code)
                .fetch_optional(connection)
                .await
        })?;
        row.map(stored).transpose()
    }

    /// Replaces the life that had one step less. `Conflict` when somebody took a step meanwhile.
    pub async fn put_service_life(
        &mut self,
        service: ServiceId,
        life: &Life,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        let approval = life.approval.as_ref();
        let changed = on_engine!(self, |connection| sqlx::query(PUT_STATE)
            .bind(tenant.as_uuid())
            .bind(service.as_uuid())
            .bind(life.state.as_str())
            .bind(life.steps)
            .bind(approval.map(|approval| approval.by.as_str()))
            .bind(approval.map(|approval| approval.document.as_slice()))
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
        if changed == 1 {
            Ok(())
        } else {
            Err(StorageError::Conflict)
        }
    }

    /// `Conflict` when the service has a step of this number.
    pub async fn insert_service_step(
        &mut self,
        service: ServiceId,
        number: i64,
        step: &TakenStep,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(INSERT_STEP)
            .bind(tenant.as_uuid())
            .bind(service.as_uuid())
            .bind(number)
            .bind(step.step.as_str())
            .bind(step.state.as_str())
            .bind(step.role.as_str())
            .bind(&step.by)
            .bind(&step.reason)
            .bind(DbTime(step.at))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The life of the service so far, from its first step.
    pub async fn service_steps(
        &mut self,
        service: ServiceId,
    ) -> Result<Vec<TakenStep>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<StepRow> = on_engine!(self, |connection| sqlx::query_as(STEPS)
            .bind(tenant.as_uuid())
            .bind(service.as_uuid())
            .fetch_all(connection)
            .await)?;
        rows.into_iter()
            .map(|row| {
                let bad = |column| {
                    let row = format!("{service}, step {}", row.number);
                    StorageError::inconsistent("service_steps", column, row)
                };
                Ok(TakenStep {
                    step: row.step.parse().map_err(|_| bad("step"))?,
                    state: row.state.parse().map_err(|_| bad("state"))?,
                    role: row.role.parse().map_err(|_| bad("role"))?,
                    by: row.taken_by,
                    reason: row.reason,
                    at: row.taken_at.0,
                })
            })
            .collect()
    }

    /// `secret` is sealed by the caller; this table never holds a readable one.
    pub async fn put_service_key(
        &mut self,
        service: ServiceId,
        secret: &[u8],
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(PUT_KEY)
            .bind(tenant.as_uuid())
            .bind(service.as_uuid())
            .bind(secret)
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn service_key(
        &mut self,
        service: ServiceId,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Vec<u8>,)> = on_engine!(self, |connection| sqlx::query_as(KEY)
            .bind(tenant.as_uuid())
            .bind(service.as_uuid())
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(secret,)| secret))
    }

    pub async fn service_keys(&mut self) -> Result<Vec<(ServiceId, Vec<u8>)>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(Uuid, Vec<u8>)> = on_engine!(self, |connection| sqlx::query_as(KEYS)
            .bind(tenant.as_uuid())
            .fetch_all(connection)
            .await)?;
        Ok(rows
            .into_iter()
            .map(|(service, secret)| (ServiceId::from_uuid(service), secret))
            .collect())
    }
}

fn stored(row: ServiceRow) -> Result<StoredService, StorageError> {
    let id = ServiceId::from_uuid(row.service_id);
    let life = match (row.state, row.steps) {
        (Some(state), Some(steps)) => Some(Life {
            state: service_state(&state, id)?,
            steps,
            approval: row
                .approved_by
                .zip(row.approved)
                .map(|(by, document)| Approval { by, document }),
        }),
        _ => None,
    };
    Ok(StoredService {
        id,
        pool: PoolId::from_uuid(row.pool_id),
        document: row.document,
        pool_document: row.pool,
        life,
    })
}

/// A state column.
pub(crate) fn service_state(text: &str, service: ServiceId) -> Result<ServiceState, StorageError> {
    text.parse()
        .map_err(|_| StorageError::inconsistent("service_states", "state", service))
}
