//! Changes of a service's state: trying out, approving, publishing, pausing.
//!
//! The step and the state it leads to are written together. Of two concurrent steps one is refused.
//! Trying out copies the service into the authority's trial tenant, and only what is there word by
//! word is approved. What the treasury approved is kept by its hash; a service whose description
//! changed afterwards is not published before it was approved anew. So what goes live is what was
//! tried out.

use domain::access::Act;
use domain::access::idempotency::fingerprint;
use domain::events::service_event;
use domain::services::{Refusal, Role, ServiceState, Step, decide};
use domain::{TenantId, Timestamp};
use storage::services::{Approval, Lifecycle, ServiceTransition, StoredService};
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

/// A requested step, before it is checked.
#[derive(Clone, Debug)]
pub struct WantedStep {
    pub step: Step,
    pub role: Role,
    /// Why; may be empty.
    pub reason: String,
}

/// A service with its life.
#[derive(Clone, Debug)]
pub struct ServiceLife {
    pub code: String,
    pub name: Translations,
    pub state: ServiceState,
    /// In the catalogue, or for online services only.
    pub catalogued: bool,
    /// From the first step on.
    pub steps: Vec<ServiceTransition>,
}

#[derive(Debug, thiserror::Error)]
pub enum StepError {
    #[error("there is no such authority or service")]
    NotFound,
    #[error("a service in state {0} does not allow this")]
    State(ServiceState),
    #[error("this is not for the {0} to do")]
    Role(Role),
    #[error("whoever approved a service does not publish it; somebody else must")]
    SamePerson,
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
    #[error("services of a trial tenant follow those of its authority; take the step there")]
    InTrialTenant,
    #[error("the service as it is described now was not tried out; take the step test first")]
    NotTried,
    #[error("a reason has at most 200 letters")]
    LongReason,
    #[error("somebody else led the service on at the same time; look at it again")]
    Meanwhile,
    #[error("the service could not be copied into the trial tenant")]
    Trial(#[source] ApplyError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("storing the step failed")]
    Storage(#[from] StorageError),
}

impl StepError {
    /// Whether the rules say no, rather than something that failed.
    const fn is_refusal(&self) -> bool {
        match self {
            Self::NotFound | Self::Trial(_) | Self::Document(_) | Self::Storage(_) => false,
            Self::State(_)
            | Self::Role(_)
            | Self::SamePerson
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
    pub(crate) async fn service_lives(
        &self,
        slug: &str,
    ) -> Result<Option<Vec<ServiceLife>>, ReadError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let mut lives = Vec::new();
        for stored in tx.services().all().await? {
            let steps = tx.services().transitions(stored.id).await?;
            let document = service_document(&stored)?;
            lives.push(ServiceLife {
                state: state_of(&stored, &document),
                catalogued: document.catalogue.is_some(),
                code: document.code,
                name: document.name,
                steps,
            });
        }
        Ok(Some(lives))
    }

    /// Leads the service on, and says where to.
    pub(crate) async fn step_service(
        &self,
        by: &Acting,
        slug: &str,
        code: &str,
        wanted: &WantedStep,
    ) -> Result<ServiceState, StepError> {
        if wanted.reason.chars().count() > LETTERS_MAX {
            return Err(StepError::LongReason);
        }
        let tenant = self.tenant_id(slug).await?.ok_or(StepError::NotFound)?;
        let step = self.write_step(by, (tenant, slug), code, wanted).await;
        if let Err(refusal) = &step
            && refusal.is_refusal()
        {
            let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
            let service = tx.services().by_code(code).await?;
            drop(tx);
            let service = service.map_or_else(String::new, |stored| stored.id.to_string());
            let act = (tenant, act_of(wanted.step));
            self.note_refusal(by, act, service, refusal).await;
        }
        let state = step?;
        tracing::info!(tenant.slug = slug, service.code = code, service.state = %state,
            "service {code} is {state} now");
        Ok(state)
    }

    async fn write_step(
        &self,
        by: &Acting,
        (tenant, slug): (TenantId, &str),
        code: &str,
        wanted: &WantedStep,
    ) -> Result<ServiceState, StepError> {
        let copy = self.step_in_trial(by, (tenant, slug), code, wanted).await?;
        let (mut moment, name) = (self.moment(), by.name());
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let stored = service_of(&mut tx, code).await?;
        tx.services().hold(stored.id).await?;
        let stored = service_of(&mut tx, code).await?;
        let document = service_document(&stored)?;
        let state = next_state(&stored, &document, wanted)?;
        check_step(&stored, copy.as_ref(), wanted.step, &name)?;
        let life = life_after(&stored, state, wanted.step, &name);
        let step = taken(wanted, state, &name, moment.now);
        let written = match tx.services().put_lifecycle(stored.id, &life).await {
            Ok(()) => {
                tx.services()
                    .insert_transition(stored.id, life.steps, &step)
                    .await
            }
            Err(error) => Err(error),
        };
        match written {
            Err(StorageError::Conflict) => return Err(StepError::Meanwhile),
            other => other?,
        }
        let after = commitments::of_service(&mut tx, code).await?;
        let mut audit = by
            .does(act_of(wanted.step), stored.id)
            .changing(state_of(&stored, &document), state)
            .committing(after.unwrap_or_default())
            .because(step.reason.as_str());
        let caused_by = audit.write(&mut tx, &mut moment).await?;
        if let Some(kind) = service_event(state_of(&stored, &document), state) {
            let mut events = Events::of(caused_by, &mut tx, &mut moment);
            events.service(kind, stored.id, (code, state)).await?;
        }
        tx.commit().await?;
        Ok(state)
    }

    /// What the step does in the trial tenant, before it is taken: a step that fails afterwards is
    /// taken again. Returns the service's copy there as it is then.
    async fn step_in_trial(
        &self,
        by: &Acting,
        (tenant, slug): (TenantId, &str),
        code: &str,
        wanted: &WantedStep,
    ) -> Result<Option<StoredService>, StepError> {
        let config = self.config_now(tenant).await?.ok_or(StepError::NotFound)?;
        if config.is_trial {
            return Err(StepError::InTrialTenant);
        }
        let (trial, tries) = (self.trial_tenant(slug).await?, wanted.step == Step::Test);
        let Some(trial) = trial else {
            return if tries {
                Err(StepError::NoTrialTenant)
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
                .ok_or(StepError::NoTrialTenant)?;
            if !accounts.can_try(&document)? {
                return Err(StepError::NoTrialAccount);
            }
        }
        let step = taken(wanted, state, &by.name(), self.moment().now);
        let followed = self
            .follow_in_trial(by, (tenant, trial), &stored, step)
            .await;
        if let Err(ApplyError::Storage(StorageError::Conflict)) = followed {
            return Err(StepError::Meanwhile);
        }
        followed.map_err(StepError::Trial)?;
        Ok(self.trial_copy(trial, code).await?)
    }
}

async fn service_of(tx: &mut ReadTx, code: &str) -> Result<StoredService, StepError> {
    let service = tx.services().by_code(code).await?;
    service.ok_or(StepError::NotFound)
}

/// What holds: the recorded life, and the document's brake.
pub(crate) fn state_of(stored: &StoredService, document: &ServiceDocument) -> ServiceState {
    ServiceState::as_set_up(
        stored.lifecycle.as_ref().map(|life| life.state),
        document.live,
    )
}

/// As it is compared by the steps of its life.
fn service_document(stored: &StoredService) -> Result<ServiceDocument, DocumentError> {
    read_document("services", &stored.document)
}

const fn act_of(step: Step) -> Act {
    match step {
        Step::Test => Act::ServiceTest,
        Step::Revise => Act::ServiceRevise,
        Step::Approve => Act::ServiceApprove,
        Step::Publish => Act::ServicePublish,
        Step::Pause => Act::ServicePause,
        Step::Resume => Act::ServiceResume,
        Step::Retire => Act::ServiceRetire,
    }
}

fn next_state(
    stored: &StoredService,
    document: &ServiceDocument,
    wanted: &WantedStep,
) -> Result<ServiceState, StepError> {
    let state = state_of(stored, document);
    let next = decide(state, wanted.step, wanted.role).map_err(|refused| match refused.why {
        Refusal::State => StepError::State(state),
        Refusal::Role => StepError::Role(wanted.role),
    })?;
    let takes_trials = wanted.step == Step::Test;
    if (next.is_live() || takes_trials) && !document.live {
        return Err(StepError::HeldByDocument);
    }
    Ok(next)
}

/// What the way alone does not know: the persons, the description, the copy that was tried out.
fn check_step(
    stored: &StoredService,
    copy: Option<&StoredService>,
    step: Step,
    by: &str,
) -> Result<(), StepError> {
    match step {
        Step::Publish => {
            let lifecycle = stored.lifecycle.as_ref();
            let approval = lifecycle.and_then(|lifecycle| lifecycle.approval.as_ref());
            let approval = approval.ok_or(StepError::ChangedSinceApproval)?;
            if approval.by == by {
                return Err(StepError::SamePerson);
            }
            if approval.document != fingerprint(stored.document.as_bytes()) {
                return Err(StepError::ChangedSinceApproval);
            }
            Ok(())
        }
        Step::Test | Step::Approve => {
            let same = copy.map_or(Ok(false), |copy| is_copy(stored, copy))?;
            let refusal = if step == Step::Test {
                StepError::Meanwhile
            } else {
                StepError::NotTried
            };
            if same { Ok(()) } else { Err(refusal) }
        }
        Step::Revise | Step::Pause | Step::Resume | Step::Retire => Ok(()),
    }
}

fn life_after(stored: &StoredService, state: ServiceState, step: Step, by: &str) -> Lifecycle {
    let before = stored.lifecycle.as_ref();
    let approval = match step {
        Step::Approve => Some(Approval {
            by: by.to_owned(),
            document: fingerprint(stored.document.as_bytes()).to_vec(),
        }),
        Step::Test if state == ServiceState::Test => None,
        Step::Revise => None,
        Step::Test | Step::Publish | Step::Pause | Step::Resume | Step::Retire => {
            before.and_then(|life| life.approval.clone())
        }
    };
    Lifecycle {
        state,
        steps: before.map_or(0, |life| life.steps) + 1,
        approval,
    }
}

fn taken(wanted: &WantedStep, state: ServiceState, by: &str, at: Timestamp) -> ServiceTransition {
    ServiceTransition {
        step: wanted.step,
        state,
        role: wanted.role,
        by: by.to_owned(),
        reason: wanted.reason.trim().to_owned(),
        at,
    }
}
