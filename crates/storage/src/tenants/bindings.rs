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
    ALL = "
        SELECT binding_id, channel, key, service_id, document FROM bindings WHERE tenant_id = $1
        ORDER BY binding_id";
}

/// A binding and the service it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBinding {
    pub id: BindingId,
    pub channel: Channel,
    pub key: String,
    pub service: ServiceId,
    /// JSON as stored.
    pub document: String,
}

#[derive(sqlx_macros::FromRow)]
struct BindingRow {
    binding_id: Uuid,
    channel: String,
    key: String,
    service_id: Uuid,
    document: String,
}

impl Bindings<'_> {
    /// Every binding of the tenant.
    pub async fn all(&mut self) -> Result<Vec<StoredBinding>, StorageError> {
        self.tx.many_as::<BindingRow, _>(ALL, values![]).await
    }
}

impl TryFrom<BindingRow> for StoredBinding {
    type Error = StorageError;

    fn try_from(row: BindingRow) -> Result<Self, StorageError> {
        let id = BindingId::from_uuid(row.binding_id);
        let channel = row.channel.parse();
        Ok(Self {
            id,
            channel: channel.map_err(|_| StorageError::inconsistent("bindings", "channel", id))?,
            key: row.key,
            service: ServiceId::from_uuid(row.service_id),
            document: row.document,
        })
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
        let (id,): (Uuid,) = self.tx.one_master(PUT_BINDING, values).await?;
        Ok(BindingId::from_uuid(id))
    }
}
