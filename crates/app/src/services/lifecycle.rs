//! Transitions of services and their versions: trying out, handing in, approving, publishing,
//! pausing.
//!
//! A transition and the state that it leads to are written together, with the service locked.
//! Trying out copies the service into the authority's trial tenant, and only what is there word by
//! word is handed in and approved, but for the booking data. An approval is of exactly the stored
//! version; the live one goes on until the approved one replaces it in one step.

use domain::access::{Act, ActorKind, Grant, Holder, Role};
use domain::events::{EventKind, service_event};
use domain::services::{Lifecycle, ServiceState, ServiceTransition, VersionState, decide};
use domain::values::text::Reason;
use domain::{Moment, TenantId, Timestamp};
use storage::services::versions::{StoredVersion, VersionPart};
use storage::services::{MadeTransition, StoredService};
use storage::{ReadTx, Scope, StorageError, WriteTx};

use super::refusals::TransitionError;
use super::versions::{part_name, proven_service, write_act};
use crate::access::acting::Acting;
use crate::events::event::Events;
use crate::platform::document::read_document;
use crate::tenants::ApplyError;
use crate::tenants::commitments::Described;
use crate::tenants::documents::{ServiceDocument, Translations};
use crate::tenants::trial::{Tried, is_copy};
use crate::{App, DocumentError, ReadError};

/// A requested transition, before it is checked.
#[derive(Clone, Debug)]
pub struct WantedTransition {
    pub transition: ServiceTransition,
    pub role: Role,
    /// Why; needed where a version is sent back.
    pub reason: Option<Reason>,
    /// Number and revision of the version that was looked at; `None` for whatever is prepared.
    pub seen: Option<(i64, i64)>,
}

/// A service with its lifecycle.
#[derive(Clone, Debug)]
pub struct ServiceLifecycle {
    pub code: String,
    pub name: Translations,
    /// As its live version brakes it.
    pub state: ServiceState,
    /// Number of the version that holds.
    pub version: i64,
    /// The version that is prepared: its number and state.
    pub open: Option<(i64, VersionState)>,
    /// In the catalogue, or for online services only.
    pub catalogued: bool,
    /// From the first transition on.
    pub transitions: Vec<MadeTransition>,
}

/// A service with what its transitions depend on.
struct Found {
    service: StoredService,
    document: ServiceDocument,
    open: Option<StoredVersion>,
    parts: Vec<VersionPart>,
}

impl App {
    /// Every service of the tenant with its state; `None` when there is no such tenant.
    pub(crate) async fn service_lifecycles(
        &self,
        slug: &str,
    ) -> Result<Option<Vec<ServiceLifecycle>>, ReadError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let mut lifecycles = Vec::new();
        for stored in tx.services().all().await? {
            let transitions = tx.services().transitions(stored.id).await?;
            let open = tx.services().versions().open(stored.id).await?;
            let document = service_document(&stored)?;
            lifecycles.push(ServiceLifecycle {
                state: state_of(&stored, &document),
                version: stored.version,
                open: open.map(|open| (open.number, open.state)),
                catalogued: document.catalogue.is_some(),
                code: document.code,
                name: document.name,
                transitions,
            });
        }
        Ok(Some(lifecycles))
    }

    /// Leads the service or its next version on, and says where to.
    pub(crate) async fn change_service_state(
        &self,
        by: &Acting,
        slug: &str,
        code: &str,
        wanted: &WantedTransition,
    ) -> Result<Lifecycle, TransitionError> {
        let tenant = self
            .tenant_id(slug)
            .await?
            .ok_or(TransitionError::NotFound)?;
        let transition = self
            .write_transition(by, (tenant, slug), code, wanted)
            .await;
        if let Err(refusal) = &transition
            && refusal.is_refusal()
        {
            let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
            let service = tx.services().by_code(code).await?;
            drop(tx);
            let service = service.map_or_else(String::new, |stored| stored.id.to_string());
            let act = (tenant, act_of(wanted.transition));
            self.note_refusal(by, act, service, refusal).await;
        }
        transition
    }

    pub(crate) async fn write_transition(
        &self,
        by: &Acting,
        (tenant, slug): (TenantId, &str),
        code: &str,
        wanted: &WantedTransition,
    ) -> Result<Lifecycle, TransitionError> {
        wanted.check()?;
        self.leave_to_persons(by, tenant, wanted).await?;
        let followed = self.transition_in_trial(by, (tenant, slug), code, wanted);
        let copy = Box::pin(followed).await?;
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        // Nothing holds a service up that is to be paused.
        let before = match proven_service(&mut tx, code).await {
            Err(TransitionError::Unproven) if wanted.transition == ServiceTransition::Pause => None,
            proven => Some(proven?.1),
        };
        let found = Found::read(&mut tx, code).await?;
        let next = found.next(wanted)?;
        found.check(copy.as_ref(), wanted.transition, &part_name(by))?;
        found
            .write_version(&mut tx, wanted.transition, &part_name(by))
            .await?;
        let made = found.made(wanted, next, (by, moment.now));
        let (id, number) = (found.service.id, found.service.transitions);
        // The brake of the document is not written down.
        let service = if wanted.transition == ServiceTransition::Test {
            found.service.state
        } else {
            next.service
        };
        tx.services()
            .make_transition(
                (id, number),
                (found.version_after(wanted.transition), service),
                &made,
            )
            .await?;
        let after = (before, code);
        let told = (by, &made, wanted.reason.as_ref());
        let life = found.tell(&mut tx, &mut moment, told, after).await?;
        tx.commit().await?;
        tracing::info!(tenant.slug = slug, service.code = code, service.state = %life.service,
            "service {code} is {life} now");
        Ok(life)
    }

    /// Once persons of the authority have the role, or ever had it, the command line takes none of
    /// its transitions for them: it can name any person. It may pause a service in an emergency.
    async fn leave_to_persons(
        &self,
        by: &Acting,
        tenant: TenantId,
        wanted: &WantedTransition,
    ) -> Result<(), TransitionError> {
        let of_operator = by.actor().kind() == ActorKind::Operator;
        if !of_operator || wanted.transition == ServiceTransition::Pause {
            return Ok(());
        }
        let now = self.moment().now;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let grants = tx.access().grants().all().await?;
        let held = |grant: &Grant| grant.role == wanted.role && grant.was_in_force(now);
        if grants.iter().any(held) {
            return Err(TransitionError::Staffed);
        }
        Ok(())
    }

    /// What the transition does in the trial tenant, before it is made: one that fails afterwards
    /// is made again. Returns the service's copy there as it is then.
    async fn transition_in_trial(
        &self,
        by: &Acting,
        (tenant, slug): (TenantId, &str),
        code: &str,
        wanted: &WantedTransition,
    ) -> Result<Option<StoredService>, TransitionError> {
        let config = self
            .config_now(tenant)
            .await?
            .ok_or(TransitionError::NotFound)?;
        if config.is_trial {
            return Err(TransitionError::InTrialTenant);
        }
        let is_test = wanted.transition == ServiceTransition::Test;
        let trial = match self.trial_tenant(slug).await? {
            Some(trial) => trial,
            None if is_test => return Err(TransitionError::NoTrialTenant),
            None => return Ok(None),
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let found = Found::read(&mut tx, code).await?;
        let next = found.next(wanted)?;
        let tried = Tried::of(&mut tx, &found.service, found.open.as_ref()).await?;
        drop(tx);
        if is_test {
            let accounts = self
                .config_now(trial)
                .await?
                .ok_or(TransitionError::NoTrialTenant)?;
            if !accounts.can_try(&tried.document)? {
                return Err(TransitionError::NoTrialAccount);
            }
        }
        let made = found.made(wanted, next, (by, self.moment().now));
        let followed = self
            .follow_in_trial(by, (tenant, trial), &tried, made)
            .await;
        if let Err(ApplyError::Storage(StorageError::Conflict)) = followed {
            return Err(TransitionError::Meanwhile);
        }
        followed.map_err(TransitionError::Trial)?;
        Ok(self.trial_copy(trial, code).await?)
    }
}

impl WantedTransition {
    fn check(&self) -> Result<(), TransitionError> {
        if self.transition == ServiceTransition::SendBack && self.reason.is_none() {
            return Err(TransitionError::NoReason);
        }
        Ok(())
    }
}

impl Found {
    async fn read(tx: &mut ReadTx, code: &str) -> Result<Self, TransitionError> {
        let service = service_of(tx, code).await?;
        let open = tx.services().versions().open(service.id).await?;
        let parts = tx.services().versions().parts(service.id).await?;
        Ok(Self {
            document: service_document(&service)?,
            service,
            open,
            parts,
        })
    }

    fn open_state(&self) -> Option<VersionState> {
        self.open.as_ref().map(|open| open.state)
    }

    /// What the transition is about: the version that is prepared, or the one that holds.
    fn number(&self, transition: ServiceTransition) -> i64 {
        let prepared = transition.is_of_version() || transition == ServiceTransition::Test;
        let open = self.open.as_ref().filter(|_| prepared);
        open.map_or(self.service.version, |open| open.number)
    }

    /// The version that holds after the transition.
    fn version_after(&self, transition: ServiceTransition) -> i64 {
        if transition == ServiceTransition::Publish {
            self.number(transition)
        } else {
            self.service.version
        }
    }

    fn next(&self, wanted: &WantedTransition) -> Result<Lifecycle, TransitionError> {
        let braked = Lifecycle {
            service: state_of(&self.service, &self.document),
            open: self.open_state(),
        };
        let life = if wanted.transition.is_of_version() {
            self.service.lifecycle(self.open_state())
        } else {
            braked
        };
        let next = decide(life, wanted.transition).map_err(|_| TransitionError::State(braked))?;
        let rule = act_of(wanted.transition).rule().staff;
        let holders = rule.map_or(&[][..], |rule| rule.holders);
        let mut roles = holders.iter().map(|(holder, _)| *holder);
        if !roles.any(|holder| holder == Holder::Role(wanted.role)) {
            return Err(TransitionError::Role(wanted.role));
        }
        let open = self.open.as_ref().map(|open| (open.number, open.revision));
        if wanted.transition.is_of_version() && wanted.seen.is_some() && wanted.seen != open {
            return Err(TransitionError::Meanwhile);
        }
        let allowed = match (wanted.transition, &self.open) {
            (ServiceTransition::Publish | ServiceTransition::Test, Some(open)) => {
                let document: ServiceDocument = read_document("services", &open.document)?;
                document.live
            }
            (ServiceTransition::Test | ServiceTransition::Resume, _) => self.document.live,
            _ => true,
        };
        if allowed {
            Ok(next)
        } else {
            Err(TransitionError::HeldByDocument)
        }
    }

    /// What the way alone does not know: the persons, and the copy that was tried out.
    fn check(
        &self,
        copy: Option<&StoredService>,
        transition: ServiceTransition,
        by: &str,
    ) -> Result<(), TransitionError> {
        let open = self.open.as_ref();
        let is_tried = || match (copy, open) {
            (Some(copy), Some(open)) => is_copy((&open.document, &open.pool_document), copy),
            (Some(copy), None) => {
                is_copy((&self.service.document, &self.service.pool_document), copy)
            }
            (None, _) => Ok(false),
        };
        let mut parts = self.parts.iter();
        let is_author = parts.any(|part| {
            part.version == self.number(transition) && part.is_author && part.actor == by
        });
        match transition {
            ServiceTransition::Publish => {
                let approved_by = open.and_then(|open| open.approved_by.as_deref());
                if approved_by == Some(by) {
                    return Err(TransitionError::SamePerson);
                }
            }
            ServiceTransition::Test if !is_tried()? => return Err(TransitionError::Meanwhile),
            ServiceTransition::Approve if is_author => return Err(TransitionError::Author),
            ServiceTransition::Submit | ServiceTransition::Approve if !is_tried()? => {
                return Err(TransitionError::NotTried);
            }
            ServiceTransition::Test
            | ServiceTransition::Submit
            | ServiceTransition::Approve
            | ServiceTransition::TakeBack
            | ServiceTransition::SendBack
            | ServiceTransition::Discard
            | ServiceTransition::Pause
            | ServiceTransition::Resume
            | ServiceTransition::Retire => {}
        }
        Ok(())
    }

    async fn write_version(
        &self,
        tx: &mut WriteTx,
        transition: ServiceTransition,
        by: &str,
    ) -> Result<(), TransitionError> {
        let Some(open) = self.open.as_ref() else {
            return Ok(());
        };
        let (service, number) = (self.service.id, open.number);
        let mut versions = tx.services().versions();
        let to = match transition {
            ServiceTransition::Submit => {
                versions.add_author(service, number, by).await?;
                VersionState::Submitted
            }
            ServiceTransition::TakeBack | ServiceTransition::SendBack => VersionState::Draft,
            ServiceTransition::Discard => VersionState::Discarded,
            ServiceTransition::Approve => {
                return Ok(versions.approve(service, number, (&open.hash, by)).await?);
            }
            ServiceTransition::Publish => return Ok(versions.publish(service, number, by).await?),
            ServiceTransition::Test
            | ServiceTransition::Pause
            | ServiceTransition::Resume
            | ServiceTransition::Retire => return Ok(()),
        };
        Ok(versions
            .set_state(service, number, (open.state, to))
            .await?)
    }

    fn made(
        &self,
        wanted: &WantedTransition,
        next: Lifecycle,
        (by, at): (&Acting, Timestamp),
    ) -> MadeTransition {
        MadeTransition {
            transition: wanted.transition,
            version: self.number(wanted.transition),
            state: next.reached(wanted.transition),
            role: wanted.role,
            by: by.name(),
            reason: wanted
                .reason
                .as_ref()
                .map_or_else(String::new, |reason| reason.as_str().to_owned()),
            at,
        }
    }

    /// The act's row with the fields that differ, and what calling systems learn. Returns the
    /// lifecycle as it is now.
    async fn tell(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        (by, made, why): (&Acting, &MadeTransition, Option<&Reason>),
        (before, code): (Option<Described>, &str),
    ) -> Result<Lifecycle, TransitionError> {
        let act = (by, act_of(made.transition), why);
        let caused_by = write_act(tx, moment, act, (&self.service, before.as_ref())).await?;
        let now = Self::read(tx, code).await?;
        let (was, is) = (
            state_of(&self.service, &self.document),
            state_of(&now.service, &now.document),
        );
        let changed = is.is_live() && now.service.version != self.service.version;
        let changed = changed.then_some(EventKind::ServiceChanged);
        if let Some(kind) = service_event(was, is).or(changed) {
            let mut events = Events::of(caused_by, tx, moment);
            events.service(kind, self.service.id, (code, is)).await?;
        }
        Ok(Lifecycle {
            service: is,
            open: now.open_state(),
        })
    }
}

pub(crate) async fn service_of(
    tx: &mut ReadTx,
    code: &str,
) -> Result<StoredService, TransitionError> {
    let service = tx.services().by_code(code).await?;
    service.ok_or(TransitionError::NotFound)
}

/// What holds: the recorded state, and the document's brake.
pub(crate) const fn state_of(stored: &StoredService, document: &ServiceDocument) -> ServiceState {
    ServiceState::as_set_up(stored.state, document.live)
}

fn service_document(stored: &StoredService) -> Result<ServiceDocument, DocumentError> {
    read_document("services", &stored.document)
}

pub(crate) const fn act_of(transition: ServiceTransition) -> Act {
    match transition {
        ServiceTransition::Test => Act::ServiceTest,
        ServiceTransition::Submit => Act::ServiceSubmit,
        ServiceTransition::TakeBack => Act::ServiceTakeBack,
        ServiceTransition::SendBack => Act::ServiceSendBack,
        ServiceTransition::Approve => Act::ServiceApprove,
        ServiceTransition::Publish => Act::ServicePublish,
        ServiceTransition::Discard => Act::ServiceDiscard,
        ServiceTransition::Pause => Act::ServicePause,
        ServiceTransition::Resume => Act::ServiceResume,
        ServiceTransition::Retire => Act::ServiceRetire,
    }
}
