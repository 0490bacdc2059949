//! Bindings: the pair of ids by which a channel names a service of the tenant.

use domain::ServiceId;
use uuid::Uuid;

use super::{Tenants, TenantsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Bindings / BindingsWriter in Tenants / TenantsWriter as bindings }

statements! {
    PUT_BINDING = "
        INSERT INTO endpoints (tenant_id, originator, end_point, service_id, document)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, originator, end_point) DO UPDATE
        SET service_id = excluded.service_id, document = excluded.document";
    BINDING = "
        SELECT e.service_id, e.document AS endpoint, s.document AS service, s.pool_id,
               l.document AS pool, c.state
        FROM endpoints e
        JOIN services s ON s.tenant_id = e.tenant_id AND s.service_id = e.service_id
        JOIN number_pools l ON l.tenant_id = s.tenant_id AND l.pool_id = s.pool_id
        LEFT JOIN service_states c
            ON c.tenant_id = s.tenant_id AND c.service_id = s.service_id
        WHERE e.tenant_id = $1 AND e.originator = $2 AND e.end_point = $3";
}

/// A pair of ids and the service it leads to. Documents are JSON as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BindingRow {
    pub service_id: Uuid,
    pub endpoint: String,
    pub service: String,
    pub pool_id: Uuid,
    pub pool: String,
    /// State of the service's life; `None` while its document decides.
    pub state: Option<String>,
}

impl Bindings<'_> {
    /// What the pair leads to.
    pub async fn find(
        &mut self,
        (originator, end_point): (&str, &str),
    ) -> Result<Option<BindingRow>, StorageError> {
        self.tx.maybe(BINDING, values![originator, end_point]).await
    }
}

impl BindingsWriter<'_> {
    /// Makes the binding or replaces its service and document.
    pub async fn put(
        &mut self,
        (originator, end_point): (&str, &str),
        service: ServiceId,
        document: &str,
    ) -> Result<(), StorageError> {
        let values = values![originator, end_point, service, document];
        self.tx.run(PUT_BINDING, values).await.map(drop)
    }
}
