//! Changes of a service's state: trying out, approving, publishing, pausing.
//!
//! The transition and the state it leads to are written together. Of two concurrent transitions one
//! is refused. Trying out copies the service into the authority's trial tenant, and only what is
//! there word by word is approved. What the treasury approved is kept by its hash; a service whose
//! description changed afterwards is not published before it was approved anew. So what goes live
//! is what was tried out.

use domain::access::idempotency::fingerprint;
use domain::access::{self, Act, ActorKind, Grant};
use domain::events::service_event;
use domain::services::{Refusal, Role, ServiceState, ServiceTransition, decide};
use domain::{TenantId, Timestamp};
use storage::services::{Approval, Lifecycle, MadeTransition, StoredService};
use storage::{ReadTx, Scope, StorageError};

use crate::access::acting::Acting;
use crate::events::event::Events;
use crate::platform::document::read_document;
use crate::tenants::documents::{ServiceDocument, Translations};
use crate::tenants::trial::is_copy;
use crate::tenants::{ApplyError, commitments};
use crate::{App, DocumentError, ReadError};

/// Reasons are for people.
const LETTERS_MAX: usize = 200;

/// A requested transition, before it is checked.
#[derive(Clone, Debug)]
pub struct WantedTransition {
    pub transition: ServiceTransition,
    pub role: Role,
    /// Why; may be empty.
    pub reason: String,
}

/// A service with its lifecycle.
#[derive(Clone, Debug)]
pub struct ServiceLifecycle {
    pub code: String,
    pub name: Translations,
    pub state: ServiceState,
    /// In the catalogue, or for online services only.
    pub catalogued: bool,
    /// From the first transition on.
    pub transitions: Vec<MadeTransition>,
}

#[derive(Debug, thiserror::Error)]
pub enum TransitionError {
    #[error("there is no such authority or service")]
    NotFound,
    #[error("a service in state {0} does not allow this")]
    State(ServiceState),
    #[error("this is not for the {0} to do")]
    Role(Role),
    #[error("the person that approved a service does not publish it; another one must")]
    SamePerson,
    #[error("persons of the authority have this role; the command line does not act for them")]
    Staffed,
    #[error("the service was changed after the treasury approved it; try it out and approve anew")]
    ChangedSinceApproval,
    #[error("the document of the service says live = false; change that first")]
    HeldByDocument,
    #[error("services are tried out in a trial tenant: describe one as [trial] of the authority")]
    NoTrialTenant,
    #[error(
        "the trial tenant has no account for a method of the service: [[trial.accounts]] stand in, \
         by their codes, for those of providers"
    )]
    NoTrialAccount,
    #[error("services of a trial tenant follow those of its authority; take the transition there")]
    InTrialTenant,
    #[error("the service as it is described now was not tried out; take the transition test first")]
    NotTried,
    #[error("a reason has at most 200 letters")]
    LongReason,
    #[error("another transition of the service came at the same time; look at it again")]
    Meanwhile,
    #[error("the service could not be copied into the trial tenant")]
    Trial(#[source] ApplyError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("storing the transition failed")]
    Storage(#[from] StorageError),
}

impl TransitionError {
    /// Whether the rules say no, rather than something that failed.
    const fn is_refusal(&self) -> bool {
        match self {
            Self::NotFound | Self::Trial(_) | Self::Document(_) | Self::Storage(_) => false,
            Self::State(_)
            | Self::Role(_)
            | Self::SamePerson
            | Self::Staffed
            | Self::ChangedSinceApproval
            | Self::HeldByDocument
            | Self::NoTrialTenant
            | Self::NoTrialAccount
            | Self::InTrialTenant
            | Self::NotTried
            | Self::LongReason
            | Self::Meanwhile => true,
        }
    }
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
            let document = service_document(&stored)?;
            lifecycles.push(ServiceLifecycle {
                state: state_of(&stored, &document),
                catalogued: document.catalogue.is_some(),
                code: document.code,
                name: document.name,
                transitions,
            });
        }
        Ok(Some(lifecycles))
    }

    /// Leads the service on, and says where to.
    pub(crate) async fn change_service_state(
        &self,
        by: &Acting,
        slug: &str,
        code: &str,
        wanted: &WantedTransition,
    ) -> Result<ServiceState, TransitionError> {
        if wanted.reason.chars().count() > LETTERS_MAX {
            return Err(TransitionError::LongReason);
        }
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
        let state = transition?;
        tracing::info!(tenant.slug = slug, service.code = code, service.state = %state,
            "service {code} is {state} now");
        Ok(state)
    }

    async fn write_transition(
        &self,
        by: &Acting,
        (tenant, slug): (TenantId, &str),
        code: &str,
        wanted: &WantedTransition,
    ) -> Result<ServiceState, TransitionError> {
        self.leave_to_persons(by, tenant, wanted).await?;
        let copy = self
            .transition_in_trial(by, (tenant, slug), code, wanted)
            .await?;
        let (mut moment, name) = (self.moment(), by.name());
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let stored = service_of(&mut tx, code).await?;
        tx.services().hold(stored.id).await?;
        let stored = service_of(&mut tx, code).await?;
        let document = service_document(&stored)?;
        let state = next_state(&stored, &document, wanted)?;
        check_transition(&stored, copy.as_ref(), wanted.transition, &name)?;
        let lifecycle = lifecycle_after(&stored, state, wanted.transition, &name);
        let transition = taken(wanted, state, &name, moment.now);
        let written = match tx.services().put_lifecycle(stored.id, &lifecycle).await {
            Ok(()) => {
                tx.services()
                    .insert_transition(stored.id, lifecycle.transitions, &transition)
                    .await
            }
            Err(error) => Err(error),
        };
        match written {
            Err(StorageError::Conflict) => return Err(TransitionError::Meanwhile),
            other => other?,
        }
        let after = commitments::of_service(&mut tx, code).await?;
        let mut audit = by
            .does(act_of(wanted.transition), stored.id)
            .changing(state_of(&stored, &document), state)
            .committing(after.map(|after| after.commitment()).unwrap_or_default())
            .because(transition.reason.as_str());
        let caused_by = audit.write(&mut tx, &mut moment).await?;
        if let Some(kind) = service_event(state_of(&stored, &document), state) {
            let mut events = Events::of(caused_by, &mut tx, &mut moment);
            events.service(kind, stored.id, (code, state)).await?;
        }
        tx.commit().await?;
        Ok(state)
    }

    /// Once persons of the authority have the role, the command line takes none of its transitions
    /// for them: it can name any person. It may pause a service in an emergency.
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
        let role = match wanted.role {
            Role::ServiceOwner => access::Role::ServiceOwner,
            Role::Treasurer => access::Role::Treasurer,
        };
        let now = self.moment().now;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let grants = tx.access().grants().open().await?;
        let held = |grant: &Grant| grant.role == role && grant.in_force(now);
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
        let (trial, tries) = (
            self.trial_tenant(slug).await?,
            wanted.transition == ServiceTransition::Test,
        );
        let Some(trial) = trial else {
            return if tries {
                Err(TransitionError::NoTrialTenant)
            } else {
                Ok(None)
            };
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let stored = service_of(&mut tx, code).await?;
        drop(tx);
        let document = service_document(&stored)?;
        let state = next_state(&stored, &document, wanted)?;
        if tries {
            let accounts = self
                .config_now(trial)
                .await?
                .ok_or(TransitionError::NoTrialTenant)?;
            if !accounts.can_try(&document)? {
                return Err(TransitionError::NoTrialAccount);
            }
        }
        let transition = taken(wanted, state, &by.name(), self.moment().now);
        let followed = self
            .follow_in_trial(by, (tenant, trial), &stored, transition)
            .await;
        if let Err(ApplyError::Storage(StorageError::Conflict)) = followed {
            return Err(TransitionError::Meanwhile);
        }
        followed.map_err(TransitionError::Trial)?;
        Ok(self.trial_copy(trial, code).await?)
    }
}

async fn service_of(tx: &mut ReadTx, code: &str) -> Result<StoredService, TransitionError> {
    let service = tx.services().by_code(code).await?;
    service.ok_or(TransitionError::NotFound)
}

/// What holds: the recorded lifecycle, and the document's brake.
pub(crate) fn state_of(stored: &StoredService, document: &ServiceDocument) -> ServiceState {
    ServiceState::as_set_up(
        stored.lifecycle.as_ref().map(|lifecycle| lifecycle.state),
        document.live,
    )
}

/// As it is compared by the transitions of its lifecycle.
fn service_document(stored: &StoredService) -> Result<ServiceDocument, DocumentError> {
    read_document("services", &stored.document)
}

const fn act_of(transition: ServiceTransition) -> Act {
    match transition {
        ServiceTransition::Test => Act::ServiceTest,
        ServiceTransition::Revise => Act::ServiceRevise,
        ServiceTransition::Approve => Act::ServiceApprove,
        ServiceTransition::Publish => Act::ServicePublish,
        ServiceTransition::Pause => Act::ServicePause,
        ServiceTransition::Resume => Act::ServiceResume,
        ServiceTransition::Retire => Act::ServiceRetire,
    }
}

fn next_state(
    stored: &StoredService,
    document: &ServiceDocument,
    wanted: &WantedTransition,
) -> Result<ServiceState, TransitionError> {
    let state = state_of(stored, document);
    let next =
        decide(state, wanted.transition, wanted.role).map_err(|refused| match refused.why {
            Refusal::State => TransitionError::State(state),
            Refusal::Role => TransitionError::Role(wanted.role),
        })?;
    let takes_trials = wanted.transition == ServiceTransition::Test;
    if (next.is_live() || takes_trials) && !document.live {
        return Err(TransitionError::HeldByDocument);
    }
    Ok(next)
}

/// What the way alone does not know: the persons, the description, the copy that was tried out.
fn check_transition(
    stored: &StoredService,
    copy: Option<&StoredService>,
    transition: ServiceTransition,
    by: &str,
) -> Result<(), TransitionError> {
    match transition {
        ServiceTransition::Publish => {
            let lifecycle = stored.lifecycle.as_ref();
            let approval = lifecycle.and_then(|lifecycle| lifecycle.approval.as_ref());
            let approval = approval.ok_or(TransitionError::ChangedSinceApproval)?;
            if approval.by == by {
                return Err(TransitionError::SamePerson);
            }
            if approval.document != fingerprint(stored.document.as_bytes()) {
                return Err(TransitionError::ChangedSinceApproval);
            }
            Ok(())
        }
        ServiceTransition::Test | ServiceTransition::Approve => {
            let same = copy.map_or(Ok(false), |copy| is_copy(stored, copy))?;
            let refusal = if transition == ServiceTransition::Test {
                TransitionError::Meanwhile
            } else {
                TransitionError::NotTried
            };
            if same { Ok(()) } else { Err(refusal) }
        }
        ServiceTransition::Revise
        | ServiceTransition::Pause
        | ServiceTransition::Resume
        | ServiceTransition::Retire => Ok(()),
    }
}

fn lifecycle_after(
    stored: &StoredService,
    state: ServiceState,
    transition: ServiceTransition,
    by: &str,
) -> Lifecycle {
    let before = stored.lifecycle.as_ref();
    let approval = match transition {
        ServiceTransition::Approve => Some(Approval {
            by: by.to_owned(),
            document: fingerprint(stored.document.as_bytes()).to_vec(),
        }),
        ServiceTransition::Test if state == ServiceState::Test => None,
        ServiceTransition::Revise => None,
        ServiceTransition::Test
        | ServiceTransition::Publish
        | ServiceTransition::Pause
        | ServiceTransition::Resume
        | ServiceTransition::Retire => before.and_then(|lifecycle| lifecycle.approval.clone()),
    };
    Lifecycle {
        state,
        transitions: before.map_or(0, |lifecycle| lifecycle.transitions) + 1,
        approval,
    }
}

fn taken(
    wanted: &WantedTransition,
    state: ServiceState,
    by: &str,
    at: Timestamp,
) -> MadeTransition {
    MadeTransition {
        transition: wanted.transition,
        state,
        role: wanted.role,
        by: by.to_owned(),
        reason: wanted.reason.trim().to_owned(),
        at,
    }
}
