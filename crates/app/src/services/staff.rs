//! Services as the staff works on them: what a person sees, and what it does to versions.

pub(crate) mod views;

use domain::access::{Act, Denial, Holder, Role};
use domain::services::{ServiceTransition, VersionState};
use domain::values::text::Reason;
use storage::services::StoredService;
use storage::services::versions::StoredVersion;
use storage::{ReadTx, Scope, WriteTx};

use super::lifecycle::WantedTransition;
use super::refusals::TransitionError;
use super::versions::{part_name, proven_service, version_hash, write_act};
use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::{StaffError, StaffPlace};
use crate::platform::document::{read_document, to_json};
use crate::tenants::apply;
use crate::tenants::commitments::Described;
use crate::tenants::documents::{BookingDocument, ServiceDocument};

/// The version that a person looked at: its number, and how often it had been written.
pub type SeenVersion = (i64, i64);

/// What a person gives with a transition.
#[derive(Clone, Copy, Debug, Default)]
pub struct StaffStep<'a> {
    pub seen: Option<SeenVersion>,
    pub reason: Option<&'a Reason>,
}

macro_rules! transitions {
    ($($name:ident $transition:ident;)+) => {
        impl App { $(
            pub(crate) async fn $name(
                &self,
                by: &Acting,
                place: &StaffPlace,
                code: &str,
                step: StaffStep<'_>,
            ) -> Result<(), StaffError> {
                let transition = ServiceTransition::$transition;
                self.lead_service(by, place, (code, transition), step).await
            }
        )+ }
    };
}

transitions! {
    try_service Test;
    submit_version Submit;
    take_version_back TakeBack;
    send_version_back SendBack;
    approve_version Approve;
    publish_version Publish;
    discard_version Discard;
    pause_service Pause;
    resume_service Resume;
    retire_service Retire;
}

impl App {
    async fn lead_service(
        &self,
        by: &Acting,
        place: &StaffPlace,
        (code, transition): (&str, ServiceTransition),
        step: StaffStep<'_>,
    ) -> Result<(), StaffError> {
        let act = super::lifecycle::act_of(transition);
        let mut tx = self.db.read(Scope::Tenant(place.tenant)).await?;
        let (_, role) = in_scope(&mut tx, place, (act, code)).await?;
        drop(tx);
        let config = self.config(place.tenant).await?;
        let slug = config.map(|config| config.slug.to_string());
        let wanted = WantedTransition {
            transition,
            role,
            reason: step.reason.cloned(),
            seen: step.seen,
        };
        let slug = slug.ok_or(StaffError::NotFound)?;
        self.write_transition(by, (place.tenant, &slug), code, &wanted)
            .await?;
        Ok(())
    }

    /// Begins the next version as this one is, or as the one that holds. Returns its number.
    pub(crate) async fn begin_version(
        &self,
        by: &Acting,
        place: &StaffPlace,
        code: &str,
        from: Option<i64>,
    ) -> Result<i64, StaffError> {
        let mut tx = self.db.read(Scope::Tenant(place.tenant)).await?;
        in_scope(&mut tx, place, (Act::ServiceDescribe, code)).await?;
        drop(tx);
        Ok(self
            .begin_version_of(by, (place.tenant, code), from)
            .await?)
    }

    /// Has the draft say this. A clerk changes texts only; booking data stays as it is.
    pub(crate) async fn describe_version(
        &self,
        by: &Acting,
        place: &StaffPlace,
        code: &str,
        (seen, wanted): (SeenVersion, &ServiceDocument),
    ) -> Result<(), StaffError> {
        let act = Act::ServiceDescribe;
        let mut tx = self.db.read(Scope::Tenant(place.tenant)).await?;
        let (service, role) = in_scope(&mut tx, place, (act, code)).await?;
        let open = seen_version(&mut tx, &service, seen).await?;
        // What is checked needs reads of its own: none while the write is open.
        drop(tx);
        if open.state != VersionState::Draft {
            let life = service.lifecycle(Some(open.state));
            return Err(TransitionError::State(life).into());
        }
        let before: ServiceDocument =
            read_document("services", &open.document).map_err(TransitionError::from)?;
        let mut wanted = wanted.described();
        wanted.code.clone_from(&before.code);
        wanted.pool.clone_from(&before.pool);
        wanted.bookings.clone_from(&before.bookings);
        wanted.live = before.live;
        let wanted: ServiceDocument =
            read_document("services", &to_json(&wanted)).map_err(StaffError::Described)?;
        if role == Role::Clerk && !differs_in_texts_only(&before, &wanted) {
            let may = vec![Holder::Role(Role::ServiceOwner)];
            return Err(Denial::Role { may }.into());
        }
        self.check_described(place, &wanted).await?;
        let change = self.changing(place, (act, code), seen).await?;
        change.writes(by, act, &wanted).await
    }

    /// Has the version that is prepared be booked there.
    pub(crate) async fn set_version_bookings(
        &self,
        by: &Acting,
        place: &StaffPlace,
        code: &str,
        (seen, bookings): (SeenVersion, &[BookingDocument]),
    ) -> Result<(), StaffError> {
        let act = Act::ServiceSetBooking;
        let mut tx = self.db.read(Scope::Tenant(place.tenant)).await?;
        let (service, _) = in_scope(&mut tx, place, (act, code)).await?;
        let open = seen_version(&mut tx, &service, seen).await?;
        // What is checked needs reads of its own: none while the write is open.
        drop(tx);
        let mut wanted: ServiceDocument =
            read_document("services", &open.document).map_err(TransitionError::from)?;
        wanted.bookings = bookings.to_vec();
        let wanted: ServiceDocument =
            read_document("services", &to_json(&wanted)).map_err(StaffError::Described)?;
        self.check_described(place, &wanted).await?;
        let change = self.changing(place, (act, code), seen).await?;
        if change.open.state == VersionState::Approved {
            return Err(change.refused());
        }
        change.writes(by, act, &wanted).await
    }

    /// The document among all that the authority is.
    async fn check_described(
        &self,
        place: &StaffPlace,
        wanted: &ServiceDocument,
    ) -> Result<(), StaffError> {
        let config = self.config(place.tenant).await?;
        let slug = config.map(|config| config.slug.to_string());
        let slug = slug.ok_or(StaffError::NotFound)?;
        let exported = self.export_tenant(&slug).await;
        let exported = exported.map_err(TransitionError::from)?;
        let mut document = exported.ok_or(StaffError::NotFound)?;
        let services = &mut document.services;
        services.retain(|service| service.code != wanted.code);
        services.push(wanted.clone());
        apply::check(&document).map_err(StaffError::Described)
    }

    async fn changing(
        &self,
        place: &StaffPlace,
        (act, code): (Act, &str),
        seen: SeenVersion,
    ) -> Result<Changing, StaffError> {
        let mut tx = self.db.write(Scope::Tenant(place.tenant)).await?;
        let (_, before) = proven_service(&mut tx, code).await?;
        let (service, _) = in_scope(&mut tx, place, (act, code)).await?;
        let open = seen_version(&mut tx, &service, seen).await?;
        Ok(Changing {
            app: self.clone(),
            tx,
            service,
            open,
            before,
        })
    }
}

/// A version that is being changed, with its service locked.
struct Changing {
    app: App,
    tx: WriteTx,
    service: StoredService,
    open: StoredVersion,
    before: Described,
}

impl Changing {
    fn refused(&self) -> StaffError {
        let life = self.service.lifecycle(Some(self.open.state));
        TransitionError::State(life).into()
    }

    /// Writes what the version says, the person's part in it, and the act.
    async fn writes(
        self,
        by: &Acting,
        act: Act,
        wanted: &ServiceDocument,
    ) -> Result<(), StaffError> {
        let document = to_json(wanted);
        if document == self.open.document {
            return Ok(());
        }
        let Self {
            app,
            mut tx,
            service,
            open,
            before,
        } = self;
        let (mut moment, stored) = (app.moment(), service);
        let service = stored.id;
        let services = tx.services();
        let mut versions = services.versions();
        let hash = version_hash(open.pool, &document);
        let is = (open.pool, document.as_str(), hash);
        let seen = (open.number, open.revision);
        versions.change(service, seen, is).await?;
        let author = part_name(by);
        versions.add_author(service, open.number, &author).await?;
        let act = (by, act, None);
        write_act(&mut tx, &mut moment, act, (&stored, Some(&before))).await?;
        Ok(tx.commit().await?)
    }
}

/// The version that is prepared, as the person looked at it.
async fn seen_version(
    tx: &mut ReadTx,
    service: &StoredService,
    seen: SeenVersion,
) -> Result<StoredVersion, StaffError> {
    let open = tx.services().versions().open(service.id).await?;
    let open = open.filter(|open| (open.number, open.revision) == seen);
    open.ok_or(StaffError::Meanwhile)
}

/// The service, and the role in which the person does the act about it; nothing is there outside
/// the scope of its grants.
pub(super) async fn in_scope(
    tx: &mut ReadTx,
    place: &StaffPlace,
    (act, code): (Act, &str),
) -> Result<(StoredService, Role), StaffError> {
    let stored = tx.services().by_code(code).await?;
    let stored = stored.ok_or(StaffError::NotFound)?;
    let document: ServiceDocument =
        read_document("services", &stored.document).map_err(TransitionError::from)?;
    let department = document.department.say("de").text;
    let role = place.role_for(act, stored.id, department);
    Ok((stored, role.ok_or(StaffError::NotFound)?))
}

/// Whether nothing but what payers read differs.
fn differs_in_texts_only(before: &ServiceDocument, after: &ServiceDocument) -> bool {
    let mut with_texts = before.clone();
    with_texts.name.clone_from(&after.name);
    if let (Some(old), Some(new)) = (with_texts.catalogue.as_mut(), &after.catalogue) {
        old.explanation.clone_from(&new.explanation);
        old.keywords.clone_from(&new.keywords);
        for (field, other) in old.fields.iter_mut().zip(&new.fields) {
            field.label.clone_from(&other.label);
            field.hint.clone_from(&other.hint);
        }
    }
    to_json(&with_texts) == to_json(after)
}
