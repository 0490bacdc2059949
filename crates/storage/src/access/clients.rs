//! Calling systems: their credentials and access tokens.

use domain::{ClientId, Timestamp};
use uuid::Uuid;

use super::{Access, AccessWriter};
use crate::StorageError;
use crate::engine::columns::DbTime;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Clients / ClientsWriter in Access / AccessWriter as clients }

statements! {
    PUT_CLIENT = "
        INSERT INTO clients (tenant_id, client_id, name, secret_hash, document)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, name) DO UPDATE
        SET secret_hash = excluded.secret_hash, document = excluded.document
        RETURNING client_id";
    CHANGE_PROOFS = "
        UPDATE clients SET secret_hash = $3, document = $4
        WHERE tenant_id = $1 AND client_id = $2 AND secret_hash = $5 AND document = $6";
    ALL = "
        SELECT client_id, name, secret_hash, document FROM clients WHERE tenant_id = $1
        ORDER BY name";
    BY_NAME = "
        SELECT client_id, name, secret_hash, document FROM clients
        WHERE tenant_id = $1 AND name = $2";
    PUT_TOKEN = "
        INSERT INTO access_tokens (tenant_id, token_hash, client_id, expires_at)
        VALUES ($1, $2, $3, $4)";
    TOKEN = "
        SELECT client_id, expires_at FROM access_tokens
        WHERE tenant_id = $1 AND token_hash = $2 AND expires_at > $3";
    ERASE_TOKENS = "
        DELETE FROM access_tokens
        WHERE (tenant_id, token_hash) IN (
            SELECT tenant_id, token_hash FROM access_tokens
            WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
    REVOKE_TOKENS = "DELETE FROM access_tokens WHERE tenant_id = $1 AND client_id = $2";
    USE = "
        INSERT INTO client_uses (tenant_id, client_id, used_at, network)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, client_id) DO UPDATE
        SET used_at = excluded.used_at, network = excluded.network
        WHERE client_uses.used_at < excluded.used_at";
    USES = "SELECT client_id, used_at, network FROM client_uses WHERE tenant_id = $1";
}

/// A calling system's credentials as stored.
pub struct StoredClient {
    pub id: ClientId,
    pub name: String,
    /// SHA-256 of the secret.
    pub secret_hash: Vec<u8>,
    pub document: String,
}

/// When a client was last here, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientUse {
    pub client: ClientId,
    pub at: Timestamp,
    /// No finer than a neighbourhood.
    pub network: String,
}

type ClientRow = (Uuid, String, Vec<u8>, String);

fn stored((id, name, secret_hash, document): ClientRow) -> StoredClient {
    StoredClient {
        id: ClientId::from_uuid(id),
        name,
        secret_hash,
        document,
    }
}

impl Clients<'_> {
    /// Every client of the tenant, by name.
    pub async fn all(&mut self) -> Result<Vec<StoredClient>, StorageError> {
        let rows: Vec<ClientRow> = self.tx.many(ALL, values![]).await?;
        Ok(rows.into_iter().map(stored).collect())
    }

    pub async fn by_name(&mut self, name: &str) -> Result<Option<StoredClient>, StorageError> {
        let row: Option<ClientRow> = self.tx.maybe(BY_NAME, values![name]).await?;
        Ok(row.map(stored))
    }

    /// When each client was last here; those that never came are left out.
    pub async fn uses(&mut self) -> Result<Vec<ClientUse>, StorageError> {
        let rows: Vec<(Uuid, DbTime, String)> = self.tx.many(USES, values![]).await?;
        let uses = rows.into_iter().map(|(client, at, network)| ClientUse {
            client: ClientId::from_uuid(client),
            at: at.0,
            network,
        });
        Ok(uses.collect())
    }

    /// The client of a token and when it ends; `None` when the token is unknown or no longer valid
    /// at `now`.
    pub async fn by_token(
        &mut self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<(ClientId, Timestamp)>, StorageError> {
        let row: Option<(Uuid, DbTime)> = self.tx.maybe(TOKEN, values![token_hash, now]).await?;
        Ok(row.map(|(client, ends)| (ClientId::from_uuid(client), ends.0)))
    }
}

impl ClientsWriter<'_> {
    /// Makes the client or replaces its secret and document. Returns the client's id.
    pub async fn put(
        &mut self,
        new: ClientId,
        name: &str,
        secret_hash: &[u8],
        document: &str,
    ) -> Result<ClientId, StorageError> {
        let values = values![new, name, secret_hash, document];
        let (id,): (Uuid,) = self.tx.one_master(PUT_CLIENT, values).await?;
        Ok(ClientId::from_uuid(id))
    }

    pub async fn put_token(
        &mut self,
        token_hash: &[u8],
        client: ClientId,
        expires_at: Timestamp,
    ) -> Result<(), StorageError> {
        let values = values![token_hash, client, expires_at];
        self.tx.run(PUT_TOKEN, values).await.map(drop)
    }

    /// Erases up to `limit` tokens of all tenants that have expired. Returns how many.
    pub async fn erase_expired_tokens(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StorageError> {
        let values = values![now, limit];
        self.tx.all_tenants().run(ERASE_TOKENS, values).await
    }

    /// Another secret and document take the place of these; a conflict where they are others
    /// meanwhile.
    pub async fn change_proofs(
        &mut self,
        before: &StoredClient,
        secret_hash: &[u8],
        document: &str,
    ) -> Result<(), StorageError> {
        let (hash, text) = (before.secret_hash.as_slice(), before.document.as_str());
        let values = values![before.id, secret_hash, document, hash, text];
        match self.tx.run_master(CHANGE_PROOFS, values).await? {
            1 => Ok(()),
            _ => Err(StorageError::Conflict),
        }
    }

    /// The client was here. No master data.
    pub async fn note_use(&mut self, used: &ClientUse) -> Result<(), StorageError> {
        let values = values![used.client, used.at, used.network.as_str()];
        self.tx.run(USE, values).await.map(drop)
    }

    /// Ends every token of the client, because its secret changed.
    pub async fn revoke_tokens(&mut self, client: ClientId) -> Result<(), StorageError> {
        self.tx
            .run_master(REVOKE_TOKENS, values![client])
            .await
            .map(drop)
    }
}
