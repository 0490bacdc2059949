//! Services and their versions: listed, described, handed in, approved, published.

pub(crate) mod bookings;
pub(crate) mod catalogue;
pub(crate) mod draft;
pub(crate) mod pages;
pub(crate) mod versions;
mod wording;

use app::access::StaffError;
use app::services::{SeenVersion, TransitionError};
use axum::extract::Path;
use axum::response::Response;
use domain::access::Act;

use crate::fields::{Fields, Sent};
use crate::frame::ConsoleFrame;
use crate::person::{AtPlace, Staff};

/// A place and a service in an address.
pub(crate) type ServicePath = Path<(String, String)>;

/// A place, a service and the number of a version in an address.
pub(crate) type VersionPath = Path<(String, String, String)>;

/// A version of a service at a place, as an address names it.
pub(crate) struct AtVersion {
    pub(crate) at: AtPlace,
    pub(crate) code: String,
    /// 0 where the address names no number: there is no such version.
    pub(crate) number: i64,
    /// Path of the version's page.
    pub(crate) page: String,
}

impl AtVersion {
    pub(crate) async fn of(
        staff: Staff,
        (slug, code, version): &(String, String, String),
    ) -> Result<Self, Response> {
        let at = staff.at(slug).await?;
        let number = version.parse().unwrap_or(0);
        Ok(Self {
            page: at.path(&format!("services/{code}/versions/{number}")),
            code: code.clone(),
            number,
            at,
        })
    }

    /// The version and the fields of a form that was sent about it, for an act that the person may
    /// do there.
    pub(crate) async fn posted(
        staff: Staff,
        path: &(String, String, String),
        act: Act,
        sent: Sent,
    ) -> Result<(Self, Fields), Response> {
        let here = Self::of(staff, path).await?;
        let may = here.at.may(act, &here.page);
        match may.and_then(|()| here.at.staff.fields(sent)) {
            Ok(fields) => Ok((here, fields)),
            Err(answer) => Err(*answer),
        }
    }

    /// What the form was made from.
    pub(crate) fn seen(&self, fields: &Fields) -> SeenVersion {
        (self.number, fields.get("revision").parse().unwrap_or(0))
    }
}

/// Why a transition is refused, in the reader's words.
pub(crate) fn refusal(frame: &ConsoleFrame, error: &TransitionError) -> String {
    match error {
        TransitionError::SamePerson => frame.t("service-refused-approver"),
        TransitionError::Author => frame.t("service-refused-author"),
        TransitionError::Open(number) => {
            let number = number.to_string();
            frame.t_with("service-refused-open", &[("number", number.as_str())])
        }
        TransitionError::HeldByDocument => frame.t("service-refused-held"),
        TransitionError::NoTrialTenant | TransitionError::NoTrialAccount => {
            frame.t("service-refused-no-trial")
        }
        TransitionError::InTrialTenant => frame.t("service-refused-in-trial"),
        TransitionError::Unproven => frame.t("service-refused-unproven"),
        TransitionError::NotTried => frame.t("service-refused-untried"),
        TransitionError::NoReason => frame.t("wrong-reason"),
        TransitionError::State(_)
        | TransitionError::Role(_)
        | TransitionError::Staffed
        | TransitionError::NotFound
        | TransitionError::Meanwhile
        | TransitionError::Trial(_)
        | TransitionError::Document(_)
        | TransitionError::Storage(_) => frame.t("service-refused-state"),
    }
}

/// A stale form is shown again with what was typed; what else is refused has a page of its own.
fn is_stale(error: &StaffError) -> bool {
    matches!(error, StaffError::Meanwhile)
}
