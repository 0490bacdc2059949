//! The staff: signing in, sessions, the person's own account, invitations, persons and grants.
//!
//! Nothing about rights is kept in a session: they are read with each request, so that what changed
//! holds with the next one, on every node. The doors ask the table of acts; pages ask the same
//! table, but decide nothing.

pub(crate) mod account;
pub(crate) mod grants;
pub(crate) mod invitations;
pub(crate) mod kept_forms;
pub(crate) mod mail;
pub(crate) mod one_time_codes;
pub(crate) mod passwords;
pub(crate) mod persons;
pub(crate) mod rate_limits;
pub(crate) mod resets;
pub(crate) mod sessions;
pub(crate) mod sign_in;

use domain::access::credentials::BadPassword;
use domain::access::grants::BadScope;
use domain::access::persons::BadPerson;
use domain::access::{Act, Actor, Denial, Grant, GrantRefusal, GrantScope, Holder, Role, Standing};
use domain::claims::ClaimRefusal;
use domain::ledger::LedgerError;
use domain::money::refunds::RefundRefusal;
use domain::{PersonId, ServiceId, TenantId};
use storage::access::sessions::StoredSession;
use storage::{Scope, StorageError};

use crate::access::acting::Acting;
use crate::access::audit::export::ExportRefusal;
use crate::access::clients::ClientRefusal;
use crate::claims::NumberError;
use crate::platform::{SecretError, VaultError};
use crate::services::TransitionError;
use crate::tenants::config::TenantConfig;
use crate::{App, DocumentError, ReadError};
use passwords::Busy;

/// The language in which departments are named in scopes.
const GERMAN: &str = "de";
/// The part of addresses that stands for the installation itself.
pub const OPERATOR_SLUG: &str = "operator";

/// Why the staff cannot do something.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error("there is no such person, grant or session")]
    NotFound,
    #[error(transparent)]
    Grant(#[from] GrantRefusal),
    #[error(transparent)]
    Person(#[from] BadPerson),
    #[error(transparent)]
    Scope(#[from] BadScope),
    #[error(transparent)]
    Password(#[from] BadPassword),
    #[error("the code is wrong, or was used before")]
    Code,
    #[error(transparent)]
    Export(#[from] ExportRefusal),
    #[error(transparent)]
    Client(#[from] ClientRefusal),
    #[error("nobody does this to themselves")]
    Oneself,
    #[error("the address belongs to a person that works here already")]
    AlreadyHere,
    #[error("the address belongs to a person that cannot work here")]
    Elsewhere,
    #[error("without a mail server only the command line resets a person that has a right")]
    Unmailed,
    #[error("the person is not in the state that this needs")]
    State,
    #[error("an administrator is there already; the console goes on from here")]
    Staffed,
    #[error("somebody else changed this at the same time; look at it again")]
    Meanwhile,
    #[error("too many passwords are being checked at present")]
    Busy(#[from] Busy),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("what is described cannot be used")]
    Described(#[source] DocumentError),
    #[error(transparent)]
    Service(TransitionError),
    #[error("a secret cannot be used")]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Refund(#[from] RefundRefusal),
    #[error(transparent)]
    Claim(#[from] ClaimRefusal),
    #[error("no Kassenzeichen could be issued")]
    Number(#[from] NumberError),
    #[error("the money could not be booked")]
    Ledger(#[from] LedgerError),
    #[error("storing failed")]
    Storage(#[source] StorageError),
}

impl From<StorageError> for StaffError {
    fn from(error: StorageError) -> Self {
        if matches!(error, StorageError::Conflict) {
            return Self::Meanwhile;
        }
        Self::Storage(error)
    }
}

impl From<ReadError> for StaffError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Storage(error) => error.into(),
            ReadError::Document(error) => error.into(),
            ReadError::Vault(error) => error.into(),
        }
    }
}

impl From<TransitionError> for StaffError {
    fn from(error: TransitionError) -> Self {
        if matches!(error, TransitionError::NotFound) {
            return Self::NotFound;
        }
        if matches!(error, TransitionError::Meanwhile) {
            return Self::Meanwhile;
        }
        if let TransitionError::Storage(error) = error {
            return error.into();
        }
        Self::Service(error)
    }
}

impl From<VaultError> for StaffError {
    fn from(error: VaultError) -> Self {
        Self::Secret(error.into())
    }
}

impl StaffError {
    /// Whether the rules say no, rather than something that failed or was typed wrong.
    pub(crate) const fn is_refusal(&self) -> bool {
        match self {
            Self::Service(error) => error.is_refusal(),
            Self::Client(refusal) => refusal.is_refusal(),
            Self::Claim(refusal) => refusal.is_by_rule(),
            Self::Denied(_)
            | Self::Grant(_)
            | Self::Refund(_)
            | Self::Oneself
            | Self::Elsewhere
            | Self::Unmailed
            | Self::State
            | Self::Staffed => true,
            Self::NotFound
            | Self::Export(_)
            | Self::Person(_)
            | Self::Scope(_)
            | Self::Password(_)
            | Self::Code
            | Self::AlreadyHere
            | Self::Meanwhile
            | Self::Busy(_)
            | Self::Document(_)
            | Self::Described(_)
            | Self::Secret(_)
            | Self::Number(_)
            | Self::Ledger(_)
            | Self::Storage(_) => false,
        }
    }
}

/// A person with its session, in one authority or at the installation, as its grants are now.
#[derive(Clone, Debug)]
pub(crate) struct StaffPlace {
    pub(crate) tenant: TenantId,
    pub(crate) person: PersonId,
    pub(crate) standing: Standing,
    /// In force now.
    pub(super) grants: Vec<Grant>,
}

impl StaffPlace {
    /// Whether it is the installation.
    pub(crate) fn is_operator(&self) -> bool {
        self.tenant == TenantId::INSTALLATION
    }

    /// Whether a grant for the act is about this service of a department.
    pub(crate) fn covers(&self, act: Act, service: ServiceId, department: &str) -> bool {
        self.role_for(act, service, department).is_some()
    }

    /// The role in which the person does the act about this service of a department: of those
    /// that it holds, the first that the table names.
    pub(crate) fn role_for(&self, act: Act, service: ServiceId, department: &str) -> Option<Role> {
        let rule = act.rule().staff;
        let holders = rule.map_or(&[][..], |rule| rule.holders);
        let grants = || self.grants.iter();
        let may = |holder: Holder| {
            let mut held = grants().filter(|grant| grant.holders().any(|held| held == holder));
            held.find(|grant| grant.scope.holds(service, department))
        };
        let mut found = holders.iter().filter_map(|(holder, _)| may(*holder));
        found.next().map(|grant| grant.role)
    }

    /// Grants whose role or flag may do the act.
    fn grants_for(&self, act: Act) -> impl Iterator<Item = &Grant> {
        let rule = act.rule().staff;
        let holders = rule.map_or(&[][..], |rule| rule.holders);
        let may = |held: Holder| holders.iter().any(|(holder, _)| *holder == held);
        self.grants
            .iter()
            .filter(move |grant| grant.holders().any(may))
    }

    pub(crate) const fn scope(&self) -> Scope {
        Scope::Tenant(self.tenant)
    }

    /// Whether a grant for the act is about this service; `None` is within a grant of everything
    /// only.
    pub(crate) fn sees(&self, act: Act, config: &TenantConfig, service: Option<ServiceId>) -> bool {
        match service.and_then(|id| config.service(id)) {
            Some(service) => {
                let department = service.document.department.say(GERMAN).text;
                self.covers(act, service.id, department)
            }
            None => self
                .grants_for(act)
                .any(|grant| grant.scope == GrantScope::All),
        }
    }
}

/// Where acts on persons themselves are written down: what they are in no authority alone.
pub(crate) const INSTALLATION: Scope = Scope::Tenant(TenantId::INSTALLATION);

/// The person as the actor of its own acts.
pub(crate) fn acting_as(person: PersonId, request: Option<&std::sync::Arc<str>>) -> Acting {
    Acting::new(Actor::Person(person), request.cloned())
}

impl App {
    /// The authority under this slug, or the installation.
    pub(crate) async fn staff_tenant(&self, slug: &str) -> Result<Option<TenantId>, StorageError> {
        if slug == OPERATOR_SLUG {
            return Ok(Some(TenantId::INSTALLATION));
        }
        self.tenant_id(slug).await
    }

    /// The person of the session in this authority; `None` where it has no grant in force.
    pub(crate) async fn staff_place(
        &self,
        session: &StoredSession,
        slug: &str,
    ) -> Result<Option<StaffPlace>, StorageError> {
        let Some(tenant) = self.staff_tenant(slug).await? else {
            return Ok(None);
        };
        let now = self.moment().now;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let grants = tx.access().grants().counting(session.person).await?;
        let grants = grants.into_iter();
        let grants: Vec<_> = grants.filter(|grant| grant.in_force(now)).collect();
        let holders: Vec<_> = grants.iter().flat_map(Grant::holders).collect();
        if holders.is_empty() {
            return Ok(None);
        }
        Ok(Some(StaffPlace {
            tenant,
            person: session.person,
            standing: Standing {
                holders,
                fresh: session.times.is_fresh(now),
            },
            grants,
        }))
    }
}
