//! A service with its bindings, as a document describes it.
//!
//! What a document says of a service that is live becomes its next version. It is live at once only
//! where the operator answers for the live one: the treasury never approved that one, and the
//! authority has no persons for services. Otherwise it is a draft, and the live version goes on.

use std::collections::HashMap;

use domain::access::Role;
use domain::services::{Reached, ServiceState, ServiceTransition, VersionState};
use domain::{BindingId, PoolId, ServiceId};
use storage::services::versions::{NewVersion, StoredVersion};
use storage::services::{MadeTransition, StoredService};
use storage::tenants::names::NameKind;

use super::{Applying, MasterData};
use crate::DocumentError;
use crate::platform::document::to_json;
use crate::services::versions::{insert_draft, is_of_person, next_number, part_name, version_hash};
use crate::tenants::ApplyError;
use crate::tenants::bindings::binding_name;
use crate::tenants::documents::{Beginning, BindingDocument, ServiceDocument};

/// What a version is to say.
struct Described {
    pool: PoolId,
    document: String,
}

impl Described {
    fn hash(&self) -> [u8; 32] {
        version_hash(self.pool, &self.document)
    }
}

impl Applying<'_> {
    pub(in crate::tenants) async fn service(
        &mut self,
        service: &ServiceDocument,
        pools: &HashMap<String, PoolId>,
    ) -> Result<ServiceId, ApplyError> {
        let pool = pools.get(&service.pool).copied().ok_or_else(|| {
            DocumentError::new(format!("services.{}.pool", service.code), "no such pool")
        })?;
        let document = to_json(&service.described());
        let new = Described { pool, document };
        let id = match self.before.services.get(&service.code).cloned() {
            None => self.make_service(service, &new).await?,
            Some(stored) => {
                self.describe_service(&stored, &new).await?;
                stored.id
            }
        };
        for binding in &service.bindings {
            self.binding(binding, (id, &service.code)).await?;
        }
        Ok(id)
    }

    async fn make_service(
        &mut self,
        service: &ServiceDocument,
        new: &Described,
    ) -> Result<ServiceId, ApplyError> {
        let (id, by) = (ServiceId::new(&mut self.moment), part_name(self.by));
        let code = service.code.as_str();
        let draft = self.trial_of.is_none() && (begins_as_draft(service) || self.staffed);
        let (state, version) = if draft {
            (ServiceState::New, self.version(new, (1, None)))
        } else {
            (ServiceState::Live, self.version(new, (1, Some(&by))))
        };
        let mut services = self.tx.services();
        services.insert((id, code, state), &version).await?;
        services.versions().add_author(id, 1, &by).await?;
        if !draft {
            let made = self.published(1);
            let services = &mut self.tx.services();
            services.make_transition((id, 0), (1, state), &made).await?;
        }
        self.note(MasterData::Service, code, true);
        Ok(id)
    }

    /// Has the service say this from now on, or its next version.
    async fn describe_service(
        &mut self,
        stored: &StoredService,
        new: &Described,
    ) -> Result<(), ApplyError> {
        if stored.document == new.document && stored.pool == new.pool {
            return Ok(());
        }
        if let Some(open) = self.tx.services().versions().open(stored.id).await? {
            return self.change_open(stored, &open, new).await;
        }
        let by = part_name(self.by);
        let number = next_number(&mut self.tx, stored.id).await?;
        let operator_answers = !self.staffed && stored.approved_by.is_none();
        let live = stored.version_state == VersionState::Live;
        if self.trial_of.is_some() || (operator_answers && live) {
            let version = self.version(new, (number, Some(&by)));
            let services = self.tx.services();
            let mut versions = services.versions();
            versions.replace_live(stored.id).await?;
            versions.insert(stored.id, &version).await?;
            versions.add_author(stored.id, number, &by).await?;
            let made = self.published(number);
            let (of, after) = ((stored.id, stored.transitions), (number, stored.state));
            self.tx.services().make_transition(of, after, &made).await?;
            self.note(MasterData::Service, &stored.code, false);
            return Ok(());
        }
        let draft = self.version(new, (number, None));
        insert_draft(&mut self.tx, stored, &draft, &by).await?;
        self.note(MasterData::Draft, &stored.code, true);
        Ok(())
    }

    /// Changes the version that is prepared; one that was handed in is taken back. What a person
    /// prepares is not written over.
    async fn change_open(
        &mut self,
        stored: &StoredService,
        open: &StoredVersion,
        new: &Described,
    ) -> Result<(), ApplyError> {
        if open.document == new.document && open.pool == new.pool {
            return Ok(());
        }
        let parts = self.tx.services().versions().parts(stored.id).await?;
        let mut parts = parts.iter().filter(|part| part.version == open.number);
        if parts.any(|part| is_of_person(&part.actor)) {
            let problem = format!(
                "a person of the authority prepares version {}; leave the service as it is in \
                 force, or have that version published or given up",
                open.number
            );
            return Err(DocumentError::new(format!("services.{}", stored.code), problem).into());
        }
        if open.state != VersionState::Draft {
            let back = (open.state, VersionState::Draft);
            let services = self.tx.services();
            services
                .versions()
                .set_state(stored.id, open.number, back)
                .await?;
            let made = MadeTransition {
                transition: ServiceTransition::TakeBack,
                state: Reached::Version(VersionState::Draft),
                ..self.published(open.number)
            };
            let (of, after) = (
                (stored.id, stored.transitions),
                (stored.version, stored.state),
            );
            self.tx.services().make_transition(of, after, &made).await?;
        }
        let services = self.tx.services();
        let mut versions = services.versions();
        let is = (new.pool, new.document.as_str(), new.hash());
        versions
            .change(stored.id, (open.number, open.revision), is)
            .await?;
        versions
            .add_author(stored.id, open.number, &part_name(self.by))
            .await?;
        self.note(MasterData::Draft, &stored.code, false);
        Ok(())
    }

    fn version<'v>(
        &self,
        new: &'v Described,
        (number, published_by): (i64, Option<&'v str>),
    ) -> NewVersion<'v> {
        NewVersion {
            number,
            state: match published_by {
                Some(_) => VersionState::Live,
                None => VersionState::Draft,
            },
            pool: new.pool,
            document: &new.document,
            hash: new.hash(),
            begun_from: None,
            made_at: self.moment.now,
            published_by,
        }
    }

    /// The operator put the version live.
    fn published(&self, version: i64) -> MadeTransition {
        MadeTransition {
            transition: ServiceTransition::Publish,
            version,
            state: Reached::Version(VersionState::Live),
            role: Role::Operator,
            by: self.by.name(),
            reason: String::new(),
            at: self.moment.now,
        }
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
        let made = MadeTransition {
            state: Reached::Service(state),
            version: stored.version,
            ..transition
        };
        let (of, after) = ((stored.id, stored.transitions), (stored.version, state));
        services.make_transition(of, after, &made).await?;
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

/// Whether the service begins as a draft. Services for online services only are live at once.
fn begins_as_draft(service: &ServiceDocument) -> bool {
    let catalogue = service.catalogue.as_ref();
    catalogue.is_some_and(|catalogue| catalogue.begins == Beginning::Draft)
}
