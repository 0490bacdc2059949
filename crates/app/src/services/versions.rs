//! Versions of services: begun as an older one is, and what holds for all that change them.

use domain::access::{Act, Actor, ActorKind, Grant, Role};
use domain::services::{ServiceState, VersionState};
use domain::values::hash::sha256;
use domain::values::text::Reason;
use domain::{AuditId, Moment, PoolId, ServiceId, TenantId, Timestamp};
use storage::services::StoredService;
use storage::services::versions::{NewVersion, StoredVersion};
use storage::{ReadTx, Scope, StorageError, WriteTx};

use super::lifecycle::service_of;
use super::refusals::TransitionError;
use crate::App;
use crate::access::acting::Acting;
use crate::tenants::commitments::{self, Described};

/// What is approved: the pool and what the version says.
pub(crate) fn version_hash(pool: PoolId, document: &str) -> [u8; 32] {
    sha256(&[pool.to_string().as_bytes(), b"|", document.as_bytes()])
}

/// What tells the actor from others that have a part in a version. A name given at the command line
/// is one person however it is spelt.
pub(crate) fn part_name(by: &Acting) -> String {
    part_of(by.actor())
}

/// The same of an actor.
pub(crate) fn part_of(actor: &Actor) -> String {
    match actor {
        Actor::Operator { name, .. } => format!("{}:{}", ActorKind::Operator, name.to_lowercase()),
        other @ (Actor::Payer
        | Actor::Client(_)
        | Actor::Person(_)
        | Actor::Provider(_)
        | Actor::System(_)) => other.to_string(),
    }
}

/// Whether the part is a person's of the authority.
pub(crate) fn is_of_person(part: &str) -> bool {
    let kind = part.split_once(':').map(|(kind, _)| kind);
    kind.is_some_and(|kind| kind == ActorKind::Person.into_str())
}

/// Whether the authority has persons that describe or approve services, or ever had: the command
/// line then prepares versions, and makes none live. `grants` are all there ever were.
pub(crate) fn is_staffed(grants: &[Grant], now: Timestamp) -> bool {
    grants.iter().any(|grant| {
        matches!(grant.role, Role::ServiceOwner | Role::Treasurer) && grant.was_in_force(now)
    })
}

/// The number that the service's next version has.
pub(crate) async fn next_number(tx: &mut ReadTx, service: ServiceId) -> Result<i64, StorageError> {
    Ok(tx.services().versions().newest(service).await? + 1)
}

/// Writes a draft. Before a version was live, the newest holds.
pub(crate) async fn insert_draft(
    tx: &mut WriteTx,
    stored: &StoredService,
    draft: &NewVersion<'_>,
    author: &str,
) -> Result<(), StorageError> {
    let services = tx.services();
    let mut versions = services.versions();
    versions.insert(stored.id, draft).await?;
    versions.add_author(stored.id, draft.number, author).await?;
    if stored.state == ServiceState::New {
        tx.services().set_version(stored.id, draft.number).await?;
    }
    Ok(())
}

impl App {
    /// Begins the next version of the service as this one is, or as the one that holds: the way
    /// back to an older one. Returns its number.
    pub(crate) async fn begin_service_version(
        &self,
        by: &Acting,
        (slug, code): (&str, &str),
        from: Option<i64>,
    ) -> Result<i64, TransitionError> {
        let tenant = self.tenant_id(slug).await?;
        let tenant = tenant.ok_or(TransitionError::NotFound)?;
        self.begin_version_of(by, (tenant, code), from).await
    }

    pub(crate) async fn begin_version_of(
        &self,
        by: &Acting,
        (tenant, code): (TenantId, &str),
        from: Option<i64>,
    ) -> Result<i64, TransitionError> {
        if self.is_trial(tenant).await {
            return Err(TransitionError::InTrialTenant);
        }
        let mut moment = self.moment();
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let (stored, before) = proven_service(&mut tx, code).await?;
        if stored.state == ServiceState::Retired {
            return Err(TransitionError::State(stored.lifecycle(None)));
        }
        if let Some(open) = tx.services().versions().open(stored.id).await? {
            return Err(TransitionError::Open(open.number));
        }
        let from = from.unwrap_or(stored.version);
        let old = tx.services().versions().find(stored.id, from).await?;
        let old = old.ok_or(TransitionError::NotFound)?;
        let number = next_number(&mut tx, stored.id).await?;
        let draft = draft_as(&old, number, moment.now);
        insert_draft(&mut tx, &stored, &draft, &part_name(by)).await?;
        let act = (by, Act::ServiceDescribe, None);
        write_act(&mut tx, &mut moment, act, (&stored, Some(&before))).await?;
        tx.commit().await?;
        tracing::info!(service.code = code, "version {number} of {code} is begun");
        Ok(number)
    }
}

/// The service, locked until the transaction ends, as it is then.
pub(crate) async fn held_service(
    tx: &mut WriteTx,
    code: &str,
) -> Result<StoredService, TransitionError> {
    let stored = service_of(tx, code).await?;
    tx.services().hold(stored.id).await?;
    service_of(tx, code).await
}

/// The same with what its next act is held against. Refused where the service is not what the last
/// act on it commits to: then something was written past this program, such as a planted approval.
pub(crate) async fn proven_service(
    tx: &mut WriteTx,
    code: &str,
) -> Result<(StoredService, Described), TransitionError> {
    let stored = held_service(tx, code).await?;
    let described = commitments::of_service(tx, code).await?;
    let described = described.ok_or(TransitionError::NotFound)?;
    if !commitments::is_proven(tx, stored.id, &described).await? {
        return Err(TransitionError::Unproven);
    }
    Ok((stored, described))
}

/// Writes the row of an act on the service, which commits to it as it is now. Without `before` it
/// commits to nothing: what was written past this program stays told. Returns the row's id.
pub(crate) async fn write_act(
    tx: &mut WriteTx,
    moment: &mut Moment,
    (by, act, reason): (&Acting, Act, Option<&Reason>),
    (service, before): (&StoredService, Option<&Described>),
) -> Result<AuditId, StorageError> {
    let mut audit = by.does(act, service.id).because(reason);
    let after = commitments::of_service(tx, &service.code).await?;
    let (Some(before), Some(after)) = (before, after) else {
        return audit.write(tx, moment).await;
    };
    let mut audit = audit
        .changing_fields(after.changed_from(Some(before)))
        .committing(after.commitment());
    let act = audit.write(tx, moment).await?;
    tx.services().set_last_act(service.id, act).await?;
    Ok(act)
}

fn draft_as(old: &StoredVersion, number: i64, now: Timestamp) -> NewVersion<'_> {
    NewVersion {
        number,
        state: VersionState::Draft,
        pool: old.pool,
        document: &old.document,
        hash: version_hash(old.pool, &old.document),
        begun_from: Some(old.number),
        made_at: now,
        published_by: None,
    }
}
