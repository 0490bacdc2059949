//! Why a transition of a service or of its next version is not made.

use domain::access::Role;
use domain::services::Lifecycle;
use storage::StorageError;

use crate::tenants::ApplyError;
use crate::{DocumentError, ReadError};

#[derive(Debug, thiserror::Error)]
pub enum TransitionError {
    #[error("there is no such authority, service or version")]
    NotFound,
    #[error("a service that is {0} does not allow this")]
    State(Lifecycle),
    #[error("this is not for the {0} to do")]
    Role(Role),
    #[error("the person that approved a version does not publish it; another one must")]
    SamePerson,
    #[error(
        "a person that changed a version or handed it in does not approve it; another one must"
    )]
    Author,
    #[error("persons of the authority have this role; the command line does not act for them")]
    Staffed,
    #[error("version {0} is being prepared; go on with it, or give it up")]
    Open(i64),
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
    #[error("the version as it is now was not tried out; take the transition test first")]
    NotTried,
    #[error("say why")]
    NoReason,
    #[error("the service was changed at the same time; look at it again")]
    Meanwhile,
    #[error("the service is not what the last act on it says; run `zahlstelle verify`")]
    Unproven,
    #[error("the service could not be copied into the trial tenant")]
    Trial(#[source] ApplyError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("storing the transition failed")]
    Storage(#[source] StorageError),
}

impl From<StorageError> for TransitionError {
    fn from(error: StorageError) -> Self {
        if matches!(error, StorageError::Conflict) {
            return Self::Meanwhile;
        }
        Self::Storage(error)
    }
}

impl From<ReadError> for TransitionError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Storage(error) => error.into(),
            ReadError::Document(error) => error.into(),
            ReadError::Vault(error) => Self::Trial(error.into()),
        }
    }
}

impl TransitionError {
    /// Whether the rules say no, rather than something that failed.
    pub(crate) const fn is_refusal(&self) -> bool {
        match self {
            Self::NotFound | Self::Trial(_) | Self::Document(_) | Self::Storage(_) => false,
            Self::State(_)
            | Self::Role(_)
            | Self::SamePerson
            | Self::Author
            | Self::Staffed
            | Self::Open(_)
            | Self::HeldByDocument
            | Self::NoTrialTenant
            | Self::NoTrialAccount
            | Self::InTrialTenant
            | Self::NotTried
            | Self::NoReason
            | Self::Unproven
            | Self::Meanwhile => true,
        }
    }
}
