//! Calling systems: their credentials, access tokens and the end points they may use.

use domain::{ClientId, ServiceId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::DbTime;
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    PUT_CLIENT = "
        INSERT INTO clients (tenant_id, client_id, name, secret_hash, document)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, name) DO UPDATE
        SET secret_hash = excluded.secret_hash, document = excluded.document
        RETURNING client_id";
    CLIENT_BY_NAME = "
        SELECT client_id, secret_hash, document FROM clients WHERE tenant_id = $1 AND name = $2";
    PUT_TOKEN = "
        INSERT INTO access_tokens (tenant_id, token_hash, client_id, expires_at)
        VALUES ($1, $2, $3, $4)";
    TOKEN = "
        SELECT client_id FROM access_tokens
        WHERE tenant_id = $1 AND token_hash = $2 AND expires_at > $3";
    DROP_TOKENS = "DELETE FROM access_tokens WHERE tenant_id = $1 AND expires_at <= $2";
    REVOKE_TOKENS = "DELETE FROM access_tokens WHERE tenant_id = $1 AND client_id = $2";
    PUT_ENDPOINT = "
        INSERT INTO endpoints (tenant_id, originator, end_point, service_id, document)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, originator, end_point) DO UPDATE
        SET service_id = excluded.service_id, document = excluded.document";
    ENDPOINT = "
        SELECT e.service_id, e.document AS endpoint, s.document AS service, s.pool_id,
               l.document AS pool, c.state
        FROM endpoints e
        JOIN services s ON s.tenant_id = e.tenant_id AND s.service_id = e.service_id
        JOIN number_pools l ON l.tenant_id = s.tenant_id AND l.pool_id = s.pool_id
        LEFT JOIN service_states c
            ON c.tenant_id = s.tenant_id AND c.service_id = s.service_id
        WHERE e.tenant_id = $1 AND e.originator = $2 AND e.end_point = $3";
}

/// A calling system's credentials as stored.
pub struct StoredClient {
    pub id: ClientId,
    /// SHA-256 of the secret.
    pub secret_hash: Vec<u8>,
    pub document: String,
}

/// A pair of ids and the service it leads to. Documents are JSON as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EndpointRow {
    pub service_id: Uuid,
    pub endpoint: String,
    pub service: String,
    pub pool_id: Uuid,
    pub pool: String,
    /// State of the service's life; `None` while its document decides.
    pub state: Option<String>,
}

impl Tx {
    /// Makes the client or replaces its secret and document. Returns the client's id.
    pub async fn put_client(
        &mut self,
        new: ClientId,
        name: &str,
        secret_hash: &[u8],
        document: &str,
    ) -> Result<ClientId, StorageError> {
        let tenant = self.tenant()?;
        let (id,): (Uuid,) = on_engine!(self, |connection| sqlx::query_as(PUT_CLIENT)
            .bind(tenant.as_uuid())
            .bind(new.as_uuid())
            .bind(name)
            .bind(secret_hash)
            .bind(document)
            .fetch_one(connection)
            .await)?;
        Ok(ClientId::from_uuid(id))
    }

    pub async fn client_by_name(
        &mut self,
        name: &str,
    ) -> Result<Option<StoredClient>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid, Vec<u8>, String)> = on_engine!(self, |connection| {
            sqlx::query_as(CLIENT_BY_NAME)
                .bind(tenant.as_uuid())
                .bind(name)
                .fetch_optional(connection)
                .await
        })?;
        Ok(row.map(|(id, secret_hash, document)| StoredClient {
            id: ClientId::from_uuid(id),
            secret_hash,
            document,
        }))
    }

    pub async fn put_token(
        &mut self,
        token_hash: &[u8],
        client: ClientId,
        expires_at: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(PUT_TOKEN)
            .bind(tenant.as_uuid())
            .bind(token_hash)
            .bind(client.as_uuid())
            .bind(DbTime(expires_at))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Whose token this is; `None` when unknown or no longer valid at `now`.
    pub async fn client_by_token(
        &mut self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<ClientId>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(TOKEN)
            .bind(tenant.as_uuid())
            .bind(token_hash)
            .bind(DbTime(now))
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(id,)| ClientId::from_uuid(id)))
    }

    /// Removes the tenant's tokens that ended before `now`.
    pub async fn drop_old_tokens(&mut self, now: Timestamp) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(DROP_TOKENS)
            .bind(tenant.as_uuid())
            .bind(DbTime(now))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Ends every token of the client, because its secret changed.
    pub async fn revoke_tokens(&mut self, client: ClientId) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(REVOKE_TOKENS)
            .bind(tenant.as_uuid())
            .bind(client.as_uuid())
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn put_endpoint(
        &mut self,
        (originator, end_point): (&str, &str),
        service: ServiceId,
        document: &str,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        on_engine!(self, |connection| sqlx::query(PUT_ENDPOINT)
            .bind(tenant.as_uuid())
            .bind(originator)
            .bind(end_point)
            .bind(service.as_uuid())
            .bind(document)
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    /// What the pair leads to.
    pub async fn endpoint(
        &mut self,
        (originator, end_point): (&str, &str),
    ) -> Result<Option<EndpointRow>, StorageError> {
        let tenant = self.tenant()?;
        Ok(on_engine!(self, |connection| sqlx::query_as(ENDPOINT)
            .bind(tenant.as_uuid())
            .bind(originator)
            .bind(end_point)
            .fetch_optional(connection)
            .await)?)
    }
}
