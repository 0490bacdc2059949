//! A service with its bindings, as a document describes it.

use std::collections::HashMap;

use domain::services::ServiceState;
use domain::{BindingId, PoolId, ServiceId};
use storage::services::{Lifecycle, MadeTransition, StoredService};
use storage::tenants::names::NameKind;

use super::{Applying, MasterData};
use crate::DocumentError;
use crate::platform::document::{read_document, to_json};
use crate::tenants::ApplyError;
use crate::tenants::bindings::binding_name;
use crate::tenants::documents::{Beginning, BindingDocument, ServiceDocument};

impl Applying<'_> {
    pub(in crate::tenants) async fn service(
        &mut self,
        service: &ServiceDocument,
        pools: &HashMap<String, PoolId>,
    ) -> Result<ServiceId, ApplyError> {
        let pool = pools.get(&service.pool).copied().ok_or_else(|| {
            DocumentError::new(format!("services.{}.pool", service.code), "no such pool")
        })?;
        let document = to_json(service);
        let before = self.before.services.get(&service.code);
        let same = |stored: &&StoredService| stored.document == document && stored.pool == pool;
        let id = if let Some(stored) = before.filter(same) {
            stored.id
        } else {
            if let Some(stored) = before {
                refuse_unapproved(stored, service)?;
            }
            let (new, made) = (ServiceId::new(&mut self.moment), before.is_none());
            let mut services = self.tx.services();
            let id = services.put(new, pool, &service.code, &document).await?;
            if made && begins_as_draft(service) {
                services.put_lifecycle(id, &Lifecycle::draft()).await?;
            }
            self.note(MasterData::Service, &service.code, made);
            id
        };
        for binding in &service.bindings {
            self.binding(binding, (id, &service.code)).await?;
        }
        Ok(id)
    }

    /// The state of a service in a trial tenant after a transition of its authority's.
    pub(in crate::tenants) async fn lead(
        &mut self,
        code: &str,
        state: ServiceState,
        transition: MadeTransition,
    ) -> Result<(), ApplyError> {
        let mut services = self.tx.services();
        let Some(stored) = services.by_code(code).await? else {
            return Ok(());
        };
        let before = stored
            .lifecycle
            .map_or(0, |lifecycle| lifecycle.transitions);
        let lifecycle = Lifecycle {
            state,
            transitions: before + 1,
            approval: None,
        };
        services.put_lifecycle(stored.id, &lifecycle).await?;
        let transition = MadeTransition {
            state,
            ..transition
        };
        services
            .insert_transition(stored.id, lifecycle.transitions, &transition)
            .await?;
        Ok(())
    }

    async fn binding(
        &mut self,
        binding: &BindingDocument,
        (service, code): (ServiceId, &str),
    ) -> Result<(), ApplyError> {
        let channel = binding.checked(code)?;
        let document = to_json(binding);
        let key = (channel, binding.key.clone());
        let before = self.before.bindings.get(&key);
        if before.is_some_and(|one| one.document == document && one.service == service) {
            return Ok(());
        }
        let made = before.is_none();
        let name = binding_name(channel, &binding.key);
        // Keys are looked up among those of the caller's tenant: a calling system that tries a
        // service out changes its credentials and nothing else.
        if made && self.trial_of.is_none() {
            self.reserve(NameKind::Binding, &name).await?;
        }
        let new = BindingId::new(&mut self.moment);
        let key = (channel, binding.key.as_str());
        let tenants = self.tx.tenants();
        let mut bindings = tenants.bindings();
        bindings.put(new, key, service, &document).await?;
        self.note(MasterData::Binding, &name, made);
        Ok(())
    }
}

/// What the treasury approved of a service does not change while payers are asked for it: what it
/// costs, where its money goes, what is asked for.
fn refuse_unapproved(
    stored: &StoredService,
    service: &ServiceDocument,
) -> Result<(), DocumentError> {
    let approved = stored.lifecycle.as_ref().filter(|lifecycle| {
        lifecycle.approval.is_some()
            && matches!(lifecycle.state, ServiceState::Live | ServiceState::Paused)
    });
    if approved.is_none() {
        return Ok(());
    }
    let before: ServiceDocument = read_document("services", &stored.document)?;
    let (before, after) = (before.approved_parts(), service.approved_parts());
    let mut changed = before.into_iter().zip(after);
    let Some(((name, ..), _)) = changed.find(|(before, after)| before != after) else {
        return Ok(());
    };
    Err(DocumentError::new(
        format!("services.{}.{name}", service.code),
        "the treasury approved it as it is; pause the service and take it back to its \
         description (service pause, service revise), apply the change, then have it tried out, \
         approved and published anew",
    ))
}

/// Whether the service begins as a draft. Services for online services only have no lifecycle until
/// their first transition.
fn begins_as_draft(service: &ServiceDocument) -> bool {
    let catalogue = service.catalogue.as_ref();
    catalogue.is_some_and(|catalogue| catalogue.begins == Beginning::Draft)
}
