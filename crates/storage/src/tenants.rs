//! A tenant's master data: itself, its number pools, provider accounts and services. What is only
//! read as a whole is a JSON document, whose shape the layer above owns.

pub mod branding;
pub mod names;

use domain::{PoolId, ProviderAccountId, ServiceId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::DbTime;
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    PUT_TENANT = "
        INSERT INTO tenants (tenant_id, slug, document, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id) DO UPDATE SET document = excluded.document";
    TENANT_DOCUMENT = "SELECT slug, document FROM tenants WHERE tenant_id = $1";
    PUT_POOL = "
        INSERT INTO number_pools (tenant_id, pool_id, code, document, next_counter)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, code) DO UPDATE SET document = excluded.document
        RETURNING pool_id";
    POOL = "SELECT document FROM number_pools WHERE tenant_id = $1 AND pool_id = $2";
    TAKE_COUNTERS = "
        UPDATE number_pools SET next_counter = next_counter + $3
        WHERE tenant_id = $1 AND pool_id = $2
        RETURNING next_counter";
    PUT_ACCOUNT = "
        INSERT INTO provider_accounts (tenant_id, account_id, code, document, secret)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, account_id) DO UPDATE
        SET document = excluded.document, secret = excluded.secret";
    ACCOUNT = "
        SELECT document, secret FROM provider_accounts WHERE tenant_id = $1 AND account_id = $2";
    ACCOUNT_BY_CODE = "
        SELECT account_id, document FROM provider_accounts WHERE tenant_id = $1 AND code = $2";
    ACCOUNTS = "SELECT account_id FROM provider_accounts WHERE tenant_id = $1 ORDER BY code";
    PUT_SERVICE = "
        INSERT INTO services (tenant_id, service_id, pool_id, code, document)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, code) DO UPDATE
        SET pool_id = excluded.pool_id, document = excluded.document
        RETURNING service_id";
    SERVICES = "
        SELECT s.service_id, s.code, s.document, s.pool_id, l.document AS pool
        FROM services s
        JOIN number_pools l ON l.tenant_id = s.tenant_id AND l.pool_id = s.pool_id
        WHERE s.tenant_id = $1 ORDER BY s.code";
    SERVICE = "
        SELECT pool_id, document FROM services WHERE tenant_id = $1 AND service_id = $2";
}

/// A service with the pool its Kassenzeichen come from. Documents are JSON as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ServiceRow {
    pub service_id: Uuid,
    pub code: String,
    pub document: String,
    pub pool_id: Uuid,
    pub pool: String,
}

impl Tx {
    /// Makes the tenant of this step's scope, or replaces its document.
    pub async fn put_tenant(
        &mut self,
        slug: &str,
        document: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(PUT_TENANT)
            .bind(tenant.as_uuid())
            .bind(slug)
            .bind(document)
            .bind(DbTime(now))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Slug and document of the tenant.
    pub async fn tenant_document(&mut self) -> Result<Option<(String, String)>, StorageError> {
        let tenant = self.tenant()?;
        Ok(on_engine!(self, |connection| sqlx::query_as(
            TENANT_DOCUMENT
        )
        .bind(tenant.as_uuid())
        .fetch_optional(connection)
        .await)?)
    }

    /// Makes the pool or replaces its document; its counter goes on. Returns the pool's id.
    pub async fn put_pool(
        &mut self,
        new: PoolId,
        code: &str,
        document: &str,
        first_counter: u64,
    ) -> Result<PoolId, StorageError> {
        let tenant = self.tenant()?;
        let (id,): (Uuid,) = on_engine!(self, |connection| sqlx::query_as(PUT_POOL)
            .bind(tenant.as_uuid())
            .bind(new.as_uuid())
            .bind(code)
            .bind(document)
            .bind(i64::try_from(first_counter).unwrap_or(i64::MAX))
            .fetch_one(connection)
            .await)?;
        Ok(PoolId::from_uuid(id))
    }

    pub async fn pool_document(&mut self, pool: PoolId) -> Result<Option<String>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(String,)> = on_engine!(self, |connection| sqlx::query_as(POOL)
            .bind(tenant.as_uuid())
            .bind(pool.as_uuid())
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(document,)| document))
    }

    /// Takes the next `many` counters out of the pool for good and returns the first of them.
    pub async fn take_counters(&mut self, pool: PoolId, many: u32) -> Result<u64, StorageError> {
        let tenant = self.tenant()?;
        let (next,): (i64,) = on_engine!(self, |connection| sqlx::query_as(TAKE_COUNTERS)
            .bind(tenant.as_uuid())
            .bind(pool.as_uuid())
            .bind(i64::from(many))
            .fetch_one(connection)
            .await)?;
        u64::try_from(next - i64::from(many))
            .map_err(|_| StorageError::inconsistent("number_pools", "next_counter", pool))
    }

    /// `secret` is sealed by the caller; this table never holds a readable one.
    pub async fn put_account(
        &mut self,
        account: ProviderAccountId,
        code: &str,
        document: &str,
        secret: &[u8],
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(PUT_ACCOUNT)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .bind(code)
            .bind(document)
            .bind(secret)
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The account and its document.
    pub async fn account_by_code(
        &mut self,
        code: &str,
    ) -> Result<Option<(ProviderAccountId, String)>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid, String)> =
            on_engine!(self, |connection| sqlx::query_as(ACCOUNT_BY_CODE)
                .bind(tenant.as_uuid())
                .bind(code)
                .fetch_optional(connection)
                .await)?;
        Ok(row.map(|(id, document)| (ProviderAccountId::from_uuid(id), document)))
    }

    /// Document and sealed secret.
    pub async fn account(
        &mut self,
        account: ProviderAccountId,
    ) -> Result<Option<(String, Vec<u8>)>, StorageError> {
        let tenant = self.tenant()?;
        Ok(on_engine!(self, |connection| sqlx::query_as(ACCOUNT)
            .bind(tenant.as_uuid())
            .bind(account.as_uuid())
            .fetch_optional(connection)
            .await)?)
    }

    pub async fn accounts(&mut self) -> Result<Vec<ProviderAccountId>, StorageError> {
        let tenant = self.tenant()?;
        let rows: Vec<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(ACCOUNTS)
            .bind(tenant.as_uuid())
            .fetch_all(connection)
            .await)?;
        Ok(rows
            .into_iter()
            .map(|(id,)| ProviderAccountId::from_uuid(id))
            .collect())
    }

    /// Makes the service or replaces its document. Returns the service's id.
    pub async fn put_service(
        &mut self,
        new: ServiceId,
        pool: PoolId,
        code: &str,
        document: &str,
    ) -> Result<ServiceId, StorageError> {
        let tenant = self.tenant()?;
        let (id,): (Uuid,) = on_engine!(self, |connection| sqlx::query_as(PUT_SERVICE)
            .bind(tenant.as_uuid())
            .bind(new.as_uuid())
            .bind(pool.as_uuid())
            .bind(code)
            .bind(document)
            .fetch_one(connection)
            .await)?;
        Ok(ServiceId::from_uuid(id))
    }

    /// All services of the tenant.
    pub async fn services(&mut self) -> Result<Vec<ServiceRow>, StorageError> {
        let tenant = self.tenant()?;
        Ok(on_engine!(self, |connection| sqlx::query_as(SERVICES)
            .bind(tenant.as_uuid())
            .fetch_all(connection)
            .await)?)
    }

    pub async fn service(
        &mut self,
        service: ServiceId,
    ) -> Result<Option<(PoolId, String)>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid, String)> = on_engine!(self, |connection| sqlx::query_as(SERVICE)
            .bind(tenant.as_uuid())
            .bind(service.as_uuid())
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(pool, document)| (PoolId::from_uuid(pool), document)))
    }
}
