//! Bindings: the key by which a channel means a service of the tenant.

use domain::tenants::Channel;
use domain::{BindingId, ServiceId};
use uuid::Uuid;

use super::{Tenants, TenantsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Bindings / BindingsWriter in Tenants / TenantsWriter as bindings }

statements! {
    PUT_BINDING = "
        INSERT INTO bindings (tenant_id, binding_id, channel, key, service_id, document)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, channel, key) DO UPDATE
        SET service_id = excluded.service_id, document = excluded.document
        RETURNING binding_id";
    BINDINGS_OF_SERVICE = "
        SELECT binding_id, channel, key, document FROM bindings
        WHERE tenant_id = $1 AND service_id = $2 ORDER BY binding_id";
    BINDING = "
        SELECT b.binding_id, b.service_id, b.document AS binding, s.document AS service, s.pool_id,
               l.document AS pool, c.state
        FROM bindings b
        JOIN services s ON s.tenant_id = b.tenant_id AND s.service_id = b.service_id
        JOIN number_pools l ON l.tenant_id = s.tenant_id AND l.pool_id = s.pool_id
        LEFT JOIN service_states c
            ON c.tenant_id = s.tenant_id AND c.service_id = s.service_id
        WHERE b.tenant_id = $1 AND b.channel = $2 AND b.key = $3";
}

/// A binding and the service it leads to. Documents are JSON as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BindingRow {
    pub binding_id: Uuid,
    pub service_id: Uuid,
    pub binding: String,
    pub service: String,
    pub pool_id: Uuid,
    pub pool: String,
    /// State of the service's life; `None` while its document decides.
    pub state: Option<String>,
}

/// A binding as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBinding {
    pub id: BindingId,
    pub channel: String,
    pub key: String,
    pub document: String,
}

impl Bindings<'_> {
    /// The keys by which channels mean the service, by id.
    pub async fn of_service(
        &mut self,
        service: ServiceId,
    ) -> Result<Vec<StoredBinding>, StorageError> {
        let rows: Vec<(Uuid, String, String, String)> =
            self.tx.many(BINDINGS_OF_SERVICE, values![service]).await?;
        let binding = |(id, channel, key, document)| StoredBinding {
            id: BindingId::from_uuid(id),
            channel,
            key,
            document,
        };
        Ok(rows.into_iter().map(binding).collect())
    }

    /// What the key leads to.
    pub async fn find(
        &mut self,
        channel: Channel,
        key: &str,
    ) -> Result<Option<BindingRow>, StorageError> {
        let values = values![channel.into_str(), key];
        self.tx.maybe(BINDING, values).await
    }
}

impl BindingsWriter<'_> {
    /// Makes the binding or replaces its service and document. Returns the binding's id.
    pub async fn put(
        &mut self,
        new: BindingId,
        (channel, key): (Channel, &str),
        service: ServiceId,
        document: &str,
    ) -> Result<BindingId, StorageError> {
        let values = values![new, channel.into_str(), key, service, document];
        let (id,): (Uuid,) = self.tx.one(PUT_BINDING, values).await?;
        Ok(BindingId::from_uuid(id))
    }
}
