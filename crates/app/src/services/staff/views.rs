//! What the staff sees of services: the list, one with its versions, and a version beside the one
//! before it, field by field.

use std::collections::HashMap;

use domain::Timestamp;
use domain::access::Act;
use domain::services::{ServiceState, ServiceTransition, VersionState};
use domain::tenants::TenantSlug;
use serde_json::Value;
use storage::services::StoredService;
use storage::services::versions::{StoredVersion, VersionPart};
use storage::{ReadTx, Scope, StorageError};

use super::in_scope;
use crate::App;
use crate::access::staff::{StaffError, StaffPlace};
use crate::platform::document::read_document;
use crate::services::lifecycle::state_of;
use crate::services::refusals::TransitionError;
use crate::tenants::commitments::Fields;
use crate::tenants::documents::{ServiceDocument, Translations};
use crate::tenants::trial::is_copy;

/// A line of the list of services.
#[derive(Clone, Debug)]
pub struct ServiceLine {
    pub code: String,
    pub name: Translations,
    pub department: Translations,
    pub state: ServiceState,
    /// Number of the version that holds.
    pub version: i64,
    /// The version that is prepared: its number and state.
    pub open: Option<(i64, VersionState)>,
}

/// A version in the list of its service's.
#[derive(Clone, Debug)]
pub struct VersionLine {
    pub number: i64,
    pub state: VersionState,
    pub made_at: Timestamp,
    pub begun_from: Option<i64>,
    pub authors: Vec<String>,
    pub approved_by: Option<String>,
    pub published_by: Option<String>,
}

/// A transition with the name of the actor.
#[derive(Clone, Debug)]
pub struct TransitionLine {
    pub transition: ServiceTransition,
    pub version: i64,
    pub by: String,
    pub reason: String,
    pub at: Timestamp,
}

/// A service with its versions, the newest first.
#[derive(Clone, Debug)]
pub struct StaffService {
    pub line: ServiceLine,
    pub versions: Vec<VersionLine>,
    /// The newest first.
    pub transitions: Vec<TransitionLine>,
}

/// A field that two versions say otherwise, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub path: String,
    pub before: Option<FieldValue>,
    pub after: Option<FieldValue>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl FieldValue {
    /// A list is one text.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Bool(flag) => Self::Flag(*flag),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(values) => {
                let texts = values.iter().map(|value| match Self::of(value) {
                    Self::Text(text) => text,
                    Self::Number(number) => number.to_string(),
                    Self::Flag(flag) => flag.to_string(),
                });
                Self::Text(texts.collect::<Vec<_>>().join(", "))
            }
            Value::Number(_) | Value::Null | Value::Object(_) => match value.as_i64() {
                Some(number) => Self::Number(number),
                None => Self::Text(value.to_string()),
            },
        }
    }
}

/// A version, beside the one that holds or held before it.
#[derive(Clone, Debug)]
pub struct StaffVersion {
    pub line: ServiceLine,
    pub version: VersionLine,
    /// With the number, what a form was made from.
    pub revision: i64,
    pub document: ServiceDocument,
    /// The version that it is held against; `None` for the first.
    pub against: Option<i64>,
    pub changes: Vec<FieldChange>,
    /// The person that looks began, changed or submitted it.
    pub is_author: bool,
    /// The person that looks approved it.
    pub is_approver: bool,
    /// Just this is in the trial tenant.
    pub is_tried: bool,
    /// Where it is looked at as payers see it; `None` where that is nowhere.
    pub page: Option<String>,
}

/// Names of those that have a part in versions or made transitions.
struct Names(HashMap<String, String>);

impl Names {
    async fn read(tx: &mut ReadTx) -> Result<Self, StorageError> {
        let members = tx.access().persons().members().await?.into_iter();
        let names = members.map(|member| (format!("person:{}", member.id), member.name));
        Ok(Self(names.collect()))
    }

    /// As it is stored where no person of the staff is meant.
    fn of(&self, actor: &str) -> String {
        self.0.get(actor).map_or(actor, String::as_str).to_owned()
    }
}

impl App {
    /// The services in the person's scope, by code.
    pub(crate) async fn view_services(
        &self,
        place: &StaffPlace,
    ) -> Result<Vec<ServiceLine>, StaffError> {
        let mut tx = self.db.read(Scope::Tenant(place.tenant)).await?;
        let mut lines = Vec::new();
        for stored in tx.services().all().await? {
            let line = line_of(&mut tx, &stored).await?;
            let department = line.department.say("de").text;
            if place.covers(Act::ServiceView, stored.id, department) {
                lines.push(line);
            }
        }
        Ok(lines)
    }

    pub(crate) async fn view_service(
        &self,
        place: &StaffPlace,
        code: &str,
    ) -> Result<StaffService, StaffError> {
        let mut tx = self.db.read(Scope::Tenant(place.tenant)).await?;
        let (stored, _) = in_scope(&mut tx, place, (Act::ServiceView, code)).await?;
        let names = Names::read(&mut tx).await?;
        let parts = tx.services().versions().parts(stored.id).await?;
        let versions = tx.services().versions().all(stored.id).await?.into_iter();
        let versions = versions
            .rev()
            .map(|version| names.version(&version, &parts));
        let made = tx.services().transitions(stored.id).await?.into_iter();
        let transitions = made.rev().map(|made| TransitionLine {
            transition: made.transition,
            version: made.version,
            by: names.of(&made.by),
            reason: made.reason,
            at: made.at,
        });
        Ok(StaffService {
            line: line_of(&mut tx, &stored).await?,
            versions: versions.collect(),
            transitions: transitions.collect(),
        })
    }

    pub(crate) async fn view_version(
        &self,
        place: &StaffPlace,
        code: &str,
        number: i64,
    ) -> Result<StaffVersion, StaffError> {
        let mut tx = self.db.read(Scope::Tenant(place.tenant)).await?;
        let (stored, _) = in_scope(&mut tx, place, (Act::ServiceView, code)).await?;
        let all = tx.services().versions().all(stored.id).await?;
        let found = all.iter().find(|version| version.number == number);
        let version = found.ok_or(StaffError::NotFound)?;
        let against = against(&all, version);
        let names = Names::read(&mut tx).await?;
        let parts = tx.services().versions().parts(stored.id).await?;
        let line = line_of(&mut tx, &stored).await?;
        drop(tx);
        let before = against.map(|version| Fields::of_document(&version.document));
        let after = Fields::of_document(&version.document);
        let (is_tried, page) = self.trial_of_version(place, &line, version).await?;
        let me = format!("person:{}", place.person);
        let mut mine = parts
            .iter()
            .filter(|part| part.version == number && part.actor == me);
        Ok(StaffVersion {
            line,
            version: names.version(version, &parts),
            revision: version.revision,
            document: read_document("services", &version.document)
                .map_err(TransitionError::from)?,
            against: against.map(|version| version.number),
            changes: Fields::differences(&before.unwrap_or_default(), &after),
            is_author: mine.any(|part| part.is_author),
            is_approver: version.approved_by.as_deref() == Some(me.as_str()),
            is_tried,
            page,
        })
    }

    /// Whether just this version is in the trial tenant, and where its page is.
    async fn trial_of_version(
        &self,
        place: &StaffPlace,
        line: &ServiceLine,
        version: &StoredVersion,
    ) -> Result<(bool, Option<String>), StaffError> {
        let Some(config) = self.config(place.tenant).await? else {
            return Ok((false, None));
        };
        let document: ServiceDocument =
            read_document("services", &version.document).map_err(TransitionError::from)?;
        let page = |slug: &str| {
            let has_page = document.catalogue.is_some();
            has_page.then(|| format!("/{slug}/services/{}", line.code))
        };
        let copy = match self.trial_tenant(&config.slug).await? {
            Some(trial) => self.trial_copy(trial, &line.code).await?,
            None => None,
        };
        let is_tried = match &copy {
            Some(copy) => is_copy((&version.document, &version.pool_document), copy)
                .map_err(TransitionError::from)?,
            None => false,
        };
        let page = match (version.state, is_tried) {
            (VersionState::Live, _) if line.state.is_live() => page(&config.slug),
            (_, true) => page(&TenantSlug::of_trial(&config.slug)),
            (_, false) => None,
        };
        Ok((is_tried, page))
    }
}

impl Names {
    fn version(&self, version: &StoredVersion, parts: &[VersionPart]) -> VersionLine {
        let parts = parts.iter();
        let authors = parts.filter(|part| part.version == version.number && part.is_author);
        VersionLine {
            number: version.number,
            state: version.state,
            made_at: version.made_at,
            begun_from: version.begun_from,
            authors: authors.map(|part| self.of(&part.actor)).collect(),
            approved_by: version.approved_by.as_deref().map(|by| self.of(by)),
            published_by: version.published_by.as_deref().map(|by| self.of(by)),
        }
    }
}

async fn line_of(tx: &mut ReadTx, stored: &StoredService) -> Result<ServiceLine, StaffError> {
    let document: ServiceDocument =
        read_document("services", &stored.document).map_err(TransitionError::from)?;
    let open = tx.services().versions().open(stored.id).await?;
    Ok(ServiceLine {
        code: stored.code.clone(),
        state: state_of(stored, &document),
        version: stored.version,
        open: open.map(|open| (open.number, open.state)),
        name: document.name,
        department: document.department,
    })
}

/// What the version is held against: the newest before it that payers were shown.
fn against<'v>(all: &'v [StoredVersion], version: &StoredVersion) -> Option<&'v StoredVersion> {
    let before = all.iter().rev().filter(|one| one.number < version.number);
    let mut shown = before.filter(|one| one.published_by.is_some());
    shown.next()
}
